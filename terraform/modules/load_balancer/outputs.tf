output "dns_name" {
  description = "Point the domain name here."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The hosted zone for an alias record."
  value       = aws_lb.this.zone_id
}

output "metric_dimensions" {
  description = "How metrics name the load balancer and its targets."
  value = {
    load_balancer = aws_lb.this.arn_suffix
    target_group  = aws_lb_target_group.api.arn_suffix
  }
}

output "target_group_arn" {
  description = "Where API tasks register. Known only once the listener that serves it stands."
  value       = aws_lb_target_group.api.arn
  depends_on  = [aws_lb_listener.https]
}

output "firewall_arn" {
  description = "The firewall before it, or null."
  value       = one([for firewall in aws_wafv2_web_acl.this : firewall.arn])
}
