# A random value that stays the same until its generation changes.

data "aws_secretsmanager_random_password" "candidate" {
  password_length     = var.length
  exclude_punctuation = true
}

# The candidate is drawn anew at every plan; what is kept here is not.
resource "terraform_data" "kept" {
  input            = data.aws_secretsmanager_random_password.candidate.random_password
  triggers_replace = var.generation

  lifecycle {
    ignore_changes = [input]
  }
}
