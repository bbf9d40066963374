"""The workbook, sheet by sheet."""

from ii_index.construction.results import trend_table
from ii_index.io.tables.own_workbook import SHEETS
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.document import Document
from ii_index.reporting.numbers import fact_text
from ii_index.reporting.provenance import with_provenance
from ii_index.reporting.results import Results
from ii_index.reporting.sections import uncertainty
from ii_index.reporting.workbook import check, data, listing, normalised, scores, weights
from ii_index.reporting.workbook.data import write
from ii_index.reporting.workbook.plan import Plan
from ii_index.reporting.workbook.sheets import Book, Sheet
from ii_index.reporting.workbook.years import write as write_years

_GUIDE = (
    Name(
        zh="改动“指标与权重”中的黄色单元格，得分、排名与排序随之重算；“核对”比较程序结果与公式结果。",
        en="Change the yellow cells of Weights: scores, ranks and the sorted list follow. "
        "Check compares program and formulas.",
    ),
    Name(
        zh="梯队界限由程序按所述方法求得，是数值，不随权重重算；其余为公式。",
        en="The limits of the tiers are the program's values and do not follow the weights; the rest are formulas.",
    ),
    Name(zh="同一梯队内的先后不构成排名结论。", en="Order inside a tier is not a ranking."),
)
_NOT_LIVE = Name(
    zh="标有“数值”的节点是程序计算值，不随权重重算；其下的权重因此不可改。",
    en="Nodes marked “value” are the program's and do not follow the weights; the weights below them are locked.",
)


def workbook(document: Document, language: Language) -> bytes:
    """Render a document: live where it was made of an index and its tiers, else its tables as values."""
    book = Book(language, document.title)
    results = document.results
    notes = book.sheet(SHEETS["notes"])
    _notes(notes, document, live=results is not None and results.tiers is not None)
    if results is not None and results.tiers is not None:
        _live(book, Plan(results.tiers), results)
        if results.national is not None:
            write(book, trend_table(results.national))
        further = document.tables[1:]  # the first is the list that is live
        for table in (*uncertainty.tables(results), *further):
            write(book, table)
        return book.content()
    for table in document.tables:
        write(book, table)
    return book.content()


def _live(book: Book, plan: Plan, results: Results) -> None:
    ordered = book.sheet(SHEETS["sorted"])  # the answer stands first
    years = book.sheet(SHEETS["years"])
    weight_sheet = book.sheet(SHEETS["weights"])
    raw = book.sheet(SHEETS["raw"])
    prepared = book.sheet(SHEETS["prepared"]) if plan.is_prepared else None
    normal = book.sheet(SHEETS["normalised"])
    score_sheet, tiers = book.sheet(SHEETS["scores"]), book.sheet(SHEETS["tiers"])
    compared = book.sheet(SHEETS["check"])
    weights.write(weight_sheet, plan)
    data.write_raw(raw, plan)
    if prepared is not None:
        data.write_prepared(prepared, raw, plan)
    normalised.write(normal, prepared or raw, weight_sheet, plan)
    scores.write(score_sheet, normal, weight_sheet, tiers, plan)
    listing.write_tiers(tiers, score_sheet, plan)
    beside = write_years(years, results, plan)
    listing.write_sorted(ordered, score_sheet, tiers, beside, book, plan)
    check.write(compared, score_sheet, plan)


def _guide(document: Document) -> tuple[Name, ...]:
    """Say what may be changed, and what does not follow."""
    results = document.results
    if results is None or results.tiers is None:
        return _GUIDE
    plan = Plan(results.tiers)
    pasted = any(not plan.is_live(rule) for rule in plan.index.rules or ())
    return (*_GUIDE, _NOT_LIVE) if pasted else _GUIDE


def _notes(sheet: Sheet, document: Document, *, live: bool) -> None:
    sheet.text(0, 0, document.title, "title")
    row = 2
    for line in _guide(document) if live else ():
        sheet.text(row, 0, line)
        row += 1
    row += 1
    for fact in with_provenance(document):
        sheet.text(row, 0, fact.label, "wrapped")
        match fact.value:
            case bool() | str() | Name() | None:
                sheet.text(row, 1, fact_text(fact.value, sheet.language), "wrapped")
            case number:
                sheet.number(row, 1, number, "left")
        row += 1
    row += 1
    for finding in document.findings:
        sheet.text(row, 0, finding.code, "wrapped")
        sheet.text(row, 1, finding.message(sheet.language), "wrapped")
        row += 1
    sheet.columns(0, 0, 30)
    sheet.columns(1, 1, 100)
