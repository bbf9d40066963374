"""The generated reference is what the source says, and the source says what a reader needs."""

import inspect
import re

import pytest
from numpydoc.validate import validate

from tests.docs.documents import ROOT
from tests.docs.reference import definitions, findings
from tests.docs.reference.docstrings import parsed
from tests.docs.reference.inventory import entries
from tests.docs.reference.pages import NOTE, index, pages

FOLDER = ROOT / "docs" / "reference"
KERNELS = {
    entry.home: entry.value
    for entry in entries()
    if entry.module.startswith("ii_index.kernels") and not isinstance(entry.value, type)
}
DEMANDED = {"SS01", "SS02", "SS03", "SS04", "PR01", "PR02", "PR03", "PR04", "PR10", "RT01", "GL06", "GL07"}


@pytest.fixture(scope="module")
def made():
    return pages()


def generated() -> dict[str, str]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return {name: text for name, text in texts.items() if NOTE in text}


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return {
        f"{slug}-{slugs[:at].count(slug)}" if slug in slugs[:at] else slug for at, slug in enumerate(slugs)
    }


def test_the_published_reference_is_what_the_source_says(made):
    assert generated() == made, "`make reference` writes it anew"


def test_the_index_of_the_docs_names_every_page():
    assert (ROOT / "docs" / "README.md").read_text(encoding="utf-8") == index(), (
        "`make reference` writes it anew"
    )


def test_every_link_of_the_reference_leads_to_a_heading(made):
    broken = [
        f"{page}: {target}"
        for page, text in made.items()
        for target, anchor in re.findall(r"\]\(([\w.\-]*)#([^)]+)\)", text)
        if anchor not in anchors(made[target or page])
    ]

    assert broken == []


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_says_what_it_takes_and_gives_and_shows_it(kernel):
    faults = [text for code, text in validate(kernel)["errors"] if code in DEMANDED]

    assert faults == []
    assert ">>> " in KERNELS[kernel].__doc__


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_that_refuses_says_what(kernel):
    refuses = "raise ValueError" in inspect.getsource(KERNELS[kernel])

    assert not refuses or parsed(KERNELS[kernel])["Raises"]


@pytest.mark.parametrize("model", definitions.models().values(), ids=lambda model: model.__name__)
def test_every_field_of_a_file_has_a_meaning(model):
    assert definitions.without_meaning(model) == []


def test_every_code_says_when_it_is_raised():
    assert findings.unexplained() == []


@pytest.mark.parametrize("page", ["command-line.md", "command-line.zh.md"])
def test_an_option_that_commands_share_is_explained_once_and_named_by_each(made, page):
    assert made[page].count("| `--normalise [") == 1
    assert made[page].count("`--normalise`") > 5
