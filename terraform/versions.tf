terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.25"
    }
  }

  # The state holds generated passwords: it is never a file on somebody's machine.
  # `terraform init -backend-config=backend.hcl`; docs/operations.md shows that file.
  backend "s3" {}
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
