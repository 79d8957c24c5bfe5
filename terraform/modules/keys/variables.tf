variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "The AWS account: its id, partition and region."
  type        = object({ id = string, partition = string, region = string })
}
