terraform {
  # 1.11 has write-only arguments, which keep the secret's key out of the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.98, < 7"
    }
  }
}
