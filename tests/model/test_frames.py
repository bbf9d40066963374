"""A DataFrame gets the checks that a file gets."""

import io
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ii_index as ii
from ii_index.model.framework import Framework
from ii_index.model.provinces import IN_SCOPE
from tests.io.tables import free_tables

LEAVES = [
    {"id": "x", "name": {"zh": "甲", "en": "First"}, "unit": "个"},
    {"id": "y", "name": "y", "aliases": ["乙"]},
]
FREE = Framework(id="f", name="f", reference="r", children=LEAVES)
PROVINCES = Framework(id="p", name="p", reference="r", units="provinces", children=LEAVES)
WORDS = Framework(
    id="w", name="w", reference="r", children=[{"id": "x", "name": "x"}, {"id": "beta", "name": "beta"}]
)


def frame(**columns):
    return pd.DataFrame({"unit": ["a", "b"], "year": 2023, "x": [1.0, 2.0], "y": [3.0, 4.0], **columns})


def faults(table, framework=FREE, **options):
    with pytest.raises(ii.DataError) as caught:
        ii.Panel.from_frame(table, framework, **options)
    return [(finding.code, finding.row) for finding in caught.value.findings]


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


@pytest.mark.law
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


@pytest.mark.law(examples=200)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(free_tables.tables().map(free_tables.plain))
def test_in_any_layout_a_frame_and_its_file_are_the_same_panel(table):
    options = {} if table.dated else {"year": table.years[0]}
    file = ii.read_panel(free_tables.written(table), free_tables.FREE, **options)
    panel = ii.Panel.from_frame(free_tables.framed(table), free_tables.FREE, **options)

    assert panel.select(years=file.years).equals(file)
    assert all(
        np.isnan(panel.values[panel.year_index(year)]).all() for year in {*panel.years} - {*file.years}
    )


CUBE = pd.DataFrame(
    [
        (unit, year, name, 10.0 * at + year % 100 + (name == "y"))
        for at, unit in enumerate(["aa", "bb", "cc"])
        for year in (2019, 2020)
        for name in "xy"
    ],
    columns=["unit", "year", "indicator", "value"],
)
PIVOTS = [
    (["unit"], ["indicator", "year"]),
    (["unit"], ["year", "indicator"]),
    (["unit", "indicator"], ["year"]),
    (["year"], ["indicator", "unit"]),
    (["year"], ["unit", "indicator"]),
    (["indicator"], ["unit", "year"]),
    (["indicator", "year"], ["unit"]),
    (["year", "unit"], ["indicator"]),
]


@pytest.mark.parametrize(("down", "across"), PIVOTS)
def test_however_a_table_is_pivoted_it_is_the_same_panel(down, across):
    pivoted = CUBE.pivot(index=down, columns=across, values="value")  # noqa: PD010 - nothing to aggregate
    text = pivoted.reset_index().to_csv(index=False)
    wanted = ii.Panel.from_frame(CUBE, FREE)

    assert ii.Panel.from_frame(pivoted, FREE).equals(wanted)
    assert ii.Panel.from_frame(pivoted.reset_index(), FREE).equals(wanted)
    assert ii.read_panel(text.encode(), FREE).equals(wanted)


ONE = Framework(id="o", name="o", reference="r", units="provinces", children=LEAVES[:1])
TWO_PROVINCES = {"北京市": [1.0, 2.0], "Tianjin": [3.0, 4.0]}
YEARS = [
    [2019, 2020],
    ["2019年", "2020年"],
    pd.PeriodIndex(["2019", "2020"], freq="Y"),
    pd.to_datetime(["2019-12-31", "2020-12-31"]),
]


