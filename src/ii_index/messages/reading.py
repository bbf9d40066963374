"""Findings about reading tables."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ii_index.messages import Bilingual, Language, Message


class Phrase(NamedTuple):
    """A phrase in two languages, for a finding's details."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Return the phrase in one language."""
        return self.zh if language == "zh" else self.en


SKIPPED = {
    "total": Phrase("合计或汇总行", "a total"),
    "nation": Phrase("全国合计", "the nation, beside its provinces"),
    "part": Phrase("计划单列市、兵团或“其中”行，已含在所属地区之内", "a part of a unit that has its own row"),
    "year": Phrase("年份，以下各行属于该年", "the year of the rows below it"),
    "heading": Phrase(
        "只有文字、没有数据，是分组标题", "text without values above others: the heading of a group"
    ),
}
"""Why a row is set aside, by what its label names."""

KINDS = {
    "text": Phrase("文本", "text"),
    "HTML": Phrase("网页（HTML）", "a web page (HTML)"),
    "XML": Phrase("XML", "XML"),
    "XLSX": Phrase("XLSX 工作簿", "an XLSX workbook"),
    "XLSB": Phrase("XLSB 工作簿", "an XLSB workbook"),
    "XLS": Phrase("XLS 工作簿", "an XLS workbook"),
    "ODS": Phrase("ODS 工作簿", "an ODS workbook"),
    "ZIP": Phrase("压缩包", "a zip archive"),
    "PDF": Phrase("PDF", "PDF"),
    "PARQUET": Phrase("Parquet", "Parquet"),
    "ARROW": Phrase("Arrow", "Arrow"),
}
"""What a file may hold."""

LIMITED = {
    "file": Phrase("文件大小（字节）", "size of a file in bytes"),
    "unpacked": Phrase("工作簿解压后的大小（字节）", "size of a workbook unpacked, in bytes"),
    "columns": Phrase("列数", "number of columns"),
    "rows": Phrase("行数", "number of rows"),
    "cells": Phrase("单元格数", "number of cells"),
    "numbers": Phrase("无引号文本的单元格数", "number of cells of a text without quotes"),
    "cell": Phrase("单元格字符数", "characters in one cell"),
}
"""What is limited."""

NONE = Phrase("无", "none")
NO_SHEETS = Phrase("无（文本文件没有工作表，去掉 --sheet）", "none (a text has no sheets: leave --sheet out)")
UNIT_COLUMN = Phrase("地区", "unit")
YEAR_COLUMN = Phrase("年份", "year")


def seen_years(years: Sequence[int]) -> Phrase:
    """Name the years that a title speaks of."""
    if not years:
        return Phrase("", "")
    listed = ", ".join(map(str, years))
    return Phrase(f"（标题、表名或文件名提到 {listed}）", f" (its title or name speaks of {listed})")


def such_places(count: int, places: Sequence[object], *, rows: bool) -> Phrase:
    """Say how many findings are one, and name their first places: rows, or whatever names them."""
    texts = {
        language: [
            place.text(language) if isinstance(place, Bilingual) else str(place) for place in places[:_PLACES]
        ]
        for language in _LANGUAGES
    }
    more = len(places) > _PLACES
    zh, en = "、".join(texts["zh"]) + "……" * more, ", ".join(texts["en"]) + ", …" * more
    if rows:
        zh, en = f"第 {zh} 行", f"rows {en}"
    return Phrase(f"（共 {count} 处：{zh}）", f" ({count} such: {en})")


_PLACES = 10
_LANGUAGES: tuple[Language, Language] = ("zh", "en")


def did_you_mean(names: Sequence[str]) -> Phrase:
    """Suggest names, where there are any."""
    if not names:
        return Phrase("", "")
    return Phrase(f"是否为 {' / '.join(names)}？", f"did you mean {' / '.join(names)}? ")


