"""Read questionnaires back: every answer, and everything that is wrong with any of them, in one list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ii_index.errors import Finding, IIIndexError, WeightsError
from ii_index.io.files.sources import is_folder
from ii_index.io.frameworks import builtin_frameworks, read_framework
from ii_index.io.questionnaires.answers import Answers, read_answers
from ii_index.io.questionnaires.sheets import SUFFIXES, Sheets, open_workbook
from ii_index.model.framework import Framework
from ii_index.model.judgements import Expert, Judgements


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """What came back from a round of questionnaires.

    Attributes
    ----------
    judgements : Judgements
    framework : Framework
    findings : tuple of Finding
        Warnings and notices: files passed over, answers left open, blank questionnaires.
    answered : tuple of Answers
        One a questionnaire, blank ones too.
    """

    judgements: Judgements
    framework: Framework
    findings: tuple[Finding, ...]
    answered: tuple[Answers, ...]


def read_questionnaires(path: str | Path, framework: Framework | None = None) -> Round:
    """Read one questionnaire, or all of a folder.

    Parameters
    ----------
    path : str or path
        A workbook, or a folder; files that are no workbooks are passed over and named.
    framework : Framework, optional
        By default the built-in framework that the questionnaires name.

    Returns
    -------
    Round

    Raises
    ------
    WeightsError
        Everything that is wrong with any file: no questionnaire, labels or sheets changed, made for another
        framework or another version of it, answers that are not on the list, points that cannot be read, an
        expert who came back twice, nothing answered at all.
    """
    files, findings = _files(Path(path))
    books: list[Sheets] = []
    for file in files:
        try:
            books.append(open_workbook(file))
        except IIIndexError as error:
            findings += error.findings
    known = framework or _framework_of(books, findings)
    if known is None:
        raise WeightsError(findings or [Finding("E_NO_QUESTIONNAIRES", file=str(path))])
    answered = [read_answers(book, known) for book in books]
    findings += [finding for answers in answered for finding in answers.findings]
    findings += _repeated(answered)
    said = [answers for answers in answered if answers.matrices or answers.allocations]
    if not said and not _wrong(findings):
        findings.append(Finding("E_NO_ANSWERS", file=str(path)))
    if _wrong(findings):
        raise WeightsError(sorted(findings, key=lambda finding: finding.severity != "error"))
    judgements = Judgements(
        framework=known.id,
        experts=tuple(Expert(id=answers.expert, name=answers.name) for answers in said),
        matrices=tuple(matrix for answers in said for matrix in answers.matrices),
        allocations=tuple(table for answers in said for table in answers.allocations),
    )
    return Round(judgements, known, tuple(findings), tuple(answered))


def _files(path: Path) -> tuple[list[Path], list[Finding]]:
    """Return the workbooks of a folder, and say what was passed over."""
    if not is_folder(path):
        return [path], []
    inside = sorted(entry for entry in path.iterdir() if entry.is_file() and not _is_lock(entry))
    files = [entry for entry in inside if entry.suffix.lower() in SUFFIXES]
    others = [entry for entry in inside if entry not in files]
    findings = [Finding("N_FILE_SKIPPED", file=str(entry)) for entry in others]
    if not files:
        raise WeightsError([*findings, Finding("E_NO_QUESTIONNAIRES", file=str(path))])
    return files, findings


def _is_lock(path: Path) -> bool:
    """Whether a spreadsheet program left the file behind while it held a workbook open."""
    return path.name.startswith(("~$", ".~", "."))


def _framework_of(books: Sequence[Sheets], findings: list[Finding]) -> Framework | None:
    """Return the one built-in framework that the questionnaires name."""
    named = {book.meta["framework"]: book for book in books}
    if len(named) > 1:
        findings.append(Finding("E_FRAMEWORKS_DIFFER", details={"ids": sorted(named)}))
        return None
    for name, book in named.items():
        if name in builtin_frameworks():
            return read_framework(name)
        findings.append(Finding("E_FRAMEWORK_NEEDED", file=book.file, found=name))
    return None


def _repeated(answered: Sequence[Answers]) -> Iterator[Finding]:
    """Yield a finding for every further questionnaire of the same expert."""
    for position, answers in enumerate(answered):
        earlier = [other.file for other in answered[:position] if other.expert == answers.expert]
        if earlier:
            yield Finding(
                "E_EXPERT_TWICE", file=answers.file, details={"expert": answers.expert, "files": earlier}
            )


def _wrong(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
