variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "emails" {
  description = "Who is told."
  type        = set(string)
}

variable "key_arn" {
  description = "Encrypts what is told."
  type        = string
}

variable "load_balancer" {
  description = "How metrics name the load balancer and its targets."
  type        = object({ load_balancer = string, target_group = string })
}

variable "database" {
  description = "The database server, and how many connections are too many."
  type        = object({ identifier = string, connections = number })
}

variable "broker_name" {
  description = "The broker."
  type        = string
}

variable "queue_depth" {
  description = "How many waiting jobs are too many."
  type        = number
  default     = 1000
}

variable "cluster_name" {
  description = "Where the services run."
  type        = string
}

variable "services" {
  description = "Each process's service, and the fewest tasks it may have."
  type        = map(object({ name = string, least = number }))
}
