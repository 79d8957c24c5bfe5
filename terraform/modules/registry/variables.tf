variable "name" {
  description = "Name of the repository."
  type        = string
}

variable "key_arn" {
  description = "Encrypts the images."
  type        = string
}
