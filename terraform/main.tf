# Mortar on AWS: a load balancer, API and workers on Fargate, PostgreSQL, RabbitMQ, files.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  name     = "mortar-${var.environment}"
  api_port = 8000

  account = {
    id        = data.aws_caller_identity.this.account_id
    partition = data.aws_partition.this.partition
    region    = var.region
  }

  logs = { key_arn = module.keys.arns["logs"], retention_days = var.log_retention_days }
}

module "keys" {
  source = "./modules/keys"

  name    = local.name
  account = local.account
}

module "network" {
  source = "./modules/network"

  name               = local.name
  account            = local.account
  cidr               = var.network_cidr
  availability_zones = var.availability_zones
  api_port           = local.api_port
  payer_ports        = var.payer_ports
  logs               = local.logs
}

module "database" {
  source = "./modules/database"

  name              = local.name
  account           = local.account
  instance_class    = var.database_instance_class
  storage_gib       = var.database_storage_gib
  backup_days       = var.database_backup_days
  subnet_ids        = module.network.subnet_ids.isolated
  security_group_id = module.network.security_group_ids["database"]
  key_arn           = module.keys.arns["database"]
  secrets_key_arn   = module.keys.arns["secrets"]
  logs              = local.logs
}

module "broker" {
  source = "./modules/broker"

  name              = local.name
  instance_type     = var.broker_instance_type
  subnet_ids        = module.network.subnet_ids.isolated
  security_group_id = module.network.security_group_ids["broker"]
  key_arn           = module.keys.arns["broker"]
  password          = module.broker_password.value
}

module "storage" {
  source = "./modules/storage"

  name             = local.name
  account          = local.account
  key_arn          = module.keys.arns["storage"]
  object_lock_days = var.object_lock_days
  head_lock_days   = var.audit_lock_days
  access_log_days  = var.log_retention_days
}

module "registry" {
  source = "./modules/registry"

  name    = local.name
  key_arn = module.keys.arns["logs"]
}

module "load_balancer" {
  source = "./modules/load_balancer"

  name               = local.name
  network_id         = module.network.id
  subnet_ids         = module.network.subnet_ids.public
  security_group_id  = module.network.security_group_ids["load_balancer"]
  certificate_arn    = var.certificate_arn
  api_port           = local.api_port
  access_logs_bucket = module.storage.bucket_names["access_logs"]
  web_firewall       = var.web_firewall
  logs               = local.logs
}

module "alarms" {
  source = "./modules/alarms"

  name          = local.name
  emails        = var.alarm_emails
  key_arn       = module.keys.arns["logs"]
  load_balancer = module.load_balancer.metric_dimensions
  database      = { identifier = module.database.identifier, connections = 500 }
  broker_name   = module.broker.name
  cluster_name  = aws_ecs_cluster.this.name

  services = {
    for process, service in local.services : process => { name = module.service[process].name, least = service.tasks.least }
  }
}
