data "aws_iam_policy_document" "tasks" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "task" {
  name_prefix        = "${var.name}-task-"
  description        = "What the worker's tasks may do"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

locals {
  # The calls are in one file; here is only what they are allowed on.
  worker_actions = { for statement in jsondecode(file("${path.module}/../worker-policy.json")).Statement : statement.Sid => flatten([statement.Action]) }

  worker_resources = {
    TakeRequests              = [aws_sqs_queue.request.arn, aws_sqs_queue.bulk.arn]
    SendRepliesAndDeadLetters = [aws_sqs_queue.reply.arn, aws_sqs_queue.dead_letter.arn]
    SignPeopleUp              = ["arn:${local.partition}:cognito-idp:${local.region}:${local.account}:userpool/${local.user_pool_id}"]
    ReadTheSecret             = [local.secret_arn]
    KeepTheLedger             = [aws_dynamodb_table.ledger.arn]
    UseTheKey                 = compact([aws_kms_key.this.arn, var.secret_key_arn])
  }
}

data "aws_iam_policy_document" "worker" {
  dynamic "statement" {
    for_each = local.worker_actions

    content {
      sid       = statement.key
      actions   = statement.value
      resources = local.worker_resources[statement.key]

      dynamic "condition" {
        for_each = statement.key == "UseTheKey" ? [1] : []

        content {
          test     = "StringEquals"
          variable = "kms:ViaService"
          values   = [local.via_sqs, local.via_secrets_manager]
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "worker" {
  name   = "worker"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.worker.json
}

# For the agent beside the worker, so that the worker's own policy stays exact.
data "aws_iam_policy_document" "metrics_agent" {
  statement {
    sid       = "WriteMetrics"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.metrics.arn}:*"]
  }
}

resource "aws_iam_role_policy" "metrics_agent" {
  name   = "metrics-agent"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.metrics_agent.json
}

resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-execution-"
  description        = "What ECS may do to start the worker's tasks"
  assume_role_policy = data.aws_iam_policy_document.tasks.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
