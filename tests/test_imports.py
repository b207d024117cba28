"""What starting costs: the package, and the command, import nothing heavy before it is needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Imported inside the functions that use them: a cloud SDK alone costs as much as everything else together.
HEAVY = frozenset(
    {
        "boto3",
        "botocore",
        "hcl2",
        "jinja2",
        "lark",
        "moto",
        "msgspec",
        "pydantic",
        "ray",
        "requests",
        "rich",
    }
)

PROBE = "import json, sys; import {module}; print(json.dumps(sorted(name for name in sys.modules if '.' not in name)))"


def imported_by(module: str) -> set[str]:
    """The top-level packages that importing `module` brings into a new process."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(module=module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def test_the_package_imports_nothing_heavy():
    assert not imported_by("driftmgr") & HEAVY


@pytest.mark.parametrize(
    "module", ["driftmgr.errors", "driftmgr.addresses", "driftmgr.values", "driftmgr.states.models"]
)
def test_the_words_import_nothing_heavy(module: str):
    assert not imported_by(module) & HEAVY


def test_the_command_starts_without_a_cloud_sdk():
    assert not imported_by("driftmgr.cli.main") & (HEAVY - {"pydantic", "msgspec"})


def test_the_version_is_read_without_the_rest():
    import driftmgr

    assert driftmgr.__version__.count(".") == 2


def test_every_public_name_is_there():
    import driftmgr

    assert set(driftmgr.__all__) >= {"compare", "scan"}
    for name in driftmgr.__all__:
        assert getattr(driftmgr, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    import driftmgr

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = driftmgr.nothing
