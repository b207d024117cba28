"""Which state the configuration in a directory uses."""

import json
from pathlib import Path
from typing import Any

import pytest

from driftmgr.errors import DriftMgrError, InvalidInputError, StateNotFoundError
from driftmgr.states.backends import LocalBackend, S3Backend
from driftmgr.states.discover import backend_of

STATE = '{"version": 4, "serial": 1, "resources": []}'
S3 = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key    = "k"\n  }\n}\n'


def configuration(root: Path, **files: Any) -> LocalBackend | S3Backend:
    """`main_tf="…"` writes main.tf, `note={…}` what init notes, `environment="…"` the chosen workspace."""
    places = {"note": ".terraform/terraform.tfstate", "environment": ".terraform/environment"}
    for name, content in files.items():
        file = root / places.get(
            name, name.replace("_tf", ".tf").replace("_tofu", ".tofu").replace("_json", ".json")
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
    return backend_of(root)


def note(type_: str, **config: Any) -> dict[str, Any]:
    return {"version": 3, "backend": {"type": type_, "config": config, "hash": 1}}


def test_a_block_of_s3(tmp_path: Path):
    text = """
    # backend "gcs" {}
    resource "aws_vpc" "main" { cidr_block = var.cidr }
    terraform {
      required_version = ">= 1.0"
      backend "s3" { # the state
        bucket         = "states"
        key            = "net/$${x}.tfstate"
        region         = "eu-west-1"
        profile        = null
        dynamodb_table = "locks"
        encrypt        = true
        use_lockfile   = true
        endpoints      = { s3 = "http://127.0.0.1:9000", dynamodb = "http://127.0.0.1:9001" }
        assume_role {
          role_arn = "arn:aws:iam::123456789012:role/reader"
        }
        access_key     = "AKIAIOSFODNN7EXAMPLE"
      }
    }
    """
    backend = configuration(tmp_path, main_tf=text)
    assert isinstance(backend, S3Backend)
    assert backend.access_key is not None
    assert backend.access_key.get_secret_value() == "AKIAIOSFODNN7EXAMPLE"
    assert "AKIA" not in repr(backend)
    assert backend.model_dump(exclude_defaults=True, exclude={"access_key"}) == {
        "bucket": "states",
        "key": "net/${x}.tfstate",
        "region": "eu-west-1",
        "dynamodb_table": "locks",
        "endpoint_url": "http://127.0.0.1:9000",
        "dynamodb_endpoint_url": "http://127.0.0.1:9001",
        "role_arn": "arn:aws:iam::123456789012:role/reader",
    }


@pytest.mark.parametrize(
    "block",
    [
        {"terraform": {"backend": {"s3": {"bucket": "b", "key": "k"}}}},
        {"terraform": [{"backend": [{"s3": [{"bucket": "b", "key": "k"}]}]}]},
    ],
)
def test_a_block_in_json(tmp_path: Path, block: dict[str, Any]):
    assert configuration(tmp_path, main_tf_json=block) == S3Backend(bucket="b", key="k")


def test_a_block_of_local(tmp_path: Path):
    text = 'terraform {\n  backend "local" {\n    path = "../x.tfstate"\n    workspace_dir = "w"\n  }\n}'
    backend = configuration(tmp_path, main_tf=text)
    assert backend == LocalBackend(path=str(tmp_path / "../x.tfstate"), workspace_dir=str(tmp_path / "w"))
    empty = configuration(tmp_path, main_tf='terraform { \n backend "local" {} \n}')
    assert empty == LocalBackend(
        path=str(tmp_path / "terraform.tfstate"), workspace_dir=str(tmp_path / "terraform.tfstate.d")
    )


def test_a_partial_block_is_completed_by_what_init_noted(tmp_path: Path):
    text = 'terraform {\n  backend "s3" {\n    key = "k"\n    region = var.region\n  }\n}\n'
    noted = note(
        "s3",
        bucket="b",
        key="old",
        region="eu-west-1",
        profile=None,
        endpoints={"s3": None},
        assume_role=None,
    )
    assert configuration(tmp_path, main_tf=text, note=noted) == S3Backend(
        bucket="b", key="k", region="eu-west-1"
    )
    with pytest.raises(
        InvalidInputError, match=r"main\.tf: region of the backend is an expression; run terraform init"
    ):
        configuration(tmp_path, note=note("local", path="x"))
    with pytest.raises(InvalidInputError, match=r"main\.tf: bucket: field required; run terraform init"):
        configuration(tmp_path, main_tf='terraform {\n  backend "s3" {}\n}')


def test_without_a_block_what_init_noted_tells(tmp_path: Path):
    assert configuration(tmp_path, note=note("s3", bucket="b", key="k")) == S3Backend(bucket="b", key="k")


def test_without_anything_the_default_file(tmp_path: Path):
    with pytest.raises(
        StateNotFoundError, match=r"no backend block in .* and no terraform\.tfstate; give --state"
    ):
        backend_of(tmp_path)
    (tmp_path / "terraform.tfstate").write_text(STATE)
    backend = configuration(tmp_path, main_tf='resource "a_b" "c" {}', note={"version": 3})
    assert [source.uri for source in backend.sources()] == [str(tmp_path / "terraform.tfstate")]


def test_the_current_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert configuration(tmp_path, main_tf=S3, environment="prod\n").workspace == "prod"
    monkeypatch.setenv("TF_WORKSPACE", "dev")
    assert backend_of(tmp_path).workspace == "dev"
    (tmp_path / "main.tf").unlink()
    with pytest.raises(StateNotFoundError, match=r"no terraform\.tfstate of workspace 'dev'"):
        backend_of(tmp_path)
    place = tmp_path / "terraform.tfstate.d/dev/terraform.tfstate"
    place.parent.mkdir(parents=True)
    place.write_text(STATE)
    assert [source.uri for source in backend_of(tmp_path).sources()] == [str(place)]
    monkeypatch.setenv("TF_DATA_DIR", "elsewhere")
    monkeypatch.delenv("TF_WORKSPACE")
    assert configuration(tmp_path, main_tf=S3).workspace == "default"


def test_overrides_and_opentofu_files_win(tmp_path: Path):
    other = S3.replace('"k"', '"other"')
    assert configuration(tmp_path, main_tf=S3, z_override_tf=other) == S3Backend(bucket="b", key="other")
    (tmp_path / "z_override.tf").unlink()
    assert configuration(tmp_path, main_tofu=other) == S3Backend(bucket="b", key="other")
    with pytest.raises(InvalidInputError, match="more than one backend block"):
        configuration(tmp_path, extra_tf=S3)


BAD: list[tuple[dict[str, Any], str]] = [
    (
        {"main_tf": 'terraform {\n  backend "gcs" {\n    bucket = "b"\n  }\n}'},
        "'gcs' is not read; run `terraform state pull",
    ),
    ({"main_tf": 'terraform {\n  cloud {\n    organization = "o"\n  }\n}'}, "'cloud' is not read"),
    ({"main_tf": 'terraform {\n  backend "s3" {\n    bucket = \n  }\n}'}, "main.tf: not valid HCL in line"),
    ({"main_tf": 'terraform {\n  backend "s3" {'}, "main.tf: not valid HCL"),
    ({"main_tf_json": '{"terraform": {"backend": {'}, "main.tf.json: not valid JSON"),
    ({"main_tf": S3.replace('"b"', "[]")}, "bucket: input should be a valid string"),
    ({"main_tf": S3.replace('"b"', '"${var.b}"')}, "bucket of the backend is an expression"),
    ({"main_tf": S3, "note": "{"}, ".terraform/terraform.tfstate: cannot be read"),
    ({"main_tf": S3, "note": "[]"}, ".terraform/terraform.tfstate: cannot be read"),
]


@pytest.mark.parametrize(("files", "words"), BAD)
def test_what_cannot_be_used(tmp_path: Path, files: dict[str, Any], words: str):
    with pytest.raises(DriftMgrError) as caught:
        configuration(tmp_path, **files)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_without_a_backend_are_not_parsed(tmp_path: Path):
    (tmp_path / "broken.tf").write_text("resource {{{")
    (tmp_path / "binary.tf.json").write_text("[")
    assert configuration(tmp_path, main_tf=S3) == S3Backend(bucket="b", key="k")


def test_a_directory_that_is_none(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="no such directory"):
        backend_of(tmp_path / "gone")
