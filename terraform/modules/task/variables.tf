variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "The AWS account: its id, partition and region."
  type        = object({ id = string, partition = string, region = string })
}

variable "process" {
  description = "What this task is: api, worker, migration."
  type        = string
}

variable "image" {
  description = "The image, by digest."
  type        = string

  validation {
    condition     = strcontains(var.image, "@sha256:")
    error_message = "Name the image by its digest."
  }
}

variable "registry_arn" {
  description = "Where the image is pulled from."
  type        = string
}

variable "command" {
  description = "What follows `mortar`."
  type        = list(string)
}

variable "cpu" {
  description = "CPU units; 1024 are one core."
  type        = number
}

variable "memory_mib" {
  description = "Memory."
  type        = number
}

variable "port" {
  description = "The port it listens on, or null."
  type        = number
  default     = null
}

variable "environment" {
  description = "Settings that are no secret."
  type        = map(string)
}

variable "secrets" {
  description = "Settings that are: name, and the ARN (or ARN:JSON_KEY::) of the secret."
  type        = map(string)
}

variable "files" {
  description = "Files that are no secret: name under /run/mortar, and contents."
  type        = map(string)
}

variable "secret_files" {
  description = "Files that are: name under /run/mortar, and the ARN of the secret."
  type        = map(string)
}

variable "secrets_key_arn" {
  description = "The key that opens the secrets."
  type        = string
}

variable "statements" {
  description = "What the running process may do at AWS."
  type        = any
  default     = []
}

variable "collector_image" {
  description = "An OpenTelemetry collector to run beside the process, or null."
  type        = string
  default     = null
}

variable "logs" {
  description = "The key and retention of log groups."
  type        = object({ key_arn = string, retention_days = number })
}
