"""Which sheet of a workbook that this program wrote holds the data: it is read back, corrected cells and all."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid
from ii_index.messages import Language
from ii_index.model.names import Name

SHEETS: Mapping[str, Name] = MappingProxyType({
    "notes": Name(zh="说明", en="Notes"),
    "weights": Name(zh="指标与权重", en="Weights"),
    "raw": Name(zh="原始数据", en="Data"),
    "prepared": Name(zh="预处理", en="Prepared"),
    "normalised": Name(zh="标准化", en="Normalised"),
    "scores": Name(zh="得分与排名", en="Scores"),
    "tiers": Name(zh="梯队", en="Tiers"),
    "years": Name(zh="各年与变动", en="Years"),
    "sorted": Name(zh="排序", en="Sorted"),
    "check": Name(zh="核对", en="Check"),
})  # fmt: skip
"""Names of the sheets of the live workbook, by what they hold; ``raw`` are the data as they came."""

_COMPUTED = ("prepared", "normalised", "scores", "tiers", "years", "sorted", "check")
_ENOUGH = 4
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


def is_own(grids: Sequence[Grid]) -> bool:
    """Whether a workbook is one that this program wrote, told by the names of its sheets of results."""
    names = {grid.sheet for grid in grids}
    return any(len(names & _computed(language).keys()) >= _ENOUGH for language in _LANGUAGES)


def own_table(grids: Sequence[Grid], sheet: str | None) -> Grid | None:
    """Return the sheet of data of our own workbook; None where it is another's, or the sheet is none of ours.

    Raises
    ------
    DataError
        The sheet asked for was computed, or the sheet of data is no longer there.
    """
    if not is_own(grids):
        return None
    titles = {SHEETS["raw"].text(language) for language in _LANGUAGES}
    found = next((grid for grid in grids if grid.sheet in titles), None)
    computed = _computed("zh") | _computed("en")
    if sheet is not None and sheet not in computed:
        return None
    if sheet is not None or found is None:
        language: Language = "zh" if any(grid.sheet in _computed("zh") for grid in grids) else "en"
        present = [grid.sheet for grid in grids if grid.sheet in computed]
        details = {"sheets": [sheet] if sheet else present, "raw": SHEETS["raw"].text(language)}
        code = "E_SHEET_COMPUTED" if found is not None else "E_SHEET_OF_RESULTS"
        raise DataError(Finding(code, file=grids[0].file, found=sheet, details=details))
    return found


def _computed(language: Language) -> dict[str | None, str]:
    return {SHEETS[key].text(language): key for key in _COMPUTED}
