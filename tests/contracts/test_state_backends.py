"""What every backend of states does alike. A new backend adds itself to `StateBackend` and a stage here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import boto3
import pytest

from driftmgr.errors import StateError, StateFormatError, StateNotFoundError
from driftmgr.states.backends import LocalBackend, S3Backend, StateBackend
from tests.servers import MotoServer

pytestmark = pytest.mark.network

STATE = b'{"version": 4, "serial": %d, "lineage": "x", "resources": []}'


@dataclass(frozen=True)
class Stage:
    """A place of one backend: where its state, a workspace's state and its lock are, and how things get there."""

    put: Callable[[str, bytes], None]
    backend: LocalBackend | S3Backend
    state: str
    lock: str
    workspace: str

    def serials(self, **changes: str) -> list[int]:
        backend = self.backend.model_copy(update=changes)
        return [source.read().serial for source in backend.sources()]


@pytest.fixture
def local(tmp_path: Path) -> Stage:
    def put(name: str, data: bytes) -> None:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    return Stage(
        put,
        LocalBackend(
            path=str(tmp_path / "terraform.tfstate"), workspace_dir=str(tmp_path / "terraform.tfstate.d")
        ),
        "terraform.tfstate",
        ".terraform.tfstate.lock.info",
        "terraform.tfstate.d/{}/terraform.tfstate",
    )


@pytest.fixture
def s3(aws_env: MotoServer) -> Stage:
    client = boto3.client("s3")
    client.create_bucket(Bucket="states")

    def put(key: str, data: bytes) -> None:
        client.put_object(Bucket="states", Key=key, Body=data)

    return Stage(
        put,
        S3Backend(bucket="states", key="net/terraform.tfstate"),
        "net/terraform.tfstate",
        "net/terraform.tfstate.tflock",
        "env:/{}/net/terraform.tfstate",
    )


BACKENDS = ("local", "s3")


@pytest.fixture(params=BACKENDS)
def stage(request: pytest.FixtureRequest) -> Stage:
    made: Stage = request.getfixturevalue(request.param)
    return made


def test_every_backend_is_held_to_this_contract():
    union = get_args(get_args(StateBackend)[0])
    assert sorted(backend.model_fields["type"].default for backend in union) == sorted(BACKENDS)


def test_it_reads_what_is_stored(stage: Stage):
    stage.put(stage.state, STATE % 7)
    (source,) = stage.backend.sources()
    snapshot = source.read()
    assert (snapshot.serial, snapshot.in_flight, snapshot.uri) == (7, False, source.uri)
    assert source.fetch() == STATE % 7
    assert source.uri.endswith(stage.state)


def test_it_reads_anew_each_time(stage: Stage):
    stage.put(stage.state, STATE % 1)
    (source,) = stage.backend.sources()
    assert source.read().serial == 1
    stage.put(stage.state, STATE % 2)
    assert source.read().serial == 2


def test_nothing_stored_is_not_an_empty_state(stage: Stage):
    with pytest.raises(StateNotFoundError) as caught:
        stage.serials()
    assert stage.state in str(caught.value)
    for workspace in ("prod", "*"):
        with pytest.raises(StateNotFoundError):
            stage.serials(workspace=workspace)


def test_an_empty_object_is_not_an_empty_state(stage: Stage):
    stage.put(stage.state, b"")
    with pytest.raises(StateFormatError, match="no state was ever written"):
        stage.serials()


def test_a_lock_is_seen_and_left_alone(stage: Stage):
    stage.put(stage.state, STATE % 1)
    stage.put(stage.lock, b'{"ID": "1", "Operation": "OperationTypeApply"}')
    for _ in range(2):
        (source,) = stage.backend.sources()
        assert source.read().in_flight


def test_the_lock_of_another_workspace_does_not_matter(stage: Stage):
    stage.put(stage.state, STATE % 1)
    stage.put(stage.workspace.format("prod"), STATE % 2)
    stage.put(stage.lock, b"{}")
    (source,) = stage.backend.model_copy(update={"workspace": "prod"}).sources()
    snapshot = source.read()
    assert (snapshot.serial, snapshot.in_flight) == (2, False)


def test_workspaces_are_listed_and_chosen(stage: Stage):
    assert stage.backend.workspaces() == ()
    stage.put(stage.workspace.format("prod"), STATE % 2)
    stage.put(stage.workspace.format("dev"), STATE % 3)
    assert stage.backend.workspaces() == ("dev", "prod")
    stage.put(stage.state, STATE % 1)
    assert stage.backend.workspaces() == ("default", "dev", "prod")
    assert stage.serials() == [1]
    assert stage.serials(workspace="prod") == [2]
    assert stage.serials(workspace="*") == [1, 3, 2]


def test_two_ways_to_one_object_have_one_identity(stage: Stage):
    stage.put(stage.state, STATE % 1)
    first, second = stage.backend.sources(), stage.backend.model_copy().sources()
    assert [source.identity for source in first] == [source.identity for source in second]


def test_settings_survive_json(stage: Stage):
    again = type(stage.backend).model_validate_json(stage.backend.model_dump_json())
    assert again == stage.backend
    assert hash(again) == hash(stage.backend)


def test_errors_have_one_line(stage: Stage):
    stage.put(stage.state, b"{\n\n")
    with pytest.raises(StateError) as caught:
        stage.serials()
    assert "\n" not in str(caught.value)
