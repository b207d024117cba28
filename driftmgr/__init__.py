"""DriftMgr: what differs between Terraform or OpenTofu states and the live cloud.

The names below are the public Python surface; each is imported on first use, so that `import driftmgr` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from driftmgr.api import compare, scan
    from driftmgr.drift.models import AttributeChange, DriftReport
    from driftmgr.providers.aws.settings import Aws

__version__ = "0.1.0"

_EXPORTS = {
    "Aws": "driftmgr.providers.aws.settings",
    "AttributeChange": "driftmgr.drift.models",
    "DriftReport": "driftmgr.drift.models",
    "compare": "driftmgr.api",
    "scan": "driftmgr.api",
}

__all__ = ["AttributeChange", "Aws", "DriftReport", "__version__", "compare", "scan"]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'driftmgr' has no attribute {name!r}")
    return getattr(import_module(_EXPORTS[name]), name)