@pytest.mark.parametrize("years", YEARS, ids=["numbers", "texts", "periods", "days"])
def test_years_in_the_index_or_across_may_be_of_any_type(years):
    down = pd.DataFrame(TWO_PROVINCES, index=years)
    expected = {"expected_units": ["京", "津"]}

    for table in (down, down.rename_axis("year"), down.T):
        panel = ii.Panel.from_frame(table, ONE, **expected)
        assert (panel.units, panel.years) == (("110000", "120000"), (2019, 2020))
        assert panel.values[..., 0].tolist() == [[1, 3], [2, 4]]
        assert "N_INDICATOR_ASSUMED" in {one.code for one in panel.findings}


def test_the_name_of_the_columns_or_the_corner_says_what_a_frame_of_free_units_measures():
    one = Framework(id="o", name="o", reference="r", children=LEAVES[:1])
    table = pd.DataFrame({"year": [2019, 2020], "aa": [1, 2], "bb": [3, 4]})
    for told in (table.rename_axis("甲（个）", axis="columns"), table.rename(columns={"year": "First"})):
        assert ii.Panel.from_frame(told, one).values[..., 0].tolist() == [[1, 3], [2, 4]]

    assert faults(table, one) == [("E_MISSING_COLUMN", None)] + [("W_EXTRA_COLUMN", None)] * 2


def test_a_value_across_is_refused_at_its_row_and_heading():
    table = pd.DataFrame({"unit": ["北京", "天津"], "2019": ["1", "约"], "2020": [1, 2]})
    with pytest.raises(ii.DataError) as caught:
        ii.Panel.from_frame(table, ONE, expected_units=["京", "津"])
    first = caught.value.findings[0]

    assert (first.code, first.row, first.heading) == ("E_NOT_NUMBER", 2, "2019")


ACROSS = pd.DataFrame({"unit": ["北京", "天津"], "2019": [1, 3], "2020": [2, 4]})


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (ACROSS.assign(unit=["北京", None]), ("E_BLANK_KEY", 2)),
        (ACROSS.assign(unit=["北京", "哈哈"]), ("E_UNKNOWN_REGION", 2)),
        (ACROSS.assign(unit=["北京", "北京市"]), ("E_DUPLICATE_KEY", 2)),
        (ACROSS.rename(columns={"2020": "2020*"}), ("E_BAD_YEAR", None)),
        (ACROSS.rename(columns={"2020": "2019年"}), ("E_DUPLICATE_COLUMN", None)),
        (ACROSS.assign(year=2018), ("E_KEY_CONFLICT", None)),
    ],
)
def test_a_fault_of_a_table_with_years_across_is_said_once(table, expected):
    found = faults(table, ONE, expected_units=["京", "津"])

    assert found[0] == expected
    assert len([one for one in found if one == expected]) <= 2


WRITTEN = [
    "1.41", " 2 ", "１，２３４．５", "1,234", "(0.8)", "−3", "1e-3", "12.5①", "0.3456万", "—", "暂无", "N/A", "",
    "约1000", "12,5", "3-5", "#REF!", "=A1", "2023年3月", "1e400", "TRUE", "5亿元", "0x10", "1_000", "nan", "inf",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_text_in_a_frame_is_read_or_refused_as_in_a_file(text):
    table = frame(x=[text, "7"])
    found = []
    for read in (
        lambda: ii.Panel.from_frame(table, FREE),
        lambda: ii.read_panel(table.to_csv(index=False).encode(), FREE),
    ):
        try:
            panel = read()
        except ii.DataError as error:
            found.append(
                [(one.code, one.found, one.hint) for one in error.findings if one.severity == "error"]
            )
        else:
            oddities = [one.code for one in panel.findings if one.code != "W_MISSING_VALUES"]
            found.append((panel.values[0, :, 0].tolist().__repr__(), oddities))

    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Decimal("1.41"), 1.41),
        (Decimal("1E+2"), 100.0),
        (Decimal(10**400), None),
        (Decimal("Infinity"), None),
        (Fraction(1, 4), 0.25),
        (np.int64(3), 3.0),
        (np.float32(0.5), 0.5),
        (np.True_, None),
        (pd.Timestamp(2023, 1, 1), None),
        ([1.0], None),
        (1 + 0j, None),
        (2**60 + 1, float(2**60)),
    ],
)
def test_a_cell_of_any_type_is_a_number_or_refused(cell, value):
    table = frame(x=pd.Series([cell, None], dtype=object))

    if value is None:
        assert faults(table) == [("E_NOT_NUMBER", 1)]
    else:
        assert ii.Panel.from_frame(table, FREE).values[0, 0, 0] == value


