variable "generation" {
  description = "Another number makes another value."
  type        = number
}

variable "length" {
  description = "How many letters and digits; 48 carry more than 256 bits."
  type        = number
  default     = 48
}
