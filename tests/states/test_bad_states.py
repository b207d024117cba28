"""Whatever is given instead of a state gets one line that says what it is and what to do."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.errors import StateEncryptedError, StateError, StateFormatError
from driftmgr.states import statefile
from driftmgr.states.statefile import read_state

DATA = Path(__file__).with_name("data")
GOOD = {path.stem: path.read_bytes() for path in DATA.glob("*.tfstate")}


def v4(*resources: dict[str, Any], **top: Any) -> bytes:
    return json.dumps(
        {"version": 4, "serial": 1, "lineage": "x", "resources": list(resources), **top}
    ).encode()


def resource(*instances: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "mode": "managed",
        "type": "aws_vpc",
        "name": "main",
        "provider": "provider.aws",
        "instances": list(instances),
        **fields,
    }


def v3(key: str, path: tuple[str, ...] = ("root",), **fields: Any) -> bytes:
    recorded = {"primary": {"id": "1", "attributes": {"id": "1"}}, **fields}
    return json.dumps({"version": 3, "modules": [{"path": path, "resources": {key: recorded}}]}).encode()


ONE = {"attributes": {"id": "1"}}
NOT_STATES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty: no state was ever written"),
    "only space": (b"\n \n", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "version 0": (b"tfstate\x00\x01\x02", "binary state from before Terraform 0.3"),
    "gzip": (gzip.compress(GOOD["v4"]), "gzip-compressed"),
    "a saved plan": (b"PK\x03\x04\x14\x00\x08", "a saved plan"),
    "UTF-16": (GOOD["v4"].decode().encode("utf-16"), "UTF-16"),
    "binary": (b"\x7fELF\x02\x01\x01\x00\x00", "binary"),
    "other text": (b'resource "aws_vpc" "main" {}', "not JSON"),
    "truncated": (GOOD["v4"][:1000], "cut short after 1000 bytes"),
    "merge conflict": (GOOD["v4"].replace(b'  "serial"', b'<<<<<<< HEAD\n  "serial"', 1), "line 4"),
    "two documents": (GOOD["v1"] + GOOD["v1"], "not valid JSON (trailing characters in line"),
    "not UTF-8": (GOOD["v4"].replace(b'"vpc-0a1"', b'"vpc-\xe9"'), "not UTF-8"),
    "not UTF-8 where nobody looks": (GOOD["v4"].replace(b'"eyJ', b'"\xe9'), "not UTF-8"),
    "a list": (b"[1, 2]", "JSON but not a state (expected object, got array)"),
    "a number": (b"4", "JSON but not a state (expected object, got int)"),
    "an empty object": (b"{}", "no `version`"),
    "version 5": (b'{"version": 5, "resources": {}}', "its version is 5; DriftMgr reads versions 1 to 4"),
    "version -1": (b'{"version": -1}', "its version is -1"),
    "version as text": (b'{"version": "4"}', "not a whole number"),
    "version true": (b'{"version": true}', "not a whole number"),
    "version 4.0": (b'{"version": 4.0, "resources": []}', "not a whole number"),
    "version null": (b'{"version": null}', "not a whole number"),
    "no resources": (b'{"version": 4}', "no `resources`"),
    "no modules": (b'{"version": 3}', "no `modules`"),
    "show -json": (b'{"format_version": "1.0", "values": {"root_module": {}}}', "`terraform show -json`"),
    "a plan in JSON": (b'{"format_version": "1.2", "planned_values": {}}', "a plan in JSON"),
    "init's note": (b'{"version": 3, "backend": {"type": "s3", "config": {}}}', "notes of a backend"),
    "init's older note": (
        b'{"version": 3, "backend": {"type": "s3"}, "modules": [{"path": ["root"], "resources": {}}]}',
        "notes of a backend",
    ),
    "nested lists": (
        b'{"version": 4, "resources": [], "x": ' + b"[" * 20000 + b"]" * 20000 + b"}",
        "nested deeper than 100 levels",
    ),
    "nested values": (
        b'{"version":4,"resources":[{"mode":"managed","type":"a_b","name":"c","instances":[{"attributes":{"v":'
        + b'{"v":' * 20000
        + b"1"
        + b"}" * 20000
        + b"}}]}]}",
        "nested deeper than 100 levels",
    ),
    "nested a little too deep": (
        v4(outputs={"o": {"value": 0}}).replace(b"0", b"[" * 101 + b"0" + b"]" * 101),
        "nested deeper",
    ),
    "nested without an end": (
        b'{"version": 4, "resources": ' + b"[" * 20000,
        "nested deeper than 100 levels",
    ),
    "duplicate key": (
        b'{"version": 4, "serial": 1, "serial": 2, "resources": []}',
        "the key 'serial' is written twice",
    ),
    "duplicate attribute": (
        v4(resource({"attributes": {"id": "1", "x": 1}})).replace(b'"x": 1', b'"id": "2"'),
        "the key 'id' is written twice",
    ),
    "wrong serial": (v4(serial="1"), "serial: expected int, got str"),
    "negative serial": (v4(serial=-1), "serial: expected `int` >= 0".replace("`", "")),
    "wrong resources": (b'{"version": 4, "resources": {}}', "resources: expected array | null, got object"),
    "wrong attributes": (
        v4(resource({"attributes": []})),
        "resources[0].instances[0].attributes: expected object | null, got array",
    ),
    "wrong key": (v4(resource({"index_key": 1.5, **ONE})), "index_key: expected int | str | null, got float"),
    "no type": (v4({"mode": "managed", "name": "x"}), "resources[0]: object missing required field type"),
    "a number too large": (
        v4(resource({"attributes": {"x": 0}})).replace(b"0}", b"1e999}"),
        "number out of range",
    ),
    "unknown mode": (v4(resource(ONE, mode="ephemeral")), "aws_vpc.main: mode 'ephemeral'"),
    "unknown status": (
        v4(resource({"status": "weird", **ONE})),
        "aws_vpc.main: the instance has the unknown status",
    ),
    "duplicate instance": (v4(resource(ONE, ONE)), "aws_vpc.main: the instance is recorded twice"),
    "duplicate count": (
        v4(resource({"index_key": 0, **ONE}, {"index_key": 0, **ONE}, module="module.a")),
        "module.a.aws_vpc.main: instance 0 is recorded twice",
    ),
    "duplicate resource": (v4(resource(ONE), resource(ONE)), "aws_vpc.main: the instance is recorded twice"),
    "duplicate deposed": (
        v4(resource(ONE, {"deposed": "0a", **ONE}, {"deposed": "0a", **ONE})),
        "aws_vpc.main: the instance, deposed as '0a', is recorded twice",
    ),
    "wrong module": (v4(resource(ONE, module="net")), "net.aws_vpc.main: 'net' is not a module address"),
    "wrong provider": (
        v4(resource(ONE, provider="a/b/c")),
        "aws_vpc.main: 'a/b/c' is not a provider address",
    ),
    "flat attributes that are not texts": (
        v3("aws_vpc.main", primary={"attributes": {"x": 1}}),
        "expected str, got int",
    ),
    "wrong resource key": (v3("aws_vpc"), "root: aws_vpc: it is not a resource key"),
    "wrong count": (v3("aws_vpc.main.x"), "root: aws_vpc.main.x: 'x' is not a count index"),
    "wrong module path": (v3("aws_vpc.main", ("net",)), 'does not start with "root"'),
    "wrong schema version": (
        v3("aws_vpc.main", primary={"id": "1", "meta": {"schema_version": "x"}}),
        "schema_version 'x' is not a number",
    ),
    "flat attributes nested deep": (
        v3("aws_vpc.main", primary={"id": "1", "attributes": {"a" + ".a" * 5000: "x"}}),
        "nested deeper than 100 levels",
    ),
}


def refusal(data: bytes) -> str:
    """Why `data` is no state; "" when it is one."""
    try:
        read_state(data, "x")
    except StateError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("case", NOT_STATES)
def test_what_is_no_state_gets_one_line(case: str):
    data, expected = NOT_STATES[case]
    with pytest.raises(StateFormatError) as caught:
        read_state(data, "s3://bucket/key")
    message = str(caught.value)
    assert expected in message
    assert message.startswith("s3://bucket/key: ")
    assert "\n" not in message
    assert len(message) < 250


def test_an_encrypted_state_is_an_error_of_its_own():
    data = b'{"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "eA==", "encryption_version": "v0"}'
    with pytest.raises(StateEncryptedError, match="encrypted by OpenTofu; give what `tofu state pull"):
        read_state(data, "x")


def test_large_states_are_not_searched_for_equal_keys(monkeypatch: pytest.MonkeyPatch):
    data = b'{"version": 4, "serial": 1, "serial": 2, "resources": []}'
    monkeypatch.setattr(statefile, "THOROUGH_LIMIT", len(data) - 1)
    assert read_state(data, "x").serial == 2


@pytest.mark.parametrize("name", GOOD)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_state_cut_anywhere_is_refused(name: str, share: float):
    data = GOOD[name].rstrip()
    with pytest.raises(StateError):
        read_state(data[: int(share * len(data))], "x")


@pytest.mark.parametrize("name", GOOD)
@given(share=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_state_with_any_byte_changed_is_read_or_refused(name: str, share: float, byte: int):
    data = bytearray(GOOD[name])
    data[int(share * len(data))] = byte
    assert "\n" not in refusal(bytes(data))


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes):
    with pytest.raises(StateError):
        read_state(data, "x")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "resources",
    "modules",
    "outputs",
    "serial",
    "lineage",
    "instances",
    "attributes",
    "sensitive_attributes",
]
FIELDS += [
    "index_key",
    "deposed",
    "status",
    "provider",
    "primary",
    "path",
    "meta",
    "tainted",
    "dependencies",
    "value",
]


@pytest.mark.parametrize("name", GOOD)
@given(field=st.sampled_from(FIELDS), wrong=json_values)
def test_a_wrong_type_anywhere_is_read_or_refused(name: str, field: str, wrong: Any):
    def put(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: wrong if key == field else value for key, value in pairs}

    data = json.dumps(json.loads(GOOD[name], object_pairs_hook=put)).encode()
    assert "\n" not in refusal(data)
