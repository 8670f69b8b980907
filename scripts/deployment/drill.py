"""The drill behind scripts/deploy-drill."""

import json
import logging
import os
import signal
import sys
import tempfile
import warnings

import promises
from emulator import Emulator
from processes import Upstream, Worker
from promises import promise, until
from stack import GROUP, STACK, deploy, look_at_queues, look_at_the_rest


def sign_up(name, **more):
    return {
        "type": "signup",
        "id": "order-" + name,
        "username": name,
        "password": "Correct-horse-7",
        "attributes": {"email": name + "@example.com"},
        **more,
    }


def summary(reply):
    return (reply["status"], reply.get("duplicate"), reply.get("failure", {}).get("code"))


def sign_people_up(emulator, outputs, fifo):
    cognito = emulator.client("cognito-idp")
    pool = outputs["UserPoolId"]
    cognito.create_group(UserPoolId=pool, GroupName=GROUP)
    cognito.admin_create_user(UserPoolId=pool, Username="linus", MessageAction="SUPPRESS")
    upstream = Upstream(emulator, outputs, fifo)

    def status(name):
        try:
            return cognito.admin_get_user(UserPoolId=pool, Username=name)["UserStatus"]
        except cognito.exceptions.UserNotFoundException:
            return "none"

    good = upstream.reply(upstream.send("Request", sign_up("ada", groups=[GROUP])))
    promise("a sign-up succeeds, with tokens", summary(good)[0] == "succeeded" and good.get("tokens"), summary(good))
    promise("its user is CONFIRMED", status("ada") == "CONFIRMED", status("ada"))
    groups = [group["GroupName"] for group in cognito.admin_list_groups_for_user(UserPoolId=pool, Username="ada")["Groups"]]
    promise("its user is in its group", groups == [GROUP], groups)
    again = upstream.reply(upstream.send("Request", sign_up("ada", groups=[GROUP])))
    promise("the same request again succeeds as a duplicate", summary(again)[:2] == ("succeeded", True), summary(again))
    bulk = upstream.reply(upstream.send("Bulk", sign_up("grace", finish="confirmed")))
    promise(
        "a sign-up on the bulk lane succeeds, and its user is CONFIRMED",
        summary(bulk)[0] == "succeeded" and status("grace") == "CONFIRMED",
        (summary(bulk), status("grace")),
    )
    weak = upstream.reply(upstream.send("Request", sign_up("joan", password="weak")))
    promise(
        "a password that the pool's policy refuses fails, and creates no user",
        summary(weak)[2] == "INVALID_PASSWORD" and status("joan") == "none",
        (summary(weak), status("joan")),
    )
    taken = upstream.reply(upstream.send("Request", sign_up("linus")))
    promise(
        "another client's username is refused, and its user is unchanged",
        summary(taken)[2] == "USERNAME_EXISTS" and status("linus") == "FORCE_CHANGE_PASSWORD",
        (summary(taken), status("linus")),
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
    promise("an invalid request is in the dead-letter queue, with the reason", reason["code"] == "INVALID_REQUEST", reason)
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
        "deleting the stack keeps queues, users, secret and ledger",
        len(left) == 4 and len(users) == 3 and rows > 0,
        (left, len(users), rows),
    )


def end(number, _):
    """Turns a signal into an exception, so that the worker is ended."""
    sys.exit(128 + number)


def main(java, top, fifo):
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    emulator = Emulator()
    outputs = deploy(emulator, top, fifo)
    look_at_queues(emulator, outputs)
    settings = look_at_the_rest(emulator, outputs)
    with tempfile.TemporaryDirectory(prefix="deploy-drill") as folder:
        worker = Worker(java, os.path.join(top, "target", "usher.jar"), emulator, settings, folder)
        try:
            until("the worker is ready", worker.ready)
            promise("the worker is ready with what the template created", True)
            sign_people_up(emulator, outputs, fifo)
            code = worker.stop()
            promise("SIGTERM ends it with 0", code == 0, code)
            left = emulator.client("sqs").get_queue_attributes(QueueUrl=outputs["RequestQueueUrl"], AttributeNames=["All"])["Attributes"]
            numbers = [int(left["ApproximateNumberOfMessages" + part]) for part in ("", "NotVisible", "Delayed")]
            promise("nothing is left of the requests", numbers == [0, 0, 0], numbers)
        finally:
            if promises.broken or sys.exc_info()[0]:
                print(worker.output(), file=sys.stderr)
            worker.end()
    look_at_what_is_left(emulator, outputs)
    print("not checked, because the emulator does not have it: permissions and keys in use, time to live, backups, tasks on Fargate, metrics")
    print("every promise kept" if not promises.broken else "%d promises broken" % promises.broken)
    return 1 if promises.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], "--fifo" in sys.argv[3:]))
