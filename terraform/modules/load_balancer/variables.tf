variable "name" {
  description = "Name of the load balancer, and prefix of what belongs to it."
  type        = string
}

variable "network_id" {
  description = "The network of its targets."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect, and to whom it connects."
  type        = string
}

variable "certificate_arn" {
  description = "The certificate it shows."
  type        = string
}

variable "api_port" {
  description = "The port on which API tasks listen."
  type        = number
}

variable "access_logs_bucket" {
  description = "Where requests are recorded."
  type        = string
}

variable "web_firewall" {
  description = "Whether AWS's managed rules and the request limit stand before it."
  type        = bool
}

variable "requests_per_address" {
  description = "Requests a minute that one address may make. A store's whole staff shares one."
  type        = number
  default     = 3000
}

variable "logs" {
  description = "The key and retention of log groups."
  type        = object({ key_arn = string, retention_days = number })
}
