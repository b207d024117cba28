"""Drift, computed: matching, comparison, ownership, severity, ignore rules. Pure: no input or output."""
