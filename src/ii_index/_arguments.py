"""Remedies for who calls from Python: what the command line names as an option, named as the argument that it is."""

import re
from collections.abc import Mapping
from types import MappingProxyType

ARGUMENTS: Mapping[str, str] = MappingProxyType({
    "--allow-code": "allow_code=True",
    "--allocations": "WeightRules(average={})",
    "--allow-missing-units": "allow_missing_units=True",
    "--base-year": "Recipe.national({})",
    "--bounds": 'panel.framework.recipe.replace(normalisation={{"kind": "min_max", "bounds": {}}})',
    "--by": "by={}",
    "--encoding": "encoding={}",
    "--exclude-from": "WeightRules(exclude_from={})",
    "--fill-down": "fill_down=True",
    "--force": "force=True",
    "--framework": "framework={}",
    "--group": "WeightRules(group={})",
    "--group-column": "group_columns=[{}]",
    "--inner-group": "inner_groups={}",
    "--input-encoding": "encoding={}",
    "--level": "level={}",
    "--missing": "panel.framework.recipe.replace(imputation={})",
    "--mix": "WeightRules(mix={})",
    "--neighbours": "neighbours={}",
    "--node": "nodes=[{}]",
    "--nodes": "nodes=[{}]",
    "--normalise": "panel.framework.recipe.replace(normalisation={})",
    "--quotient": 'frame("quotients", indicators=[{}])',
    "--random-index": "WeightRules(random_index={})",
    "--range": 'panel.framework.recipe.replace(normalisation={{"kind": "min_max", "range": ({})}})',
    "--sheet": "sheet={}",
    "--threshold": 'panel.framework.recipe.replace(imputation={{"kind": "renormalise", "threshold": {}}})',
    "--tier-method": "method={}",
    "--tiers": "k={}",
    "--unit-column": "unit_column={}",
    "--year": "year={}",
    "--year-column": "year_column={}",
})  # fmt: skip
"""What each option of a remedy is in Python; ``{}`` is its value."""
_OF_GROUPS = {"--group": "own_groups", "--inner-group": "inner_groups"}
_GROUPS = re.compile(r"(--(?:inner-)?group) (NAME|名称)=(?:UNIT,UNIT|对象,对象)…")
_OPTION = re.compile(r"(--[a-z][a-z-]*)(?:[ =]((?!--)[A-Za-z0-9_.][\w.\-]*(?: \d+(?:\.\d+)?)?))?")
_COMMAND = re.compile(r"((?:`|command line: |命令行：)[^`)）]*`?)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = frozenset(
    [
        "or",
        "to",
        "a",
        "an",
        "out",
        "and",
        "as",
        "for",
        "in",
        "when",
        "is",
        "are",
        "names",
        "takes",
        "compares",
        "by",
        "already",
        "with",
        "must",
        "will",
        "of",
        "on",
        "only",
        "gives",
    ]
)


def in_python(text: str) -> str:
    """Say a remedy with Python's arguments; a whole command between backticks stays what it is.

    Examples
    --------
    >>> in_python("give it with --year, such as --year 2023, or `ii-index check FILE --year 2023`")
    'give it with year=…, such as year=2023, or `ii-index check FILE --year 2023`'
    >>> in_python("use --missing renormalise or --tier-method natural-breaks")
    'use panel.framework.recipe.replace(imputation="renormalise") or method="natural_breaks"'
    >>> in_python("give groups by --group NAME=UNIT,UNIT…")
    'give groups by own_groups={"NAME": ["UNIT", "UNIT"]}'
    """
    if "--" not in text:
        return text
    parts = _COMMAND.split(text)
    return "".join(part if at % 2 else _said(part) for at, part in enumerate(parts))


def _said(text: str) -> str:
    text = _GROUPS.sub(lambda found: f'{_OF_GROUPS[found[1]]}={{"NAME": ["UNIT", "UNIT"]}}', text)
    return _OPTION.sub(_argument, text)


def _argument(found: re.Match[str]) -> str:
    option, word = found[1], found[2]
    if option not in ARGUMENTS:
        return found[0]
    template = ARGUMENTS[option]
    if word is None or word in _WORDS:
        rest = "" if word is None else f" {word}"
        return (f"{_OF_GROUPS[option]}=…" if option in _OF_GROUPS else template.format("…")) + rest
    if "{}" not in template:
        return f"{template} {word}"
    return template.format(_value(word))


def _value(word: str) -> str:
    numbers = word.split(" ")
    if all(map(_NUMBER.fullmatch, numbers)):
        return ", ".join(numbers)
    return f'"{word.replace("-", "_")}"'
