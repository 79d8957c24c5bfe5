locals {
  run_task = join(" ", [
    "aws ecs run-task --region ${var.region} --cluster ${aws_ecs_cluster.this.name} --launch-type FARGATE",
    "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", module.network.subnet_ids.private)}],securityGroups=[${module.network.security_group_ids["processes"]}]}'",
  ])
}

output "load_balancer" {
  description = "Point the domain name here, as an alias record."
  value       = { dns_name = module.load_balancer.dns_name, zone_id = module.load_balancer.zone_id }
}

output "registry_url" {
  description = "Push the image here."
  value       = module.registry.url
}

output "roles_command" {
  description = "Run this once for a new database, and after credentials_version was raised."
  value       = "${local.run_task} --task-definition ${module.task["roles"].family}"
}

output "migration_command" {
  description = "Run this before the services start on a new image."
  value       = "${local.run_task} --task-definition ${module.task["migration"].family}"
}

output "outbound_addresses" {
  description = "Give these to payers and clearinghouses that keep an allow-list."
  value       = module.network.outbound_addresses
}

output "files_bucket" {
  description = "Where the product's files are kept."
  value       = module.storage.bucket_names["files"]
}

output "alarms" {
  description = "The topic to which a paging service subscribes, and what it may hear."
  value       = { topic_arn = module.alarms.topic_arn, names = module.alarms.names }
}
