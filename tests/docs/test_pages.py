"""Every example in README.md and docs/ is executed."""

import difflib
import json
import re

import pytest
import yaml

from tests.docs.documents import ROOT, blocks, documents
from tests.docs.session import Outcome, run_page

PAGES = pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
EXECUTED = {"console", "python"}
PARSED = {"yaml": yaml.safe_load, "json": json.loads}
SHOWN = {"sh", "text", "csv", "markdown", "math", "mermaid", "toml", "make"}
SET_UP = ("git clone ", "cd ", "make ", "pip ", "python3 bootstrap.py", "sudo apt", "#", ".venv/bin/")


def shown_difference(outcome: Outcome) -> str:
    example = outcome.example
    difference = difflib.unified_diff(
        example.expected.splitlines(),
        outcome.output.splitlines(),
        "the page",
        "the program",
        lineterm="",
        n=1,
    )
    return "\n".join([f"{example.place}  {example.source}", f"    {outcome.fault}", *difference])


@PAGES
def test_every_example_prints_what_the_page_shows(page, tmp_path):
    faults = [shown_difference(outcome) for outcome in run_page(page, tmp_path) if outcome.fault]

    assert not faults, "\n\n".join(["`make docs-update` writes the outputs anew.", *faults])


@PAGES
def test_blocks_that_are_not_executed_at_least_parse_or_only_set_up(page):
    for block in blocks(page):
        assert block.language in EXECUTED | PARSED.keys() | SHOWN, (
            f"{page.name}:{block.first} has no known language"
        )
        if block.language in PARSED:
            PARSED[block.language](block.text)
        if block.language == "sh":
            strangers = [line for line in block.lines if line and not line.startswith(SET_UP)]

            assert not strangers, f"{page.name}:{block.first}: use a console block, which is executed"


@PAGES
def test_every_link_within_the_project_leads_somewhere(page):
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [
        target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target
    ]

    assert [target for target in targets if target and not (page.parent / target).exists()] == []


def test_the_readme_has_executed_examples():
    assert [block for block in blocks(ROOT / "README.md") if block.language in EXECUTED]
