"""The end of a report: method, weights, coverage, sources, findings, fingerprints, version."""

import hashlib
import json
from collections.abc import Iterator

from pydantic import BaseModel

from ii_index._version import __version__
from ii_index.analysis.improvement import good_directions
from ii_index.construction.results import CODE, UNIT, CompositeIndex, shown_weights
from ii_index.construction.weights import Consistency
from ii_index.kernels.weighting.random_index import TABLES
from ii_index.model.names import Name
from ii_index.model.node import ROOT, Node
from ii_index.model.table import INDENT, Cell, Column, Table
from ii_index.reporting.document import Document, Fact, Section
from ii_index.reporting.results import Results
from ii_index.reporting.sources import source_of

_NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
_NAME = Column("name", Name(zh="指标", en="Indicator"), "text")


def method(document: Document, results: Results) -> Iterator[Section]:
    """Yield the sections on how the numbers came about."""
    index = results.index or results.national
    year = results.tiers.year if results.tiers is not None and results.index is not None else None
    yield method_of(document)
    if index is not None:
        yield Section(
            "weights", Name(zh="权重", en="Weights"), index.weights.note, tables=(weights_table(index, year),)
        )
        yield Section(
            "data",
            Name(zh="数据", en="Data"),
            tables=(coverage_table(index), *_preparation(index), sources_table(index)),
        )
    facts = fingerprints(results)
    yield Section("version", Name(zh="版本与指纹", en="Version and fingerprints"), _same_again(), facts=facts)


def method_of(document: Document) -> Section:
    """Return the section of a document's facts: framework, data, method, weights."""
    return Section("method", Name(zh="方法与说明", en="Method and caveats"), facts=document.facts)


def weights_table(index: CompositeIndex, year: int | None = None) -> Table:
    """Local and nested weight of every node in a year, or the latest, and the consistency of the judgements below."""
    columns = (
        _NODE,
        _NAME,
        Column("level", Name(zh="级", en="Level"), "integer", 0),
        Column("local", Name(zh="在上级中的权重", en="Weight within its parent"), "percent", 2),
        Column("nested", Name(zh="全局权重", en="Nested weight"), "percent", 2),
        Column("ratio", Name(zh="下级判断的 CR", en="CR of the judgements below"), "number", 4),
        Column("random_index", Name(zh="RI 表", en="RI table"), "text"),
    )
    shown = {ROOT: (1.0, 1.0), **shown_weights(index, year)}
    rows = tuple(_weight_row(index, node, shown[node]) for node in (ROOT, *_preorder(index)))
    return Table(
        "weights", Name(zh="各级权重与一致性比率", en="Weights and consistency ratios"), columns, rows
    )


def coverage_table(index: CompositeIndex) -> Table:
    """Share of the weight available to each unit, by year."""
    columns = (
        CODE,
        UNIT,
        *(Column(f"y{year}", Name(zh=f"{year}年", en=str(year)), "percent", 1) for year in index.years),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (code, index.panel.unit_name(code), *(float(share) for share in index.coverage[0][:, unit, 0]))
        for unit, code in enumerate(index.units)
    )
    return Table("coverage", Name(zh="数据覆盖率", en="Coverage: weight available"), columns, rows)


def sources_table(index: CompositeIndex) -> Table:
    """Return unit, direction, transformation, source and caveat of every indicator."""
    columns = (
        _NAME,
        Column("measured", Name(zh="单位", en="Unit of measurement"), "text"),
        Column("direction", Name(zh="方向", en="Direction"), "text"),
        Column("transform", Name(zh="变换", en="Transformation"), "text"),
        Column("source", Name(zh="来源", en="Source"), "text"),
        Column("note", Name(zh="说明", en="Caveat"), "text"),
    )
    rows = tuple(
        (
            leaf.name,
            leaf.unit,
            _direction(leaf, sign),
            leaf.transform.title if leaf.transform else None,
            source_of(leaf),
            leaf.note,
        )
        for leaf, sign in zip(index.framework.leaves, _signs(index), strict=True)
    )
    return Table("sources", Name(zh="指标与来源", en="Indicators and sources"), columns, rows)


