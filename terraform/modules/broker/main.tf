# RabbitMQ in three zones. It carries identifiers only: patient data stays in the database.

resource "aws_mq_broker" "this" {
  broker_name                = var.name
  engine_type                = "RabbitMQ"
  engine_version             = "3.13"
  host_instance_type         = var.instance_type
  deployment_mode            = "CLUSTER_MULTI_AZ"
  subnet_ids                 = var.subnet_ids
  security_groups            = [var.security_group_id]
  publicly_accessible        = false
  auto_minor_version_upgrade = true

  user {
    username = "mortar"
    password = var.password
  }

  encryption_options {
    kms_key_id        = var.key_arn
    use_aws_owned_key = false
  }

  logs {
    general = true
  }

  maintenance_window_start_time {
    day_of_week = "SUNDAY"
    time_of_day = "08:00"
    time_zone   = "UTC"
  }

  # Amazon MQ cannot change a RabbitMQ user: a new password is set in RabbitMQ itself.
  lifecycle {
    ignore_changes = [user]
  }
}
