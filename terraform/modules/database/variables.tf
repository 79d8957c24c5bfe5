variable "name" {
  description = "Name of the server, and prefix of what belongs to it."
  type        = string
}

variable "account" {
  description = "The AWS account: its id, partition and region."
  type        = object({ id = string, partition = string, region = string })
}

variable "major_version" {
  description = "PostgreSQL's major version; at least 15, whose minor versions close known row-security holes."
  type        = string
  default     = "18"

  validation {
    condition     = tonumber(var.major_version) >= 15
    error_message = "Use PostgreSQL 15 or later."
  }
}

variable "instance_class" {
  description = "Size of the server."
  type        = string
}

variable "storage_gib" {
  description = "Storage to begin with, and the limit to which it may grow."
  type        = object({ initial = number, limit = number })
}

variable "backup_days" {
  description = "How far back it can be restored to any second."
  type        = number
}

variable "subnet_ids" {
  description = "Isolated subnets in at least two zones."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect."
  type        = string
}

variable "key_arn" {
  description = "Encrypts storage, snapshots and performance data."
  type        = string
}

variable "secrets_key_arn" {
  description = "Encrypts the administrator's password."
  type        = string
}

variable "logs" {
  description = "The key and retention of log groups."
  type        = object({ key_arn = string, retention_days = number })
}
