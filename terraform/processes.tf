# One image, four commands, four sets of rights: the API, the workers, and before them, once,
# the roles of the database and, at each deployment, its migration.

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

  cluster = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

module "api" {
  source = "./modules/task"

  name            = local.name
  account         = local.account
  process         = "api"
  image           = local.image
  registry_arn    = module.registry.arn
  command         = ["serve"]
  cpu             = var.api.cpu
  memory_mib      = var.api.memory_mib
  port            = local.api_port
  environment     = merge(local.settings, local.listening)
  secrets         = local.runtime_secrets
  files           = local.files
  secret_files    = local.secret_files
  secrets_key_arn = module.keys.arns["secrets"]
  statements      = local.use_files
  collector_image = var.telemetry_collector_image
  logs            = local.logs
}

module "worker" {
  source = "./modules/task"

  name            = local.name
  account         = local.account
  process         = "worker"
  image           = local.image
  registry_arn    = module.registry.arn
  command         = ["worker"]
  cpu             = var.worker.cpu
  memory_mib      = var.worker.memory_mib
  environment     = local.settings
  secrets         = local.runtime_secrets
  files           = local.files
  secret_files    = local.secret_files
  secrets_key_arn = module.keys.arns["secrets"]
  statements      = local.use_files
  collector_image = var.telemetry_collector_image
  logs            = local.logs
}

# Run once for a new database, and after its passwords changed: the output roles_command says how.
module "roles" {
  source = "./modules/task"

  name            = local.name
  account         = local.account
  process         = "roles"
  image           = local.image
  registry_arn    = module.registry.arn
  command         = ["roles"]
  cpu             = 256
  memory_mib      = 512
  environment     = merge(local.settings, { ADMINISTRATOR_DATABASE_URL = "postgresql://${module.database.location}?${local.database_options}" })
  secrets         = local.roles_secrets
  files           = local.files
  secret_files    = local.secret_files
  secrets_key_arn = module.keys.arns["secrets"]
  logs            = local.logs
}

# Run before each deployment: the output migration_command says how.
module "migration" {
  source = "./modules/task"

  name            = local.name
  account         = local.account
  process         = "migration"
  image           = local.image
  registry_arn    = module.registry.arn
  command         = ["migrate"]
  cpu             = 512
  memory_mib      = 1024
  environment     = local.settings
  secrets         = local.migration_secrets
  files           = local.files
  secret_files    = local.secret_files
  secrets_key_arn = module.keys.arns["secrets"]
  logs            = local.logs
}

module "api_service" {
  source = "./modules/service"

  name                = local.name
  process             = "api"
  cluster             = local.cluster
  task_definition_arn = module.api.definition_arn
  tasks               = { least = var.api.least, most = var.api.most }
  subnet_ids          = module.network.subnet_ids.private
  security_group_id   = module.network.security_group_ids["processes"]
  target              = { group_arn = module.load_balancer.target_group_arn, port = local.api_port }
}

module "worker_service" {
  source = "./modules/service"

  name                = local.name
  process             = "worker"
  cluster             = local.cluster
  task_definition_arn = module.worker.definition_arn
  tasks               = { least = var.worker.least, most = var.worker.most }
  subnet_ids          = module.network.subnet_ids.private
  security_group_id   = module.network.security_group_ids["processes"]
  backlog             = { broker_name = module.broker.name, messages_per_task = 100 }
}
