#!/usr/bin/env python3
"""Makes the other files of this folder with the jars of Usher 0.1.

    src/worker/src/test/resources/made-by-0.1/make.py JAVA FOLDER

FOLDER holds usher.jar and usher-local.jar of 0.1 (commit 311919b). Needs Python 3.9 and boto3.
The key, the passwords and the tokens in these files are test data of an embedded AWS.

ledger.sqlite         one row for each state that a row can be in
requests.jsonl      the request of each row: {"state", "sentAt", "messageId", "body"}
users.json          what the user pool held afterwards, with the temporary passwords that 0.1 derived
replies.jsonl       the replies: {"body", "attributes"}
dead-letters.jsonl  the dead letters: {"body", "attributes"}
key.txt             temporaryPasswordKey of the secret
made-at.txt         when the worker was stopped
"""
import datetime, json, os, pathlib, shutil, signal, sqlite3, subprocess, sys, tempfile, time, urllib.request

import boto3

java, jars = sys.argv[1], pathlib.Path(sys.argv[2])
here = pathlib.Path(__file__).parent
work = pathlib.Path(tempfile.mkdtemp())
ledger = work / "ledger.db"
options = ["-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]


def wait_until(condition, what, seconds=40):
    deadline = time.time() + seconds
    while not condition():
        if time.time() > deadline:
            sys.exit(f"make.py: {what} did not happen; see {work}")
        time.sleep(0.05)


env_file = work / "local.env"
local = subprocess.Popen(
    [java, *options, "-jar", jars / "usher-local.jar", "local", "--port", "0",
     "--user-pool-id", "eu-west-1_pool", "--client-id", "madeby01"],
    stdout=env_file.open("w"), stderr=(work / "local.log").open("w"))
wait_until(lambda: "listens on" in (work / "local.log").read_text(), "the start of the embedded AWS")
env = dict(os.environ)
for line in env_file.read_text().splitlines():
    if line.startswith("export "):
        name, value = line[7:].split("=", 1)
        env[name] = value.strip("'")
endpoint = env["AWS_ENDPOINT_URL"]
env.update(USHER_LEDGER=f"sqlite:{ledger}", USHER_MAX_ATTEMPTS="2", USHER_HTTP_ADDRESS="127.0.0.1:0",
           USHER_VISIBILITY_TIMEOUT="10s", USHER_POLL_WAIT="1s")


def client(service):
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1",
                        aws_access_key_id="local", aws_secret_access_key="local")


sqs, cognito, secrets = client("sqs"), client("cognito-idp"), client("secretsmanager")
queue_urls = {name: sqs.get_queue_url(QueueName=env[name])["QueueUrl"]
              for name in ("USHER_REQUEST_QUEUE", "USHER_REPLY_QUEUE")}


def faults(latency=0, rules=()):
    page = json.dumps({"latencyMillis": latency, "rules": list(rules)}).encode()
    urllib.request.urlopen(urllib.request.Request(endpoint + "/_usher/faults", page, method="PUT")).read()


def start_worker():
    return subprocess.Popen([java, *options, "-jar", jars / "usher.jar", "worker"], env=env,
                            stdout=(work / "worker.log").open("a"), stderr=subprocess.STDOUT)


def row(id):
    if not ledger.exists():
        return None
    try:
        connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT * FROM usher_ledger WHERE id LIKE ?", ("%/" + id,)).fetchone()
        connection.close()
        return found
    except sqlite3.OperationalError:
        return None


requests = []


def send(state, request):
    body = json.dumps(request)
    sent_at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    answer = sqs.send_message(QueueUrl=queue_urls["USHER_REQUEST_QUEUE"], MessageBody=body)
    requests.append({"state": state, "sentAt": sent_at, "messageId": answer["MessageId"], "body": body})
    return request["id"]


def sign_up(id, username, **more):
    request = {"type": "signup", "id": id, "username": username, "password": "Correct-horse-7",
               "attributes": {"email": username + "@example.com"}}
    request.update(more)
    return {name: value for name, value in request.items() if value is not None}


def finished(id):
    return lambda: row(id) is not None and row(id)["status"] is not None


def kill(process):
    process.kill()
    process.wait()


cognito.admin_create_user(UserPoolId="eu-west-1_pool", Username="owner", MessageAction="SUPPRESS",
                          TemporaryPassword="Somebody-elses-7")
worker = start_worker()
for id, state in (
        (send("succeeded", sign_up("tokens-1", "ada", groups=["members"])), finished),
        (send("succeeded", sign_up("confirmed-1", "grace", finish="confirmed")), finished),
        (send("succeeded", sign_up("invite-1", "joan", finish="invite", password=None)), finished),
        (send("refused", sign_up("taken-1", "owner")), finished),
        (send("refused", sign_up("weak-1", "edith", password="short")), finished)):
    wait_until(state(id), f"the end of {id}")
