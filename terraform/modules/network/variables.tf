variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "The AWS account: its id, partition and region."
  type        = object({ id = string, partition = string, region = string })
}

variable "cidr" {
  description = "Address range, a /16."
  type        = string
}

variable "availability_zones" {
  description = "The zones to spread over."
  type        = list(string)
}

variable "api_port" {
  description = "The port on which API tasks listen."
  type        = number
}

variable "payer_ports" {
  description = "TCP ports on which payers are reached."
  type        = set(number)
}

variable "logs" {
  description = "The key and retention of log groups."
  type        = object({ key_arn = string, retention_days = number })
}
