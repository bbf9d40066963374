"""A DataFrame gets the checks that a file gets."""

import io
from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.model.framework import Framework
from tests.io.tables import free_tables
from tests.model.made_frames import FREE, faults, frame

WORDS = Framework(
    id="w", name="w", reference="r", children=[{"id": "x", "name": "x"}, {"id": "beta", "name": "beta"}]
)


@given(
    st.lists(st.text("abc", min_size=1), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(1990, 2030), min_size=1, max_size=3, unique=True),
    st.data(),
)
def test_to_frame_and_back_is_the_same_panel(units, years, data):
    numbers = st.floats(allow_infinity=False) | st.just(float("nan"))
    count = len(units) * len(years) * 2
    cells = data.draw(st.lists(numbers, min_size=count, max_size=count))
    values = np.array(cells).reshape(len(years), len(units), 2)
    panel = ii.Panel(FREE, tuple(sorted(years)), tuple(units), values)

    assert ii.Panel.from_frame(panel.to_frame(), FREE).equals(panel)
    assert ii.Panel.from_frame(panel.to_frame().reset_index(), FREE).equals(panel)


@st.composite
def panels(draw):
    """Panels of free units; a label may be any word, a value any number or missing."""
    units = draw(st.lists(st.text("abc城", min_size=1), min_size=1, max_size=4, unique=True))
    years = draw(st.lists(st.integers(1990, 2030), min_size=1, max_size=3, unique=True))
    count = len(units) * len(years) * 2
    numbers = st.floats(allow_infinity=False) | st.just(float("nan"))
    cells = draw(st.lists(numbers, min_size=count, max_size=count))
    return ii.Panel(FREE, tuple(sorted(years)), tuple(units), np.reshape(cells, (len(years), len(units), 2)))


def rows_of(panel):
    """One row a cell, written out by hand: the definition of a long table."""
    return [
        (unit, year, indicator, float(panel.values[panel.year_index(year), at, column]))
        for at, unit in enumerate(panel.units)
        for year in panel.years
        for column, indicator in enumerate(panel.indicators)
    ]


def same_cells(one, other):
    """Whether two panels say the same; the order of free units is that of their first rows."""
    return set(one.units) == set(other.units) and one.equals(other.select(units=one.units))


@pytest.mark.law(examples=200)
@given(panels(), st.randoms(use_true_random=False), st.sampled_from([float, str, Decimal]))
def test_any_order_of_long_rows_the_wide_frame_and_its_csv_are_the_same_panel(panel, random, kind):
    rows = rows_of(panel)
    random.shuffle(rows)
    columns = [*"abcd"]
    random.shuffle(columns)
    headings = {"a": "unit", "b": "year", "c": "indicator", "d": "value"}
    cells = [(*keys, None if np.isnan(value) else kind(repr(value))) for *keys, value in rows]
    long = pd.DataFrame(cells, columns=[*"abcd"])[columns].rename(columns=headings)
    wide = panel.to_frame().reset_index().sample(frac=1, random_state=random.randint(0, 999))

    assert same_cells(panel, ii.Panel.from_frame(long, FREE))
    assert same_cells(panel, ii.Panel.from_frame(wide, FREE))
    filled = [
        year for year, cells in zip(panel.years, panel.values, strict=True) if not np.isnan(cells).all()
    ]
    of_files = panel.select(
        years=filled or panel.years
    )  # a file's years without a value are left out and named
    assert same_cells(of_files, ii.read_panel(wide.to_csv(index=False).encode(), FREE))
    assert same_cells(of_files, ii.read_panel(long.to_csv(index=False).encode(), FREE))


ORDERS = {
    "unit, year, indicator": ["unit", "year", "indicator"],
    "year, unit, indicator": ["year", "unit", "indicator"],
    "indicator, unit, year": ["indicator", "unit", "year"],
    "indicator, year, unit": ["indicator", "year", "unit"],  # sheets one below the other
    "shuffled": [],
}


@pytest.mark.parametrize("order", ORDERS)
def test_fifty_long_frames_are_read_by_their_keys_in_whatever_order_pandas_stacks(order):
    """Pandas 2.2.0 to 2.3.3 and 3.0.0 unstack some of these orders into the wrong cells (`make matrix` has them)."""
    for seed in range(50):
        random = np.random.default_rng(seed)
        units, years = [*"北ab"[: random.integers(1, 4)]], [2023, 2021, 2022][: random.integers(1, 4)]
        cells = {
            key: float(random.normal()) for key in product(random.permutation(units).tolist(), years, "xy")
        }
        long = pd.DataFrame(
            [(*key, value) for key, value in cells.items()], columns=["unit", "year", "indicator", "value"]
        )
        chosen = long.sort_values(ORDERS[order]) if ORDERS[order] else long.sample(frac=1, random_state=seed)

        for frame_of_rows in (chosen, chosen.set_index(["unit", "year"])):
            panel = ii.Panel.from_frame(frame_of_rows, FREE)

            read = {
                (unit, year, name): panel.values[panel.year_index(year), panel.unit_index(unit), column]
                for unit, year, (column, name) in product(
                    panel.units, panel.years, enumerate(panel.indicators)
                )
            }
            assert read == cells


