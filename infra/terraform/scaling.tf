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

      metrics {
        id          = "used_up"
        label       = "Cognito's quota is used up"
        expression  = "FILL(creates, 0) / 60 >= 0.9 * ${var.create_quota} OR FILL(throttled, 0) > 0.03 * FILL(calls, 0)"
        return_data = false
      }

      # More tasks than the quota can feed are waste: then the backlog counts no higher than the target.
      metrics {
        id          = "backlog_to_share"
        label       = "Waiting messages a task that one more task would help with"
        expression  = "IF(used_up AND backlog > ${var.backlog_per_task}, ${var.backlog_per_task}, backlog)"
        return_data = true
      }
    }
  }
}
