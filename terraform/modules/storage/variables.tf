variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "The AWS account: its id, partition and region."
  type        = object({ id = string, partition = string, region = string })
}

variable "key_arn" {
  description = "Encrypts the product's files."
  type        = string
}

variable "object_lock_days" {
  description = "Days for which a stored file can be neither changed nor deleted; 0 for no lock."
  type        = number
}

variable "head_lock_days" {
  description = "Days for which a head of the audit log can be neither changed nor deleted."
  type        = number
}

variable "access_log_days" {
  description = "How long access logs are kept."
  type        = number
}
