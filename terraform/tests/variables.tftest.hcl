# What may not be asked for.

variables {
  environment        = "rehearsal"
  domain_name        = "mortar.example.com"
  certificate_arn    = "arn:aws:acm:us-east-2:123456789012:certificate/rehearsal"
  image_digest       = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
  database_ca_bundle = "-----BEGIN CERTIFICATE-----"
  alarm_emails       = ["on-call@example.com"]
}

run "a_region_abroad" {
  command = plan

  variables {
    region             = "eu-central-1"
    availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  }

  expect_failures = [var.region]
}

run "two_zones" {
  command = plan

  variables {
    availability_zones = ["us-east-2a", "us-east-2b"]
  }

  expect_failures = [var.availability_zones]
}

run "zones_of_another_region" {
  command = plan

  variables {
    region = "us-west-2"
  }

  expect_failures = [var.availability_zones]
}

run "an_image_by_tag" {
  command = plan

  variables {
    image_digest = "latest"
  }

  expect_failures = [var.image_digest]
}

run "a_collector_by_tag" {
  command = plan

  variables {
    telemetry_collector_image = "collector:latest"
  }

  expect_failures = [var.telemetry_collector_image]
}

run "a_week_of_backups" {
  command = plan

  variables {
    database_backup_days = 7
  }

  expect_failures = [var.database_backup_days]
}

run "a_month_of_logs" {
  command = plan

  variables {
    log_retention_days = 30
  }

  expect_failures = [var.log_retention_days]
}

run "heads_that_are_soon_unlocked" {
  command = plan

  variables {
    audit_lock_days = 365
  }

  expect_failures = [var.audit_lock_days]
}

run "one_api_task" {
  command = plan

  variables {
    api = { cpu = 1024, memory_mib = 2048, least = 1, most = 4 }
  }

  expect_failures = [var.api]
}

run "one_worker" {
  command = plan

  variables {
    worker = { cpu = 1024, memory_mib = 2048, least = 1, most = 4 }
  }

  expect_failures = [var.worker]
}

run "nobody_to_tell" {
  command = plan

  variables {
    alarm_emails = []
  }

  expect_failures = [var.alarm_emails]
}

run "a_path_instead_of_certificates" {
  command = plan

  variables {
    database_ca_bundle = "/tmp/bundle.pem"
  }

  expect_failures = [var.database_ca_bundle]
}

run "storage_that_cannot_grow" {
  command = plan

  variables {
    database_storage_gib = { initial = 100, limit = 100 }
  }

  expect_failures = [var.database_storage_gib]
}
