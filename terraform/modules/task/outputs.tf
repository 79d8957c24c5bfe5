output "definition_arn" {
  description = "The task definition, this revision of it."
  value       = aws_ecs_task_definition.this.arn
}

output "family" {
  description = "The task definition, whichever revision is newest."
  value       = aws_ecs_task_definition.this.family
}
