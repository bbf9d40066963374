"""Where an output comes from: a few lines that travel with every file."""

from collections.abc import Iterator
from datetime import date

from ii_index._version import __version__
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CompositeIndex
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.own_functions import functions_of
from ii_index.reporting.document import Document, Fact
from ii_index.reporting.results import Results
from ii_index.reporting.sources import publisher

_MOST = 6
_DIGITS = 12
_REPEATS = {"source": "data", "weights_note": "weights_origin", "own_functions": "own_functions"}


def provenance(results: Results) -> tuple[Fact, ...]:
    """Return framework and its reference, the weights' origin, the data and their sources, version and date.

    Returns
    -------
    tuple of Fact
        Keys ``reference``, ``weights_origin``, ``data``, ``sources``, ``national``, ``own_functions``, ``made``; the
        same lines for a page, a brief, a workbook, a picture and a file of facts.
    """
    index = results.index or results.national
    facts = [] if index is None else [*_of_index(index)]
    facts += [*_beside(index, results.national)]
    facts += own_functions(index, results.tiers) if index is not None else ()
    return (*facts, made_by(results.made))


def with_provenance(document: Document) -> tuple[Fact, ...]:
    """Return where a document comes from, then its own facts, without those that repeat the former."""
    origin = provenance(document.results) if document.results is not None else (made_by(document.made),)
    if document.results is None and any(fact.key == "made" for fact in document.facts):
        return document.facts  # a brief has all of it among its own
    said = {fact.key: fact.value for fact in origin}
    own = (
        fact
        for fact in document.facts
        if (of := _REPEATS.get(fact.key)) is None or said.get(of) != fact.value
    )
    return (*origin, *own)


def caveat(results: Results | None) -> Name | None:
    """Return in one line what the numbers are, and what they are not: the framework's reference."""
    index = None if results is None else results.index or results.national
    return None if index is None else index.framework.reference


def own_functions(index: CompositeIndex, tiers: Tiers | None = None) -> tuple[Fact, ...]:
    """Return the functions of somebody's own that made an index, each with the start of its code's SHA-256.

    Returns
    -------
    tuple of Fact
        One, of key ``own_functions``, or none.
    """
    said = [f"{label} ({digest[:_DIGITS]})" for label, digest in digests_of(index, tiers).items()]
    if not said:
        return ()
    named = Name(zh="、".join(said), en=", ".join(said))
    return (Fact("own_functions", Name(zh="自有函数（代码指纹）", en="Own functions (code)"), named),)


def digests_of(index: CompositeIndex, tiers: Tiers | None = None) -> dict[str, str]:
    """Return the SHA-256 of the code of every function of somebody's own that made an index, by what it is called."""
    framework = index.framework
    steps = (index.recipe, framework.aggregation, framework.children, tiers and tiers.method)
    named = {own.label: own for own in functions_of(steps)}
    if not named:
        return {}
    from ii_index.io.own_functions import digest_of

    return {label: digest_of(own) for label, own in named.items()}


def foot(results: Results, language: Language) -> str:
    """Return in one line whose index it is, what it rests on, and what made it."""
    index = results.index or results.national
    facts = {fact.key: fact.value for fact in provenance(results)}
    texts = [] if index is None else [_named(index, results, language)]
    named = {
        "sources": Name(zh="来源：", en="Sources: "),
        "data": Name(zh="数据：", en="Data: "),
        "made": Name(zh="", en=""),
    }
    for key, label in named.items():
        value = facts.get(key)
        if value is None or (key == "data" and "sources" in facts):  # a file is named where nobody else is
            continue
        texts.append(label.text(language) + (value.text(language) if isinstance(value, Name) else str(value)))
    return ("；" if language == "zh" else "; ").join(texts)


def below_picture(results: Results, language: Language) -> str:
    """Return a foot for what travels without its page: with lines on whose indicators and weights these are."""
    facts = {fact.key: fact.value for fact in provenance(results)}
    whose = [
        said.text(language)
        for said in (caveat(results), facts.get("weights_origin"))
        if isinstance(said, Name)
    ]
    index = results.index or results.national
    if whose and index is not None and index.weights.note is None:  # a note says itself what it is of
        whose[-1] = Name(zh=f"权重：{whose[-1]}", en=f"Weights: {whose[-1]}").text(language)
    return "\n".join([foot(results, language), *whose])


def _named(index: CompositeIndex, results: Results, language: Language) -> str:
    year = results.tiers.year if results.tiers is not None else index.years[-1]
    name = index.framework.name.text(language)
    return f"{name}，{year}年" if language == "zh" else f"{name}, {year}"


def _of_index(index: CompositeIndex) -> Iterator[Fact]:
    framework = index.framework
    yield Fact("reference", Name(zh="指数与依据", en="Index and reference"), reference_of(framework))
    origin = index.weights.note or index.recipe.weighting.title
    yield Fact("weights_origin", Name(zh="权重来源", en="Origin of the weights"), origin)
    if index.panel.source:
        yield Fact("data", Name(zh="数据文件", en="Data file"), index.panel.source)
    sources = list(dict.fromkeys(publisher(leaf.source) for leaf in framework.leaves if leaf.source))
    if sources:
        more_zh, more_en = ("等", " and others") if len(sources) > _MOST else ("", "")
        zh = "、".join(one.zh for one in sources[:_MOST])
        en = ", ".join(one.en for one in sources[:_MOST])
        yield Fact("sources", Name(zh="数据来源", en="Sources"), Name(zh=zh + more_zh, en=en + more_en))


def _beside(index: CompositeIndex | None, national: CompositeIndex | None) -> Iterator[Fact]:
    """Say where a nation's series that stands beside units' scores comes from: not from their data."""
    if index is None or national is None or national is index:
        return
    named, note = reference_of(national.framework), national.weights.note
    of_zh, of_en = (
        (f"数据：{national.panel.source}。", f" Data: {national.panel.source}.")
        if national.panel.source
        else ("", "")
    )
    yield Fact(
        "national",
        Name(zh="全国指数", en="National index"),
        Name(
            zh=f"{named.zh}{of_zh}{note.zh if note else ''}",
            en=f"{named.en}{of_en}{' ' + note.en if note else ''}",
        ),
    )


def reference_of(framework: Framework) -> Name:
    """Return a framework's name, and whose it is."""
    name, reference = framework.name, framework.reference
    return Name(
        zh=f"{name.zh}。{reference.zh}" if reference else name.zh,
        en=f"{name.en}. {reference.en}" if reference else name.en,
    )


def made_by(day: date | None) -> Fact:
    """Return what made an output, and on which day."""
    on = f"{day.isoformat()}, " if day else ""
    made = Name(zh=f"{on.replace(', ', '，')}ii-index {__version__}", en=f"{on}ii-index {__version__}")
    return Fact("made", Name(zh="生成", en="Made by"), made)
