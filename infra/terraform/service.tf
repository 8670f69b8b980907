resource "aws_cloudwatch_log_group" "worker" {
  name              = "/usher/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn == "" ? null : var.log_key_arn
  skip_destroy      = true
}

# Written by the agent; CloudWatch turns it into metrics.
resource "aws_cloudwatch_log_group" "metrics" {
  name              = "/usher/${var.name}/metrics"
  retention_in_days = 1
  kms_key_id        = var.log_key_arn == "" ? null : var.log_key_arn
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  # Scaling needs the number of running tasks.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  description = "The worker calls AWS services; nothing calls it"
  vpc_id      = var.vpc_id

  egress {
    description = "AWS services"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.task_cpu
  memory                   = var.task_memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    cpu_architecture        = var.cpu_architecture
    operating_system_family = "LINUX"
  }

  container_definitions = jsonencode([
    {
      name                   = "worker"
      image                  = var.image
      essential              = true
      command                = ["worker"]
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      # More than USHER_DRAIN_TIMEOUT, so requests in progress are finished before the task is killed.
      stopTimeout = 40

      healthCheck = {
        command     = ["CMD", "usher", "health"]
        interval    = 30
        timeout     = 10
        retries     = 3
        startPeriod = 60
      }

      environment = concat(
        [for name, value in local.settings : { name = name, value = tostring(value) } if value != null],
        # On Fargate a container sees more memory than its task has; the heap must be a share of the task's memory.
        [{ name = "USHER_JAVA_OPTIONS", value = "-XX:MaxRAM=${var.task_memory}m" }],
      )

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.worker.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "worker"
        }
      }
    },
    {
      name  = "metrics-agent"
      image = var.metrics_agent_image
      # The worker continues without it; the alarm on missing polls reports it.
      essential         = false
      restartPolicy     = { enabled = true }
      memoryReservation = 128

      environment = [
        { name = "PROMETHEUS_CONFIG_CONTENT", value = templatefile("${path.module}/../metrics-scrape.yml", local.shared) },
        { name = "CW_CONFIG_CONTENT", value = templatefile("${path.module}/../metrics-agent.json", local.shared) },
      ]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.worker.name
          awslogs-region        = local.region
          awslogs-stream-prefix = "metrics-agent"
        }
      }
    },
  ])
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = aws_ecs_cluster.this.id
  task_definition                    = aws_ecs_task_definition.this.arn
  launch_type                        = "FARGATE"
  propagate_tags                     = "SERVICE"
  desired_count                      = var.min_tasks
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  wait_for_steady_state              = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # ECS counts a task that waits for its start as healthy; this alarm does not.
  alarms {
    alarm_names = [aws_cloudwatch_metric_alarm.not_ready.alarm_name]
    enable      = true
    rollback    = true
  }

  # ECS watches the alarm for as long again as it takes to fire; a rollback takes that time once more.
  timeouts {
    create = "45m"
    update = "45m"
  }

  network_configuration {
    assign_public_ip = var.assign_public_ip
    security_groups  = [aws_security_group.this.id]
    subnets          = var.subnet_ids
  }

  lifecycle {
    # Scaling sets it.
    ignore_changes = [desired_count]
  }

  depends_on = [aws_iam_role_policy.worker, aws_iam_role_policy.metrics_agent, aws_iam_role_policy_attachment.execution]
}
