"""Terraform and OpenTofu states: what infrastructure should be."""
