# "files" starts first, writes what must be a file to a volume of the task, and ends. The process
# starts after it and finds them there; their contents are not in its environment.

locals {
  volumes = { files = "/run/mortar", data = "/var/lib/mortar", scratch = "/tmp" }

  mount_points = [for volume, path in local.volumes : { sourceVolume = volume, containerPath = path, readOnly = false }]

  file_variables = {
    for file in concat(keys(var.files), keys(var.secret_files)) : file => upper(replace(file, "/[^a-z]/", "_"))
  }

  write_files = [
    for file, variable in local.file_variables : format("printf %%s \"$%s\" > %s/%s", variable, local.volumes.files, file)
  ]

  log_configuration = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.this.name
      awslogs-region        = var.account.region
      awslogs-stream-prefix = var.process
    }
  }

  files_container = {
    name                   = "files"
    image                  = var.image
    essential              = false
    readonlyRootFilesystem = true
    entryPoint             = ["/bin/sh", "-euc"]
    command                = [join("\n", concat(["umask 077"], local.write_files))]
    environment            = [for file, text in var.files : { name = local.file_variables[file], value = text }]
    secrets                = [for file, arn in var.secret_files : { name = local.file_variables[file], valueFrom = arn }]
    mountPoints            = local.mount_points
    logConfiguration       = local.log_configuration
  }

  process_container = {
    name                   = var.process
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    command                = var.command
    stopTimeout            = 60
    environment            = [for name, value in local.environment : { name = name, value = value }]
    secrets                = [for name, value_from in var.secrets : { name = name, valueFrom = value_from }]
    mountPoints            = local.mount_points
    portMappings           = var.port == null ? [] : [{ containerPort = var.port, protocol = "tcp" }]
    dependsOn              = [{ containerName = "files", condition = "SUCCESS" }]
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
    logConfiguration       = local.log_configuration
  }

  collector_container = {
    name                   = "collector"
    image                  = var.collector_image
    essential              = false
    readonlyRootFilesystem = true
    command                = ["--config=/etc/ecs/ecs-default-config.yaml"]
    logConfiguration       = local.log_configuration
  }

  environment = merge(
    var.environment,
    var.collector_image == null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT = "http://localhost:4318" },
  )
}