def test_one_and_true_in_one_column_are_told_apart():
    assert faults(frame(x=pd.Series([1, True], dtype=object))) == [("E_NOT_NUMBER", 2)]


def test_a_share_beside_bare_fractions_is_refused():
    share = Framework(id="f", name="f", reference="r", children=[{"id": "x", "name": "x", "unit": "%"}])

    assert faults(frame(x=["58.7%", "0.6"])[["unit", "year", "x"]], share) == [("E_MIXED_PERCENT", 2)]


def test_a_heading_or_a_column_of_units_says_what_values_are_in():
    wide = ii.Panel.from_frame(frame().rename(columns={"x": "甲（万个）"}), FREE)
    long = pd.DataFrame(
        {
            "unit": ["a", "b", "a", "b"],
            "year": 2023,
            "indicator": ["x", "x", "y", "y"],
            "uom": ["万个", None, None, None],
            "value": [1.0, 2.0, 3.0, 4.0],
        }
    )
    mixed = ii.Panel.from_frame(long, FREE)

    assert wide.values[0, :, 0].tolist() == [10000, 20000]
    assert mixed.values[0, :, 0].tolist() == [10000, 2]
    assert [one.code for one in (*wide.findings, *mixed.findings)] == ["W_UNIT_SCALED"] * 2
    assert faults(long.assign(uom="万元"))[0] == ("E_UNIT_UNKNOWN", 1)


@pytest.mark.parametrize(
    ("heading", "fault"),
    [("firm_id", ("E_MISSING_COLUMN", None)), ("地市", ("E_UNKNOWN_REGION", 1))],  # a word for units says so
)
def test_a_column_of_texts_is_the_units_and_never_the_nation(heading, fault):
    table = frame().rename(columns={"unit": heading})

    assert ii.Panel.from_frame(table, FREE).units == ("a", "b")
    assert ii.Panel.from_frame(table.set_index(heading).rename_axis(None), FREE).units == ("a", "b")
    assert faults(table.assign(year=[2022, 2023]), PROVINCES)[0] == fault


def test_the_caller_may_say_which_column_holds_units_and_years():
    table = frame().rename(columns={"unit": "firm_id", "year": "season"})[["x", "y", "season", "firm_id"]]
    panel = ii.Panel.from_frame(table, FREE, unit_column="firm_id", year_column="season")

    assert panel.equals(ii.Panel.from_frame(frame(), FREE))
    with pytest.raises(ii.DataError, match="company"):
        ii.Panel.from_frame(table, FREE, unit_column="company", year=2023)
    with pytest.warns(DeprecationWarning, match="unit_column"):
        ii.Panel.from_frame(table, FREE, unit="firm_id", year_column="season")


def test_rows_that_nothing_tells_apart_are_said_once():
    table = pd.DataFrame({"year": [2021, 2021, 2022, 2022], "x": 1.0, "y": 2.0})

    assert faults(table) == [("E_MISSING_COLUMN", None)]


def test_an_index_without_names_may_hold_units_and_years():
    plain = frame().set_index(["unit", "year"])
    bare = plain.rename_axis([None, None])

    assert ii.Panel.from_frame(bare, FREE).equals(ii.Panel.from_frame(plain, FREE))


