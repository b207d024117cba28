"""Remediation: from what differs to what to do about it."""
