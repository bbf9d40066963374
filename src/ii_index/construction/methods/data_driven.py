"""Weights from data: what each rule is given, over the whole tree or within each parent, and what is said of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods import own
from ii_index.construction.methods.treatment import treatment_for
from ii_index.construction.weights import Weights, framework_weights, from_local, nested_weights
from ii_index.errors import Finding, WeightsError
from ii_index.kernels.ranking import tie_levels
from ii_index.kernels.weighting import objective_weights
from ii_index.kernels.weighting.decision_table import NoWeightsError, min_max_scores
from ii_index.kernels.weighting.principal_weights import pointing_back
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.steps.weighting import FromData, OwnWeights


@dataclass(frozen=True, eq=False, slots=True)
class Material:
    """What weights may be made of.

    Attributes
    ----------
    panel : Panel
    recipe : Recipe
    values : FloatArray, shape (years, units, indicators)
        Prepared: denominated, imputed, transformed, treated.
    bent : sequence of bool
        Which indicators enter transformed.
    climbed : callable
        ``(weights) -> levels``: the scores of every node under some weights.
    """

    panel: Panel
    recipe: Recipe
    values: FloatArray
    bent: Sequence[bool]
    climbed: Callable[[Weights], tuple[FloatArray, ...]]


class Rule(NamedTuple):
    """What a rule needs, besides the kernel that is called as the kind is.

    Attributes
    ----------
    values : {"ratio", "unit", "no"}
        Of which values it can be taken: of a ratio scale, of one unit of measurement, or of scores alone.
    whole_rows : bool
        Whether it compares rows, so that units with a gap are left out.
    by_year : bool
        Whether it standardises year by year.
    signs : {"first", "kaiser", "no"}
        Whose signs an absolute value hides.
    """

    values: Literal["ratio", "unit", "no"] = "no"
    whole_rows: bool = False
    by_year: bool = False
    signs: Literal["first", "kaiser", "no"] = "no"


RULES: Mapping[str, Rule] = {
    "entropy": Rule("ratio"),
    "critic": Rule(),
    "standard_deviation": Rule("unit"),
    "coefficient_of_variation": Rule("ratio"),
    "pca": Rule(signs="first"),
    "merec": Rule("ratio", whole_rows=True),
    "cilos": Rule("ratio", whole_rows=True),
    "idocriw": Rule("ratio", whole_rows=True),
    "inverse_standard_deviation": Rule("unit"),
    "variance": Rule("unit"),
    "gini": Rule("ratio"),
    "angle": Rule("ratio"),
    "pca_kaiser": Rule(signs="kaiser"),
    "pca_oecd": Rule(),
    "scatter_degree": Rule(whole_rows=True, by_year=True),
}

_OWN = Rule()  # a function of one's own is given what there is
_ON_VALUES = {"standard_deviation": "standard_deviation_of_values", "variance": "variance_of_values"}


def weights_from_data(material: Material, step: FromData) -> Weights:
    """Return the weights that a rule takes from the data.

    Parameters
    ----------
    material : Material
    step : FromData

    Raises
    ------
    WeightsError
        What the rule cannot take, by name.
    """
    framework = material.panel.framework
    source = _Source(material, step)
    source.check()
    if step.within == "tree":
        leaves = framework.tree.levels[-1]
        vector = source.weigh(source.leaf_columns(leaves), leaves)
        made = nested_weights(
            framework, dict(zip(leaves, vector.tolist(), strict=True)), step.kind_of_rule, source.note()
        )
        return made.with_findings(source.findings)
    own = framework_weights(framework)
    local = _local(source, own)
    kept = {node: found for node, found in own.consistency.items() if node not in source.weighed}
    return from_local(framework.tree, local, step.kind_of_rule, kept, source.note()).with_findings(
        source.findings
    )


def weighed_parents(panel: Panel, step: FromData) -> tuple[str, ...]:
    """Return the parents whose children a rule weighs, from the deepest up."""
    tree = panel.framework.tree
    leaves = set(tree.levels[-1])
    parents = [
        node
        for level in range(tree.depth - 1, -1, -1)
        for place, node in enumerate(tree.levels[level])
        if not tree.carried[level][place]
    ]
    return tuple(
        node
        for node in parents
        if len(tree.children(node)) > 1
        and (step.within == "all_parents" or leaves.issuperset(tree.children(node)))
    )


def _local(source: "_Source", own: Weights) -> dict[str, float]:
    """Weigh parent by parent, from the deepest up; the scores of nodes are made with the weights found so far."""
    tree = source.material.panel.framework.tree
    leaves = set(tree.levels[-1])
    local = dict(own.local)
    for parent in source.weighed:
        children = tree.children(parent)
        if leaves.issuperset(children):
            columns = source.leaf_columns(children)
        else:
            columns = source.node_columns(children, from_local(tree, local, "so far"))
        local |= dict(zip(children, source.weigh(columns, children, parent).tolist(), strict=True))
    return local


class _Source:
    """The columns that a rule is given, and what is to be said of them."""

    def __init__(self, material: Material, step: FromData) -> None:
        self.material, self.step, self.rule = material, step, RULES.get(step.kind_of_rule, _OWN)
        self.findings: list[Finding] = []
        self.rows = _rows(material.panel, step)
        self.leaves = {leaf.id: at for at, leaf in enumerate(material.panel.framework.leaves)}
        leaves = material.panel.framework.leaves
        self.bent = [
            leaf.transform if bent else None for leaf, bent in zip(leaves, material.bent, strict=True)
        ]
        self.weighed = () if step.within == "tree" else weighed_parents(material.panel, step)

    @property
    def on_values(self) -> bool:
        """Whether the rule is given values, not scores."""
        return self.step.basis == "values"

    def check(self) -> None:
        """Refuse values that are on no ratio scale, or in several units of measurement."""
        if not self.on_values:
            return
        panel, recipe = self.material.panel, self.material.recipe
        bent = [
            leaf.id
            for leaf, transform in zip(panel.framework.leaves, self.bent, strict=True)
            if transform is not None or treatment_for(leaf, recipe).kind == "winsorise_then_log"
        ]
        if bent:
            raise WeightsError(self._fault("E_WEIGHTS_LOGARITHM", bent, what=self._some(bent)))
        units = list(dict.fromkeys(leaf.unit or "" for leaf in panel.framework.leaves))
        if self.rule.values == "unit" and (len(units) > 1 or not units[0]):
            said = [unit or "–" for unit in units]
            raise WeightsError(self._fault("E_WEIGHTS_UNITS", [], units=said))

    def leaf_columns(self, ids: Sequence[str]) -> FloatArray:
        """Return the columns of indicators over the scope, shape (years, units, ids)."""
        at = [self.leaves[node] for node in ids]
        values = self.material.values[self.rows][..., at]
        floating = np.array([getattr(self.bent[place], "kind", "") in {"log", "box_cox"} for place in at])
        # a logarithm has no zero point: its equals are told from its own range
        level = np.where(floating, np.fmin.reduce(values, axis=(0, 1)) - 1, 0.0)
        columns = _tied(values - level)
        if self.on_values:
            return columns
        signs = np.array([self.material.panel.framework.leaves[place].sign for place in at])
        return _scored(columns, signs)

    def node_columns(self, ids: Sequence[str], weights: Weights) -> FloatArray:
        """Return the scores of nodes from 0 to 1 over the scope, shape (years, units, ids)."""
        tree, levels = self.material.panel.framework.tree, self.material.climbed(weights)
        found: list[FloatArray] = []
        for node in ids:
            if node in self.leaves:
                found.append(self.leaf_columns([node])[..., 0])
                continue
            level = tree.level_of(node)
            found.append(levels[level][self.rows][..., tree.levels[level].index(node)])
        columns = np.stack(found, axis=-1)
        return _scored(_tied(columns), np.ones(len(ids)))

    def weigh(self, columns: FloatArray, ids: Sequence[str], parent: str = ROOT) -> FloatArray:
        """Ask the rule; what it refuses is said with names."""
        table = columns.reshape(-1, columns.shape[-1])
        whole: BoolArray = np.asarray(~np.isnan(table).any(axis=1))
        if self.rule.whole_rows:
            self._say_rows("N_WEIGHTS_WHOLE_ROWS", whole, len(ids), parent)
            table = np.where(whole[:, np.newaxis], table, np.nan) if self.rule.by_year else table[whole]
        given = table.reshape(columns.shape) if self.rule.by_year else table
        try:
            weights = self._asked(given, ids)
        except NoWeightsError as error:
            if error.why == "pairwise" and whole.sum() > len(ids):
                self._say_rows("N_WEIGHTS_PAIRWISE", whole, len(ids), parent)
                return self.weigh(table[whole], ids, parent)
            names = [ids[place] for place in error.columns]
            node = self.material.panel.framework.name_of(parent)
            raise WeightsError(self._fault(_CODES[error.why], names, node=node)) from None
        if not self.rule.whole_rows:
            self._say_gaps(table, ids)
        return weights

    def _asked(self, given: FloatArray, ids: Sequence[str]) -> FloatArray:
        signs = self._signs(ids)
        weights = self._kernel()(given, signs)
        if self.rule.signs != "no":
            against = pointing_back(given, signs, kaiser=self.rule.signs == "kaiser")
            names = [ids[place] for place in np.flatnonzero(against).tolist()]
            self.findings += [self._fault("W_WEIGHTS_MIXED_SIGNS", names)] if names else []
        return weights

    def _signs(self, ids: Sequence[str]) -> FloatArray:
        if not self.on_values:
            return np.ones(len(ids))
        leaves = self.material.panel.framework.leaves
        return np.array([float(leaves[self.leaves[node]].sign) for node in ids])

    def _kernel(self) -> Callable[[FloatArray, FloatArray], FloatArray]:
        if isinstance(self.step, OwnWeights):
            return partial(own.weighed, self.step.function)
        kind, shift = self.step.kind_of_rule, self.step.shifted_by
        name = _ON_VALUES.get(kind, kind) if self.on_values else kind
        kernel: Callable[..., FloatArray] = getattr(objective_weights, name)
        return (lambda table, signs: kernel(table, signs, shift)) if shift else kernel

    def _say_rows(self, code: str, whole: BoolArray, columns: int, parent: str) -> None:
        kept, every = int(whole.sum()), len(whole)
        if kept < columns + 1:
            node = self.material.panel.framework.name_of(parent)
            raise WeightsError(
                self._fault("E_WEIGHTS_FEW_ROWS", [], rows=kept, needed=columns + 1, node=node)
            )
        if kept < every:
            self.findings.append(self._fault(code, [], kept=kept, every=every))

    def _say_gaps(self, table: FloatArray, ids: Sequence[str]) -> None:
        gaps = np.isnan(table)
        if gaps.any():
            names = [ids[place] for place in np.flatnonzero(gaps.any(axis=0)).tolist()]
            self.findings.append(self._fault("N_WEIGHTS_GAPS", names, count=int(gaps.sum())))

    def _fault(self, code: str, nodes: Sequence[str], **details: object) -> Finding:
        names = [_named(self.material.panel.framework.name_of(node), node) for node in nodes]
        said = {"title": self.step.title, "names": names, "count": len(names), **details}
        return Finding(code, file=self.material.panel.source, details=said)

    def _some(self, nodes: Sequence[str]) -> Name:
        """Name the first few of some indicators, and count them where there are more."""
        names = [self.material.panel.framework.name_of(node) for node in nodes[:_MOST_NAMED]]
        more = len(nodes) > _MOST_NAMED
        return Name(
            zh="、".join(f"“{name.zh}”" for name in names) + (f"等{len(nodes)}项指标" if more else ""),
            en=", ".join(name.en for name in names) + (f" and others ({len(nodes)} in all)" if more else ""),
        )

    def note(self) -> Name:
        """Say what the rule was given: basis, logarithms, scope, shift, within what."""
        parts = list(self._parts())
        return Name(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))

    def _parts(self) -> Iterator[Name]:
        yield Name(zh=f"{self.step.title.zh}，由数据得到", en=f"{self.step.title.en}, from the data")
        logs = sum(transform is not None for transform in self.bent)
        if self.on_values:
            yield Name(zh="依据原始数值", en="on the values")
        else:
            log = (f"，其中{logs}项先作变换", f", {logs} of them transformed") if logs else ("", "")
            yield Name(
                zh=f"依据0—1最小-最大得分（含方向）{log[0]}", en=f"on min-max scores from 0 to 1{log[1]}"
            )
        years = [self.material.panel.years[row] for row in self.rows]
        if len(years) == 1:
            yield Name(zh=f"取自{years[0]}年", en=f"taken from {years[0]}")
        else:
            yield Name(zh=f"{years[0]}—{years[-1]}年合并", en=f"pooled over {years[0]}–{years[-1]}")
        if self.step.shifted_by:
            yield Name(zh=f"平移{self.step.shifted_by:g}", en=f"shift {self.step.shifted_by:g}")
        if self.step.within != "tree":
            count = len(self.weighed)
            yield Name(zh=f"在{count}个上级之内分别赋权", en=f"within each of {count} parents")


_MOST_NAMED = 5
"""Indicators that a sentence names; further ones are counted."""
_CODES = {
    "table": "E_WEIGHTS_NO_INFORMATION",
    "missing": "E_WEIGHTS_NO_INFORMATION",
    "negative": "E_WEIGHTS_NEGATIVE",
    "not_positive": "E_WEIGHTS_NOT_POSITIVE",
    "no_information": "E_WEIGHTS_NO_INFORMATION",
    "not_determined": "E_WEIGHTS_NOT_DETERMINED",
    "pairwise": "E_WEIGHTS_PAIRWISE",
    "mixed_signs": "E_WEIGHTS_MIXED_SIGNS",
}


def _rows(panel: Panel, step: FromData) -> list[int]:
    """Return the positions of the years of the scope."""
    if step.scope == "pooled":
        return list(range(len(panel.years)))
    if step.scope == "year":
        if len(panel.years) > 1:
            raise WeightsError(
                Finding("E_WEIGHTS_EACH_YEAR", file=panel.source, details={"years": panel.years})
            )
        return [0]
    return [panel.year_index(step.scope)]


def _tied(columns: FloatArray) -> FloatArray:
    """Make equal values the same to the last bit, over all years of the scope."""
    table = columns.reshape(-1, columns.shape[-1])
    return tie_levels(table.T).T.reshape(columns.shape)


def _scored(columns: FloatArray, signs: FloatArray) -> FloatArray:
    """Score from 0 to 1 over all years of the scope, direction applied."""
    table = columns.reshape(-1, columns.shape[-1])
    return min_max_scores(table, signs).reshape(columns.shape)


def _named(name: Name, node: str) -> Name:
    return Name(zh=f"{name.zh}（{node}）", en=f"{name.en} ({node})")
