# One key for each kind of thing, so that each can be granted, audited and revoked alone.

locals {
  purposes = {
    database = "PostgreSQL: storage, snapshots, performance data"
    broker   = "RabbitMQ: messages at rest"
    storage  = "Files exchanged with payers, and exports"
    secrets  = "Passwords and the context key"
    tenants  = "Wraps the keys with which each tenant's data is sealed"
    logs     = "Logs, alarms and images"
  }

  administrators = {
    Sid       = "TheAccountDecidesThroughItsOwnPolicies"
    Effect    = "Allow"
    Principal = { AWS = "arn:${var.account.partition}:iam::${var.account.id}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }

  log_writers = {
    Sid       = "LogGroupsOfThisAccount"
    Effect    = "Allow"
    Principal = { Service = "logs.${var.account.region}.amazonaws.com" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    Resource  = "*"
    Condition = {
      ArnLike = {
        "kms:EncryptionContext:aws:logs:arn" = "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:*"
      }
    }
  }

  alarm_senders = {
    Sid       = "AlarmsOfThisAccount"
    Effect    = "Allow"
    Principal = { Service = "cloudwatch.amazonaws.com" }
    Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
    Resource  = "*"
    Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
  }

  statements = {
    for purpose in keys(local.purposes) : purpose => concat(
      [local.administrators],
      purpose == "logs" ? [local.log_writers, local.alarm_senders] : [],
    )
  }
}

resource "aws_kms_key" "this" {
  for_each = local.purposes

  description             = "${var.name}: ${each.value}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30

  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
}

# It never leaves KMS, so every worker signs as one. Keys of this kind do not rotate: what they signed
# must be verified for as long as it is kept.
resource "aws_kms_key" "signing" {
  description              = "${var.name}: Signs the heads of the audit log"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 30

  policy = jsonencode({ Version = "2012-10-17", Statement = [local.administrators] })
}

resource "aws_kms_alias" "signing" {
  name          = "alias/${var.name}-heads"
  target_key_id = aws_kms_key.signing.key_id
}

resource "aws_kms_alias" "this" {
  for_each = local.purposes

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
