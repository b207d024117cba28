"""Clouds, read in bulk."""
