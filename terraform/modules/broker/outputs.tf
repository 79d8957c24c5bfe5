output "name" {
  description = "The broker's name, as metrics know it."
  value       = aws_mq_broker.this.broker_name
}

output "url" {
  description = "Where processes connect, with credentials."
  value       = replace(aws_mq_broker.this.instances[0].endpoints[0], "amqps://", "amqps://mortar:${var.password}@")
  sensitive   = true
}
