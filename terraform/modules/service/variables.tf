variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "process" {
  description = "What runs here, and the name of its container: api, worker."
  type        = string
}

variable "cluster" {
  description = "Where it runs."
  type        = object({ arn = string, name = string })
}

variable "task_definition_arn" {
  description = "What runs here."
  type        = string
}

variable "tasks" {
  description = "Between how many tasks load decides."
  type        = object({ least = number, most = number })
}

variable "subnet_ids" {
  description = "Private subnets, one in each zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect, and to whom it connects."
  type        = string
}

variable "target" {
  description = "The load balancer's target group and the port that it calls, or null."
  type        = object({ group_arn = string, port = number })
  default     = null
}

variable "backlog" {
  description = "The broker whose waiting messages add tasks, and how many may wait for each; or null."
  type        = object({ broker_name = string, messages_per_task = number })
  default     = null
}
