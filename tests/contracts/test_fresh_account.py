"""An account in which nobody has made anything yet: all that is there is AWS's own, and no finding."""

import json
from pathlib import Path

import pytest

import driftmgr
from driftmgr.discovery.scan import discover
from driftmgr.providers.aws.settings import Aws
from tests.servers import MotoServer

pytestmark = pytest.mark.network

REGIONS = ("us-east-1", "eu-west-1")


@pytest.fixture
def empty_state(tmp_path: Path) -> str:
    path = tmp_path / "terraform.tfstate"
    path.write_text(json.dumps({"version": 4, "serial": 1, "lineage": "fresh", "resources": []}))
    return str(path)


@pytest.mark.parametrize("mode", ["quick", "smart", "deep"])
def test_nothing_is_unmanaged(aws_env: MotoServer, empty_state: str, mode: str) -> None:
    report = driftmgr.scan([empty_state], [driftmgr.Aws(regions=REGIONS)], mode=mode)
    assert [(drift.type, drift.region, drift.id) for drift in report.resource_drift] == []
    assert report.unread == ()
    # A default VPC in each region, with what comes with it.
    assert {d.region for d in report.platform if d.type == "aws_vpc"} == set(REGIONS)
    assert all(drift.owner for drift in report.platform)


def test_everything_has_an_owner_also_with_all_details(aws_env: MotoServer) -> None:
    """What a deeper look tells (tags, metadata) takes no owner away. Parts may leave it to what they are parts of."""
    inventory = discover(Aws(regions=REGIONS), REGIONS, details_for_all=True).inventory
    owned = {(found.type, found.identity) for found in inventory.objects if found.owner}
    strangers = [(f.type, f.id) for f in inventory.objects if not f.owner and f.parent not in owned]
    assert strangers == []
    assert owned
