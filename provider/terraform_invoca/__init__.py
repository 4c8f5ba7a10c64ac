"""Invoca promo numbers for Terraform and OpenTofu: the provider `invoca/invoca`.

A face of `invoca`, as `pulumi_invoca` is one: it translates the engine's calls, values and
unknowns, and decides nothing. docs/terraform.md is for its users.
"""
