"""The docs say what the code does: words exist, commands parse, examples run, links lead, pages are current."""

import ast
import doctest
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from driftmgr.cli import reference as commands_page
from driftmgr.cli.main import COMMANDS, cli
from driftmgr.cli.views import FORMATS
from driftmgr.providers.aws.registry import aws_types
from tests.recordings import evidence
from tests.recordings import reference as types_page

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
# Areas whose words a reader of reports and declarations meets: each of them is explained.
WORDS = (
    "addresses.py",
    "states/models.py",
    "resources/models.py",
    "resources/types.py",
    "resources/listing.py",
    "drift/models.py",
    "states/backends/local.py",
    "states/backends/s3.py",
    "states/backends/sources.py",
    "analysis/models.py",
    "providers/aws/settings.py",
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
# The shape of a client, for type checkers; and what only addresses are made of.
UNEXPLAINED = frozenset({"Api", "ModuleStep"})


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def classes(path: Path) -> set[str]:
    """The public classes that a file defines."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {node.name for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")}


def glossary() -> set[str]:
    """The words of the glossary's tables that are types."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))


def test_every_word_of_the_glossary_is_a_class():
    defined = set().union(*(classes(path) for path in (ROOT / "driftmgr").rglob("*.py")))
    assert len(glossary()) > 20
    assert glossary() <= defined


def test_every_word_of_the_models_is_in_the_glossary():
    defined = set().union(*(classes(ROOT / "driftmgr" / name) for name in WORDS))
    assert defined - UNEXPLAINED <= glossary()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_three_parts(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    written = dict(zip(parts[::2], parts[1::2], strict=True))
    assert [name for name in written if name in {"Context", "Decision", "Consequences"}] == [
        "Context",
        "Decision",
        "Consequences",
    ]
    assert all(body.strip() for body in written.values())


def test_the_readme_starts_with_the_two_commands():
    commands = re.findall(r"\bmake (\w+)", README)
    assert commands[:2] == ["demo", "test"]


def test_every_target_that_the_docs_name_exists():
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = {
        (shown(page), target)
        for page in PAGES
        for target in re.findall(
            r"(?:^\$ |`)make ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert not {where for where in named if where[1] not in targets}


def test_the_makefile_explains_each_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, flags=re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, flags=re.MULTILINE))
    assert phony == explained


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_lead_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_every_version_of_the_changelog_is_ordered():
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert headings[0] == "Unreleased"
    released = [tuple(map(int, heading.split("."))) for heading in headings[1:]]
    assert released == sorted(released, reverse=True)


@pytest.mark.parametrize(
    ("name", "made"),
    [("cli.md", commands_page.page), ("resource-types.md", types_page.page)],
    ids=["commands", "resource types"],
)
def test_a_page_that_is_made_from_the_code_is_current(name: str, made: Callable[[], str]):
    assert (DOCS / name).read_text(encoding="utf-8") == made(), "run `make docs-write`"


def test_what_recordings_tell_is_on_the_page_as_compared():
    """What differs in a recording is compared: the page must not say otherwise."""
    for path in evidence.RECORDINGS.glob("*/*.json"):
        recording = json.loads(path.read_text(encoding="utf-8"))
        told = {change["path"].split(".")[0] for change in recording["expected"]} - {""}
        shown_on_page = evidence.evidence_of(aws_types()[recording["type"]])
        assert told <= {*shown_on_page.compared, *shown_on_page.older}, path


def blocks(text: str, *languages: str) -> Iterator[str]:
    """The fenced blocks of some languages."""
    for language, body in re.findall(r"^```(\w+)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
        if language in languages:
            yield body


def command_lines(text: str) -> Iterator[str]:
    """Every `driftmgr …` that a page tells its reader to run, in blocks and within sentences."""
    for body in blocks(text, "console", "sh", "yaml"):
        yield from re.findall(r"^(?:\$ |\s*- run: )?(driftmgr .*)$", body, flags=re.MULTILINE)
    yield from re.findall(r"`(driftmgr [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def parse(line: str) -> None:
    """Parse a command line as the program would, without running it; click's errors for what it does not take."""
    words = shlex.split(line, comments=True)
    for sign in (">", "|"):
        words = words[: words.index(sign)] if sign in words else words
    command: click.Command = cli
    context = click.Context(cli, info_name=words.pop(0))
    while isinstance(command, click.Group) and words:
        found = command.get_command(context, words[0])
        assert found is not None, f"{line}: there is no command {words[0]}"
        command, context = found, click.Context(found, info_name=words.pop(0), parent=context)
    try:
        command.make_context(context.info_name, words, parent=context.parent)
    except click.exceptions.Exit:
        pass  # --help
    except click.MissingParameter:
        assert not words, line  # a sentence may name a command alone


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_commands_are_taken_by_the_program(page: Path):
    for line in command_lines(page.read_text(encoding="utf-8")):
        parse(line)


@pytest.mark.parametrize(
    "line",
    ["driftmgr scan --no-such-option", "driftmgr scan -o xls", "driftmgr nothing", "driftmgr discover gcp"],
)
def test_wrong_commands_would_be_noticed(line: str):
    with pytest.raises((click.UsageError, AssertionError)):
        parse(line)


def test_the_readme_names_every_command_format_and_exit_code():
    lines = list(command_lines(README))
    assert {
        name for name in COMMANDS if not any(line.startswith(f"driftmgr {name}") for line in lines)
    } == set()
    assert {name for name in FORMATS if f"`-o {name}`" not in README} == set()
    exit_codes = README.split("### Exit codes")[1].split("###")[0]
    assert re.findall(r"^\| (\d) \|", exit_codes, flags=re.MULTILINE) == ["0", "1", "2", "3"]


def test_the_example_of_the_readme_runs():
    (example,) = (body for body in blocks(README, "python") if body.startswith(">>>"))
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def test_python_in_the_readme_is_python():
    for body in blocks(README, "python"):
        if not body.startswith(">>>"):
            compile(body, "README.md", "exec")


def test_the_extras_that_the_readme_installs_exist():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(re.findall(r"pip install '\.\[(\w+)\]'", README))
    assert named
    assert named <= set(project["optional-dependencies"])


def test_what_the_readme_shows_of_the_demo_is_of_the_demo():
    estate = ROOT / "driftmgr" / "demo" / "estate"
    configuration = "".join(path.read_text(encoding="utf-8") for path in estate.glob("*.tf"))
    (capture,) = blocks(README, "text")
    shown_addresses = re.findall(r"(?:changed|missing) +(aws_\w+)\.(\w+)", capture)
    assert shown_addresses
    for type_name, name in shown_addresses:
        assert f'resource "{type_name}" "{name}"' in configuration


def test_the_picture_is_small():
    (name,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    picture = (ROOT / name).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000


def test_the_architecture_names_every_part():
    tree = re.search(
        r"^driftmgr/\n(.*?)^```", (DOCS / "architecture.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert tree
    named = set(re.findall(r"^  ([\w.]+)", tree[1], flags=re.MULTILINE))
    library = ROOT / "driftmgr"
    present = {path.name for path in library.glob("*.py")} - {"__init__.py"}
    present |= {path.parent.name for path in library.glob("*/__init__.py")}
    assert present == named


def test_the_architecture_shows_the_layers_as_they_are():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["id"] == "layers")
    real = [re.findall(r"driftmgr\.([\w.]+)", layer) for layer in layers]
    text = (DOCS / "architecture.md").read_text(encoding="utf-8").split("## Who may import whom")[1]
    block = re.findall(r"```\n(.*?)```", text, flags=re.DOTALL)[0]
    shown_layers = [re.split(r"\s{3,}", line)[0] for line in block.splitlines()]
    assert [re.findall(r"[\w.]+", line) for line in shown_layers] == real
