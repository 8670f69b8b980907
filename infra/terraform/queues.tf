# Nothing here destroys a queue, because its messages would be lost.

locals {
  suffix                = var.fifo ? ".fifo" : ""
  deduplication_scope   = var.fifo ? "messageGroup" : null
  fifo_throughput_limit = var.fifo ? "perMessageGroupId" : null
  sqs                   = "arn:${local.partition}:sqs:${local.region}:${local.account}"
}

resource "aws_sqs_queue" "dead_letter" {
  name                  = "${var.name}-dead-letters${local.suffix}"
  fifo_queue            = var.fifo
  deduplication_scope   = local.deduplication_scope
  fifo_throughput_limit = local.fifo_throughput_limit
  # A dead letter keeps the age of its request: longer than the sources keep a message.
  message_retention_seconds         = 1209600
  kms_master_key_id                 = aws_kms_key.this.key_id
  kms_data_key_reuse_period_seconds = 3600

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    # By name, because they refer to this queue.
    sourceQueueArns = [
      "${local.sqs}:${var.name}-requests${local.suffix}",
      "${local.sqs}:${var.name}-bulk${local.suffix}",
    ]
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "request" {
  name                              = "${var.name}-requests${local.suffix}"
  fifo_queue                        = var.fifo
  deduplication_scope               = local.deduplication_scope
  fifo_throughput_limit             = local.fifo_throughput_limit
  message_retention_seconds         = var.retention_seconds
  visibility_timeout_seconds        = 60
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.this.key_id
  kms_data_key_reuse_period_seconds = 3600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
    # For a message that kills the process; the worker itself dead-letters everything else.
    maxReceiveCount = 100
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "bulk" {
  name                              = "${var.name}-bulk${local.suffix}"
  fifo_queue                        = var.fifo
  deduplication_scope               = local.deduplication_scope
  fifo_throughput_limit             = local.fifo_throughput_limit
  message_retention_seconds         = var.retention_seconds
  visibility_timeout_seconds        = 60
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.this.key_id
  kms_data_key_reuse_period_seconds = 3600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
    # For a message that kills the process; the worker itself dead-letters everything else.
    maxReceiveCount = 100
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "reply" {
  name                              = "${var.name}-replies${local.suffix}"
  fifo_queue                        = var.fifo
  deduplication_scope               = local.deduplication_scope
  fifo_throughput_limit             = local.fifo_throughput_limit
  message_retention_seconds         = var.retention_seconds
  visibility_timeout_seconds        = 60
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = aws_kms_key.this.key_id
  kms_data_key_reuse_period_seconds = 3600

  lifecycle {
    prevent_destroy = true
  }
}

locals {
  writes = ["sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:SendMessage"]
  reads  = ["sqs:GetQueueUrl", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]

  queues = {
    request     = { queue = aws_sqs_queue.request, sid = "Writers", actions = local.writes, let_in = var.writer_arns }
    bulk        = { queue = aws_sqs_queue.bulk, sid = "Writers", actions = local.writes, let_in = var.writer_arns }
    reply       = { queue = aws_sqs_queue.reply, sid = "Readers", actions = local.reads, let_in = var.reader_arns }
    dead_letter = { queue = aws_sqs_queue.dead_letter, sid = "Nobody", actions = [], let_in = [] }
  }
}

data "aws_iam_policy_document" "queue" {
  for_each = local.queues

  statement {
    sid       = "NothingWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value.queue.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = length(each.value.let_in) > 0 ? [each.value] : []

    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = [statement.value.queue.arn]

      principals {
        type        = "AWS"
        identifiers = statement.value.let_in
      }
    }
  }
}

resource "aws_sqs_queue_policy" "queue" {
  for_each = local.queues

  queue_url = each.value.queue.url
  policy    = data.aws_iam_policy_document.queue[each.key].json
}
