"""What a release writes and refuses, and what a package page shows."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def script(path):
    """A script that lies outside the package, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = script(ROOT / "release" / "release.py")
hook = script(ROOT / "hatch_build.py")
installed = script(ROOT / "release" / "installed.py")


@pytest.fixture(scope="module")
def metadata(tmp_path_factory):
    """The metadata of a wheel built now."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


def test_every_extra_of_users_is_tried_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {*project["optional-dependencies"]} - {"docs", "dev"} == {*installed.TRIALS} - {"core"}


def test_the_page_of_the_package_names_its_licence_addresses_and_interpreters(metadata):
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert {one.split(",")[0] for one in metadata.get_all("Project-URL")} >= {
        "Documentation",
        "Source",
        "Changelog",
    }
    interpreters = {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)}
    assert interpreters <= set(metadata.get_all("Classifier"))


def test_the_page_of_the_package_has_no_link_that_needs_the_checkout(metadata):
    links = re.findall(r"\]\(([^)\s]+)\)", metadata.get_payload())

    assert len(links) > 10
    assert all(link.startswith(("https://", "#")) for link in links)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[a](docs/a.md#b)", "[a](https://x.org/blob/main/docs/a.md#b)"),
        ("![a](docs/a.png)", "![a](https://x.org/raw/main/docs/a.png)"),
        ("[a](https://y.org/a.md) [b](#here) [c](mailto:c@d.org)", None),
    ],
)
def test_a_link_relative_to_the_checkout_becomes_whole(written, shown):
    assert hook.with_whole_links(written, "https://x.org") == (shown or written)


def test_versions_come_in_their_order():
    ordered = ["0.9.9", "1.0.0a2", "1.0.0b1", "1.0.0rc1", "1.0.0rc10", "1.0.0", "1.0.1", "1.10.0", "2.0.0"]

    keys = [release.key(version) for version in ordered]
    assert keys == sorted(keys)
    assert not release.NUMBERED.fullmatch("v1.0")


def test_the_version_stands_in_each_of_its_places_once(tmp_path):
    for place in (release.VERSION, release.CITATION, release.RECIPE, release.PROJECT):
        target = tmp_path / place.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(place.read_bytes())
    release.write(tmp_path, "9.8.7", "https://elsewhere.org/ii")

    for place in (release.VERSION, release.CITATION, release.RECIPE):
        assert "9.8.7" in (tmp_path / place.relative_to(ROOT)).read_text(encoding="utf-8")
    assert hook.address_of(tmp_path) == "https://elsewhere.org/ii"


def test_the_places_agree_on_the_version_of_today():
    assert f"\nversion: {release.current()}\n" in release.CITATION.read_text(encoding="utf-8")
    assert f'version: "{release.current()}"' in release.RECIPE.read_text(encoding="utf-8")


def test_a_release_with_a_placeholder_for_the_address_or_an_early_version_is_refused():
    with pytest.raises(SystemExit) as refusal:
        release.refuse("0.0.1", None, draft=False)

    assert "0.0.1 is not later than" in str(refusal.value)
    assert ("placeholder" in str(refusal.value)) == (release.PLACEHOLDER in hook.address_of(ROOT))


def test_the_recipe_asks_for_what_the_package_asks_for(metadata):
    """Core requirements: those without an extra."""
    core = {
        one.replace(">=", " >=").lower() for one in metadata.get_all("Requires-Dist") if "extra ==" not in one
    }
    recipe = release.RECIPE.read_text(encoding="utf-8")
    asked = {
        line.strip("- ").lower()
        for line in recipe.split("  run:\n")[1].split("\ntests:")[0].strip().splitlines()
    }

    assert {line.strip() for line in asked} - {"python >=3.11"} == core
