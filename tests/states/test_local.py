"""States in files: one, several by a pattern, all below a directory, standard input."""

import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from driftmgr.errors import BackendError, StateFormatError, StateNotFoundError
from driftmgr.states.backends.local import LocalBackend

STATE = b'{"version": 4, "serial": 1, "resources": []}'

TREE = [
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "terraform.tfstate.d/prod/terraform.tfstate",
    "envs/dev/net.tfstate",
    "envs/dev/net.tfstate.backup",
    "envs/dev/main.tf",
    "envs/noext",
    ".terraform/terraform.tfstate",
    "envs/dev/.terraform/terraform.tfstate",
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(STATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uris(path: str) -> list[str]:
    return [source.uri for source in LocalBackend(path=path).sources()]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("terraform.tfstate", ["terraform.tfstate"]),
        ("./envs/noext", ["envs/noext"]),
        (".", ["envs/dev/net.tfstate", "terraform.tfstate", "terraform.tfstate.d/prod/terraform.tfstate"]),
        ("envs", ["envs/dev/net.tfstate"]),
        ("*.tfstate", ["terraform.tfstate"]),
        ("terraform.tfstate*", ["terraform.tfstate", "terraform.tfstate.d/prod/terraform.tfstate"]),
        ("*.backup", ["terraform.tfstate.backup"]),
        (
            "**/*.tfstate",
            ["envs/dev/net.tfstate", "terraform.tfstate", "terraform.tfstate.d/prod/terraform.tfstate"],
        ),
        ("envs/**", ["envs/dev/net.tfstate"]),
        ("envs/*", ["envs/dev/net.tfstate"]),
        ("envs/d?v/[mn]et.tfstate", ["envs/dev/net.tfstate"]),
    ],
)
def test_what_a_path_names(tree: Path, path: str, expected: list[str]):
    assert uris(path) == expected


def test_absolute_paths_and_the_home_directory(tree: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(tree))
    assert uris(f"{tree}/**/net.tfstate") == uris("~/envs/dev/*.tfstate") == [f"{tree}/envs/dev/net.tfstate"]


def test_a_name_that_looks_like_a_pattern_is_still_a_name(tree: Path):
    (tree / "a[1].tfstate").write_bytes(STATE)
    assert uris("a[1].tfstate") == ["a[1].tfstate"]


@pytest.mark.parametrize(
    "path",
    ["gone.tfstate", "gone/*.tfstate", "**/*.gone", "envs/dev/.terraform", "x" * 5000, "terraform.tfstate/x"],
)
def test_what_is_not_there(tree: Path, path: str):
    (tree / "envs/dev/.terraform/terraform.tfstate").unlink()
    with pytest.raises((StateNotFoundError, BackendError)) as caught:
        uris(path)
    assert "\n" not in str(caught.value)


def test_a_state_that_goes_away_in_between(tree: Path):
    (source,) = LocalBackend(path="terraform.tfstate").sources()
    (tree / "terraform.tfstate").unlink()
    with pytest.raises(BackendError, match=r"^terraform\.tfstate: cannot be read: No such file"):
        source.read()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read(tree: Path):
    (tree / "terraform.tfstate").chmod(0)
    (source,) = LocalBackend(path="terraform.tfstate").sources()
    with pytest.raises(BackendError, match=r"^terraform\.tfstate: cannot be read: Permission denied"):
        source.read()


def test_links_to_one_state_have_one_identity(tree: Path):
    (tree / "link.tfstate").symlink_to("terraform.tfstate")
    first, second = LocalBackend(path="*.tfstate").sources()
    assert first.identity == second.identity


def test_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(STATE)))
    (source,) = LocalBackend(path="-").sources()
    snapshot = source.read()
    assert (snapshot.uri, snapshot.serial, snapshot.in_flight) == ("stdin", 1, False)


def test_nothing_on_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO()))
    with pytest.raises(StateFormatError, match=r"^stdin: it is empty"):
        LocalBackend(path="-").sources()[0].read()


def test_a_pipe_can_be_read(tree: Path):
    read, write = os.pipe()
    os.write(write, STATE)
    os.close(write)
    (source,) = LocalBackend(path=f"/dev/fd/{read}").sources()
    assert source.read().serial == 1
    os.close(read)
