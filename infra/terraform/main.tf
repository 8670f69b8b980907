data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  via_sqs             = "sqs.${local.region}.${data.aws_partition.current.dns_suffix}"
  via_secrets_manager = "secretsmanager.${local.region}.${data.aws_partition.current.dns_suffix}"

  # The content of the files that this module shares with ../usher.yaml.
  shared = {
    name              = var.name
    region            = local.region
    request_queue     = aws_sqs_queue.request.name
    bulk_queue        = aws_sqs_queue.bulk.name
    reply_queue       = aws_sqs_queue.reply.name
    dead_letter_queue = aws_sqs_queue.dead_letter.name
  }

  settings = {
    AWS_REGION               = local.region
    USHER_REQUEST_QUEUE      = aws_sqs_queue.request.url
    USHER_BULK_QUEUE         = aws_sqs_queue.bulk.url
    USHER_REPLY_QUEUE        = aws_sqs_queue.reply.url
    USHER_DEAD_LETTER_QUEUE  = aws_sqs_queue.dead_letter.url
    USHER_USER_POOL_ID       = local.user_pool_id
    USHER_CLIENT_ID          = local.client_id
    USHER_SECRET_ID          = local.secret_arn
    USHER_LEDGER             = "dynamodb:${aws_dynamodb_table.ledger.name}"
    USHER_LEDGER_RETENTION   = "30d"
    USHER_CONCURRENCY        = var.concurrency
    USHER_VISIBILITY_TIMEOUT = "60s"
    USHER_DRAIN_TIMEOUT      = "25s"
    USHER_CREATE_RATE        = var.create_quota
    USHER_AUTH_RATE          = var.auth_quota
    USHER_RESPOND_RATE       = var.respond_quota
    USHER_HTTP_ADDRESS       = "127.0.0.1:8080"
    USHER_GROUPS             = length(var.groups) > 0 ? join(",", var.groups) : null
    USHER_ATTRIBUTES         = length(var.attributes) > 0 ? join(",", var.attributes) : null
  }
}
