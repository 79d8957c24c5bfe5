# One bucket for the product's files, one for the heads of the audit log, one for the records of who
# asked for what.

locals {
  buckets = {
    files       = "${var.name}-files-${var.account.id}"
    heads       = "${var.name}-audit-heads-${var.account.id}"
    access_logs = "${var.name}-access-logs-${var.account.id}"
  }

  # The load balancer can write its log only to a bucket with S3's own keys; the log names no patient.
  # Nor do heads: with a key of ours, whoever deletes it would take the evidence along.
  encryption = {
    files       = { sse_algorithm = "aws:kms", kms_master_key_id = var.key_arn }
    heads       = { sse_algorithm = "AES256", kms_master_key_id = null }
    access_logs = { sse_algorithm = "AES256", kms_master_key_id = null }
  }

  # A lock is there from the beginning or never.
  is_locked = { files = var.object_lock_days > 0, heads = true, access_logs = false }

  statements = {
    for purpose, bucket in aws_s3_bucket.this : purpose => concat(
      [{
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [bucket.arn, "${bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      purpose != "access_logs" ? [] : [{
        Sid       = "AccessLogs"
        Effect    = "Allow"
        Principal = { Service = ["logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"] }
        Action    = "s3:PutObject"
        Resource  = ["${bucket.arn}/*"]
        Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
      }],
    )
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket              = each.value
  object_lock_enabled = local.is_locked[each.key]
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.key == "files"

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.encryption[each.key].sse_algorithm
      kms_master_key_id = local.encryption[each.key].kms_master_key_id
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.buckets

  bucket = aws_s3_bucket.this[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_object_lock_configuration" "files" {
  count = var.object_lock_days > 0 ? 1 : 0

  bucket = aws_s3_bucket.this["files"].id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = var.object_lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_object_lock_configuration" "heads" {
  bucket = aws_s3_bucket.this["heads"].id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = var.head_lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "heads" {
  bucket        = aws_s3_bucket.this["heads"].id
  target_bucket = aws_s3_bucket.this["access_logs"].id
  target_prefix = "heads/"
}

resource "aws_s3_bucket_logging" "files" {
  bucket        = aws_s3_bucket.this["files"].id
  target_bucket = aws_s3_bucket.this["access_logs"].id
  target_prefix = "files/"
}
