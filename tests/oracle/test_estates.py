"""Against real Terraform's verdicts: a clean estate is in sync; a change behind its back is found, to the attribute."""

from pathlib import Path

import pytest

from driftmgr.analysis.models import ScanRequest
from driftmgr.analysis.service import scan
from driftmgr.drift.models import DriftReport
from driftmgr.providers.aws.registry import aws_types
from driftmgr.providers.aws.settings import Aws
from tests.oracle.disagreements import DISAGREEMENTS
from tests.oracle.estate import Estate, all_estates, apply
from tests.oracle.expected import Found, expected, found
from tests.servers import MotoServer

pytestmark = pytest.mark.network


def scanned(state: Path, *, unmanaged: bool = False) -> DriftReport:
    return scan(ScanRequest(states=(str(state),), aws=Aws(regions=("us-east-1",)), unmanaged=unmanaged))


@pytest.mark.parametrize("name", all_estates())
def test_terraform_agrees(name: str, aws_env: MotoServer, tmp_path: Path) -> None:
    """Scan the clean estate, then after each change; changes add up, so what is new in a scan is what a change made."""
    estate = Estate(name, aws_env.url)
    state = estate.write_state(tmp_path / "terraform.tfstate")
    if not {resource["type"] for resource in estate.state()["resources"]} & aws_types().keys():
        pytest.skip("no supported type in this estate")
    estate.replay()
    clean = found(scanned(state))
    assert clean == {}, "a clean estate must be in sync"
    wrong = []
    before = clean
    for mutation in estate.mutations():
        want = DISAGREEMENTS.get(mutation["id"], (expected(mutation, aws_types()), ""))[0]
        if mutation["kind"] == "unmanaged_create":
            continue
        if any(before.get(address) == {"missing"} for address in (mutation["address"], *want)):
            estate.replay()
            before = {}
        try:
            apply(mutation, aws_env.url)
        except Exception:  # noqa: BLE001 - an earlier change took its object away
            estate.replay()
            before = {}
            apply(mutation, aws_env.url)
        after = found(scanned(state))
        got = _news(before, after)
        if got != _news(before, want):
            wrong.append(f"{mutation['id']}: Terraform {want}, found {got}")
            estate.replay()
            before = {}
        else:
            before = after
    assert wrong == []


def _news(before: Found, after: Found) -> Found:
    """What a later scan says beyond an earlier one."""
    new = {address: names - before.get(address, set()) for address, names in after.items()}
    return {address: names for address, names in new.items() if names}
