"""Series of links: every figure is an index whose base is the period before (环比) or the year before (上年=100)."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from ii_index.model.names import Definition, Name
from ii_index.model.spelling import fold
from ii_index.model.steps.step import shorthand

Link = Literal["previous_year", "previous_period"]


class Chain(Definition):
    """An indicator is published as links: 110 says ten percent more than the year, or the period, before.

    Attributes
    ----------
    kind
        What is 100: the same period of the year before (上年=100, 上年同期=100), or the period before (环比).
    form
        Written ``as``. ``index``: links are chained to an index of their own that is 100 in the base year, which a
        base-year index takes; ``growth``: each is taken as growth in percent, which compares across units.
    """

    model_config = ConfigDict(populate_by_name=True)

    titles: ClassVar[dict[str, Name]] = {
        "previous_year": Name(zh="上年=100", en="previous year = 100"),
        "previous_period": Name(zh="上期=100", en="previous period = 100"),
    }
    kind: Link
    form: Annotated[Literal["index", "growth"], Field(alias="as")] = "index"


Chained = Annotated[Chain, shorthand]

_YEAR_BEFORE = re.compile(
    r"(?:以?(?:上年|上一年|去年)(?:同期|同月|同季|同季度)?(?:=|为|＝)100|(?:previous|preceding|last|prior) year ?= ?100"
    r"|same (?:month|quarter|period) of (?:the )?(?:previous|preceding|last) year ?= ?100)"
)
_PERIOD_BEFORE = re.compile(
    r"(?:以?(?:上期|上月|上季|上季度)(?:=|为|＝)100|环比(?:指数)?(?:=100)?"
    r"|(?:previous|preceding|last|prior) (?:month|quarter|period) ?= ?100)"
)


def link_said(text: str | None) -> Link | None:
    """Return what a heading or a unit says to be 100, where that is the year or the period before.

    Examples
    --------
    >>> link_said("上年=100"), link_said("上月＝100"), link_said("previous year = 100"), link_said("2015=100")
    ('previous_year', 'previous_period', 'previous_year', None)
    """
    if not text:
        return None
    folded = fold(text)
    if _YEAR_BEFORE.fullmatch(folded):
        return "previous_year"
    return "previous_period" if _PERIOD_BEFORE.fullmatch(folded) else None