def _preparation(index: CompositeIndex) -> Iterator[Table]:
    """Yield who was screened and which outliers were treated, where a recipe or an indicator asks for it."""
    if index.recipe.screening is not None:
        yield index.table("availability")
    if index.prepared.untreated is not None:
        yield index.table("treatment")


def _signs(index: CompositeIndex) -> list[float]:
    """Return above 0 where more of an indicator is better: its direction, turned where less of the total is better."""
    if index.framework.better == "lower":
        better: list[float] = good_directions(index)[0].tolist()
        return better
    return [leaf.sign for leaf in index.framework.leaves]


def _direction(leaf: Node, sign: float) -> Name:
    """Say what is better, and of a moderate indicator where it is best."""
    if leaf.best is not None:
        first, last = (f"{end:.12g}" for end in leaf.best)
        best = first if first == last else f"{first}–{last}"
        return Name(zh=f"适度：{best}最好", en=f"best at {best}")
    return Name(zh="越大越好", en="more is better") if sign > 0 else Name(zh="越小越好", en="less is better")


def fingerprints(results: Results) -> tuple[Fact, ...]:
    """SHA-256 of what the result was made of, and the program's version."""
    facts = [Fact("version", Name(zh="程序版本", en="Version"), f"ii-index {__version__}")]
    for name, digest in results.inputs.items():
        facts.append(Fact(f"input_{name}", Name(zh=f"文件 {name}", en=f"File {name}"), digest))
    for key, label, index in (
        ("index", Name(zh="地区", en="units"), results.index),
        ("national", Name(zh="全国", en="national"), results.national),
    ):
        if index is not None:
            facts.append(
                Fact(
                    f"{key}_data",
                    Name(zh=f"数据与指标体系（{label.zh}）", en=f"Data and framework ({label.en})"),
                    panel_fingerprint(index),
                )
            )
            facts.append(
                Fact(
                    f"{key}_recipe",
                    Name(zh=f"计算方案（{label.zh}）", en=f"Recipe ({label.en})"),
                    _sha256(BaseModel.model_dump_json(index.recipe, exclude_defaults=True).encode()),
                )
            )
    return tuple(facts)


def panel_fingerprint(index: CompositeIndex) -> str:
    """Return the SHA-256 of framework, years, units and cells, whatever file they came from.

    What a framework leaves at its default does not enter: a later version, with more fields, says the same of it.
    """
    panel = index.panel
    labels = json.dumps(
        [panel.framework.as_shown(exclude_defaults=True), panel.years, panel.units],
        ensure_ascii=False,
    )
    cells = panel.values.astype("<f8").tobytes() + panel.denominators.astype("<f8").tobytes()
    return _sha256(labels.encode() + cells)


def _same_again() -> Name:
    return Name(
        zh="指纹为 SHA-256：相同的数据、方案和版本得到相同的结果。",
        en="Fingerprints are SHA-256: the same data, recipe and version give the same results.",
    )


def _weight_row(
    index: CompositeIndex, node: str, shown: tuple[float | None, float | None]
) -> tuple[Cell, ...]:
    consistency = index.weights.consistency.get(node)
    local, nested = shown
    ratio: tuple[float | None, str | Name | None] = (None, None)
    if consistency is not None:
        ratio = (consistency.ratio, _table_of(consistency))
    level, name = index.framework.tree.level_of(node), index.framework.name_of(node)
    inset = INDENT * (level - 1)
    return (node, Name(zh=inset + name.zh, en=inset + name.en), level, local, nested, *ratio)


def _table_of(consistency: Consistency) -> Name | str:
    """Name the table of random indices, or the method that needs none."""
    table = consistency.random_index
    return TABLES[table].name if table is not None else Name(zh="最优最劣法", en="best-worst")


def _preorder(index: CompositeIndex) -> Iterator[str]:
    yield from (node.id for node in index.framework.walk() if node.id in index.weights.local)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
