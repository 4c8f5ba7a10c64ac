"""The Terraform provider that one writes first: one verb, one request; or none."""
