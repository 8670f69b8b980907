variable "name" {
  description = "What the names of all resources begin with."
  type        = string
  default     = "usher"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,26}$", var.name))
    error_message = "Letters, digits and hyphens, beginning with a letter, 27 at most: names of roles are made of it."
  }
}

variable "image" {
  description = "The worker's container image, best by its digest."
  type        = string
}

variable "cpu_architecture" {
  description = "What the image was built for."
  type        = string
  default     = "ARM64"

  validation {
    condition     = contains(["ARM64", "X86_64"], var.cpu_architecture)
    error_message = "ARM64 or X86_64."
  }
}

variable "task_cpu" {
  description = "CPU units of a task; 1024 are one vCPU."
  type        = number
  default     = 512
}

variable "task_memory" {
  description = "Memory of a task in MiB, from those that Fargate has for the CPU units."
  type        = number
  default     = 1024

  validation {
    condition = contains(lookup({
      256  = [512, 1024, 2048]
      512  = range(1024, 4097, 1024)
      1024 = range(2048, 8193, 1024)
      2048 = range(4096, 16385, 1024)
      4096 = range(8192, 30721, 1024)
    }, var.task_cpu, []), var.task_memory)
    error_message = "Fargate has no such task_memory for this task_cpu."
  }
}

variable "concurrency" {
  description = "Requests that a task has in progress at once."
  type        = number
  default     = 64

  validation {
    condition     = var.concurrency >= 1
    error_message = "At least 1."
  }
}

variable "groups" {
  description = "Groups of the pool that a request may ask for."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for each in var.groups : can(regex("^[^,\\s\"'`$\\\\;&|<>()~]+$", each))])
    error_message = "No commas, spaces, quotes or characters special to a shell."
  }
}

variable "attributes" {
  description = "Attributes that a request may set, * for all; the standard ones without *_verified if empty."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for each in var.attributes : can(regex("^[^,\\s\"'`$\\\\;&|<>()~]+$", each))])
    error_message = "No commas, spaces, quotes or characters special to a shell."
  }
}

variable "vpc_id" {
  description = "Where the tasks run."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets that reach the AWS services, through a NAT gateway, VPC endpoints, or a public address."
  type        = list(string)
}

variable "assign_public_ip" {
  description = "Whether the subnets are public."
  type        = bool
  default     = false
}

variable "fifo" {
  description = "Whether the four queues are FIFO queues. Cannot be changed later."
  type        = bool
  default     = false
}

variable "retention_seconds" {
  description = "How long requests and replies are kept. At least three days, for the alarms; at most ten, because dead letters are kept for fourteen after they were first sent."
  type        = number
  default     = 345600

  validation {
    condition     = var.retention_seconds >= 259200 && var.retention_seconds <= 864000
    error_message = "From three days to ten."
  }
}

variable "writer_arns" {
  description = "ARNs of the principals, of this account or another, that send requests to the request and bulk queues."
  type        = list(string)
  default     = []
}

variable "reader_arns" {
  description = "ARNs of the principals, of this account or another, that read the replies. Replies contain tokens."
  type        = list(string)
  default     = []
}

variable "user_pool_id" {
  description = "An existing user pool."
  type        = string
  default     = ""
}

variable "client_id" {
  description = "An existing app client of that pool, with ALLOW_ADMIN_USER_PASSWORD_AUTH and ALLOW_REFRESH_TOKEN_AUTH."
  type        = string
  default     = ""

  validation {
    condition     = var.client_id == "" || var.user_pool_id != ""
    error_message = "client_id names a client of an existing pool; give its user_pool_id too."
  }
}

variable "secret_arn" {
  description = "An existing secret with clientSecret and temporaryPasswordKey; needed where an existing client has a secret."
  type        = string
  default     = ""

  validation {
    condition     = var.secret_arn == "" || var.client_id != ""
    error_message = "secret_arn holds the secret of an existing client; give its client_id too."
  }
}

variable "secret_key_arn" {
  description = "The KMS key of that secret, if it has one of its own."
  type        = string
  default     = ""

  validation {
    condition     = var.secret_key_arn == "" || var.secret_arn != ""
    error_message = "secret_key_arn is the key of an existing secret; give its secret_arn too."
  }
}

variable "create_quota" {
  description = "Calls per second of the category UserCreation, as Service Quotas shows it."
  type        = number
  default     = 50

  validation {
    condition     = var.create_quota >= 1
    error_message = "At least 1."
  }
}

variable "auth_quota" {
  description = "Calls per second of the category UserAuthentication."
  type        = number
  default     = 120

  validation {
    condition     = var.auth_quota >= 1
    error_message = "At least 1."
  }
}

variable "respond_quota" {
  description = "AdminRespondToAuthChallenge calls per second; three times UserAuthentication."
  type        = number
  default     = 360

  validation {
    condition     = var.respond_quota >= 1
    error_message = "At least 1."
  }
}

variable "min_tasks" {
  description = "Tasks that always run."
  type        = number
  default     = 2

  validation {
    condition     = var.min_tasks >= 1
    error_message = "At least 1."
  }
}

variable "max_tasks" {
  description = "Tasks that run at most."
  type        = number
  default     = 6

  validation {
    condition     = var.max_tasks >= var.min_tasks
    error_message = "max_tasks must not be below min_tasks."
  }
}

variable "backlog_per_task" {
  description = "Waiting messages per task at which the service does not scale."
  type        = number
  default     = 1000

  validation {
    condition     = var.backlog_per_task >= 1
    error_message = "At least 1."
  }
}

variable "alarm_topic_arn" {
  description = "The SNS topic for the alarms; not one that is encrypted with alias/aws/sns."
  type        = string
  default     = ""
}

variable "request_age_alarm_seconds" {
  description = "The age of the oldest request that alarms; below retention_seconds, or it never does."
  type        = number
  default     = 300

  validation {
    condition     = var.request_age_alarm_seconds >= 60 && var.request_age_alarm_seconds < var.retention_seconds
    error_message = "At least 60, and below retention_seconds: no message grows older."
  }
}

variable "bulk_age_alarm_seconds" {
  description = "The age of the oldest bulk request that alarms; below retention_seconds, or it never does."
  type        = number
  default     = 172800

  validation {
    condition     = var.bulk_age_alarm_seconds >= 60 && var.bulk_age_alarm_seconds < var.retention_seconds
    error_message = "At least 60, and below retention_seconds: no message grows older."
  }
}

variable "log_retention_days" {
  type    = number
  default = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "One of the numbers of days that CloudWatch Logs knows."
  }
}

variable "log_key_arn" {
  description = "A KMS key for the logs, whose policy lets CloudWatch Logs use it."
  type        = string
  default     = ""
}

variable "metrics_agent_image" {
  description = "The CloudWatch agent that sends the worker's metrics."
  type        = string
  default     = "public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300062.0b1304"
}
