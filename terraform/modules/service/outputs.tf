output "name" {
  description = "The service's name, as metrics know it."
  value       = aws_ecs_service.this.name
}
