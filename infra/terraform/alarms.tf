# docs/deploy.md says what to do about each.

locals {
  alarms = {
    requests-too-old = {
      description = "Requests wait too long."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = local.shared.request_queue }
      statistic   = "Maximum"
      threshold   = var.request_age_alarm_seconds
      period      = 60
      periods     = 5
      missing     = "notBreaching"
    }
    bulk-too-old = {
      description = "Bulk requests wait so long that SQS may delete them before their turn."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = local.shared.bulk_queue }
      statistic   = "Maximum"
      threshold   = var.bulk_age_alarm_seconds
      period      = 300
      periods     = 3
      missing     = "notBreaching"
    }
    replies-unread = {
      description = "Replies are unread for a day; SQS deletes them in the end."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = local.shared.reply_queue }
      statistic   = "Maximum"
      threshold   = 86400
      period      = 300
      periods     = 3
      missing     = "notBreaching"
    }
    dead-letters = {
      description = "There are dead letters."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = local.shared.dead_letter_queue }
      statistic   = "Maximum"
      threshold   = 0
      period      = 60
      periods     = 1
      missing     = "notBreaching"
    }
    polling-held = {
      description = "A worker has paused polling, because of an outage or a fault of the set-up."
      namespace   = "Usher"
      metric      = "usher_held"
      dimensions  = { service = var.name }
      statistic   = "Maximum"
      threshold   = 0
      period      = 60
      periods     = 3
      missing     = "notBreaching"
    }
    breaker-open = {
      description = "A Cognito operation fails again and again."
      namespace   = "Usher"
      metric      = "usher_cognito_breaker_open"
      dimensions  = { service = var.name }
      statistic   = "Maximum"
      threshold   = 0
      period      = 60
      periods     = 5
      missing     = "notBreaching"
    }
    no-successful-poll = {
      description = "A worker has had no answer from the request queue, or no worker reports."
      namespace   = "Usher"
      metric      = "usher_last_poll_age_seconds"
      dimensions  = { service = var.name, queue = local.shared.request_queue }
      statistic   = "Maximum"
      threshold   = 120
      period      = 60
      periods     = 5
      missing     = "breaching"
    }
    leases-lost = {
      description = "Workers could not extend the visibility timeout of messages in flight."
      namespace   = "Usher"
      metric      = "usher_leases_lost_total"
      dimensions  = { service = var.name }
      statistic   = "Sum"
      threshold   = 0
      period      = 900
      periods     = 1
      missing     = "notBreaching"
    }
  }

  alarm_actions = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# ECS rolls deployments back by it.
resource "aws_cloudwatch_metric_alarm" "not_ready" {
  alarm_name         = "${var.name}-not-ready"
  alarm_description  = "A worker has not been ready for ten minutes; ECS rolls deployments back by this."
  namespace          = "Usher"
  metric_name        = "usher_ready"
  dimensions         = { service = var.name }
  statistic          = "Minimum"
  period             = 60
  evaluation_periods = 10
  # A scrape may fail; a draining task is not ready for one scrape at most.
  datapoints_to_alarm = 8
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "throttled_share" {
  alarm_name          = "${var.name}-throttled-share"
  alarm_description   = "Cognito refuses more than one call in ten for the quota."
  threshold           = 10
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id = "throttled"

    metric {
      namespace   = "Usher"
      metric_name = "usher_cognito_throttled_total"
      dimensions  = { service = var.name }
      period      = 300
      stat        = "Sum"
    }
  }

  metric_query {
    id = "calls"

    metric {
      namespace   = "Usher"
      metric_name = "usher_cognito_calls_total"
      dimensions  = { service = var.name }
      period      = 300
      stat        = "Sum"
    }
  }

  metric_query {
    id          = "share"
    label       = "Percent of the calls that Cognito refuses for the quota"
    expression  = "IF(calls > 0, 100 * throttled / calls, 0)"
    return_data = true
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = templatefile("${path.module}/../dashboard.json", local.shared)
}
