"""Empty tables to fill in."""

from ii_index.construction.weights import framework_weights
from ii_index.io.judgements import to_yaml
from ii_index.messages import Language
from ii_index.model import provinces
from ii_index.model.assembly import columns_of
from ii_index.model.framework import Framework
from ii_index.model.judgements import Allocation, Expert, JudgementMatrix, Judgements
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import twelve_digits
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.document import Document, Fact

UNIT = Column("unit", Name(zh="地区", en="Unit"), "text")
YEAR = Column("year", Name(zh="年份", en="Year"), "integer", 0)


def weights_table(framework: Framework) -> Document:
    """Lay out the framework's own weights, a row a node, to be changed and given back as a file of weights."""
    own = framework_weights(framework).local
    parents = {child.id: node.id for node in framework.walk() for child in node.children or ()}
    rows = tuple(
        (node.id, node.name, parents.get(node.id), twelve_digits(100 * own[node.id]))
        for node in framework.walk()
        if node.id in own
    )
    columns = (
        Column("id", Name(zh="代码", en="Id"), "text"),
        Column("name", Name(zh="名称", en="Name"), "text"),
        Column("parent", Name(zh="上级", en="Parent"), "text"),
        Column("weight", Name(zh="权重", en="Weight")),
    )
    title = Name(zh=f"{framework.name.zh}：权重", en=f"{framework.name.en}: weights")
    facts = (Fact("framework", Name(zh="指标体系", en="Framework"), framework.id),)
    return Document(title, (Table("weights", title, columns, rows),), facts)


def blank_table(framework: Framework, year: int | None = None) -> Document:
    """Lay out a wide table: a row a province where the units are provinces, a column an indicator with its unit."""
    columns = [
        Column(key, _headed(framework.heading_of(key), framework.unit_of(key)))
        for key in columns_of(framework, [item.id for item in framework.denominators])
    ]
    empty: tuple[Cell, ...] = (year, *((None,) * len(columns)))
    units: list[Cell] = [None]
    if framework.units == "provinces":
        units = [
            Name(zh=item.zh, en=item.en) for item in map(provinces.PROVINCES.__getitem__, provinces.IN_SCOPE)
        ]
    rows = tuple((unit, *empty) for unit in units)
    table = Table("template", framework.name, (UNIT, YEAR, *columns), rows)
    return Document(
        framework.name, (table,), (Fact("framework", Name(zh="指标体系", en="Framework"), framework.id),)
    )


def _headed(name: Name, unit: str | None) -> Name:
    return name if unit is None else Name(zh=f"{name.zh}({unit})", en=f"{name.en} ({unit})")


_LINES = (
    ("id: my-study", "编号：字母、数字、连字符", "letters, digits, hyphens"),
    ("title: {zh: 我的研究, en: My study}", "", ""),
    (
        "framework: caict-2024-public",
        "内置指标体系名称，或 YAML 文件",
        "a built-in framework, or a YAML file",
    ),
    (
        "table: provinces.csv",
        "数据表，路径相对于本文件；也可写 {path: …, sheet: …, year: …}",
        "the data, relative to this file; or {path: …, sheet: …, year: …}",
    ),
    ("year: 2023", "报告哪一年，默认最新一年", "the year to report, by default the latest"),
    (
        "# weights: weights.yaml",
        "权重文件（`ii-index weights` 写出）；默认用指标体系自带权重",
        "a weights file, as `ii-index weights` writes it; by default the framework's own",
    ),
    (
        "recipe:",
        "只写要改的步骤，其余随指标体系",
        "only the steps to change; the others are the framework's",
    ),
    ("  imputation: {kind: renormalise, threshold: 0.5}", "", ""),
    ("  normalisation: {kind: min_max}", "", ""),
    ("  aggregation: arithmetic", "", ""),
    ("tiers: {method: natural_breaks, k: 4}", "", ""),
    ("robustness: {draws: 10000, seed: 2023}", "删去此行则不作稳健性分析", "remove the line to leave it out"),
    (
        "# national: {table: china.csv, framework: caict-2024-public, base_year: 2020}",
        "全国指数（可选）",
        "the national index (optional)",
    ),
    (
        "# rubric: {rubric: huangshi-city-2022, answers: answers.csv}",
        "评分细则（可选）",
        "a rubric (optional)",
    ),
    ("language: {language}", "", ""),
    ("outputs: [report.html, index.xlsx, ranking.csv, ranking.json, report.md]", "", ""),
    ("charts: [svg, png]", "", ""),
)


