"""The live figures of a comparison sheet, in formulas that every spreadsheet program since 2007 computes.

All of it stands on a hidden sheet, one block a parent: the matrix (0 where open, 1 + open pairs on the diagonal:
Harker's), its powers A^2, A^4 … A^256, the priorities (row sums of the last power), λ_max, and CR with the
random index of as many open pairs. For complete answers that is Saaty's CR.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell  # type: ignore[import-untyped]

from ii_index.io.questionnaires.layout import ANSWER, FIRST_PAIR, SCALE, WORKINGS, PairSheet
from ii_index.kernels.weighting.random_index import RandomIndexName, random_index

SQUARINGS = 8
ANSWERS = 17
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A parent's figures on the hidden sheet; rows and columns are 0-based.

    From ``top``: one row of single figures, then the matrix and its powers side by side, priorities and their
    image under the matrix to the right, then one row of severities a pair.
    """

    pairs: PairSheet
    top: int
    index: float

    @property
    def n(self) -> int:
        """Number of items compared."""
        return len(self.pairs.children)

    @property
    def bottom(self) -> int:
        """First row below the block."""
        return self.top + 2 + self.n

    @property
    def missing(self) -> str:
        """Cell with the number of open pairs."""
        return _cell(self.top, 0)

    @property
    def connected(self) -> str:
        """Cell that is 1 where the answers connect all items."""
        return _cell(self.top, 1)

    @property
    def ratio(self) -> str:
        """Cell with CR."""
        return _cell(self.top, 3)

    @property
    def worst(self) -> str:
        """Cell with the largest severity."""
        return _cell(self.top, 4)

    def severity(self, pair: int) -> str:
        """Cell with |ln ε| of a pair."""
        return _cell(self.top, 5 + pair)

    def weight(self, item: int) -> str:
        """Cell with an item's priority."""
        return _cell(self._row(item), self._side)

    @property
    def _side(self) -> int:
        return self.n * (SQUARINGS + 1)

    def _row(self, item: int) -> int:
        return self.top + 1 + item

    def _matrix(self, power: int = 0) -> Range:
        left = power * self.n
        return self._row(0), left, self._row(self.n - 1), left + self.n - 1

    def cells(self) -> Iterator[tuple[int, int, str, float]]:
        """Yield row, column, formula and value (of the blank questionnaire) of every single cell."""
        n, last = self.n, self._matrix(SQUARINGS)
        places = {pair: position for position, pair in enumerate(self.pairs.pairs)}
        for row in range(n):
            for column in range(n):
                formula = self._judgement(row, column, places)
                yield self._row(row), column, formula, float(n) if row == column else 0.0
            power_row = _range((self._row(row), last[1], self._row(row), last[3]))
            yield self._row(row), self._side, f"=SUM({power_row})/SUM({_range(last)})", 1 / n
        yield from self._figures(last)
        for pair, (left, right) in enumerate(self.pairs.pairs):
            judged = _cell(self._row(left), right)
            deviation = f"{judged}*{self.weight(right)}/{self.weight(left)}"
            yield self.top, 5 + pair, f"=IF({judged}=0,0,IFERROR(ABS(LN({deviation})),0))", 0.0

    def arrays(self) -> Iterator[tuple[Range, str]]:
        """Yield the ranges that are matrix products, and their formulas."""
        for power in range(SQUARINGS):
            matrix = _range(self._matrix(power))
            yield self._matrix(power + 1), f"=MMULT({matrix},{matrix})/SUM({matrix})^2"
        priorities = _range((self._row(0), self._side, self._row(self.n - 1), self._side))
        image = (self._row(0), self._side + 1, self._row(self.n - 1), self._side + 1)
        yield image, f"=MMULT({_range(self._matrix())},{priorities})"

    def _judgement(self, row: int, column: int, places: dict[tuple[int, int], int]) -> str:
        if row == column:
            others = (_cell(self._row(row), other) for other in range(self.n) if other != row)
            return "=1+" + "+".join(f"({cell}=0)" for cell in others)
        if row > column:
            mirror = _cell(self._row(column), row)
            return f"=IF({mirror}=0,0,1/{mirror})"
        answer = f"'{self.pairs.sheet}'!{_cell(FIRST_PAIR + places[row, column], ANSWER)}"
        words, numbers = f"'{SCALE}'!$A$1:$A${ANSWERS}", f"'{SCALE}'!$B$1:$B${ANSWERS}"
        return f'=IF({answer}="",0,IFERROR(INDEX({numbers},MATCH({answer},{words},0)),0))'

    def _figures(self, last: Range) -> Iterator[tuple[int, int, str, float]]:
        n, pairs = self.n, len(self.pairs.pairs)
        diagonal = "+".join(_cell(self._row(item), item) for item in range(n))
        yield self.top, 0, f"=({diagonal}-{n})/2", float(pairs)
        yield self.top, 1, f"=IF(MIN({_range(last)})>0,1,0)", 0.0
        image = _range((self._row(0), self._side + 1, self._row(n - 1), self._side + 1))
        yield self.top, 2, f"=MAX(SUM({image})-{n},0)/{max(n - 1, 1)}", 0.0
        loops = (n - 1) * (n - 2) // 2  # open pairs of a spanning tree, which nothing contradicts
        ratio = (
            f"IF({self.missing}={loops},0,{_cell(self.top, 2)}/({self.index!r}*(1-{self.missing}/{loops})))"
        )
        yield self.top, 3, f"={ratio}" if loops else "=0", 0.0
        severities = _range((self.top, 5, self.top, 4 + pairs))
        yield self.top, 4, f"=MAX({severities})", 0.0


def blocks(pairs: tuple[PairSheet, ...], table: RandomIndexName) -> list[Block]:
    """Stack the blocks of all parents on the hidden sheet."""
    found: list[Block] = []
    top = 0
    for sheet in pairs:
        found.append(Block(sheet, top, random_index(len(sheet.children), table)))
        top = found[-1].bottom
    return found


def workings(cell: str) -> str:
    """Refer to a cell of the hidden sheet from another one."""
    return f"'{WORKINGS}'!{cell}"


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column))


def _range(place: Range) -> str:
    return str(xl_range(*place))
