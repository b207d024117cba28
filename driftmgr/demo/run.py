"""The demo, from an empty AWS to a report."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import scan
from driftmgr.demo.changes import CHANGES, clients
from driftmgr.demo.estate import rebuild, write_states
from driftmgr.drift.models import DriftReport
from driftmgr.providers.aws.settings import Aws

ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}
_OTHERS: Final = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


@dataclass(frozen=True)
class Built:
    """The estate as Terraform left it: where its states are, and the report that says so."""

    states: tuple[Path, ...]
    before: DriftReport


@contextmanager
def only(url: str) -> Iterator[None]:
    """Within, every AWS client of this process talks to the offline AWS, whoever this machine is logged in as."""
    saved = dict(os.environ)
    for name in _OTHERS:
        os.environ.pop(name, None)
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    os.environ.update(ENVIRONMENT | nowhere | {"AWS_ENDPOINT_URL": url})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(saved)


def build(url: str, directory: Path, say: Callable[[str], None]) -> Built:
    """Rebuild what Terraform made, and check that it is in sync. Raises DriftMgrError."""
    say("Terraform's requests are sent to an offline AWS")
    states = write_states(directory, rebuild(url))
    say("the estate is scanned as Terraform left it")
    return Built(states, scan(_request(states)))


def drift(url: str, states: tuple[Path, ...]) -> None:
    """Make the changes."""
    import boto3

    recorded = _recorded(states)
    client = clients(boto3.Session(), url)
    for change in CHANGES:
        change.make(client, recorded.__getitem__)


def rescan(states: tuple[Path, ...], say: Callable[[str], None]) -> DriftReport:
    """The report after the changes."""
    return scan(_request(states), say)


def _request(states: tuple[Path, ...]) -> ScanRequest:
    return ScanRequest(states=tuple(map(str, states)), directory=str(states[0].parent), aws=Aws())


def _recorded(states: tuple[Path, ...]) -> dict[str, dict[str, Any]]:
    from driftmgr.states.loading import load_states

    snapshots = load_states([str(state) for state in states])
    return {str(i.address): json.loads(json.dumps(i.attributes)) for s in snapshots for i in s.instances}