def of_other_units(framework: str | None) -> Phrase:
    """Say how a framework of provinces serves other units, where a table may have such."""
    if framework is None:
        return Phrase("", "")
    return Phrase(
        f"；若评价对象不是省级地区，指标体系中应写 units: any（内置体系先用 `ii-index frameworks {framework} -o mine.yaml` "
        "写出，改后以 --framework mine.yaml 使用）",
        "; units other than provinces need units: any in the framework (a built-in one is written out by "
        f"`ii-index frameworks {framework} -o mine.yaml`, and used by --framework mine.yaml)",
    )


def looks_like(encoding: str | None) -> Phrase:
    """Name the encoding that a file looks like, and the option for it."""
    if encoding is None:
        return Phrase(
            "；若是其他编码，用 --input-encoding 写明", "; another encoding is named with --input-encoding"
        )
    return Phrase(
        f"；文件看来是 {encoding}，可加 --input-encoding {encoding}",
        f"; it looks like {encoding}: use --input-encoding {encoding}",
    )


def choose_among(headings: Sequence[str]) -> Phrase:
    """List the columns that may hold the units, and how to name one of them."""
    if not headings:
        return NONE
    zh, en = "、".join(headings), ", ".join(headings)
    return Phrase(
        f"{zh}（其中一列若是地区，用 --unit-column 指明）",
        f"{en} (if one of them names the units, say so with --unit-column)",
    )


def drafting(path: str | None, sheet: str | None = None, encoding: str | None = None) -> Phrase:
    """Write the command that drafts a framework from a file, to be typed as it stands."""
    if path in {None, "-"}:
        return Phrase(
            "先存成文件，再 `ii-index template framework --from 文件 -o mine.yaml`",
            "save it to a file, then `ii-index template framework --from FILE -o mine.yaml`",
        )
    stem = re.split(r"[\\/]", str(path))[-1].rpartition(".")[0] or "mine"
    how = f" --sheet {typed(sheet)}" if sheet else ""
    how += f" --input-encoding {encoding}" if encoding else ""
    command = f"`ii-index template framework --from {typed(str(path))}{how} -o {typed(stem + '.yaml')}`"
    return Phrase(command, command)


def typed(text: str) -> str:
    """Put quotes around what a shell would take apart."""
    return text if _SAFE.match(text) else '"' + text.replace('"', '\\"') + '"'


_SAFE = re.compile(r"^[\w./\\:+,%@-]+$")


def nearest_to(known: Sequence[str], headings: Sequence[str]) -> Phrase:
    """Name the nearest frameworks, and the first of the headings that were read."""
    more = len(headings) > _HEADINGS_SHOWN
    shown = [text if len(text) <= _HEADING else text[:_HEADING] + "…" for text in headings[:_HEADINGS_SHOWN]]
    zh, en = "、".join(shown) + "……" * more, ", ".join(shown) + ", …" * more
    return Phrase(f"{'、'.join(known)}；读到的列名：{zh}", f"{', '.join(known)}; headings read: {en}")


_HEADINGS_SHOWN, _HEADING = 6, 30


def in_year(year: int | None) -> Phrase:
    """Name a year, where there is one."""
    return Phrase("", "") if year is None else Phrase(f"（{year} 年）", f" in {year}")


def unit_in_year(unit: Phrase, year: int | None) -> Phrase:
    """Name a unit, in a year where there are years."""
    when = in_year(year)
    return Phrase(f"{unit.zh}{when.zh}", f"{unit.en}{when.en}")


