# AWS's rules against known attacks, and a limit for each address. Both look at the request only;
# who may see what is decided by the product and its database.

locals {
  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = 10
    AWSManagedRulesKnownBadInputsRuleSet  = 20
    AWSManagedRulesSQLiRuleSet            = 30
  }

  firewalls = var.web_firewall ? { this = var.name } : {}
}

resource "aws_wafv2_web_acl" "this" {
  for_each = local.firewalls

  name  = each.value
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.managed_rules

    content {
      name     = rule.key
      priority = rule.value

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          name        = rule.key
          vendor_name = "AWS"
        }
      }

      visibility_config {
        metric_name                = rule.key
        cloudwatch_metrics_enabled = true
        sampled_requests_enabled   = false
      }
    }
  }

  rule {
    name     = "requests-of-one-address"
    priority = 40

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        limit                 = var.requests_per_address
        evaluation_window_sec = 60
      }
    }

    visibility_config {
      metric_name                = "requests-of-one-address"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = false
    }
  }

  # Sampled requests would show the payloads of patients: they stay off.
  visibility_config {
    metric_name                = each.value
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = local.firewalls

  resource_arn = aws_lb.this.arn
  web_acl_arn  = aws_wafv2_web_acl.this[each.key].arn
}

resource "aws_cloudwatch_log_group" "firewall" {
  for_each = local.firewalls

  name              = "aws-waf-logs-${each.value}"
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.logs.key_arn
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  for_each = local.firewalls

  resource_arn            = aws_wafv2_web_acl.this[each.key].arn
  log_destination_configs = [aws_cloudwatch_log_group.firewall[each.key].arn]

  dynamic "redacted_fields" {
    for_each = toset(["authorization", "cookie"])

    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }

  redacted_fields {
    query_string {}
  }
}
