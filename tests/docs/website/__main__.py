"""``make site``: build the site of both languages into site/; warnings are errors, links are checked."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.docs.documents import ROOT
from tests.docs.website.checking import faults
from tests.docs.website.pages import LANGUAGES
from tests.docs.website.staging import Stage

HERE = Path(__file__).parent
SPHINX = {"zh": "zh_CN", "en": "en"}


def build(language: str, site: Path, work: Path) -> int:
    """Build the site of one language; the exit code of Sphinx."""
    from sphinx.cmd.build import build_main

    stage = Stage(language, work / language)
    stage.fill()
    for path in stage.files:
        target = site / "files" / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    told = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(work / f"{language}.trees")]
    return build_main([*told, "-D", f"language={SPHINX[language]}", str(stage.folder), str(site / language)])


def main(site: Path = ROOT / "site") -> int:
    """Build, check, and say how long it took."""
    shutil.rmtree(site, ignore_errors=True)
    began = perf_counter()
    with tempfile.TemporaryDirectory() as work:
        # A process a language: Sphinx keeps the words of the first one it spoke.
        command = [sys.executable, "-m", "tests.docs.website"]
        builds = [subprocess.Popen([*command, language, site, work]) for language in LANGUAGES]
        failed = [running.wait() for running in builds]
    shutil.copy2(HERE / "start.html", site / "index.html")
    found = list(faults(site))
    for fault in found:
        print(fault)
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 1e6
    pages = len(list(site.rglob("*.html")))
    print(f"site/: {pages} pages, {size:.0f} MB, {perf_counter() - began:.0f} s; broken links: {len(found)}")
    return int(any(failed) or bool(found))


if __name__ == "__main__":
    language, *folders = sys.argv[1:] or [""]
    sys.exit(build(language, *map(Path, folders)) if language else main())
