variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "key_arn" {
  description = "Encrypts every secret."
  type        = string
}

variable "descriptions" {
  description = "What each secret is, by its name."
  type        = map(string)
}

variable "values" {
  description = "The secrets themselves, under the same names."
  type        = map(string)
  sensitive   = true
}
