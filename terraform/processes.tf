# One image, a command and a set of rights for each process. The API, the workers and the relay run
# always; the migration once for each deployment, the making of roles once for each set of passwords.

locals {
  image = "${module.registry.url}@${var.image_digest}"

  settings = {
    ENVIRONMENT      = "production"
    PUBLIC_URL       = "https://${var.domain_name}"
    DATA_DIR         = "/var/lib/mortar"
    CONTEXT_KEY_FILE = "/run/mortar/context.key"
  }

  # Only the load balancer can reach a task, so whom it names as the caller is believed.
  listening = { HOST = "0.0.0.0", PORT = tostring(local.api_port), FORWARDED_ALLOW_IPS = var.network_cidr }

  files        = { "database-ca.pem" = var.database_ca_bundle }
  secret_files = { "context.key" = module.secrets.arns["context-key"] }
  master_file  = { "master.key" = module.secrets.arns["master-key"] }

  # Whoever reads what was sealed; the rest never holds these keys.
  sealing_files = {
    api    = merge(local.master_file, { "seal.key" = module.secrets.arns["seal-key"] })
    worker = local.master_file
    relay  = local.master_file
  }

  # KMS wraps the keys of tenants; the file opens what it wrapped before.
  opening = { MASTER_KEY = module.keys.arns["tenants"], MASTER_KEY_FILE = "/run/mortar/master.key" }

  runtime_secrets = {
    DATABASE_URL          = module.secrets.arns["application-database-url"]
    PLATFORM_DATABASE_URL = module.secrets.arns["platform-database-url"]
    BROKER_URL            = module.secrets.arns["broker-url"]
  }

  migration_secrets = merge(local.runtime_secrets, {
    OWNER_DATABASE_URL = module.secrets.arns["owner-database-url"]
  })

  # The administrator's credentials stay where RDS rotates them; libpq reads these two names.
  roles_secrets = merge(local.migration_secrets, {
    PGUSER     = "${module.database.administrator_secret_arn}:username::"
    PGPASSWORD = "${module.database.administrator_secret_arn}:password::"
  })

  # For one tenant at a time: a request that names none is refused.
  wrap_keys = [
    {
      Sid      = "WrapKeysOfTenants"
      Effect   = "Allow"
      Action   = ["kms:Encrypt", "kms:Decrypt"]
      Resource = module.keys.arns["tenants"]
      Condition = {
        "ForAllValues:StringEquals" = { "kms:EncryptionContextKeys" = ["tenant"] }
        Null                        = { "kms:EncryptionContextKeys" = "false" }
      }
    },
    {
      Sid      = "LookAtTheKeyOfTenants"
      Effect   = "Allow"
      Action   = "kms:DescribeKey"
      Resource = module.keys.arns["tenants"]
    },
  ]

  # Workers and relays seal the audit log: they sign its heads as one, and none has the key.
  sealing = { AUDIT_HEADS = "s3://${module.storage.bucket_names["heads"]}", AUDIT_KEY = module.keys.signing_key_arn }

  keep_heads = [
    {
      Sid      = "KeepHeads"
      Effect   = "Allow"
      Action   = ["s3:GetObjectVersion", "s3:PutObject"]
      Resource = "${module.storage.bucket_arns["heads"]}/*"
    },
    {
      Sid      = "FindHeads"
      Effect   = "Allow"
      Action   = ["s3:GetBucketObjectLockConfiguration", "s3:ListBucketVersions"]
      Resource = module.storage.bucket_arns["heads"]
    },
    {
      Sid      = "SignHeads"
      Effect   = "Allow"
      Action   = ["kms:GetPublicKey", "kms:Sign"]
      Resource = module.keys.signing_key_arn
    },
  ]

  use_files = [
    {
      Sid      = "UseFiles"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = "${module.storage.bucket_arns["files"]}/*"
    },
    {
      Sid       = "OpenFiles"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = module.keys.arns["storage"]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    },
  ]

  processes = {
    api = {
      cpu         = var.api.cpu
      memory_mib  = var.api.memory_mib
      port        = local.api_port
      command     = ["serve"]
      environment = merge(local.listening, local.opening, { SEAL_KEY_FILE = "/run/mortar/seal.key" })
      secrets     = local.runtime_secrets
      statements  = concat(local.use_files, local.wrap_keys)
    }
    worker = {
      cpu         = var.worker.cpu
      memory_mib  = var.worker.memory_mib
      port        = null
      command     = ["worker"]
      environment = merge(local.opening, local.sealing)
      secrets     = local.runtime_secrets
      statements  = concat(local.use_files, local.wrap_keys, local.keep_heads)
    }
    relay = {
      cpu         = 256
      memory_mib  = 512
      port        = null
      command     = ["relay"]
      environment = merge(local.opening, local.sealing)
      secrets     = local.runtime_secrets
      statements  = concat(local.wrap_keys, local.keep_heads)
    }
    migration = {
      cpu         = 512
      memory_mib  = 1024
      port        = null
      command     = ["migrate"]
      environment = {}
      secrets     = local.migration_secrets
      statements  = []
    }
    roles = {
      cpu         = 256
      memory_mib  = 512
      port        = null
      command     = ["roles"]
      environment = { ADMINISTRATOR_DATABASE_URL = "postgresql://${module.database.location}?${local.database_options}" }
      secrets     = local.roles_secrets
      statements  = []
    }
  }

  # Two relays take turns; load makes no third useful.
  services = {
    api = {
      tasks   = { least = var.api.least, most = var.api.most }
      target  = { group_arn = module.load_balancer.target_group_arn, port = local.api_port }
      backlog = null
    }
    worker = {
      tasks   = { least = var.worker.least, most = var.worker.most }
      target  = null
      backlog = { broker_name = module.broker.name, messages_per_task = 100 }
    }
    relay = {
      tasks   = { least = 2, most = 2 }
      target  = null
      backlog = null
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

module "task" {
  source   = "./modules/task"
  for_each = local.processes

  name            = local.name
  account         = local.account
  process         = each.key
  image           = local.image
  registry_arn    = module.registry.arn
  command         = each.value.command
  cpu             = each.value.cpu
  memory_mib      = each.value.memory_mib
  port            = each.value.port
  environment     = merge(local.settings, each.value.environment)
  secrets         = each.value.secrets
  files           = local.files
  secret_files    = merge(local.secret_files, lookup(local.sealing_files, each.key, {}))
  secrets_key_arn = module.keys.arns["secrets"]
  statements      = each.value.statements
  collector_image = contains(keys(local.services), each.key) ? var.telemetry_collector_image : null
  logs            = local.logs
}

module "service" {
  source   = "./modules/service"
  for_each = local.services

  name                = local.name
  process             = each.key
  cluster             = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
  task_definition_arn = module.task[each.key].definition_arn
  tasks               = each.value.tasks
  subnet_ids          = module.network.subnet_ids.private
  security_group_id   = module.network.security_group_ids["processes"]
  target              = each.value.target
  backlog             = each.value.backlog
}
