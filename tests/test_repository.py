"""What is committed: no secrets, no addresses of one machine or one package index; and what is distributed."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = re.compile(r"requirements/|pyproject\.toml$|Makefile$|\.ci/|\.(cfg|ini|ya?ml)$")

ACCESS_KEY = re.compile(rb"(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")
# AWS's own documentation ends its sample keys like this; secret scanners know them.
SAMPLE_KEY = re.compile(rb"EXAMPLE$")
PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{60}")
MACHINE_PATH = re.compile(rb"(?<![\w.\-/}])/(work|root|home/(?!user\b)\w+|Users/\w+|opt/wheels)/")
INDEX_ADDRESS = re.compile(rb"pypi\.|pythonhosted|(?<!no-emit-)(index-url|find-links)|file://")


def tracked_files() -> list[Path]:
    """What git keeps; skips where this is not a checkout."""
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if run.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in run.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[bytes], paths: list[Path]) -> list[str]:
    """`path: what matched`, for each file that has it."""
    found = ((path, pattern.search(path.read_bytes())) for path in paths)
    return [
        f"{path.relative_to(ROOT)}: {match[0].decode(errors='replace')}" for path, match in found if match
    ]


def test_no_access_key_is_committed():
    keys = [
        f"{path.relative_to(ROOT)}: {match[0].decode()}"
        for path in tracked_files()
        for match in ACCESS_KEY.finditer(path.read_bytes())
        if not SAMPLE_KEY.search(match[0])
    ]
    assert not keys, "use AWS's sample keys, which end in EXAMPLE"


def test_no_private_key_is_committed():
    assert not lines_with(PRIVATE_KEY, tracked_files())


def test_no_path_of_one_machine_is_committed():
    assert not lines_with(MACHINE_PATH, [path for path in tracked_files() if path != Path(__file__)])


def test_no_package_index_is_named():
    settings = [path for path in tracked_files() if SETTINGS.search(path.relative_to(ROOT).as_posix())]
    assert len(settings) >= 5
    assert not lines_with(INDEX_ADDRESS, settings)


def test_what_is_imported_is_declared():
    """By the name of the distribution; `pydantic_core` is a part of pydantic's interface."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {
        re.match(r"[\w.-]+", requirement)[0].lower()
        for requirement in project["dependencies"] + project["optional-dependencies"]["demo"]
    }
    imported = {
        name.split(".")[0]
        for path in (ROOT / "driftmgr").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in modules_of(node)
    }
    outside = imported - sys.stdlib_module_names - {"driftmgr", "pydantic_core"}
    distributions = packages_distributions()
    undeclared = {name for name in outside if not {d.lower() for d in distributions.get(name, [])} & declared}
    assert not undeclared, "name these in the dependencies of pyproject.toml, then `make lock`"


def modules_of(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_pin_has_hashes(name: str):
    pins = (ROOT / "requirements" / name).read_text().replace("\\\n", " ").splitlines()
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9.\-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin


def test_the_wheel_holds_the_data_that_the_library_reads(tmp_path: Path):
    hatchling = pytest.importorskip("hatchling.builders.wheel")
    (wheel,) = hatchling.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.is_relative_to(ROOT / "driftmgr")
    }
    assert wanted <= inside
    assert any(name.endswith(".gz") for name in inside)
    assert not [name for name in inside if name.startswith(("tests/", "benchmarks/"))]
