"""The worker as a process, and a client that sends it requests."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import uuid

from emulator import REGION
from promises import until


class Worker:
    """The production jar, with only the stack's settings."""

    def __init__(self, java, jar, emulator, settings, folder):
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
                [java, "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar", jar, "worker"],
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
    """Sends requests and reads replies."""

    def __init__(self, emulator, outputs, fifo):
        self.sqs = emulator.client("sqs")
        self.outputs = outputs
        self.fifo = fifo
        self.replies = {}

    def send(self, lane, body):
        text = body if isinstance(body, str) else json.dumps(body)
        order = {"MessageGroupId": "upstream", "MessageDeduplicationId": str(uuid.uuid4())} if self.fifo else {}
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
