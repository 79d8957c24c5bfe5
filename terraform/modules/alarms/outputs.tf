output "names" {
  description = "Every alarm."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}

output "topic_arn" {
  description = "Where alarms are told; subscribe a paging service here."
  value       = aws_sns_topic.this.arn
}
