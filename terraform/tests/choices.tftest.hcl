# What may be chosen, and what follows.

variables {
  environment        = "rehearsal"
  domain_name        = "mortar.example.com"
  certificate_arn    = "arn:aws:acm:us-east-2:123456789012:certificate/rehearsal"
  image_digest       = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  database_ca_bundle = "-----BEGIN CERTIFICATE-----"
  alarm_emails       = ["on-call@example.com"]
}

run "files_that_nobody_can_delete" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    name             = "mortar-rehearsal"
    account          = { id = "123456789012", partition = "aws", region = "us-east-2" }
    key_arn          = "arn:aws:kms:us-east-2:123456789012:key/storage"
    object_lock_days = 2192
    head_lock_days   = 2557
    access_log_days  = 2192
  }

  assert {
    condition     = aws_s3_bucket.this["files"].object_lock_enabled && !aws_s3_bucket.this["access_logs"].object_lock_enabled
    error_message = "The lock belongs to the files, and only to them."
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.files[0].rule[0].default_retention[0].mode == "COMPLIANCE"
    error_message = "Even an administrator may not lift the lock."
  }
}

run "files_without_a_lock" {
  command = plan

  module {
    source = "./modules/storage"
  }

  variables {
    name             = "mortar-rehearsal"
    account          = { id = "123456789012", partition = "aws", region = "us-east-2" }
    key_arn          = "arn:aws:kms:us-east-2:123456789012:key/storage"
    object_lock_days = 0
    head_lock_days   = 2557
    access_log_days  = 2192
  }

  assert {
    condition     = !aws_s3_bucket.this["files"].object_lock_enabled && length(aws_s3_bucket_object_lock_configuration.files) == 0
    error_message = "No file was to be locked."
  }

  assert {
    condition     = aws_s3_bucket.this["heads"].object_lock_enabled && one(aws_s3_bucket_object_lock_configuration.heads.rule).default_retention[0].days == 2557
    error_message = "Heads are locked whatever is chosen for files."
  }
}

run "a_collector_beside_the_process" {
  module {
    source = "./modules/task"
  }

  variables {
    name            = "mortar-rehearsal"
    account         = { id = "123456789012", partition = "aws", region = "us-east-2" }
    process         = "api"
    image           = "mortar@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    registry_arn    = "arn:aws:ecr:us-east-2:123456789012:repository/mortar"
    command         = ["serve"]
    cpu             = 256
    memory_mib      = 512
    environment     = { PORT = "8000" }
    secrets         = { PGUSER = "arn:aws:secretsmanager:us-east-2:123456789012:secret:administrator:username::" }
    files           = { "database-ca.pem" = "PEM" }
    secret_files    = { "context.key" = "arn:aws:secretsmanager:us-east-2:123456789012:secret:context-key" }
    secrets_key_arn = "arn:aws:kms:us-east-2:123456789012:key/secrets"
    collector_image = "collector@sha256:2222222222222222222222222222222222222222222222222222222222222222"
    logs            = { key_arn = "arn:aws:kms:us-east-2:123456789012:key/logs", retention_days = 2192 }
  }

  assert {
    condition     = [for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.name] == ["files", "api", "collector"]
    error_message = "The collector does not run beside the process."
  }

  assert {
    condition = anytrue([
      for setting in jsondecode(aws_ecs_task_definition.this.container_definitions)[1].environment :
      setting == { name = "OTEL_EXPORTER_OTLP_ENDPOINT", value = "http://localhost:4318" }
    ])
    error_message = "The process does not send to the collector."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command[0] == "umask 077\nprintf %s \"$CONTEXT_KEY\" > /run/mortar/context.key\nprintf %s \"$DATABASE_CA_PEM\" > /run/mortar/database-ca.pem"
    error_message = "The files are not written as the process expects them."
  }

  assert {
    condition = one([
      for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Resource if statement.Sid == "ReadItsSecrets"
      ]) == [
      "arn:aws:secretsmanager:us-east-2:123456789012:secret:administrator",
      "arn:aws:secretsmanager:us-east-2:123456789012:secret:context-key",
    ]
    error_message = "The task may read other secrets than its own, or lacks one."
  }
}

run "no_firewall" {
  command = plan

  variables {
    web_firewall = false
  }

  assert {
    condition     = module.load_balancer.firewall_arn == null
    error_message = "A firewall was made that nobody asked for."
  }
}