wait_until(finished(send("refused", {"type": "signin", "id": "signin-1", "username": "ada", "password": "Wrong-horse-7"})),
           "the end of signin-1")

# Two transient faults, which are all that USHER_MAX_ATTEMPTS allows.
group_fails = {"operation": "AdminAddUserToGroup", "kind": "error-before", "code": "InternalErrorException", "status": 500}
faults(rules=[group_fails])
id = send("dead-lettered", sign_up("exhausted-1", "mary", groups=["members"]))
wait_until(lambda: row(id) is not None and row(id)["gone"] == 1, "the last attempt of exhausted-1", 120)

# One transient fault; the worker is stopped between the attempts.
id = send("released", sign_up("released-1", "ruth", groups=["members"]))
wait_until(lambda: row(id) is not None and row(id)["attempts"] == 1, "the first attempt of released-1", 60)
worker.send_signal(signal.SIGTERM)
worker.wait()

# Killed while the user exists and the row has its mark.
faults(latency=1500)
worker = start_worker()
id = send("in progress, marked", sign_up("marked-1", "hedy"))
wait_until(lambda: row(id) is not None and row(id)["mark"] is not None, "the mark of marked-1", 60)
kill(worker)

# Killed while the user exists and the row has no mark: the answer to AdminCreateUser is lost.
faults(latency=1500, rules=[{"operation": "AdminCreateUser", "kind": "drop-after", "times": 1}])
worker = start_worker()
id = send("in progress, unmarked", sign_up("unmarked-1", "rosa"))


def made(username):
    return any(user["Username"] == username or {"Name": "email", "Value": username + "@example.com"} in user["Attributes"]
               for user in cognito.list_users(UserPoolId="eu-west-1_pool")["Users"])


wait_until(lambda: made("rosa"), "the user of unmarked-1", 60)
kill(worker)
stopped = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
assert row(id)["mark"] is None and row(id)["status"] is None, dict(row(id))


def drain(url):
    letters = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1,
                                          MessageAttributeNames=["All"]).get("Messages"):
        for message in messages:
            letters.append({"body": message["Body"], "attributes": {
                name: value["StringValue"] for name, value in message.get("MessageAttributes", {}).items()}})
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return letters


redrive = json.loads(sqs.get_queue_attributes(QueueUrl=queue_urls["USHER_REQUEST_QUEUE"], AttributeNames=["RedrivePolicy"])
                     ["Attributes"]["RedrivePolicy"])
dead = sqs.get_queue_url(QueueName=redrive["deadLetterTargetArn"].split(":")[-1])["QueueUrl"]


def lines(name, values):
    (here / name).write_text("".join(json.dumps(value) + "\n" for value in values))


lines("requests.jsonl", requests)
lines("replies.jsonl", drain(queue_urls["USHER_REPLY_QUEUE"]))
lines("dead-letters.jsonl", drain(dead))
faults()
users = [{"username": user["Username"], "status": user["UserStatus"],
          "sub": next(a["Value"] for a in user["Attributes"] if a["Name"] == "sub"),
          "createdAt": user["UserCreateDate"].astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")}
         for user in cognito.list_users(UserPoolId="eu-west-1_pool")["Users"]]
secret = json.loads(secrets.get_secret_value(SecretId="usher")["SecretString"])

# The temporary passwords, from the class of 0.1 that derives them.
(work / "Derive.java").write_text("""
package dev.usher.flow;

class Derive {
    public static void main(String[] arguments) {
        Keys keys = new Keys(java.util.Base64.getDecoder().decode(arguments[0]));
        System.out.print(TemporaryPassword.derive(keys, arguments[1], arguments[2], arguments[3]).reveal());
    }
}
""")
class_path = f"{jars / 'usher.jar'}:{work}"
subprocess.run([str(pathlib.Path(java).parent / "javac"), "-cp", class_path, "-d", work, work / "Derive.java"], check=True)
for user in users:
    for request in (json.loads(each["body"]) for each in requests):
        if request["username"] == user["username"] and user["status"] == "FORCE_CHANGE_PASSWORD" and user["username"] != "owner":
            user["temporaryPassword"] = subprocess.run(
                [java, "-cp", class_path, "dev.usher.flow.Derive", secret["temporaryPasswordKey"],
                 "eu-west-1_pool", user["username"], request["id"]], check=True, capture_output=True, text=True).stdout
(here / "users.json").write_text(json.dumps(users, indent=1) + "\n")
(here / "key.txt").write_text(secret["temporaryPasswordKey"] + "\n")
(here / "made-at.txt").write_text(stopped + "\n")
connection = sqlite3.connect(ledger)
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
connection.close()
shutil.copy(ledger, here / "ledger.sqlite")
local.terminate()
local.wait()
shutil.rmtree(work)
