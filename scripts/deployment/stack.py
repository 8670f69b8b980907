"""The stack of infra/usher.yaml: deploys it and checks what it created."""

import base64
import json
import os
import re

from promises import promise

STACK = "usher-drill"
GROUP = "members"
WRITER = "arn:aws:iam::123456789012:role/upstream"
READER = "arn:aws:iam::123456789012:role/answers"


def deploy(emulator, top, fifo):
    """The outputs of the stack."""
    ec2 = emulator.client("ec2")
    cloudformation = emulator.client("cloudformation")
    parameters = {
        "Image": "registry.example/usher:1",
        "VpcId": ec2.describe_vpcs()["Vpcs"][0]["VpcId"],
        "SubnetIds": ",".join(subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]),
        "WriterArns": WRITER,
        "ReaderArns": READER,
        "Groups": GROUP,
        "MaxTasks": "4",
        "Fifo": json.dumps(fifo),
    }
    with open(os.path.join(top, "infra", "usher.yaml"), encoding="utf-8") as template:
        # The emulator knows no other word for a retained resource.
        body = template.read().replace("RetainExceptOnCreate", "Retain")
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=body,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    promise("the template deploys, with %s queues" % ("FIFO" if fifo else "standard"), stack["StackStatus"] == "CREATE_COMPLETE", stack["StackStatus"])
    logical = set(re.findall(r"^  (\w+):\n    Type: AWS::", body.split("\nResources:\n")[1], re.MULTILINE))
    made = {
        resource["LogicalResourceId"]
        for resource in cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        if resource.get("PhysicalResourceId")
    }
    promise("each of its %d resources is created" % len(logical), made == logical, "missing: %s" % sorted(logical - made))
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def look_at_queues(emulator, outputs):
    sqs = emulator.client("sqs")

    def attributes(name):
        return sqs.get_queue_attributes(QueueUrl=outputs[name + "QueueUrl"], AttributeNames=["All"])["Attributes"]

    dead = attributes("DeadLetter")
    for lane in ("Request", "Bulk"):
        redrive = json.loads(attributes(lane).get("RedrivePolicy", "{}"))
        promise(
            "the %s queue gives up after 100 receives, to the dead-letter queue" % lane.lower(),
            int(redrive.get("maxReceiveCount", 0)) == 100 and redrive["deadLetterTargetArn"] == outputs["DeadLetterQueueArn"],
            redrive,
        )
        promise(
            "dead letters are kept for longer than the %s queue keeps a message" % lane.lower(),
            int(dead["MessageRetentionPeriod"]) > int(attributes(lane)["MessageRetentionPeriod"]),
        )
    for queue, statement, principal in (
        ("Request", "Writers", WRITER),
        ("Bulk", "Writers", WRITER),
        ("Reply", "Readers", READER),
        ("DeadLetter", None, None),
    ):
        found = attributes(queue)
        spoken = "dead-letter" if queue == "DeadLetter" else queue.lower()
        policy = {each["Sid"]: each for each in json.loads(found["Policy"])["Statement"]}
        tls = policy.get("NothingWithoutTls", {})
        promise(
            "the %s queue requires TLS, and is encrypted with the stack's key" % spoken,
            tls.get("Effect") == "Deny"
            and tls.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
            and outputs["KeyArn"].endswith(found["KmsMasterKeyId"]),
            found,
        )
        named = policy.get(statement, {}).get("Principal", {}).get("AWS") if statement else None
        promise(
            "the policy of the %s queue allows %s" % (spoken, principal or "no one"),
            named == ([principal] if principal else None) and len(policy) == (2 if principal else 1),
            policy,
        )


def look_at_the_rest(emulator, outputs):
    pool, client = outputs["UserPoolId"], outputs["ClientId"]
    found = emulator.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    promise(
        "the app client has the flows that the worker needs, and hides which users exist",
        set(found["ExplicitAuthFlows"]) == {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
        and found["PreventUserExistenceErrors"] == "ENABLED",
        {key: found.get(key) for key in ("ExplicitAuthFlows", "PreventUserExistenceErrors")},
    )
    secrets = emulator.client("secretsmanager")
    secret = json.loads(secrets.get_secret_value(SecretId=outputs["SecretArn"])["SecretString"])
    promise("the secret has the app client's", secret.get("clientSecret") == found["ClientSecret"])
    key = base64.b64decode(secret.get("temporaryPasswordKey", ""), validate=True)
    promise("the secret has a random key of 32 bytes or more", len(key) >= 32, len(key))
    described = secrets.describe_secret(SecretId=outputs["SecretArn"])
    promise("the secret is encrypted with the stack's key", described.get("KmsKeyId") == outputs["KeyArn"])
    table = emulator.client("dynamodb").describe_table(TableName=outputs["LedgerTableName"])["Table"]
    promise(
        "the ledger is an on-demand table, with the key that the worker needs",
        table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
        and table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST",
        table,
    )
    policies = emulator.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")
    math = policies["ScalingPolicies"][0]["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    answers = [query["Id"] for query in math["Metrics"] if query.get("ReturnData")]
    promise("the service scales on one figure, the backlog that more tasks can reduce", answers == ["backlog_to_share"], answers)
    alarms = {
        alarm["AlarmName"] for page in [emulator.client("cloudwatch").describe_alarms(AlarmNamePrefix=STACK)] for alarm in page["MetricAlarms"]
    }
    promise("there are ten alarms", len(alarms) == 10, sorted(alarms))
    definition = emulator.client("ecs").describe_task_definition(taskDefinition=STACK)["taskDefinition"]
    worker = definition["containerDefinitions"][0]
    given = {pair["name"]: str(pair["value"]) for pair in worker["environment"] if pair}
    settings = dict(line.split("=", 1) for line in outputs["Settings"].split())
    differ = {name: (value, given.get(name)) for name, value in settings.items() if given.get(name) != value}
    promise("the output Settings says what the task definition says", not differ, differ)
    return settings
