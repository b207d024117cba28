"""All states of a scan, each once."""

import gc
from pathlib import Path
from typing import Any

import boto3
import pytest

from driftmgr.errors import InvalidInputError, StateError, StateFormatError, StateNotFoundError
from driftmgr.states.loading import find_states, load_states
from tests.servers import MotoServer

STATE = b'{"version": 4, "serial": %d, "resources": []}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(["a.tfstate", "b.tfstate", "c.tfstate"]):
        (tmp_path / name).write_bytes(STATE % number)
    return tmp_path


@pytest.mark.parametrize(
    ("uris", "expected"),
    [
        (["a.tfstate"], [0]),
        (["b.tfstate", "a.tfstate"], [1, 0]),
        (["a.tfstate", "./a.tfstate", "a.tfstate"], [0]),
        (["c.tfstate", "*.tfstate"], [2, 0, 1]),
        ([".", "b.tfstate"], [0, 1, 2]),
    ],
)
def test_each_state_is_read_once_in_the_order_given(here: Path, uris: list[str], expected: list[int]):
    assert [snapshot.serial for snapshot in load_states(uris)] == expected


def test_one_that_cannot_be_read_ends_it(here: Path):
    (here / "b.tfstate").write_bytes(b"{")
    with pytest.raises(StateFormatError, match=r"^b\.tfstate: "):
        load_states(["."])
    with pytest.raises(StateNotFoundError, match=r"^gone: "):
        load_states(["a.tfstate", "gone"])
    with pytest.raises(InvalidInputError, match="gs://"):
        load_states(["a.tfstate", "gs://b/k"])


def test_without_uris_the_directory_tells(here: Path):
    (here / "terraform.tfstate").write_bytes(STATE % 9)
    assert [snapshot.serial for snapshot in load_states([], here)] == [9]
    assert [source.uri for source in find_states([])] == ["terraform.tfstate"]


def test_the_collector_runs_again_after_states_were_read(here: Path):
    assert gc.isenabled()
    load_states(["a.tfstate", "b.tfstate", "c.tfstate"])
    assert gc.isenabled()
    (here / "b.tfstate").write_bytes(b"{")
    with pytest.raises(StateFormatError):
        load_states(["."])
    assert gc.isenabled()
    gc.disable()
    try:
        load_states(["a.tfstate"])
        assert not gc.isenabled(), "whoever turned it off wants it off"
    finally:
        gc.enable()


@pytest.mark.network
def test_files_and_buckets_are_one_scan(here: Path, aws_env: MotoServer):
    bucket: Any = boto3.resource("s3").Bucket("states")
    bucket.create()
    for number in range(10, 22):
        bucket.put_object(Key=f"p/{number}.tfstate", Body=STATE % number)
    uris = ["s3://states/p/", "a.tfstate", "s3://states/p/11.tfstate?region=us-east-1"]
    assert [snapshot.serial for snapshot in load_states(uris)] == [*range(10, 22), 0]
    bucket.put_object(Key="p/15.tfstate", Body=b"not a state")
    with pytest.raises(StateError, match=r"^s3://states/p/15\.tfstate: "):
        load_states(uris)
