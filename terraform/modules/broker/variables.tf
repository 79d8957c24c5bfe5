variable "name" {
  description = "Name of the broker."
  type        = string
}

variable "instance_type" {
  description = "Size of each member."
  type        = string
}

variable "subnet_ids" {
  description = "Isolated subnets, one in each zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect."
  type        = string
}

variable "key_arn" {
  description = "Encrypts messages at rest."
  type        = string
}

variable "password" {
  description = "Password of the one user, mortar."
  type        = string
  sensitive   = true
}
