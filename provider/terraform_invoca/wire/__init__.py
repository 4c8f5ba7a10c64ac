"""Speaks plugin protocol 6, as Terraform and OpenTofu do. Must not know: promo numbers."""
