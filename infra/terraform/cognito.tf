locals {
  make_pool   = var.user_pool_id == ""
  make_client = var.client_id == ""
  make_secret = var.secret_arn == ""

  user_pool_id = local.make_pool ? aws_cognito_user_pool.this[0].id : var.user_pool_id
  client_id    = local.make_client ? aws_cognito_user_pool_client.this[0].id : var.client_id
  secret_arn   = local.make_secret ? aws_secretsmanager_secret.this[0].arn : var.secret_arn
}

resource "aws_cognito_user_pool" "this" {
  count = local.make_pool ? 1 : 0

  name                = var.name
  deletion_protection = "ACTIVE"

  username_configuration {
    case_sensitive = false
  }

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  password_policy {
    minimum_length    = 12
    require_lowercase = true
    require_uppercase = true
    require_numbers   = true
    require_symbols   = false
    # Longer than the queues keep a request and its dead letter.
    temporary_password_validity_days = 30
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cognito_user_pool_client" "this" {
  count = local.make_client ? 1 : 0

  name                          = var.name
  user_pool_id                  = local.user_pool_id
  generate_secret               = true
  explicit_auth_flows           = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_secretsmanager_secret" "this" {
  count = local.make_secret ? 1 : 0

  name        = var.name
  description = "The app client's secret, and the key that temporary passwords derive from"
  kms_key_id  = aws_kms_key.this.arn

  lifecycle {
    prevent_destroy = true
  }
}

# 64 letters and digits are valid base64, of 48 bytes.
ephemeral "aws_secretsmanager_random_password" "key" {
  password_length     = 64
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "this" {
  count = local.make_secret ? 1 : 0

  secret_id = aws_secretsmanager_secret.this[0].id

  # Written once. Temporary passwords derive from the key: leave it as it is.
  secret_string_wo_version = 1
  secret_string_wo = jsonencode(merge(
    local.make_client ? { clientSecret = aws_cognito_user_pool_client.this[0].client_secret } : {},
    { temporaryPasswordKey = ephemeral.aws_secretsmanager_random_password.key.random_password },
  ))
}
