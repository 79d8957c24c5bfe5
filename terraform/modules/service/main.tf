# Keeps enough tasks of one kind running, spread over the zones, and rolls back a bad deployment.

resource "aws_ecs_service" "this" {
  name                          = "${var.name}-${var.process}"
  cluster                       = var.cluster.arn
  task_definition               = var.task_definition_arn
  launch_type                   = "FARGATE"
  desired_count                 = var.tasks.least
  availability_zone_rebalancing = "ENABLED"
  enable_execute_command        = false
  enable_ecs_managed_tags       = true
  propagate_tags                = "SERVICE"
  wait_for_steady_state         = true

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.target == null ? null : 60

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.target == null ? [] : [var.target]

    content {
      target_group_arn = load_balancer.value.group_arn
      container_name   = var.process
      container_port   = load_balancer.value.port
    }
  }

  # Autoscaling decides how many.
  lifecycle {
    ignore_changes = [desired_count]
  }
}
