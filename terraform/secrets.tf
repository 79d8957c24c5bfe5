# Three database roles, the broker's user, the key that signs the tenant context, the one that seals
# token signing keys, and the one that wraps the keys of tenants.

locals {
  database_roles = {
    owner       = "mortar_owner"
    application = "mortar_app"
    platform    = "mortar_platform"
  }

  # The server must show a certificate of the region's authorities, for its own name.
  database_options = "sslmode=verify-full&sslrootcert=/run/mortar/database-ca.pem"

  database_urls = {
    for role, user in local.database_roles :
    "${role}-database-url" => "postgresql://${user}:${module.database_password[role].value}@${module.database.location}?${local.database_options}"
  }
}

module "database_password" {
  source   = "./modules/credential"
  for_each = local.database_roles

  generation = var.credentials_version
}

module "broker_password" {
  source = "./modules/credential"

  generation = 1
}

module "context_key" {
  source = "./modules/credential"

  generation = var.credentials_version
  length     = 64
}

# Not drawn again with the others: what it sealed could no longer be opened.
module "seal_key" {
  source = "./modules/credential"

  generation = 1
  length     = 64
}

# Nor this one, of which every process needs the same.
module "master_key" {
  source = "./modules/credential"

  generation = 1
  length     = 64
}

module "secrets" {
  source = "./modules/secrets"

  name    = local.name
  key_arn = module.keys.arns["secrets"]

  descriptions = {
    application-database-url = "API and workers: row-level security applies, no DDL"
    platform-database-url    = "Code sets and new tenants: narrow grants"
    owner-database-url       = "Migrations only: owns the tables"
    broker-url               = "RabbitMQ"
    context-key              = "Signs the tenant context of every transaction"
    seal-key                 = "Seals token signing keys and invitations"
    master-key               = "Wraps the keys with which tenants' data is sealed"
  }

  values = merge(local.database_urls, {
    broker-url  = module.broker.url
    context-key = module.context_key.value
    seal-key    = module.seal_key.value
    master-key  = module.master_key.value
  })
}
