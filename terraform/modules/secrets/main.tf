# What a process must know and nobody else may: one secret each, so that each is granted alone.

resource "aws_secretsmanager_secret" "this" {
  for_each = var.descriptions

  name                    = "${var.name}/${each.key}"
  description             = each.value
  kms_key_id              = var.key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each = var.descriptions

  secret_id     = aws_secretsmanager_secret.this[each.key].id
  secret_string = var.values[each.key]
}
