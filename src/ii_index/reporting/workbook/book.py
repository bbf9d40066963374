"""The workbook, sheet by sheet."""

from ii_index.construction.results import CompositeIndex, trend_table
from ii_index.io.tables.own_workbook import SHEETS
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.document import Document
from ii_index.reporting.numbers import fact_text
from ii_index.reporting.provenance import with_provenance
from ii_index.reporting.results import Results
from ii_index.reporting.sections import uncertainty
from ii_index.reporting.sections.full_report import national_lead
from ii_index.reporting.workbook import check, data, listing, normalised, scores, weights
from ii_index.reporting.workbook.data import write
from ii_index.reporting.workbook.plan import Plan, Sheets
from ii_index.reporting.workbook.sheets import Book, Sheet
from ii_index.reporting.workbook.years import write as write_years

_GUIDE = (
    Name(
        zh="改动“指标与权重”中的黄色单元格，得分、排名与排序随之重算；“核对”比较程序结果与公式结果。",
        en="Change the yellow cells of Weights: scores, ranks and the sorted list follow. "
        "Check compares program and formulas.",
    ),
    Name(
        zh="褐色数字（梯队界限、各年得分与变动、名次区间等）是程序计算值，不随权重重算；其余为公式。",
        en="Brown numbers (limits of the tiers, other years and changes, intervals of ranks) are the program's values "
        "and do not follow the weights; the rest are formulas.",
    ),
    Name(
        zh="改动权重或数据后，“排序”中属于发布结果的各列变为“—”：它们已不适用于改动后的名单。",
        en="Where weights or data are changed, the columns of Sorted that are of the published result become “—”: "
        "they do not hold for the list as changed.",
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
            write(book, trend_table(results.national), _whose(results, results.national))
        further = document.tables[1:]  # the first is the list that is live
        for table in (*uncertainty.tables(results), *further):
            write(book, table)
        return book.content()
    for table in document.tables:
        national = results.national if results is not None and table.key == "trend" else None
        write(book, table, _whose(results, national) if results and national else ())
    return book.content()


def _whose(results: Results, national: CompositeIndex) -> tuple[Name | None, Name | None]:
    """Return whose indicators the series of the nation is made of, and what data and weights: some are published."""
    return national.framework.reference, national_lead(results)


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
    scores.write(score_sheet, normal, weight_sheet, (tiers, compared), plan)
    listing.write_tiers(tiers, score_sheet, compared, plan)
    beside = write_years(years, results, plan)
    listing.write_sorted(ordered, Sheets(score_sheet, normal, tiers, compared), beside, book, plan)
    check.write(compared, score_sheet, raw, plan)


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
    sheet.print_until(row)
