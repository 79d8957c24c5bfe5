locals {
  gib         = 1024 * 1024 * 1024
  comparisons = { "above" = "GreaterThanThreshold", "below" = "LessThanThreshold" }

  load_balancer = { LoadBalancer = var.load_balancer.load_balancer }

  # No requests are no errors; from everything else silence is itself the failure.
  watched = {
    api = {
      namespace  = "AWS/ApplicationELB"
      dimensions = merge(local.load_balancer, { TargetGroup = var.load_balancer.target_group })
      silence    = "notBreaching"
      conditions = local.api
    }
    load-balancer = {
      namespace  = "AWS/ApplicationELB"
      dimensions = local.load_balancer
      silence    = "notBreaching"
      conditions = local.unrouted
    }
    database = {
      namespace  = "AWS/RDS"
      dimensions = { DBInstanceIdentifier = var.database.identifier }
      silence    = "breaching"
      conditions = local.database
    }
    jobs = {
      namespace  = "AWS/AmazonMQ"
      dimensions = { Broker = var.broker_name }
      silence    = "breaching"
      conditions = local.jobs
    }
  }

  api = {
    errors    = { metric = "HTTPCode_Target_5XX_Count", statistic = "Sum", is = "above", threshold = 5, minutes = 5, meaning = "The API fails: see its log." }
    latency   = { metric = "TargetResponseTime", statistic = "p99", is = "above", threshold = 2, minutes = 10, meaning = "One answer in a hundred takes over 2 seconds." }
    unhealthy = { metric = "UnHealthyHostCount", statistic = "Maximum", is = "above", threshold = 0, minutes = 5, meaning = "A task fails /health/ready." }
  }

  unrouted = {
    errors = { metric = "HTTPCode_ELB_5XX_Count", statistic = "Sum", is = "above", threshold = 5, minutes = 5, meaning = "Requests reach no API task." }
  }

  database = {
    cpu             = { metric = "CPUUtilization", statistic = "Average", is = "above", threshold = 80, minutes = 15, meaning = "The database is near its limit." }
    connections     = { metric = "DatabaseConnections", statistic = "Average", is = "above", threshold = var.database.connections, minutes = 10, meaning = "Too many tasks, or connections that leak." }
    memory          = { metric = "FreeableMemory", statistic = "Average", is = "below", threshold = local.gib / 4, minutes = 15, meaning = "The database is short of memory." }
    storage         = { metric = "FreeStorageSpace", statistic = "Minimum", is = "below", threshold = 10 * local.gib, minutes = 15, meaning = "Storage grows no further by itself." }
    transaction-ids = { metric = "MaximumUsedTransactionIDs", statistic = "Maximum", is = "above", threshold = 1000000000, minutes = 60, meaning = "Vacuum falls behind; writes stop at two billion." }
  }

  jobs = {
    waiting = { metric = "MessageReadyCount", statistic = "Average", is = "above", threshold = var.queue_depth, minutes = 15, meaning = "Claims go out and payments are posted late." }
    untaken = { metric = "ConsumerCount", statistic = "Minimum", is = "below", threshold = 1, minutes = 5, meaning = "No worker takes jobs." }
  }

  tasks = {
    for process, service in var.services : "${process}-tasks" => {
      namespace  = "ECS/ContainerInsights"
      metric     = "RunningTaskCount"
      dimensions = { ClusterName = var.cluster_name, ServiceName = service.name }
      statistic  = "Minimum"
      is         = "below"
      threshold  = service.least
      minutes    = 10
      silence    = "breaching"
      meaning    = "Fewer tasks run than should: see the service's events."
    }
  }

  alarms = merge(local.tasks, [
    for subject, watched in local.watched : {
      for condition, alarm in watched.conditions : "${subject}-${condition}" => merge(alarm, {
        namespace  = watched.namespace
        dimensions = watched.dimensions
        silence    = watched.silence
      })
    }
  ]...)
}
