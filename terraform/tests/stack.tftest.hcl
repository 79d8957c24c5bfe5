# The whole stack, applied.

variables {
  environment        = "rehearsal"
  domain_name        = "mortar.example.com"
  certificate_arn    = "arn:aws:acm:us-east-2:123456789012:certificate/rehearsal"
  image_digest       = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  database_ca_bundle = "-----BEGIN CERTIFICATE-----"
  alarm_emails       = ["on-call@example.com"]
}

override_resource {
  target = module.broker.aws_mq_broker.this
  values = { instances = [{ endpoints = ["amqps://broker.example.com:5671"] }] }
}

override_resource {
  target = module.database.aws_db_instance.this
  values = { address = "database.example.com", master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-2:123456789012:secret:administrator" }] }
}

run "applies" {
  assert {
    condition     = endswith(output.migration_command, "--task-definition mortar-rehearsal-migration")
    error_message = "The migration command does not name the migration."
  }

  assert {
    condition     = length(output.outbound_addresses) == 3
    error_message = "Payers see one address for each zone."
  }

  assert {
    condition     = endswith(module.broker.url, "@broker.example.com:5671") && startswith(module.broker.url, "amqps://mortar:")
    error_message = "The broker's URL lacks its credentials, or TLS."
  }

  assert {
    condition = alltrue([
      for url in values(local.database_urls) : endswith(url, "@database.example.com:5432/mortar?sslmode=verify-full&sslrootcert=/run/mortar/database-ca.pem")
    ])
    error_message = "A database URL does not verify the server."
  }

  assert {
    condition     = length(distinct([for password in module.database_password : password.value])) == 3
    error_message = "Two database roles share a password."
  }

  assert {
    condition     = alltrue([for name in ["api-errors", "api-latency", "api-unhealthy", "api-tasks", "worker-tasks", "jobs-waiting", "database-cpu", "database-storage"] : contains(output.alarms.names, "mortar-rehearsal-${name}")])
    error_message = "An alarm is missing."
  }
}
