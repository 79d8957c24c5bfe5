# PostgreSQL in two zones: encrypted, TLS only, restorable to any second, hard to delete by mistake.

locals {
  port          = 5432
  database_name = "mortar"
  log_exports   = toset(["postgresql", "upgrade"])

  parameters = {
    "rds.force_ssl"                       = "1"
    "password_encryption"                 = "scram-sha-256"
    "idle_in_transaction_session_timeout" = "60000"
    "lock_timeout"                        = "10000"
    "log_lock_waits"                      = "1"
    "log_min_duration_statement"          = "-1"

    # A log line never carries a patient: no parameters, no failing row, no statement text, and of
    # errors nothing, for their messages quote values. Whoever sent the statement logs its code.
    "log_min_messages"                  = "log"
    "log_error_verbosity"               = "terse"
    "log_min_error_statement"           = "panic"
    "log_parameter_max_length"          = "0"
    "log_parameter_max_length_on_error" = "0"
    "log_statement"                     = "none"
  }
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  family      = "postgres${var.major_version}"

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_exports

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.logs.key_arn
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.major_version
  instance_class = var.instance_class
  db_name        = local.database_name
  port           = local.port

  # RDS makes the administrator's password, keeps it in Secrets Manager and rotates it.
  # Nothing that runs every day uses it: docs/operations.md, Roles.
  username                      = "mortar_administrator"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.secrets_key_arn

  storage_type          = "gp3"
  allocated_storage     = var.storage_gib.initial
  max_allocated_storage = var.storage_gib.limit
  storage_encrypted     = true
  kms_key_id            = var.key_arn

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  parameter_group_name   = aws_db_parameter_group.this.name

  backup_retention_period   = var.backup_days
  backup_window             = "07:00-08:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  deletion_protection       = true
  skip_final_snapshot       = false
  final_snapshot_identifier = "${var.name}-final"

  maintenance_window          = "sun:08:30-sun:09:30"
  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = false
  apply_immediately           = false

  performance_insights_enabled    = true
  performance_insights_kms_key_id = var.key_arn
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports = local.log_exports

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_iam_role" "monitoring" {
  name = "${var.name}-database-monitoring"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${var.account.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
