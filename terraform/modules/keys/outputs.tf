output "arns" {
  description = "Key ARN by purpose: database, broker, storage, secrets, tenants, logs."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}

output "signing_key_arn" {
  description = "The key that signs the heads of the audit log."
  value       = aws_kms_key.signing.arn
}
