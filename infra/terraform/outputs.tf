output "request_queue_url" {
  value = aws_sqs_queue.request.url
}

output "request_queue_arn" {
  value = aws_sqs_queue.request.arn
}

output "bulk_queue_url" {
  value = aws_sqs_queue.bulk.url
}

output "bulk_queue_arn" {
  value = aws_sqs_queue.bulk.arn
}

output "reply_queue_url" {
  value = aws_sqs_queue.reply.url
}

output "reply_queue_arn" {
  value = aws_sqs_queue.reply.arn
}

output "dead_letter_queue_url" {
  value = aws_sqs_queue.dead_letter.url
}

output "dead_letter_queue_arn" {
  value = aws_sqs_queue.dead_letter.arn
}

output "key_arn" {
  value = aws_kms_key.this.arn
}

output "user_pool_id" {
  value = local.user_pool_id
}

output "client_id" {
  value = local.client_id
}

output "secret_arn" {
  value = local.secret_arn
}

output "ledger_table_name" {
  value = aws_dynamodb_table.ledger.name
}

output "task_role_arn" {
  value = aws_iam_role.task.arn
}

output "cluster_name" {
  value = aws_ecs_cluster.this.name
}

output "service_name" {
  value = aws_ecs_service.this.name
}

output "log_group_name" {
  value = aws_cloudwatch_log_group.worker.name
}

output "dashboard_name" {
  value = aws_cloudwatch_dashboard.this.dashboard_name
}

output "settings" {
  description = "The settings of the worker, as lines of an environment file, for commands and for a worker run by hand"
  value       = join("", [for name, value in local.settings : "${name}=${value}\n" if value != null])
}
