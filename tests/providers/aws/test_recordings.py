"""Every type has recordings of the cloud's answer beside what Terraform recorded, and judges them as expected."""

import json
from pathlib import Path

import pytest

from driftmgr.providers.aws.registry import MODULES, aws_types
from tests.recordings.judge import differences_of

RECORDINGS = Path(__file__).parent.parent.parent / "recordings" / "aws"
TYPES = sorted({resource_type.name for resource_type in aws_types().values()})


@pytest.mark.parametrize(
    "path", sorted(RECORDINGS.glob("*/*.json")), ids=lambda p: f"{p.parent.name}/{p.stem}"
)
def test_recording(path: Path) -> None:
    recording = json.loads(path.read_text())
    found = json.loads(json.dumps(differences_of(recording), default=str))
    assert found == recording["expected"]


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_a_recording_in_sync_and_a_changed_one(name: str) -> None:
    expected = [json.loads(path.read_text())["expected"] for path in (RECORDINGS / name).glob("*.json")]
    assert any(not e for e in expected), f"{name}: no recording that is in sync"
    assert any(e for e in expected), f"{name}: no recording with a change"


def test_every_module_of_declarations_is_registered() -> None:
    folder = Path(__file__).parents[3] / "driftmgr" / "providers" / "aws"
    with_types = {path.stem for path in folder.glob("*.py") if "\nTYPES" in path.read_text()}
    assert with_types == set(MODULES)
