"""Ignore files: what they leave out, and what they must never hide."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftmgr.drift.ignore import IgnoreRules
from driftmgr.errors import InvalidIgnoreFileError, InvalidInputError
from driftmgr.resources.types import Severity
from tests.drift.drifts import change, drift

BUCKET = "aws_s3_bucket"


def ignores(rules: str, resource_type: str, object_id: str, kind: str, address: str = "") -> bool:
    _, ignored = IgnoreRules.parse(rules, "test").apply(
        [drift(resource_type, object_id, kind, address=address)]
    )
    return ignored == 1


WHOLE_OBJECTS = [
    ("aws_s3_bucket", BUCKET, "logs", True),
    ("aws_s3_bucket", "aws_s3_bucket_policy", "logs", False),
    ("aws_s3_bucket.logs", BUCKET, "logs", True),
    ("aws_s3_bucket.logs", BUCKET, "logs-2", False),
    ("aws_s3_bucket.log*", BUCKET, "logs-2", True),
    ("aws_s3_bucket.*", BUCKET, "logs", True),
    ("aws_s3*", BUCKET, "logs", True),
    ("*", BUCKET, "logs", True),
    ("*.logs", BUCKET, "logs", True),
    ("aws_s3_bucket.logs-?", BUCKET, "logs-2", True),
    ("aws_s3_bucket.logs-[0-9]", BUCKET, "logs-2", True),
    ("aws_s3_bucket.logs-[12]", BUCKET, "logs-2", True),
    (r"aws_s3_bucket.www\.example\.com", BUCKET, "www.example.com", True),
    ("aws_s3_bucket.www.example.com", BUCKET, "www.example.com", True),
    (r"aws_s3_bucket*example\.com", BUCKET, "www.example.com", True),
    (r"aws_s3_bucket.*\.example\.com", BUCKET, "www.example.com", True),
    (r"aws_iam_role.a\\b", "aws_iam_role", "a\\b", True),
    (r"aws_iam_role.a\*", "aws_iam_role", "a*", True),
    (r"aws_iam_role.a\*", "aws_iam_role", "ab", False),
    ("aws_cloudwatch_log_group./aws/lambda/*", "aws_cloudwatch_log_group", "/aws/lambda/f", True),
    ("aws_cloudwatch_log_group./aws/lambda/f", "aws_cloudwatch_log_group", "/aws/lambda/f", True),
    ("# aws_s3_bucket", BUCKET, "logs", False),
    ("   \n\naws_s3_bucket.logs   ", BUCKET, "logs", True),
    ("*\n!aws_s3_bucket.test-*", BUCKET, "test-1", False),
    ("*\n!aws_s3_bucket.test-*", BUCKET, "logs", True),
    ("*\n!aws_s3_bucket.test-*", "aws_iam_role", "test-1", True),
    ("*\n!aws_s3_bucket", BUCKET, "logs", False),
    ("aws_s3_bucket.test-*\n!aws_s3_bucket.test-1\naws_s3_bucket.test-1", BUCKET, "test-1", True),
    ("!aws_s3_bucket.test-1\naws_s3_bucket.*", BUCKET, "test-1", True),
]


@pytest.mark.parametrize(("rules", "resource_type", "object_id", "expected"), WHOLE_OBJECTS)
@pytest.mark.parametrize("kind", ["missing", "unmanaged", "changed"])
def test_rules_that_name_objects(rules, resource_type, object_id, expected, kind):
    assert ignores(rules, resource_type, object_id, kind) is expected


@pytest.mark.parametrize(
    ("rules", "address", "expected"),
    [
        ("aws_s3_bucket.logs", "aws_s3_bucket.logs", True),
        ("aws_instance.web[0]", "aws_instance.web[0]", True),
        ("aws_instance.web[0]", "aws_instance.web[1]", False),
        ("aws_instance.web[0]", "aws_instance.web0", False),
        ('module.a["x.y/z"].aws_instance.web["k"]', 'module.a["x.y/z"].aws_instance.web["k"]', True),
        (r"aws_instance.web\[*\]", "aws_instance.web[3]", True),
        ("module.a", "module.a.aws_instance.web", True),
        ("module.a.*", "module.a.aws_instance.web", True),
        ("module.a.aws_instance.web", "module.a.aws_instance.web", True),
        ("module.*.aws_instance.web", "module.a.aws_instance.web", True),
        ("module.a.aws_instance.web.tags", "module.a.aws_instance.web", False),
        ("module.a\n!module.a.aws_instance.web", "module.a.aws_instance.web", False),
        ("aws_instance.i-1\n!aws_instance.web", "aws_instance.web", False),
    ],
)
@pytest.mark.parametrize("kind", ["missing", "changed"])
def test_addresses_are_names_too(rules, address, expected, kind):
    if kind == "changed" and rules.endswith(".tags"):
        expected = True
    assert ignores(rules, "aws_instance", "i-1", kind, address) is expected


@pytest.mark.parametrize("kind", ["missing", "unmanaged"])
@pytest.mark.parametrize(
    ("rule", "object_id"),
    [
        ("aws_s3_bucket.logs.tags", "logs"),
        ("aws_s3_bucket.logs.*", "logs"),
        ("aws_s3_bucket.*.tags", "logs"),
        ("*.tags", "logs"),
        ("*.*.tags", "logs"),
        # What reads as an attribute's rule does not hide an object whose id happens to continue like one.
        ("aws_s3_bucket.logs.*", "logs.example.com"),
        ("aws_s3_bucket.logs", "logs.example.com"),
        ("aws_s3_bucket.log*.tags", "logs.tags"),
        ("*.tags", "logs.tags"),
    ],
)
def test_an_attribute_rule_never_hides_an_object(rule, object_id, kind):
    assert not ignores(rule, BUCKET, object_id, kind)


def test_attribute_rules_drop_single_changes():
    changes = (
        change("ingress", severity=Severity.CRITICAL, reason="port 22 opened"),
        change("tags.Team", severity=Severity.LOW, reason="a tag changed"),
        change("description", severity=Severity.LOW),
    )
    given_drift = drift("aws_security_group", "sg-1", changes=changes, reason="port 22 opened")
    rules = IgnoreRules.parse("aws_security_group.sg-1.ingress\naws_security_group.*.description", "test")
    (left,), ignored = rules.apply([given_drift])
    assert ignored == 0
    assert [item.path for item in left.changes] == ["tags.Team"]
    assert (left.severity, left.reason) == (Severity.LOW, "a tag changed")


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("aws_x.id.tags", "tags.Team", True),
        ("aws_x.id.tags.Team", "tags.Team", True),
        ("aws_x.id.tags.Tea", "tags.Team", False),
        ("aws_x.id.versioning.0.enabled", "versioning.0.enabled", True),
        ("aws_x.id.versioning.*.enabled", "versioning.0.enabled", True),
        ("aws_x.id.versioning.0.enabled", "versioning", False),
        ("aws_x.*.tags", "tags.Team", True),
        ("*.tags", "tags.Team", True),
        ("aws_x.id\n!aws_x.id.tags", "tags.Team", False),
        ("aws_x.id\n!aws_x.id.tags", "size", True),
        ("*\n!aws_x.*.size", "size", False),
        ("aws_x.id.tags.a/b", "tags.a/b", True),
        ("aws_x.name.size", "size", True),
    ],
)
def test_attribute_rules(rules, path, expected):
    given_drift = drift("aws_x", "id", changes=(change(path),), address="aws_x.name")
    _, ignored = IgnoreRules.parse(rules, "test").apply([given_drift])
    assert bool(ignored) is expected


def test_a_locked_state_keeps_its_verdict():
    changes = (change("size"), change("tags.a"))
    given_drift = drift(
        "aws_x", "id", changes=changes, in_flight=True, severity=Severity.INFO, reason="locked"
    )
    (left,), _ = IgnoreRules.parse("aws_x.id.tags", "test").apply([given_drift])
    assert (left.severity, left.reason, len(left.changes)) == (Severity.INFO, "locked", 1)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", False),
        ("*", True),
        ("aws_s3_bucket", True),
        ("aws_s3_bucket.*", True),
        ("aws_s3*", True),
        ("aws_s3_*\n!aws_s3_bucket.test-*", False),
        ("*\n!aws_s3_bucket.test-*", False),
        ("*\n!aws_iam_role.x", True),
        ("*\n!module.a.*", False),
        ("*\n!*.x", False),
        ("!aws_s3_bucket.x\naws_s3_bucket", True),
        ("aws_s3_bucket.logs", False),
        ("aws_s3_bucket.l*", False),
        ("aws_s3_bucket.*.tags", False),
        ("aws_s3_bucket.*.*", False),
        ("aws_s3_bucket_policy", False),
        ("aws_s3_bucket_*", False),
        ("module.a", False),
    ],
)
def test_a_type_is_left_unread_only_when_all_of_it_is_ignored(rules, expected):
    assert IgnoreRules.parse(rules, "test").ignores_type(BUCKET) is expected


@pytest.mark.parametrize("bad", ["!", "a\\", "aws_x.[z-a]", "aws_x.a["])
def test_bad_lines_are_named(bad):
    with pytest.raises(InvalidIgnoreFileError, match=r"^\.driftignore, line 3: .* ") as caught:
        IgnoreRules.parse(f"# kept\naws_x\n{bad}\n", ".driftignore")
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="cannot be read"):
        IgnoreRules.load(tmp_path / "absent")
    (tmp_path / "binary").write_bytes(b"aws_x\n\xff\xfe")
    with pytest.raises(InvalidIgnoreFileError, match=r"not UTF-8 text \(byte 6\)"):
        IgnoreRules.load(tmp_path / "binary")


def test_files_of_other_editors(tmp_path: Path):
    (tmp_path / "dos").write_bytes("\ufeffaws_x.one\r\n\r\naws_x.two\r\n".encode())
    _, ignored = IgnoreRules.load(tmp_path / "dos").apply(
        [drift("aws_x", name, "missing") for name in ("one", "two", "three")]
    )
    assert ignored == 2


@pytest.mark.parametrize(
    ("resource_type", "object_id", "address", "expected"),
    [
        ("aws_cloudwatch_log_group", "/a", "", True),
        ("aws_instance", "i-1", "aws_instance.web[0]", True),
        ("aws_subnet", "subnet-1", 'module.net["eu"].aws_subnet.private', True),
        ("aws_s3_bucket", "test-1", "", False),
    ],
)
def test_the_documented_file(resource_type, object_id, address, expected):
    documentation = Path(__file__).resolve().parents[2] / "docs" / "ignoring.md"
    (block,) = re.findall(r"```gitignore\n(.*?)```", documentation.read_text(encoding="utf-8"), re.DOTALL)
    before_everything = block.split("*\n!")[0] if expected else block
    assert ignores(before_everything, resource_type, object_id, "missing", address) is expected


IDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=12
)


@given(IDS, st.sampled_from(["missing", "unmanaged", "changed"]))
def test_an_escaped_id_names_exactly_its_object(object_id, kind):
    escaped = "".join(c if c.isalnum() or c in "-_/" else f"\\{c}" for c in object_id)
    assert ignores(f"aws_x.{escaped}", "aws_x", object_id, kind)
    assert not ignores(f"aws_x.{escaped}", "aws_x", f"{object_id}-", kind)


@given(st.lists(st.text("abx*?!.[]0\\#/ ", max_size=8), max_size=6), IDS)
def test_any_text_is_rules_or_one_clear_error(lines, object_id):
    try:
        rules = IgnoreRules.parse("\n".join(lines), "f")
    except InvalidIgnoreFileError as error:
        message = str(error)
        rules = IgnoreRules(())
    else:
        message = "f, line "
    assert message.startswith("f, line ")
    drifts = [drift("ab", object_id, kind) for kind in ("missing", "unmanaged", "changed")]
    kept, ignored = rules.apply(drifts)
    assert len(kept) + ignored == 3
    if rules.ignores_type("ab"):
        assert ignored == 3
