terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }

  # Generated passwords are kept in the state: use an encrypted, access-logged backend, and name it
  # at `terraform init -backend-config=FILE`. docs/operations.md shows one.
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      product     = "mortar"
      environment = var.environment
      managed_by  = "terraform"
    }
  }
}