MESSAGES: dict[str, Message] = {
    "E_MISSING_COLUMN": Message(
        "缺少列“{name}”（{column}）",
        "the column “{name}” ({column}) is missing",
        "补上该列；未识别的列：{unused}",
        "add it; columns that were not recognised: {unused}",
        "指标体系要求的列不在表中。列名可写 id、中文名、英文名或别名，可带括号单位。",
        "A column that the framework needs is not there. Headers match an id, a name or an alias, with or without its unit.",
    ),
    "E_NO_ARROW": Message(
        "读取 {found} 需要 pyarrow，当前未安装",
        "{found} is read with pyarrow, which is not installed",
        "pip install pyarrow；或先转换为 pandas DataFrame",
        "pip install pyarrow, or convert it into a pandas DataFrame",
        "pandas 以外的数据框经 Arrow C 流读取，读取该流需要 pyarrow。",
        "Frames other than pandas are read through the Arrow C stream, for which pyarrow is needed.",
    ),
    "E_COLUMN_UNKNOWN": Message(
        "表头中没有“{found}”",
        "no column is headed “{found}”",
        "可用：{known}",
        "there are: {known}",
        "--unit-column、--year-column、--group-column 须是表头中的一列。",
        "--unit-column, --year-column and --group-column name a column as the table heads it.",
    ),
    "N_UNIT_COLUMN": Message(
        "对象取自“{found}”列；其代码：{codes}；其分组：{groups}",
        "the units are those of “{found}”; their codes: {codes}; their groups: {groups}",
        "若不对，用 --unit-column 指明",
        "if that is wrong, name the column with --unit-column",
        "有多列文字时，取同一年内不重复的一列为对象；一一对应的为代码，更粗的为分组。",
        "Of several columns of text the one distinct within a year names the units; one to one with it are codes, coarser ones groups.",
    ),
    "W_GROUP_VARIES": Message(
        "“{column}”列中有 {count} 个单位先后属于不同的组（{names}），取最近一年的组",
        "{count} units change their group in “{column}” ({names}); that of the latest year is taken",
        "一个单位只能属于该列的一个组；需要各年的组时，请分列填写",
        "a unit is in one group of a column; give the groups of each year a column of its own",
        "分组列中同一单位在不同行有不同的组。",
        "A unit has different groups in different rows of a column of groups.",
    ),
    "N_INDICATOR_ASSUMED": Message(
        "表中没有说明是什么指标，按指标体系唯一的指标“{name}”读取",
        "the table does not say what it measures; read as “{name}”, the framework's only indicator",
        "若不对，请在表中写明指标名称",
        "if that is wrong, write the indicator's name into the table",
        "标题、表头和指标列都没有指标名称，而指标体系只有一个指标。",
        "No title, header or column names an indicator, and the framework has only one.",
    ),
    "W_LEAF_ABSENT": Message(
        "全国表中没有“{name}”（{column}），该指标不计入",
        "the national table has no “{name}” ({column}); it is left out",
        "",
        "",
        "全国表可只含部分指标，缺少的指标被剪除并列出。",
        "A national table may hold a part of the indicators; the rest is pruned and named.",
    ),
    "W_EXTRA_COLUMN": Message(
        "未使用“{found}”",
        "“{found}” is not used",
        "若是指标，请核对名称，或在指标体系中加别名",
        "if it is an indicator, check its name or add an alias to the framework",
        "表中有指标体系不认识或不需要的列（或指标行）。",
        "The table has a column (or a row of an indicator) that the framework does not know or need.",
    ),
    "E_DUPLICATE_COLUMN": Message(
        "“{found}”与前面的列是同一指标（{column}）",
        "“{found}” is the same indicator ({column}) as one before it",
        "只保留一个",
        "keep one of them",
        "同一指标（同一年份）出现两次，无法确定用哪一个。",
        "An indicator stands twice (for the same year), and which one is meant cannot be told.",
    ),
    "E_HEADING_CHANGED": Message(
        "表头在此再次出现，但写的是“{found}”，而上方是“{expected}”",
        "the headings stand here again, but say “{found}” where “{expected}” stood above",
        "把这一页起的各行（连同表头）另存为一个文件，与原表一起读：`ii-index rank 甲.csv 乙.csv`；或按上方的表头改写",
        "save the rows from this page on, with their headings, as a file of their own and read both: `ii-index rank a.csv b.csv`; or write them as the headings above have it",
        "逐页打印的表每页重复表头；其中一页换了计量单位、年份或列的次序时，其下各行不能照上方的表头来读。",
        "Printed pages repeat their headings. Where a page has other units of measurement, years or an order of its own, its rows cannot be read by the headings above.",
    ),
    "E_TABLES_CONFLICT": Message(
        "{which}的“{name}”是 {found}，而“{first}”中为 {expected}（共 {count} 处不同）",
        "{name} of {which} is {found}, but {expected} in {first} ({count} such cells)",
        "只保留一张表中的该列，或核对两表",
        "keep the column in one of the tables, or make them agree",
        "合并的几张表对同一单位、年份、指标给出不同的数值。",
        "Tables that are joined say different things of one unit, year and indicator.",
    ),
    "W_SPELLINGS_JOINED": Message(
        "{count} 个单位与前面的表写法不同，按同一单位合并：{pairs}",
        "{count} units are spelt otherwise than in the tables before and taken for the same: {pairs}",
        "若不是同一单位，请改名",
        "rename those that are not the same",
        "合并多张表时，只差大小写、空格、标点、重音符号或“市”“省”等字的名称视为同一单位。",
        "Where tables are joined, names that differ in case, spaces, punctuation or accents only are one unit.",
    ),
    "N_SHEETS_JOINED": Message(
        "按地区与年份合并工作表：{sheets}",
        "sheets joined on unit and year: {sheets}",
        "只用一张时，用 --sheet 指明",
        "name one with --sheet to read it alone",
        "各表以年份命名，或各含不同的指标时，合并为一张表。",
        "Sheets that are named by years, or hold different indicators, are one table.",
    ),
    "N_YEAR_OF_NAME": Message(
        "表中没有年份，取表名或文件名中的 {found} 年",
        "the table says no year; {found} is taken from its name",
        "若不对，用 --year 给出，或增加年份列",
        "if that is wrong, give it with --year, or add a column of years",
        "一年一表时，表名（或文件名）各为一个不同的年份。",
        "Of tables of a year each, every name says another year.",
    ),
    "E_DUPLICATE_KEY": Message(
        "{which} 重复出现",
        "{which} stands twice",
        "只保留一行",
        "keep one of the rows",
        "同一地区（同一年份）出现两行，即使数值相同也不合并。",
        "A unit (in the same year) has two rows; they are not merged even where they agree.",
    ),
    "E_UNIT_REPEATS": Message(
        "“{unit}”列的对象在多行中重复，而“{found}”列逐行不同",
        "the units of “{unit}” stand on several rows each, while “{found}” names each row once",
        "若每行是一个“{found}”，加 --unit-column {typed}；若是重复的行，只保留一行",
        "if each row is one of “{found}”, use --unit-column {typed}; if rows are there twice, keep one of them",
        "作为评价对象的列在同一年份重复出现，而表中另有编号列逐行不同：评价的可能是后者。",
        "Units that stand several times in a year, in a table that has numbers or codes of its rows: those may be the units.",
    ),
    "E_KEY_CONFLICT": Message(
        "同一行的地区“{found}”与“{expected}”不一致",
        "“{found}” and “{expected}” in one row are different units",
        "核对地区名称与代码；若是并列的两张表，分开保存",
        "check the name and the code; save two tables side by side apart",
        "表中有两列地区（如名称与代码）时，两者须指同一地区。",
        "Where a table names its units twice (name and code), both must mean the same.",
    ),
    "E_MISSING_REGION": Message(
        "缺少 {which}",
        "{which} is missing",
        "补上该行（确无数据可留空），或加 --allow-missing-units",
        "add the row (its values may be blank), or use --allow-missing-units",
        "应有的地区不在表中。31个省（自治区、直辖市）均应有一行，没有数据的留空。",
        "A unit that should be there is not. Each of the 31 provinces has a row; values it lacks stay blank.",
    ),
    "W_MISSING_REGION": Message(
        "缺少 {count} 个地区{when}：{names}",
        "units missing{when} ({count}): {names}",
        "",
        "",
        "应有的地区不在表中，已按 --allow-missing-units 继续。",
        "Units that should be there are not; allowed by --allow-missing-units.",
    ),
    "W_UNBALANCED": Message(
        "有 {count} 个单位—年份没有对应的行，按缺失处理",
        "{count} unit-years have no row; their values are missing",
        "",
        "",
        "并非每个单位在每一年都有一行。",
        "Not every unit has a row in every year.",
    ),
    "W_UNITS_ALIKE": Message(
        "{names} 可能是同一对象的不同写法：没有哪一年同时出现",
        "{names} may be one unit spelt in several ways: they share no year",
        "若是同一对象，请统一写法",
        "if they are one, spell it in one way",
        "只差大小写、空格或“市”“省”等字，且从不同年出现的名称。",
        "Labels that differ in case, spaces or the kind of place only, and never stand in the same year.",
    ),
    "N_AGGREGATES": Message(
        "有 {count} 个名称像是国家组或所列城市的省，已按普通对象读取：{names}",
        "{count} labels look like groups of countries, or a province of its cities, and were read like any unit: {names}",
        "不参评的请删除这些行",
        "delete the rows that are not meant",
        "世界银行等的表中混有 World、High income 等汇总，地市表中混有全省；不代为剔除。",
        "Tables mix aggregates among countries, and a province among its cities; none is left out unasked.",
    ),
    "E_UNKNOWN_REGION": Message(
        "无法识别地区“{found}”",
        "“{found}” is no known region",
        "{likely}改成通用的名称或代码（山西与陕西、Shanxi 与 Shaanxi 须写准确）{instead}",
        "{likely}write a usual name or code (Shanxi and Shaanxi must be spelt exactly){instead}",
        "地区名称可用全称、简称、英文、拼音、行政区划代码或 ISO 代码，不猜测错字。",
        "Regions are known by full and short names, English, pinyin, GB and ISO codes; misspellings are never guessed.",
    ),
    "E_BLANK_KEY": Message(
        "“{column}”为空",
        "“{column}” is blank",
        "填写该单元格；若来自合并单元格，可加 --fill-down 沿用上一行",
        "fill it in; if it comes from merged cells, --fill-down repeats the row above",
        "有数据的行必须写明地区（及年份、指标）。另存为 CSV 后，合并单元格只在首行留有内容。",
        "A row with data must name its unit (year, indicator). Merged cells saved as CSV keep only their first row.",
    ),
    "E_LINKS": Message(
        "“{column}”注明“{found}”：各数以上一年或上一期为100，不是水平值",
        "{column} says “{found}”: its figures have the year or period before for 100; they are no levels",
        "在指标体系中为该指标写 chain: {chain}，或改用定基数据",
        "give the indicator chain: {chain} in the framework, or use figures of a fixed base",
        "环比、上年=100 等数据须先链接成定基指数；不声明时不会被当作水平值计算。",
        "Links (previous year or period = 100) must be chained; undeclared they are not taken for levels.",
    ),
    "E_BAD_YEAR": Message(
        "“{found}”不是年份",
        "“{found}” is no year",
        "写成四位年份，如2023；按月或按季的数据各行都写月份或季度",
        "write four digits, such as 2023; months or quarters where all rows have them",
        "年份须为1900—2099的四位数，可带“年”“年度”或 FY；月份、季度须整列一致；日期、两位数均不接受。",
        "A year has four digits, 1900 to 2099, with or without 年, 年度 or FY; months or quarters are the whole column's; "
        "no dates or two digits.",
    ),
    "E_YEAR_UNKNOWN": Message(
        "表中没有年份{seen}",
        "the table does not say its year{seen}",
        "用 --year 给出，如 --year 2023；或增加年份列",
        "give it with --year, such as --year 2023, or add a column of years",
        "没有年份列的表须说明年份；标题里的年份可能是年鉴年份而非数据年份，故不采用。",
        "A table without a column of years needs one; a year in its title may be the yearbook's, so it is not used.",
    ),
    "E_YEAR_ABSENT": Message(
        "表中没有 {found} 年",
        "the table has no year {found}",
        "可用：{known}",
        "it has {known}",
        "--year 须是表中已有的年份。",
        "--year must be a year of the table.",
    ),
    "W_YEAR_EMPTY": Message(
        "{years} 年没有任何数值，未计入",
        "{years} hold no value and are left out",
        "",
        "",
        "某年份所有单元格均为缺失时该年不计入，并列出；统计局导出的最新一年常为空白。",
        "A year whose cells are all missing is left out and named; exports often leave the newest year blank.",
    ),
    "E_RAGGED_ROW": Message(
        "该行的单元格多于表头的 {expected} 列（多出：{found}）",
        "the row has more cells than the {expected} columns of the header (beyond it: {found})",
        "数值中的千分位逗号须加引号，或补上表头",
        "put quotes around numbers with commas, or name the column in the header",
        "多出的单元格无法归属，常因千分位逗号未加引号。",
        "Cells beyond the header belong to no column; often a thousands comma without quotes.",
    ),
    "W_ROW_SKIPPED": Message(
        "“{found}”不参评：{why}",
        "“{found}” is set aside: {why}",
        "",
        "",
        "合计、兵团、计划单列市与“其中”行不是参评地区，搁置并列出。",
        "Totals, the XPCC, separately planned cities and “of which” rows are set aside and named.",
    ),
    "W_OUT_OF_SCOPE": Message(
        "“{found}”不在评估范围内",
        "“{found}” is outside the index's scope",
        "",
        "",
        "信通院区域指数的范围是31个省（自治区、直辖市）；港澳台单独列出，不参评。",
        "CAICT's regional index covers 31 provinces; Hong Kong, Macao and Taiwan are kept apart.",
    ),
    "W_NOTE_SKIPPED": Message(
        "标题或说明行：{found}",
        "a note: {found}",
        "",
        "",
        "标题、单位说明、脚注等行不是数据，跳过并列出。",
        "Titles, notes on units and footnotes are no data; they are skipped and named.",
    ),
    "W_FILLED_DOWN": Message(
        "“{column}”有 {count} 个空白沿用上一行（第 {lines} 行）",
        "{count} blanks of “{column}” repeat the row above (rows {lines})",
        "",
        "",
        "按 --fill-down 的要求填充。",
        "Filled as --fill-down asks.",
    ),
    "W_TRANSPOSED": Message(
        "表为转置形式：地区在列上",
        "the table is transposed: units stand across",
        "",
        "",
        "地区为列、指标为行的表已转置读取。",
        "A table with units across and indicators down was turned.",
    ),
    "W_SIDE_BY_SIDE": Message(
        "表分{count}栏并列，已逐栏接在下面读取",
        "the table stands in {count} blocks side by side, which are read one below the other",
        "",
        "",
        "为节省版面而分栏并列、各栏表头相同的表，视为一栏接一栏。",
        "A table in blocks of the same headings, side by side to save paper, is read block after block.",
    ),
    "W_CONTINUED": Message(
        "表在第{lines}行另起表头续列其他指标，已接在右边读取",
        "the table goes on with other columns at row {lines}; they are read to the right",
        "",
        "",
        "同一批地区（及年份）的续表，列有其他指标的，接在原表右边读取。",
        "A table that goes on below with other columns of the same units and years is read as one table.",
    ),
    "N_FRAMEWORK_MATCHED": Message(
        "未指定指标体系，按表头采用 {found}",
        "no framework was named; the header fits {found}",
        "",
        "",
        "未给出 --framework 时，采用表头与之相符的内置指标体系。",
        "Without --framework the built-in one that the header fits is used.",
    ),
    "E_UNKNOWN_CODE": Message(
        "没有问题代码“{found}”",
        "there is no code “{found}”",
        "最相近的：{known}；`ii-index rule` 列出全部",
        "nearest to it: {known}; `ii-index rule` lists all",
        "`ii-index rule` 不带参数列出全部代码。",
        "`ii-index rule` without a code lists them all.",
    ),
    "N_MORE_FINDINGS": Message(
        "另有 {count} 项问题未列出",
        "{count} more findings are not listed",
        "",
        "",
        "问题过多时只列出前一部分。",
        "With very many findings only the first are listed.",
    ),
}
