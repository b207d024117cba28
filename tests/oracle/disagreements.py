"""Where DriftMgr's verdict differs from what Terraform's refresh shows, and why: (what it finds, the reason)."""

from tests.oracle.expected import Found

DISAGREEMENTS: dict[str, tuple[Found, str]] = {}
