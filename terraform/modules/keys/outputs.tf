output "arns" {
  description = "Key ARN by purpose: database, broker, storage, secrets, tenants, logs."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}