def arrow_frames():
    pyarrow = pytest.importorskip("pyarrow", exc_type=ImportError)
    yield pyarrow.Table.from_pandas(frame(y=["3", None]))
    try:
        import polars
    except ImportError:
        return
    yield polars.DataFrame({"unit": ["a", "b"], "year": 2023, "x": [1.0, 2.0], "y": ["3", None]})
    decimal = polars.Series([Decimal("3.00"), None])
    category = polars.Series(["a", "b"], dtype=polars.Categorical)
    yield polars.DataFrame({"unit": category, "year": 2023, "x": [1, 2], "y": decimal})


def test_frames_with_an_arrow_stream_are_taken():
    wanted = ii.Panel.from_frame(frame(y=[3.0, None]), FREE)

    for table in arrow_frames():
        assert ii.Panel.from_frame(table, FREE).equals(wanted)


def test_without_pyarrow_an_arrow_stream_is_refused_with_the_way(monkeypatch):
    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            raise NotImplementedError

    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)

    with pytest.raises(ii.DataError, match="pip install pyarrow"):
        ii.Panel.from_frame(Stream(), FREE)


@pytest.mark.parametrize("given", [{"unit": ["a"]}, [1, 2], "table.csv", None])
def test_what_is_no_frame_is_refused_by_its_type(given):
    with pytest.raises(TypeError, match=type(given).__name__):
        ii.Panel.from_frame(given, FREE)


def test_the_same_values_in_any_type_of_column_are_the_same_panel():
    wanted = ii.Panel.from_frame(frame(), FREE)
    kinds = ["float32", "Float64", "Int64", "int8", "uint16", "category", "object"]

    for kind in kinds:
        table = frame().astype({"x": kind, "unit": "category"})
        assert ii.Panel.from_frame(table, FREE).equals(wanted), kind


def test_columns_match_by_id_name_or_alias():
    table = frame().rename(columns={"unit": "地区", "year": "年份", "x": "甲（个）", "y": "乙"})

    assert ii.Panel.from_frame(table, FREE).equals(ii.Panel.from_frame(frame(), FREE))


def test_a_long_frame_is_read_like_a_wide_one():
    long = frame().melt(["unit", "year"], var_name="indicator", value_name="value")

    assert ii.Panel.from_frame(long, FREE).equals(ii.Panel.from_frame(frame(), FREE))
    assert ("E_DUPLICATE_KEY", 5) in faults(pd.concat([long, long.head(1)]))


def test_provinces_in_any_form_become_their_codes():
    table = pd.DataFrame(
        {"region": ["北京市", "Tianjin", "全国"], "year": "2023年", "x": [1, 2, 3], "y": [1, 2, 3]}
    )
    panel = ii.Panel.from_frame(table, PROVINCES, expected_units=["京", "120000"])

    assert panel.units == ("110000", "120000")
    assert [finding.code for finding in panel.findings] == ["W_ROW_SKIPPED"]


def test_all_31_provinces_are_expected_unless_told_otherwise():
    table = pd.DataFrame({"unit": IN_SCOPE[:-1], "year": 2023, "x": 1.0, "y": 2.0})

    assert faults(table, PROVINCES) == [("E_MISSING_REGION", None)]
    allowed = ii.Panel.from_frame(table, PROVINCES, allow_missing_units=True)
    assert [finding.code for finding in allowed.findings] == ["W_MISSING_REGION"]


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


def test_a_frame_without_years_takes_the_one_given():
    assert ii.Panel.from_frame(frame().drop(columns="year"), FREE, year=2023).years == (2023,)


def test_a_national_frame_may_be_partial():
    table = pd.DataFrame({"year": [2021, 2022], "x": [1.0, 2.0]})
    panel = ii.Panel.from_frame(table, PROVINCES)

    assert panel.is_national
    assert panel.indicators == ("x",)


def test_missing_marks_of_pandas_are_missing():
    table = frame(x=pd.array([1, None], dtype="Int64"), y=[None, 2.0])
    panel = ii.Panel.from_frame(table, FREE)

    assert np.isnan(panel.values[0]).tolist() == [[False, True], [True, False]]
