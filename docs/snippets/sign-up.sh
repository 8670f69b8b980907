#!/usr/bin/env bash
# Signs a user up and waits for the reply: sign-up.sh ID USERNAME EMAIL, with the password in SIGN_UP_PASSWORD.
# Needs the AWS CLI and jq.
set -euo pipefail
id=$1 username=$2 email=$3

# The AWS CLI's version 1 and older ones of version 2 overlook AWS_ENDPOINT_URL here.
sqs() { aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} sqs "$@"; }

requests=$(sqs get-queue-url --queue-name "$USHER_REQUEST_QUEUE" --query QueueUrl --output text)
replies=$(sqs get-queue-url --queue-name "$USHER_REPLY_QUEUE" --query QueueUrl --output text)

# A file that no other user can read: in arguments ps would show the password.
body=$(mktemp)
trap 'rm -f "$body"' EXIT
jq -n --arg id "$id" --arg username "$username" --arg email "$email" \
  '{type: "signup", $id, $username, password: env.SIGN_UP_PASSWORD, attributes: {$email}}' >"$body"
message_id=$(sqs send-message --queue-url "$requests" --message-body "file://$body" --query MessageId --output text)

end=$((SECONDS + 60))
while [ $SECONDS -lt $end ]; do
  batch=$(sqs receive-message --queue-url "$replies" --max-number-of-messages 10 --wait-time-seconds 5 --output json)
  mine=$(jq -c --arg id "$message_id" '.Messages[]? | select((.Body | fromjson).requestMessageId == $id)' <<<"$batch")
  # The others are other clients': hand them back at once.
  others=$(jq -r --arg id "$message_id" '.Messages[]? | select((.Body | fromjson).requestMessageId != $id) | .ReceiptHandle' <<<"$batch")
  for handle in $others; do
    sqs change-message-visibility --queue-url "$replies" --receipt-handle "$handle" --visibility-timeout 0
  done
  if [ -n "$mine" ]; then
    # Keep what it says before it is deleted: user.sub, tokens.refreshToken, ...
    jq -r '.Body | fromjson | "\(.status) \(.failure.code // .challenge.name // "\(.user.username) \(.user.status)")"' <<<"$mine"
    sqs delete-message --queue-url "$replies" --receipt-handle "$(jq -r .ReceiptHandle <<<"$mine")"
    jq -e '.Body | fromjson | .status == "succeeded"' <<<"$mine" >/dev/null
    exit
  fi
done
echo "no reply yet; send the same again, with the same id" >&2
exit 1
