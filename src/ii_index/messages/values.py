"""What is said of the values of a table: numbers, units of measurement, marks, missing cells."""

from ii_index.messages import Message
from ii_index.messages.reading import Phrase

NO_UNIT = Phrase(
    "不带单位的数值（指标体系未规定该指标的单位）", "a bare number (the framework names no unit for it)"
)

NOT_NUMBER = {
    None: Phrase("填写数值；没有数据则留空", "write the number, or leave the cell blank"),
    "date": Phrase(
        "像是被 Excel 自动转成了日期或时间，请改回数值",
        "looks like a number that Excel made a date: write the number",
    ),
    "formula": Phrase(
        "以 = 或 @ 开头的文本不会被执行，也不是数值；请填写计算结果",
        "text that starts with = or @ is never run: write the result",
    ),
    "approximate": Phrase("填写确切的数值，或留空", "write an exact number, or leave the cell blank"),
    "range": Phrase("填写一个数值，而非区间", "write one number, not a range"),
    "logical": Phrase(
        "逻辑值不是数值，请填写数值或留空", "TRUE and FALSE are no numbers: write the number, or nothing"
    ),
    "magnitude": Phrase(
        "换算后超出双精度数的范围（约 5e-324 至 1.8e308），请核对数量级与单位",
        "beyond what a double holds (5e-324 to 1.8e308) in the framework's unit: check its magnitude and its unit",
    ),
}
"""What to do about a cell that is no number, by what it looks like."""

