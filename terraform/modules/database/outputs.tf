output "identifier" {
  description = "The server's name, as metrics know it."
  value       = aws_db_instance.this.identifier
}

output "location" {
  description = "HOST:PORT/DATABASE, the part of a connection URL after the credentials."
  value       = "${aws_db_instance.this.address}:${local.port}/${local.database_name}"
}

output "administrator_secret_arn" {
  description = "The administrator's name and password, made and rotated by RDS."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}
