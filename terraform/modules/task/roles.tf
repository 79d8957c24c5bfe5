# The execution role starts the task: it pulls the image, reads this task's secrets, opens its log.
# The task role is what the running process may do at AWS.

locals {
  # A secret is named by its ARN, or by ARN:JSON_KEY:: for one value of it.
  secret_arns = distinct([
    for value_from in concat(values(var.secrets), values(var.secret_files)) :
    join(":", slice(split(":", value_from), 0, 7))
  ])

  tasks_of_this_account = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })

  send_telemetry = {
    Sid      = "SendTelemetry"
    Effect   = "Allow"
    Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    Resource = "*"
  }

  task_statements = concat(var.statements, var.collector_image == null ? [] : [local.send_telemetry])
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-${var.process}-execution"
  assume_role_policy = local.tasks_of_this_account
}

resource "aws_iam_role_policy" "execution" {
  name = "start-${var.process}"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "SignInToTheRegistry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "PullTheImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = var.registry_arn
      },
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this.arn}:*"
      },
      {
        Sid      = "ReadItsSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = local.secret_arns
      },
      {
        Sid       = "OpenItsSecrets"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = var.secrets_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.account.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-${var.process}"
  assume_role_policy = local.tasks_of_this_account
}

resource "aws_iam_role_policy" "task" {
  count = length(local.task_statements) > 0 ? 1 : 0

  name = "run-${var.process}"
  role = aws_iam_role.task.id

  policy = jsonencode({ Version = "2012-10-17", Statement = local.task_statements })
}
