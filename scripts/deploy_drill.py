"""The drill behind scripts/deploy-drill."""

import base64
import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import warnings

from cloudformation_emulator import REGION, Emulator

STACK = "usher-drill"
GROUP = "members"
PATIENCE = 90
WRITER = "arn:aws:iam::123456789012:role/upstream"
READER = "arn:aws:iam::123456789012:role/answers"

java, top = sys.argv[1:3]
fifo = "--fifo" in sys.argv[3:]
broken = 0


def promise(text, kept, found=None):
    """Prints a promise and whether it is kept, with what was found instead."""
    global broken
    broken += 0 if kept else 1
    print("%s %s%s" % ("kept  " if kept else "BROKEN", text, "" if kept or found is None else ": " + str(found)), flush=True)


def until(what, look):
    """What look() finds, as soon as it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    sys.exit("deploy-drill: gave up after %d s: %s" % (PATIENCE, what))


def deploy(emulator):
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
        # The emulator knows no other word for what stays.
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
    promise("each of its %d resources is made" % len(logical), made == logical, "not made: %s" % sorted(logical - made))
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
            "the %s queue wants TLS, and is encrypted with the stack's key" % spoken,
            tls.get("Effect") == "Deny"
            and tls.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
            and outputs["KeyArn"].endswith(found["KmsMasterKeyId"]),
            found,
        )
        named = policy.get(statement, {}).get("Principal", {}).get("AWS") if statement else None
        promise(
            "the %s queue lets in %s" % (spoken, principal or "nobody by its own policy"),
            named == ([principal] if principal else None) and len(policy) == (2 if principal else 1),
            policy,
        )


def look_at_the_rest(emulator, outputs):
    pool, client = outputs["UserPoolId"], outputs["ClientId"]
    found = emulator.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    promise(
        "the app client has the flows that the worker needs, and hides who exists",
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
        "the ledger is a table on demand, by the key that the worker wants",
        table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
        and table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST",
        table,
    )
    policies = emulator.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="ecs")
    math = policies["ScalingPolicies"][0]["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
    answers = [query["Id"] for query in math["Metrics"] if query.get("ReturnData")]
    promise("the service scales on one figure, the backlog that more tasks help with", answers == ["backlog_to_share"], answers)
    alarms = {
        alarm["AlarmName"] for page in [emulator.client("cloudwatch").describe_alarms(AlarmNamePrefix=STACK)] for alarm in page["MetricAlarms"]
    }
    promise("there are nine alarms", len(alarms) == 9, sorted(alarms))
    definition = emulator.client("ecs").describe_task_definition(taskDefinition=STACK)["taskDefinition"]
    worker = definition["containerDefinitions"][0]
    given = {pair["name"]: str(pair["value"]) for pair in worker["environment"] if pair}
    told = dict(line.split("=", 1) for line in outputs["Settings"].split())
    differ = {name: (value, given.get(name)) for name, value in told.items() if given.get(name) != value}
    promise("the output Settings says what the task definition says", not differ, differ)
    return told


class Worker:
    """The production jar, with nothing but the stack's settings."""

    def __init__(self, emulator, settings, folder):
        environment = {
            **settings,
            "AWS_ENDPOINT_URL": emulator.endpoint,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "USHER_HTTP_ADDRESS": "127.0.0.1:0",
            "USHER_POLL_WAIT": "1s",
        }
        self.log = os.path.join(folder, "worker.log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [java, "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar", os.path.join(top, "target", "usher.jar"), "worker"],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def output(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def ready(self):
        if self.process.poll() is not None:
            sys.exit("deploy-drill: the worker ended:\n" + self.output())
        port = re.search(r"health and metrics on port (\d+)", self.output())
        if not port:
            return False
        try:
            with urllib.request.urlopen("http://127.0.0.1:%s/readyz" % port.group(1), timeout=5) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Upstream:
    """Who sends requests and reads replies."""

    def __init__(self, emulator, outputs):
        self.sqs = emulator.client("sqs")
        self.outputs = outputs
        self.replies = {}

    def send(self, lane, body):
        text = body if isinstance(body, str) else json.dumps(body)
        order = {"MessageGroupId": "upstream", "MessageDeduplicationId": str(uuid.uuid4())} if fifo else {}
        return self.sqs.send_message(QueueUrl=self.outputs[lane + "QueueUrl"], MessageBody=text, **order)["MessageId"]

    def reply(self, message):
        """The first reply to the message."""

        def look():
            found = self.sqs.receive_message(QueueUrl=self.outputs["ReplyQueueUrl"], MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for letter in found.get("Messages", []):
                reply = json.loads(letter["Body"])
                self.replies.setdefault(reply["requestMessageId"], reply)
                self.sqs.delete_message(QueueUrl=self.outputs["ReplyQueueUrl"], ReceiptHandle=letter["ReceiptHandle"])
            return self.replies.get(message)

        return until("a reply to %s" % message, look)


def sign_up(name, **more):
    return {
        "type": "signup",
        "id": "order-" + name,
        "username": name,
        "password": "Correct-horse-7",
        "attributes": {"email": name + "@example.com"},
        **more,
    }


def told(reply):
    return (reply["status"], reply.get("duplicate"), reply.get("failure", {}).get("code"))


def sign_people_up(emulator, outputs):
    cognito = emulator.client("cognito-idp")
    pool = outputs["UserPoolId"]
    cognito.create_group(UserPoolId=pool, GroupName=GROUP)
    cognito.admin_create_user(UserPoolId=pool, Username="linus", MessageAction="SUPPRESS")
    upstream = Upstream(emulator, outputs)

    def status(name):
        try:
            return cognito.admin_get_user(UserPoolId=pool, Username=name)["UserStatus"]
        except cognito.exceptions.UserNotFoundException:
            return "none"

    good = upstream.reply(upstream.send("Request", sign_up("ada", groups=[GROUP])))
    promise("a sign-up succeeds, with tokens", told(good)[0] == "succeeded" and good.get("tokens"), told(good))
    promise("its user is CONFIRMED", status("ada") == "CONFIRMED", status("ada"))
    groups = [group["GroupName"] for group in cognito.admin_list_groups_for_user(UserPoolId=pool, Username="ada")["Groups"]]
    promise("its user is in its group", groups == [GROUP], groups)
    again = upstream.reply(upstream.send("Request", sign_up("ada", groups=[GROUP])))
    promise("the same again is a duplicate that succeeds", told(again)[:2] == ("succeeded", True), told(again))
    bulk = upstream.reply(upstream.send("Bulk", sign_up("grace", finish="confirmed")))
    promise(
        "a sign-up on the bulk lane succeeds, and its user is CONFIRMED",
        told(bulk)[0] == "succeeded" and status("grace") == "CONFIRMED",
        (told(bulk), status("grace")),
    )
    weak = upstream.reply(upstream.send("Request", sign_up("joan", password="weak")))
    promise(
        "a password that the pool's policy refuses fails, and makes no user",
        told(weak)[2] == "INVALID_PASSWORD" and status("joan") == "none",
        (told(weak), status("joan")),
    )
    taken = upstream.reply(upstream.send("Request", sign_up("linus")))
    promise(
        "somebody else's username is refused, and stays as it is",
        told(taken)[2] == "USERNAME_EXISTS" and status("linus") == "FORCE_CHANGE_PASSWORD",
        (told(taken), status("linus")),
    )
    upstream.send("Request", "this is no request")
    sqs = emulator.client("sqs")

    def dead_letter():
        found = sqs.receive_message(
            QueueUrl=outputs["DeadLetterQueueUrl"], MessageAttributeNames=["All"], WaitTimeSeconds=1, VisibilityTimeout=0
        )
        return found.get("Messages")

    letter = until("a dead letter", dead_letter)[0]
    reason = json.loads(letter["MessageAttributes"]["usher"]["StringValue"])
    promise("what is no request lies in the dead-letter queue, with the reason", reason["code"] == "INVALID_REQUEST", reason)
    rows = emulator.client("dynamodb").scan(TableName=outputs["LedgerTableName"])["Items"]
    ids = sorted({row["id"]["S"].split("#")[0].split("/")[-1] for row in rows} - {"birth"})
    expected = ["order-" + name for name in ("ada", "grace", "joan", "linus")]
    promise("the ledger remembers each id", ids == expected, ids)
    promise("each row of the ledger expires", all("expiresAt" in row for row in rows if row["id"]["S"] != "birth"))


def look_at_what_is_left(emulator, outputs):
    """After the stack was deleted."""
    emulator.client("cloudformation").delete_stack(StackName=STACK)
    left = emulator.client("sqs").list_queues(QueueNamePrefix=STACK).get("QueueUrls", [])
    users = emulator.client("cognito-idp").list_users(UserPoolId=outputs["UserPoolId"])["Users"]
    rows = emulator.client("dynamodb").scan(TableName=outputs["LedgerTableName"])["Count"]
    emulator.client("secretsmanager").get_secret_value(SecretId=outputs["SecretArn"])
    promise(
        "deleting the stack leaves queues, users, secret and ledger where they are",
        len(left) == 4 and len(users) == 3 and rows > 0,
        (left, len(users), rows),
    )


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    emulator = Emulator()
    outputs = deploy(emulator)
    look_at_queues(emulator, outputs)
    settings = look_at_the_rest(emulator, outputs)
    with tempfile.TemporaryDirectory(prefix="deploy-drill") as folder:
        worker = Worker(emulator, settings, folder)
        try:
            until("the worker is ready", worker.ready)
            promise("the worker is ready on what the template made", True)
            sign_people_up(emulator, outputs)
            code = worker.stop()
            promise("SIGTERM ends it with 0", code == 0, code)
            left = emulator.client("sqs").get_queue_attributes(QueueUrl=outputs["RequestQueueUrl"], AttributeNames=["All"])["Attributes"]
            numbers = [int(left["ApproximateNumberOfMessages" + part]) for part in ("", "NotVisible", "Delayed")]
            promise("nothing is left of the requests", numbers == [0, 0, 0], numbers)
        finally:
            if broken or sys.exc_info()[0]:
                print(worker.output(), file=sys.stderr)
            worker.end()
    look_at_what_is_left(emulator, outputs)
    print("not looked at, as the emulator knows nothing of it: permissions and keys at work, time to live, backups, tasks on Fargate, metrics")
    print("every promise kept" if not broken else "%d promises broken" % broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
