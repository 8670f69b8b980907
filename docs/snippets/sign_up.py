"""Signs a user up and waits for the reply: sign_up.py ID USERNAME EMAIL, with the password in SIGN_UP_PASSWORD."""
import json, os, sys, time

import boto3  # 1.28 or newer

id, username, email = sys.argv[1:]
sqs = boto3.client("sqs")
requests = sqs.get_queue_url(QueueName=os.environ["USHER_REQUEST_QUEUE"])["QueueUrl"]
replies = sqs.get_queue_url(QueueName=os.environ["USHER_REPLY_QUEUE"])["QueueUrl"]

request = {
    "type": "signup",
    "id": id,
    "username": username,
    "password": os.environ["SIGN_UP_PASSWORD"],
    "attributes": {"email": email},
}
message_id = sqs.send_message(QueueUrl=requests, MessageBody=json.dumps(request))["MessageId"]


def answer(seconds):
    """The reply to our message and its receipt handle; None if there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        mine = None
        others = 0
        batch = sqs.receive_message(QueueUrl=replies, MaxNumberOfMessages=10, WaitTimeSeconds=5)
        for message in batch.get("Messages", []):
            reply = json.loads(message["Body"])
            if reply["requestMessageId"] == message_id:
                mine = reply, message["ReceiptHandle"]
            else:  # another client's: hand it back at once
                others += 1
                sqs.change_message_visibility(
                    QueueUrl=replies, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
        if mine:
            return mine
        if others:
            time.sleep(0.2)  # give them time to receive it
    return None


found = answer(60)
if found is None:
    sys.exit("no reply yet; send the same again, with the same id")
reply, receipt_handle = found
# Keep what it says before it is deleted: user["sub"], tokens["refreshToken"], ...
if reply["status"] == "succeeded":
    print("succeeded", reply["user"]["username"], reply["user"]["status"])
elif reply["status"] == "challenged":
    print("challenged", reply["challenge"]["name"])
else:
    print("failed", reply["failure"]["code"])
sqs.delete_message(QueueUrl=replies, ReceiptHandle=receipt_handle)
sys.exit(0 if reply["status"] == "succeeded" else 1)
