// Signs a user up and waits for the reply: node sign-up.mjs ID USERNAME EMAIL, with the password in SIGN_UP_PASSWORD.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { setTimeout as pause } from 'node:timers/promises';

const [id, username, email] = process.argv.slice(2);
const sqs = new SQSClient();
const url = async (name) => (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
const requests = await url(process.env.USHER_REQUEST_QUEUE);
const replies = await url(process.env.USHER_REPLY_QUEUE);

const request = { type: 'signup', id, username, password: process.env.SIGN_UP_PASSWORD, attributes: { email } };
const sent = await sqs.send(new SendMessageCommand({ QueueUrl: requests, MessageBody: JSON.stringify(request) }));

/** The reply to our message and its receipt handle; null if there is none in time. */
async function answer(seconds) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    let mine = null;
    let others = 0;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: replies, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }));
    for (const { Body, ReceiptHandle } of Messages) {
      const reply = JSON.parse(Body);
      if (reply.requestMessageId === sent.MessageId) {
        mine = { reply, ReceiptHandle };
      } else { // another client's: hand it back at once
        others++;
        await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: replies, ReceiptHandle, VisibilityTimeout: 0 }));
      }
    }
    if (mine) return mine;
    if (others > 0) await pause(200); // give them time to receive it
  }
  return null;
}

const found = await answer(60);
if (!found) {
  console.error('no reply yet; send the same again, with the same id');
  process.exit(1);
}
const { reply, ReceiptHandle } = found;
// Keep what it says before it is deleted: user.sub, tokens.refreshToken, ...
switch (reply.status) {
  case 'succeeded': console.log('succeeded', reply.user.username, reply.user.status); break;
  case 'challenged': console.log('challenged', reply.challenge.name); break;
  default: console.log('failed', reply.failure.code);
}
await sqs.send(new DeleteMessageCommand({ QueueUrl: replies, ReceiptHandle }));
process.exitCode = reply.status === 'succeeded' ? 0 : 1;
