# One process of the product, described: what it runs, what it may know, what it may touch.

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-${var.process}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory_mib
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode(concat(
    [local.files_container, local.process_container],
    var.collector_image == null ? [] : [local.collector_container],
  ))

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  dynamic "volume" {
    for_each = local.volumes

    content {
      name = volume.key
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/${var.process}"
  retention_in_days = var.logs.retention_days
  kms_key_id        = var.logs.key_arn
}
