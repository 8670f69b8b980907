"""Moto's server (https://docs.getmoto.org), extended by the resource types that its CloudFormation lacks. Each is created by
the API call that CloudFormation itself makes, after botocore's own check of the parameters."""

import json

import boto3
from moto.core.common_models import CloudFormationModel
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"


class Emulator:
    """The server, on a free port of 127.0.0.1."""

    def __init__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.endpoint = "http://%s:%d" % self.server.get_host_and_port()
        for kind, (name, maker) in MAKERS.items():
            teach(self, kind, name, maker)

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="emulated",
            aws_secret_access_key="emulated",
        )


def teach(emulator, kind, name_property, maker):
    """Adds a resource type; maker creates one and returns its physical id and its attributes."""

    class Taught(CloudFormationModel):
        __module__ = "emulator.added"  # Moto uses the second word as the service's name.

        def __init__(self, made):
            self.id, self.attributes = made

        @property
        def physical_resource_id(self):
            return self.id

        @staticmethod
        def cloudformation_name_type():
            return name_property

        @staticmethod
        def cloudformation_type():
            return kind

        @classmethod
        def has_cfn_attr(cls, attr):
            return True

        def get_cfn_attribute(self, attribute_name):
            return self.attributes[attribute_name]

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            return cls(maker(emulator, without_nothing(cloudformation_json["Properties"]), resource_name))

        @classmethod
        def update_from_cloudformation_json(cls, *_):
            raise NotImplementedError(kind + " can't be updated here")

        @classmethod
        def delete_from_cloudformation_json(cls, *_):
            # Nothing reads these after their deletion.
            return None

        def is_created(self):
            return True

    ADDED.append(Taught)


def without_nothing(value):
    """Removes what Ref AWS::NoValue left in lists."""
    if isinstance(value, dict):
        return {key: without_nothing(member) for key, member in value.items()}
    if isinstance(value, list):
        return [without_nothing(member) for member in value if member is not None]
    return value


def user_pool(emulator, properties, _):
    given = dict(properties)
    made = emulator.client("cognito-idp").create_user_pool(PoolName=given.pop("UserPoolName"), **given)["UserPool"]
    return made["Id"], {"Arn": made["Arn"], "UserPoolId": made["Id"]}


def user_pool_client(emulator, properties, _):
    made = emulator.client("cognito-idp").create_user_pool_client(**properties)["UserPoolClient"]
    return made["ClientId"], {"ClientId": made["ClientId"], "ClientSecret": made.get("ClientSecret")}


def secret(emulator, properties, _):
    secrets = emulator.client("secretsmanager")
    given = dict(properties)
    generate = dict(given.pop("GenerateSecretString"))
    template, key = generate.pop("SecretStringTemplate"), generate.pop("GenerateStringKey")
    text = json.loads(template)
    text[key] = secrets.get_random_password(**generate)["RandomPassword"]
    made = secrets.create_secret(SecretString=json.dumps(text), **given)
    return made["ARN"], {"Id": made["ARN"]}


def queue_policy(emulator, properties, name):
    for queue in properties["Queues"]:
        emulator.client("sqs").set_queue_attributes(
            QueueUrl=queue, Attributes={"Policy": json.dumps(properties["PolicyDocument"])}
        )
    return name, {}


def alarm(emulator, properties, _):
    emulator.client("cloudwatch").put_metric_alarm(**properties)
    return properties["AlarmName"], {}


def scalable_target(emulator, properties, _):
    emulator.client("application-autoscaling").register_scalable_target(**properties)
    return "|".join(properties[part] for part in ("ResourceId", "ScalableDimension", "ServiceNamespace")), {}


def scaling_policy(emulator, properties, _):
    given = dict(properties)
    resource, dimension, namespace = given.pop("ScalingTargetId").split("|")
    made = emulator.client("application-autoscaling").put_scaling_policy(
        ResourceId=resource, ScalableDimension=dimension, ServiceNamespace=namespace, **given
    )
    return made["PolicyARN"], {}


ADDED = []  # Moto finds them as subclasses, so they must stay alive.
MAKERS = {
    "AWS::Cognito::UserPool": ("UserPoolName", user_pool),
    "AWS::Cognito::UserPoolClient": ("ClientName", user_pool_client),
    "AWS::SecretsManager::Secret": ("Name", secret),
    "AWS::SQS::QueuePolicy": (None, queue_policy),
    "AWS::CloudWatch::Alarm": ("AlarmName", alarm),
    "AWS::ApplicationAutoScaling::ScalableTarget": (None, scalable_target),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("PolicyName", scaling_policy),
}
