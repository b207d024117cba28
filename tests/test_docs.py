"""The docs say what the code does: words exist, decisions are complete, links lead somewhere."""

import ast
import re
from pathlib import Path

import pytest

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
)
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
    commands = re.findall(r"\bmake (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert commands[:2] == ["demo", "test"]


def test_every_target_that_the_docs_name_exists():
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = {
        (shown(page), target)
        for page in PAGES
        for target in re.findall(
            r"(?:^\$ |`)make (\w+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert not {where for where in named if where[1] not in targets}


def test_the_makefile_explains_each_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (\w+)$", makefile, flags=re.MULTILINE))
    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, flags=re.MULTILINE))
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
