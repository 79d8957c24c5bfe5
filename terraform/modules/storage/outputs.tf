output "bucket_names" {
  description = "Bucket name by purpose: files, heads, access_logs. Complete only once its policy stands."
  value       = { for purpose, bucket in aws_s3_bucket.this : purpose => bucket.bucket }
  depends_on  = [aws_s3_bucket_policy.this]
}

output "bucket_arns" {
  description = "Bucket ARN by purpose."
  value       = { for purpose, bucket in aws_s3_bucket.this : purpose => bucket.arn }
}
