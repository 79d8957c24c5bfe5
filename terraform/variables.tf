variable "environment" {
  description = "Names this deployment and everything in it, for example production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.environment))
    error_message = "Use 3 to 20 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "region" {
  description = "Where everything runs. Every service used here is HIPAA-eligible; the region must lie in the United States."
  type        = string
  default     = "us-east-2"

  validation {
    condition     = can(regex("^us-(gov-)?(east|west)-[12]$", var.region))
    error_message = "Patient data stays in a United States region."
  }
}

variable "availability_zones" {
  description = "Three zones of the region."
  type        = list(string)
  default     = ["us-east-2a", "us-east-2b", "us-east-2c"]

  validation {
    condition     = length(distinct(var.availability_zones)) == 3
    error_message = "Name three different availability zones: the broker's cluster has three members."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : startswith(zone, var.region)])
    error_message = "Every availability zone belongs to the region."
  }
}

variable "network_cidr" {
  description = "Address range of the network, a /16 that no connected network uses."
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrhost(var.network_cidr, 0)) && endswith(var.network_cidr, "/16")
    error_message = "Give a /16, for example 10.40.0.0/16."
  }
}

variable "payer_ports" {
  description = "TCP ports on which payers and clearinghouses are reached: HTTPS and SFTP."
  type        = set(number)
  default     = [443, 22]
}

variable "domain_name" {
  description = "The host name under which people and partner applications reach the API."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "Give a host name without scheme or path, for example mortar.example.com."
  }
}

variable "certificate_arn" {
  description = "The validated ACM certificate for domain_name, in the same region."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:acm:", var.certificate_arn))
    error_message = "Give the ARN of an ACM certificate."
  }
}

variable "image_digest" {
  description = "The image to run, as pushed to the registry that this stack makes: sha256:…"
  type        = string

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.image_digest))
    error_message = "Name the image by its digest, not by a tag: what was tested is what runs."
  }
}

variable "telemetry_collector_image" {
  description = "An OpenTelemetry collector to run beside each process, pinned by digest; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.telemetry_collector_image == null ? true : strcontains(var.telemetry_collector_image, "@sha256:")
    error_message = "Name the collector's image by its digest."
  }
}

variable "database_instance_class" {
  description = "Size of the PostgreSQL server."
  type        = string
  default     = "db.m7g.large"
}

variable "database_storage_gib" {
  description = "Storage to begin with, and the limit to which it may grow by itself."
  type        = object({ initial = number, limit = number })
  default     = { initial = 100, limit = 1000 }

  validation {
    condition     = var.database_storage_gib.limit > var.database_storage_gib.initial
    error_message = "The storage limit lies above the initial size."
  }
}

variable "database_backup_days" {
  description = "How far back the database can be restored to any second."
  type        = number
  default     = 35

  validation {
    condition     = var.database_backup_days >= 14 && var.database_backup_days <= 35
    error_message = "Keep between 14 and 35 days of backups."
  }
}

variable "database_ca_bundle" {
  description = "PEM of the certificate authorities that sign RDS servers in this region: file(\"us-east-2-bundle.pem\")."
  type        = string

  validation {
    condition     = strcontains(var.database_ca_bundle, "BEGIN CERTIFICATE")
    error_message = "Give the PEM text itself, not a path."
  }
}

variable "broker_instance_type" {
  description = "Size of each of the three RabbitMQ members."
  type        = string
  default     = "mq.m7g.medium"
}

variable "credentials_version" {
  description = "Raise by one to replace the database passwords and the context key: docs/operations.md, Rotation."
  type        = number
  default     = 1
}

variable "object_lock_days" {
  description = "Days for which a stored file can be neither changed nor deleted; 0 leaves the lock off. Cannot be switched on later."
  type        = number
  default     = 0

  validation {
    condition     = var.object_lock_days >= 0 && floor(var.object_lock_days) == var.object_lock_days
    error_message = "Give a whole number of days, or 0."
  }
}

variable "audit_lock_days" {
  description = "Days for which nobody, the account's root included, can change or delete a head of the audit log: as long as the log is kept."
  type        = number
  default     = 2557

  validation {
    condition     = var.audit_lock_days >= 2192 && floor(var.audit_lock_days) == var.audit_lock_days
    error_message = "Lock the heads of the audit log for at least six years: 2192 days."
  }
}

variable "api" {
  description = "Size of one API task, and between how many of them load decides."
  type        = object({ cpu = number, memory_mib = number, least = number, most = number })
  default     = { cpu = 1024, memory_mib = 2048, least = 2, most = 12 }

  validation {
    condition     = var.api.least >= 2 && var.api.most >= var.api.least
    error_message = "Run at least two API tasks: one zone may fail."
  }
}

variable "worker" {
  description = "Size of one worker task, and between how many of them load decides."
  type        = object({ cpu = number, memory_mib = number, least = number, most = number })
  default     = { cpu = 1024, memory_mib = 2048, least = 2, most = 12 }

  validation {
    condition     = var.worker.least >= 2 && var.worker.most >= var.worker.least
    error_message = "Run at least two workers: one zone may fail."
  }
}

variable "web_firewall" {
  description = "Put AWS's managed rules and a request limit for each address before the load balancer."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long logs are kept. 45 CFR 164.316(b)(2) asks for six years."
  type        = number
  default     = 2192

  validation {
    condition     = contains([2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "Keep logs for at least six years: 2192, 2557, 2922, 3288 or 3653 days."
  }
}

variable "alarm_emails" {
  description = "Who is told when an alarm goes off. Each address confirms once."
  type        = set(string)

  validation {
    condition     = length(var.alarm_emails) > 0
    error_message = "Name at least one address: an alarm that nobody hears is none."
  }
}
