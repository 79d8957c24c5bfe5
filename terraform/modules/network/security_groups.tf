# Who may speak to whom. Everything else is refused, in both directions.

locals {
  groups = {
    load_balancer = "Takes HTTPS from anywhere"
    processes     = "API, workers and migrations"
    database      = "PostgreSQL"
    broker        = "RabbitMQ"
    endpoints     = "AWS services, reached without leaving the network"
  }

  conversations = {
    api      = { from = "load_balancer", to = "processes", port = var.api_port }
    sql      = { from = "processes", to = "database", port = 5432 }
    messages = { from = "processes", to = "broker", port = 5671 }
    services = { from = "processes", to = "endpoints", port = 443 }
  }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-${replace(each.key, "_", "-")}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "conversation" {
  for_each = local.conversations

  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  description                  = "${each.key}, to ${each.value.to}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "conversation" {
  for_each = local.conversations

  security_group_id            = aws_security_group.this[each.value.to].id
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  description                  = "${each.key}, from ${each.value.from}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  for_each = { https = 443, redirected = 80 }

  security_group_id = aws_security_group.this["load_balancer"].id
  cidr_ipv4         = "0.0.0.0/0"
  description       = "${each.key}, from anywhere"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_security_group_egress_rule" "payers" {
  for_each = { for port in var.payer_ports : tostring(port) => port }

  security_group_id = aws_security_group.this["processes"].id
  cidr_ipv4         = "0.0.0.0/0"
  description       = "payers and clearinghouses, port ${each.key}"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}