@st.composite
def tables(draw):
    """Tables as people send them: units, perhaps codes, groups, running numbers and remarks, in columns of any order."""
    units = draw(
        st.lists(
            st.sampled_from(
                ["Côte d'Ivoire", "São Tomé", "中国", "日本", "Österreich", "Perú", "Ελλάδα", "Россия"]
            ),
            min_size=2,
            max_size=6,
            unique=True,
        )
    )
    years = draw(st.lists(st.integers(1990, 2030), min_size=1, max_size=3, unique=True))
    group = {unit: draw(st.sampled_from(["North", "South", "高"])) for unit in units}
    columns = {
        draw(
            st.sampled_from(["Country", "Entity", "unit", "国家", "firm_id", "GEO_LABEL"])
        ): lambda unit, year: unit,
        draw(st.sampled_from(["Year", "年份", "TIME_PERIOD"])): lambda unit, year: str(year),
        "x": lambda unit, year: str(units.index(unit) + year / 8),
        "beta": lambda unit, year: str(units.index(unit) * 2.5 - year),
    }
    further = {
        "Code": lambda unit, year: "ABCDEFGH"[units.index(unit)] * 3,
        "Continent": lambda unit, year: group[unit],
        "Income group": lambda unit, year: group[unit],
        "Area": lambda unit, year: str(1000 + 7 * units.index(unit)),
        "No": lambda unit, year: str(units.index(unit) + 1),
        "备注": lambda unit, year: "" if year % 2 else "修订",
    }
    for heading in draw(st.lists(st.sampled_from([*further]), unique=True)):
        columns[heading] = further[heading]
    order = draw(st.permutations([*columns]))
    rows = [[columns[heading](unit, year) for heading in order] for unit in units for year in years]
    return pd.DataFrame(draw(st.permutations(rows)), columns=order)


@pytest.mark.law(examples=200)
@given(tables())
def test_a_frame_and_its_file_have_the_same_roles_and_are_the_same_panel(table):
    content = table.to_csv(index=False).encode()
    found = []
    for read in (
        lambda: ii.read_panel(content, WORDS),
        lambda: ii.Panel.from_frame(table, WORDS),
        lambda: ii.Panel.from_frame(pd.read_csv(io.BytesIO(content)), WORDS),
    ):
        try:
            panel = read()
        except ii.DataError as error:
            found.append({one.code for one in error.findings if one.severity == "error"})
        else:
            found.append(panel)

    first, *others = found
    assert all(first == other if isinstance(first, set) else first.equals(other) for other in others)


@pytest.mark.law(examples=100, suppress=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(free_tables.tables().map(free_tables.plain))
def test_in_any_layout_a_frame_and_its_file_are_the_same_panel(table):
    options = {} if table.dated else {"year": table.years[0]}
    file = ii.read_panel(free_tables.written(table), free_tables.FREE, **options)
    panel = ii.Panel.from_frame(free_tables.framed(table), free_tables.FREE, **options)

    assert panel.select(years=file.years).equals(file)
    assert all(
        np.isnan(panel.values[panel.year_index(year)]).all() for year in {*panel.years} - {*file.years}
    )


def test_a_long_frame_is_read_like_a_wide_one():
    long = frame().melt(["unit", "year"], var_name="indicator", value_name="value")

    assert ii.Panel.from_frame(long, FREE).equals(ii.Panel.from_frame(frame(), FREE))
    assert ("E_DUPLICATE_KEY", 5) in faults(pd.concat([long, long.head(1)]))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (frame(x=[1.0, float("inf")]), [("E_NOT_NUMBER", 2)]),
        (frame(x=["1", "约2"]), [("E_NOT_NUMBER", 2)]),
        (frame(x=[True, False]), [("E_NOT_NUMBER", 1), ("E_NOT_NUMBER", 2)]),
        (frame(unit=["a", "a"]), [("E_DUPLICATE_KEY", 2)]),
        (frame(unit=["a", None]), [("E_BLANK_KEY", 2)]),
        (frame(year=[2023, 23]), [("E_BAD_YEAR", 2)]),
        (frame(甲=[1, 2]), [("E_DUPLICATE_COLUMN", None)]),
        (frame().drop(columns="y"), [("E_MISSING_COLUMN", None)]),
        (frame().drop(columns="year"), [("E_YEAR_UNKNOWN", None)]),
        (frame().drop(columns=["year", "unit"]), [("E_MISSING_COLUMN", None), ("E_YEAR_UNKNOWN", None)]),
        (frame().rename(columns={"x": "甲（万元）"}), [("E_UNIT_UNKNOWN", None), ("E_MISSING_COLUMN", None)]),
        (frame().head(0), [("E_EMPTY", None)]),
    ],
)
def test_a_fault_is_refused_at_its_row(table, expected):
    assert faults(table) == expected