def study_template(language: Language) -> str:
    """Return a study file with a remark on each line that needs one."""
    lines: list[str] = []
    for line, zh, en in _LINES:
        remark = zh if language == "zh" else en
        lines.append(line.replace("{language}", language) + (f"  # {remark}" if remark else ""))
    return "\n".join(lines) + "\n"


_COMMENT = {
    "zh": """\
判断文件：填好后运行 `ii-index weights 本文件 -o weights.yaml`。
每个矩阵比较一个上级（node，root 为综合指数）的全部下级，按 order 的次序逐行写上三角：
第一行为 order 第一项对其后各项，第二行为第二项对其后各项，依此类推。
1（同等重要）、3（稍微）、5（明显）、7（强烈）、9（极端重要），2、4、6、8居中；反过来写1/3等；未作判断写 ?。
多位专家：experts 中逐一列出，每个矩阵写明 expert。
allocations 为专家对全部末级指标（leaves）分配的100分；不用可删去。
也可按上级分配：{expert: e1, node: root, points: {…}}。
最优最劣法的判断少得多：不写该节点的矩阵，改写
best_worst: [{expert: e1, node: root, best_to_others: {…}, others_to_worst: {…}}]，
逐项写最优是它的几倍、它是最劣的几倍，最优、最劣对自身写1。""",
    "en": """\
Judgements: fill in, then `ii-index weights THIS_FILE -o weights.yaml`.
Each matrix compares all children of one parent (node; root is the total): the rows above the diagonal,
first row the first of `order` against all that follow, second row the second, and so on.
1 equal, 3 moderately, 5 strongly, 7 very strongly, 9 extremely more important (2, 4, 6, 8 in between);
1/3 and so on the other way round; ? where a pair was not judged.
Several experts: list them under experts, and name the expert of each matrix.
allocations: 100 points over all indicators (leaves); remove them if you need none.
By parent instead: {expert: e1, node: root, points: {…}}.
Fewer questions, by the best-worst method: in place of a node's matrix
best_worst: [{expert: e1, node: root, best_to_others: {…}, others_to_worst: {…}}],
by child how many times the best outweighs it, and it the worst; 1 for the best and for the worst itself.""",
}


def judgements_template(framework: Framework, language: Language) -> str:
    """Lay out one expert's judgements about every parent with several children, and points over the leaves.

    Parameters
    ----------
    framework : Framework
    language : {"zh", "en"}
        Of the comments.

    Returns
    -------
    str
        YAML that ``ii-index weights`` reads as it stands.
    """
    tree = framework.tree
    parents = [
        node for node in (ROOT, *framework.nodes) if node not in tree.pruned and framework.children_of(node)
    ]
    matrices = tuple(
        JudgementMatrix(node=node, expert="e1", order=children, upper=_equal(len(children)))
        for node in parents
        for children in [tree.children(node)]
        if len(children) > 1
    )
    leaves = tree.levels[-1]
    points = {
        leaf: 100 // len(leaves) + (position < 100 % len(leaves)) for position, leaf in enumerate(leaves)
    }
    judgements = Judgements(
        framework=framework.id,
        experts=(Expert(id="e1"),),
        matrices=matrices,
        allocations=(Allocation(expert="e1", leaves={leaf: float(given) for leaf, given in points.items()}),),
    )
    return to_yaml(judgements, _COMMENT[language])


def _equal(n: int) -> tuple[tuple[float, ...], ...]:
    return tuple((1.0,) * (n - 1 - row) for row in range(n - 1))
