output "value" {
  description = "The value."
  value       = terraform_data.kept.output
  sensitive   = true
}
