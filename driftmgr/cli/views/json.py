"""The report as JSON: the stable shape for machines."""

import json

from pydantic_core import PydanticSerializationError, to_jsonable_python

from driftmgr.drift.models import DriftReport
from driftmgr.resources.types import Severity


def render(report: DriftReport, *, fail_on: Severity) -> str:
    """The report's own document: keys in the order of the models, moments as in RFC 3339."""
    try:
        return report.model_dump_json(indent=2) + "\n"
    except PydanticSerializationError:
        # A lone surrogate has no UTF-8, but JSON may escape it (RFC 8259, section 8.2): escape all but ASCII.
        return json.dumps(report.model_dump(), indent=2, default=to_jsonable_python) + "\n"