MESSAGES: dict[str, Message] = {
    "E_GRADE_UNKNOWN": Message(
        "“{found}”不在指标的答案之列",
        "“{found}” is none of the indicator's answers",
        "写成 {expected} 之一，或在指标的 recode 中补上",
        "write one of {expected}, or add it to the indicator's recode",
        "声明了 recode 的指标，单元格是等级或答案，逐一对应为数值。",
        "Where an indicator recodes answers, its cells are grades, each with what it counts.",
    ),
    "E_NOT_NUMBER": Message(
        "“{found}”不是数值",
        "“{found}” is not a number",
        "{why}",
        "{why}",
        "需要数值的单元格里是文字、日期、公式、约数或区间。缺失只认：空白 — …… - -- / NA N/A #N/A "
        ".. : . x n.a. NaN null None 暂无 无数据 缺失 无 不详 未统计。",
        "Text, a date, a formula, an estimate or a range where a number is needed. "
        "Missing marks: blank — …… - -- / NA N/A #N/A .. : . x n.a. NaN null None 暂无 无数据 缺失 无 不详 未统计.",
    ),
    "E_AMBIGUOUS_NUMBER": Message(
        "“{found}”可能是小数逗号，也可能是千分位",
        "“{found}” may hold a decimal comma or a thousands separator",
        "去掉分隔符重写{likely}",
        "write it without separators{likely}",
        "只有每三位一组的逗号才读作千分位；12,5这样的写法无法确定。",
        "A comma is a thousands separator only before groups of three digits; 12,5 cannot be told.",
    ),
    "E_EXCEL_ERROR": Message(
        "单元格是 Excel 错误值 {found}",
        "the cell holds the Excel error {found}",
        "修正公式，或留空表示缺失",
        "correct the formula, or leave the cell blank",
        "公式错误值不是数值；只有 #N/A 读作缺失。",
        "Formula errors are no numbers; only #N/A is read as missing.",
    ),
    "E_FORMULA_NO_VALUE": Message(
        "公式没有计算结果",
        "the formula has no stored result",
        "在 Excel 中打开并保存一次，使公式得出数值",
        "open and save the workbook in Excel once, so that the formula is calculated",
        "由程序生成、从未计算过的公式单元格没有缓存值；公式不会被代为执行。",
        "A formula written by a program and never calculated has no value; formulas are not run.",
    ),
    "E_MERGED_VALUE": Message(
        "数值“{found}”所在单元格合并了多个单元格",
        "the value “{found}” stands in merged cells",
        "取消合并，并逐格填写数值",
        "unmerge the cells and write each value",
        "合并单元格里的数值无法确定属于哪个地区或指标。表头与地区、年份的合并单元格可以读取。",
        "A value merged over several cells belongs to none of them for certain. Merged headers and keys are read.",
    ),
    "E_MIXED_PERCENT": Message(
        "同列既有 {expected} 又有 {found}，无法判断 {found} 是百分数还是比例",
        "the column holds both {expected} and {found}, which may be a percentage or a fraction",
        "全列统一写成百分数",
        "write the whole column as percentages",
        "同一列里带百分号的值与0到1之间的小数混用。",
        "Values with percent signs and bare fractions between 0 and 1 in one column.",
    ),
    "E_UNIT_UNKNOWN": Message(
        "单位无法换算：“{found}”",
        "the unit of measurement cannot be converted: “{found}”",
        "可用：{convertible}",
        "accepted: {convertible}",
        "标题、表头或单元格里的单位与指标体系规定的单位不能换算；标题里的单位，不合任何一列未写单位的指标时如此。",
        "A unit of measurement in a title, a header or a cell cannot be converted into the framework's; "
        "one in a title, where it fits no indicator of the table.",
    ),
    "E_UNIT_UNSTATED": Message(
        "同一指标别处写明单位“{found}”，这里没有写",
        "elsewhere the indicator states the unit “{found}”, here it states none",
        "这里也写明单位：写在单位列里，或写在名称后的括号里",
        "write the unit here too: in the column of units, or in brackets behind the name",
        "同一指标有的行（或列）写明与指标体系不同的单位，有的没有写：没有写的是何单位无法确定。",
        "Some rows or columns of an indicator state a unit of measurement other than the framework's and some state none: "
        "what those are in cannot be told.",
    ),
    "E_PANEL_UNITS": Message(
        "“{found}”不能作单位名称",
        "{found} cannot name a unit",
        "单位名称须是非空文本，且各不相同",
        "name every unit by a text of its own, not blank",
        "面板的单位名称须是互不相同的非空文本。",
        "The units of a panel are texts, none blank and no two the same.",
    ),
    "E_PANEL_YEARS": Message(
        "年份 {found} 不合要求",
        "{found} cannot stand among the years",
        "年份须是0至9999的整数，由早到晚排列，且不重复；月份写202305，季度写20232",
        "give whole years from 0 to 9999, ascending, each once; months as 202305, quarters as 20232",
        "面板的年份（或月份、季度）须是由早到晚、不重复的整数；小数不接受。",
        "The years, months or quarters of a panel are whole numbers, ascending, each once; no fractions.",
    ),
    "E_PERIODS_MIXED": Message(
        "年份、季度与月份混在一起：{years}",
        "years, quarters and months are mixed: {years}",
        "分开成几张表，每张只用一种时期",
        "keep them in tables of their own, one kind of period in each",
        "一个面板的各期须是同一种：年、季度或月份。",
        "The periods of a panel are of one kind: years, quarters or months.",
    ),
    "E_PANEL_GROUPS": Message(
        "分组“{column}”有 {found} 个值，或含有不是文本的值",
        "the groups “{column}” are {found} labels, or some are no texts",
        "按单位的顺序给 {expected} 个文本，不在任何组的留空文本",
        "give {expected} texts, in the order of the units, a blank one for a unit in no group",
        "面板的每一列分组对每个单位各有一个文本。",
        "Each column of groups of a panel holds one text for each unit.",
    ),
    "E_PANEL_SHAPE": Message(
        "{column} 的形状是 {found}",
        "{column} has the shape {found}",
        "应为 {expected}，即（年份、单位、指标）",
        "give it the shape {expected}: years, units, indicators",
        "面板的数值按年份 × 单位 × 指标排列。",
        "The values of a panel are years × units × indicators.",
    ),
    "E_NOT_FINITE": Message(
        "{unit} {year} 年的 {column} 是 {found}",
        "{column} of {unit} in {year} is {found}",
        "填写有限的数值；没有数据则用 NaN",
        "give a finite number, or NaN where there is none",
        "面板的数值须是有限的数或 NaN（缺失）；无穷大不是观测值。",
        "The values of a panel are finite, or NaN where missing; infinity is no observation.",
    ),
    "W_UNIT_SCALED": Message(
        "{column} 的单位“{found}”已换算成“{expected}”",
        "{column} was converted from {found} into {expected}",
        "",
        "",
        "表头写明的单位与指标体系不同，数值已按比例换算。",
        "The header states another unit than the framework, and the numbers were converted.",
    ),
    "W_UNIT_NOT_APPLIED": Message(
        "表中写明“单位：{found}”，不能确定怎样用于{names}，已按指标体系的单位读取",
        "the table says that the unit is “{found}”; how that holds of {names} is not certain: read in the framework's units",
        "在各指标名称旁写明单位，如“{example}”",
        "write its unit beside the name of each, such as “{example}”",
        "标题里写了几种单位、单位不认识，或可能说的是指标体系没有的列：不代为换算。",
        "A title states several units of measurement, one that is not known, or one that may be of columns the framework "
        "does not know: nothing is converted by it.",
    ),
    "W_UNIT_IN_CELL": Message(
        "{column} 有 {count} 个单元格带单位（如“{found}”，第 {lines} 行），已换算成“{expected}”",
        "units inside cells of {column}: {count} (such as “{found}”; rows {lines}), converted into {expected}",
        "",
        "",
        "单元格内写有单位，已逐格换算。",
        "Units written inside cells were converted one by one.",
    ),
    "W_UNPRINTABLE": Message(
        "{count} 处文字含有看不见的控制字符（{characters}），已改为可见符号（如“{found}”）",
        "{count} texts hold characters that are not seen but obeyed ({characters}); they are shown (such as “{found}”)",
        "核对来源；若只是换行，请改为空格",
        "check where they come from; a line break is better a blank",
        "控制字符会使工作簿损坏、驱动终端，方向控制符会使名称显示为另一个；读入时一律改为可见符号。",
        "Control characters corrupt workbooks and drive terminals, and overrides of direction show a name as another one: "
        "they are made visible where text is read.",
    ),
    "W_MARK_STRIPPED": Message(
        "{column} 有 {count} 个单元格的注释标记已去掉（如“{found}”，第 {lines} 行）",
        "footnote marks taken off cells of {column}: {count} (such as “{found}”; rows {lines})",
        "",
        "",
        "数值后的脚注标记（①、*、[1] 等）不计入数值。",
        "Footnote marks after numbers (①, *, [1] …) are no part of them.",
    ),
    "W_MISSING_VALUES": Message(
        "{column} 缺失 {count} 个值（第 {lines} 行）",
        "values missing from {column}: {count} (rows {lines})",
        "",
        "",
        "空白与约定的缺失标记读作缺失；0是数据。",
        "Blanks and the agreed missing marks are missing values; 0 is a value.",
    ),
    "W_FRACTION_FOR_PERCENT": Message(
        "{column} 的单位是 %，但全列都在0与1之间，已按原值读取",
        "{column} is in %, but the whole column lies between 0 and 1; read as it stands",
        "若是比例，请乘以100",
        "if these are fractions, multiply them by 100",
        "百分数指标整列在0到1之间，可能写成了比例；不代为换算。",
        "A whole column of percentages between 0 and 1 may be fractions; it is not rescaled.",
    ),
    "W_PERCENT_FORMAT": Message(
        "{column} 有 {count} 个百分比格式的单元格（第 {lines} 行），按显示的百分数读取",
        "cells of {column} formatted as percent: {count} (rows {lines}), read as they are shown",
        "",
        "",
        "Excel 百分比格式的单元格显示61.2%，实存0.612；读作61.2。仅 .xlsx 可识别。",
        "A cell formatted as percent shows 61.2% and stores 0.612; it is read as 61.2. Seen in .xlsx only.",
    ),
}
