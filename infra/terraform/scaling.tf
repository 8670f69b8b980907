resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.min_tasks
  max_capacity       = var.max_tasks
}

locals {
  scaling_metrics = [
    { id = "requests", namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", stat = "Average", dimensions = { QueueName = local.shared.request_queue } },
    { id = "bulk", namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", stat = "Average", dimensions = { QueueName = local.shared.bulk_queue } },
    { id = "tasks", namespace = "ECS/ContainerInsights", metric = "RunningTaskCount", stat = "Average", dimensions = { ClusterName = aws_ecs_cluster.this.name, ServiceName = aws_ecs_service.this.name } },
    { id = "creates", namespace = "Usher", metric = "usher_cognito_calls_total", stat = "Sum", dimensions = { service = var.name, operation = "AdminCreateUser" } },
    { id = "auths", namespace = "Usher", metric = "usher_cognito_calls_total", stat = "Sum", dimensions = { service = var.name, operation = "AdminInitiateAuth" } },
    { id = "responds", namespace = "Usher", metric = "usher_cognito_calls_total", stat = "Sum", dimensions = { service = var.name, operation = "AdminRespondToAuthChallenge" } },
    { id = "calls", namespace = "Usher", metric = "usher_cognito_calls_total", stat = "Sum", dimensions = { service = var.name } },
    { id = "throttled", namespace = "Usher", metric = "usher_cognito_throttled_total", stat = "Sum", dimensions = { service = var.name } },
  ]
}

resource "aws_appautoscaling_policy" "backlog" {
  name               = "${var.name}-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.backlog_per_task
    scale_out_cooldown = 120
    scale_in_cooldown  = 300

    customized_metric_specification {
      dynamic "metrics" {
        for_each = local.scaling_metrics

        content {
          id          = metrics.value.id
          return_data = false

          metric_stat {
            stat = metrics.value.stat

            metric {
              namespace   = metrics.value.namespace
              metric_name = metrics.value.metric

              dynamic "dimensions" {
                for_each = metrics.value.dimensions

                content {
                  name  = dimensions.key
                  value = dimensions.value
                }
              }
            }
          }
        }
      }

      metrics {
        id          = "backlog"
        label       = "Waiting messages a task"
        expression  = "(requests + FILL(bulk, 0)) / FILL(tasks, REPEAT)"
        return_data = false
      }

      # More tasks than the quotas can use are waste: then the backlog counts as at most the target.
      # No FILL here: without the worker's metrics there is no value, and nothing scales.
      metrics {
        id          = "backlog_to_share"
        label       = "Waiting messages a task that one more task would help with"
        expression  = "IF((backlog > ${var.backlog_per_task}) AND ((creates / 60 >= 0.9 * ${var.create_quota}) OR (auths / 60 >= 0.9 * ${var.auth_quota}) OR (responds / 60 >= 0.9 * ${var.respond_quota}) OR (throttled > 0.03 * calls)), ${var.backlog_per_task}, backlog)"
        return_data = true
      }
    }
  }
}
