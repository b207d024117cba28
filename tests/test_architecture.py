"""The house rules: size, names, imports, time, broad handlers. A failure names the file and the rule."""

import ast
import json
import re
import statistics
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "driftmgr"
LIBRARY_FILES = sorted(LIBRARY.rglob("*.py"))
ALL_FILES = LIBRARY_FILES + sorted(
    path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)

LINES_AT_MOST = 400
MEDIAN_AT_MOST = 120
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "common", "base", "manager", "misc", "interfaces"})
FORBIDDEN_PREFIXES = ("enhanced_", "real_", "simple_", "advanced_", "new_", "v2_", "placeholder_")

# Whatever fails in one scope makes that scope unread; whatever reaches the edge of the process becomes one line.
BROAD_HANDLERS_ALLOWED = frozenset({"driftmgr/providers/aws/reader.py", "driftmgr/cli/main.py"})
TIME_ALLOWED = frozenset({"driftmgr/clock.py"})

IMPORT_EVERYTHING = """
import importlib, json, pkgutil, socket, sys
class Closed(socket.socket):
    def connect(self, address): raise RuntimeError(f"importing connects to {address}")
socket.socket = Closed
import driftmgr
failures = {}
for found in pkgutil.walk_packages(driftmgr.__path__, "driftmgr.", onerror=lambda name: None):
    if found.name.endswith("__main__"): continue
    try:
        importlib.import_module(found.name)
    except BaseException as error:
        failures[found.name] = repr(error)
print(json.dumps(failures))
"""


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_one_sitting():
    too_long = {shown(path): line_count(path) for path in ALL_FILES if line_count(path) > LINES_AT_MOST}
    assert not too_long, f"split these by what they compute: {too_long}"


def test_half_of_the_library_files_are_short():
    lengths = [line_count(path) for path in LIBRARY_FILES if path.name != "__init__.py"]
    assert statistics.median(lengths) <= MEDIAN_AT_MOST


def test_file_names_say_what_is_inside():
    names = {shown(path): path.stem.removeprefix("test_") for path in ALL_FILES}
    bad = [
        path for path, name in names.items() if name in FORBIDDEN_NAMES or name.startswith(FORBIDDEN_PREFIXES)
    ]
    folders = [shown(path) for path in LIBRARY.rglob("*/") if path.is_dir() and path.name in FORBIDDEN_NAMES]
    assert not bad + folders, f"name these for what they compute: {bad + folders}"


def test_one_class_for_one_word():
    """Private classes are the shapes of one file (a wire format) and may have the name that the format gives them."""
    places = defaultdict(list)
    for path in LIBRARY_FILES:
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(shown(path))
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert not twice, f"one word, one class: {twice}"


def test_only_the_clock_reads_the_time():
    places = {
        f"{shown(path)}: {ast.unparse(node)}"
        for path in LIBRARY_FILES
        if shown(path) not in TIME_ALLOWED
        for node in ast.walk(parsed(path))
        if reads_the_time(node)
    }
    assert not places, "take the time from driftmgr.clock"


def reads_the_time(node: ast.AST) -> bool:
    """`datetime.now`, `datetime.datetime.utcnow`, `date.today`, `time.time`, and importing `time` from `time`."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "time" and any(name.name in {"time", "time_ns"} for name in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return (owner in {"datetime", "date"} and node.attr in {"now", "utcnow", "today"}) or (
        owner == "time" and node.attr in {"time", "time_ns"}
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("date.today()", True),
        ("time.time()", True),
        ("from time import time", True),
        ("time.monotonic()", False),
        ("clock.now()", False),
        ("from time import sleep", False),
    ],
)
def test_the_rule_about_time_sees_it(source: str, expected: bool):
    assert any(reads_the_time(node) for node in ast.walk(ast.parse(source))) is expected


def test_nothing_is_caught_wholesale():
    places = {
        f"{shown(path)}: {ast.unparse(node)}"
        for path in LIBRARY_FILES
        if shown(path) not in BROAD_HANDLERS_ALLOWED
        for node in ast.walk(parsed(path))
        if catches_everything(node)
    }
    assert not places, "name the errors that are expected"


def catches_everything(node: ast.AST) -> bool:
    """`except:`, `except Exception`, `except (ValueError, BaseException)`, `contextlib.suppress(Exception)`."""
    everything = {"Exception", "BaseException"}
    if isinstance(node, ast.ExceptHandler):
        if isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None:
            return False  # tidies up and lets it pass
        if node.type is None:
            return True
        named = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return any(getattr(name, "id", "") in everything for name in named)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"suppress", "contextlib.suppress"}:
        return any(getattr(name, "id", "") in everything for name in node.args)
    return False


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("try: f()\nexcept: pass", True),
        ("try: f()\nexcept Exception: pass", True),
        ("try: f()\nexcept (ValueError, BaseException): pass", True),
        ("with contextlib.suppress(Exception): f()", True),
        ("try: f()\nexcept (ValueError, KeyError): pass", False),
        ("with suppress(OSError): f()", False),
        ("try: f()\nexcept BaseException:\n    close()\n    raise", False),
    ],
)
def test_the_rule_about_handlers_sees_them(source: str, expected: bool):
    assert any(catches_everything(node) for node in ast.walk(ast.parse(source))) is expected


def test_what_is_public_is_explained():
    silent = {f"{shown(path)}: {name}" for path in LIBRARY_FILES for name in unexplained(parsed(path))}
    assert not silent, "say in a docstring what these are"


def unexplained(module: ast.Module) -> Iterator[str]:
    """The module, and its public functions and classes, that have no docstring."""
    if not ast.get_docstring(module):
        yield "module"
    for node in module.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if not node.name.startswith("_") and not ast.get_docstring(node):
                    yield node.name


def test_every_module_is_imported_without_a_network():
    run = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {}


def test_import_contracts_hold():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout


def test_every_package_has_its_place_among_the_layers():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["id"] == "layers")
    placed = {name.split(".")[1] for layer in layers for name in re.findall(r"[\w.]+", layer)}
    present = {path.stem for path in LIBRARY.iterdir() if path.suffix == ".py"}
    present |= {path.parent.name for path in LIBRARY.glob("*/__init__.py")}
    assert present - {"__init__", "__main__"} <= placed, "name the new module in the layers of pyproject.toml"
