"""Months and quarters stand beside years: read however they are spelt, in order, with growth of two kinds."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.model.periods import Period, before, elapsed, period_of, within

TWO = ii.Framework(
    id="f", name="F", reference="a test", units="any",
    children=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
)  # fmt: skip

MAY = ["2023M05", "2023M5", "2023m05", "2023-05", "2023-5", "2023/05", "202305", "2023年5月", "2023年05月份",
       "２０２３年５月", "2023-05-01", "2023-05-01 00:00:00"]  # fmt: skip
SECOND = [
    "2023Q2",
    "2023q2",
    "2023-Q2",
    "2023 Q2",
    "Q2 2023",
    "2Q2023",
    "2023年第二季度",
    "2023年2季度",
    "2023年二季度",
]


@pytest.mark.parametrize("label", MAY)
def test_a_month_is_read_however_it_is_spelt(label):
    assert period_of(label) == 202305


@pytest.mark.parametrize("label", SECOND)
def test_a_quarter_is_read_however_it_is_spelt(label):
    assert period_of(label) == 20232


@pytest.mark.parametrize(
    "label", ["2023", "2023.05", "2023-00", "2023-13", "2023Q5", "110105", "2023年", "2023-05-31"]
)
def test_what_is_no_period_for_certain_is_none(label):
    assert period_of(label) is None


def test_a_period_prints_sorts_and_is_stored_as_itself():
    months = [Period(202312), Period(202401)]

    assert [f"{month}" for month in months] == ["2023-12", "2024-01"]
    assert json.loads(json.dumps(months)) == [202312, 202401]
    assert str(pickle.loads(pickle.dumps(months[0]))) == "2023-12"  # noqa: S301 - our own
    assert np.diff(elapsed(months)) == pytest.approx(1 / 12)
    assert (before(months[1]), before(months[1], 12)) == (202312, 202301)
    assert within(tuple(months), 2024) == [1]


def monthly(first=2022, count=26):
    months = [f"{first + at // 12}-{at % 12 + 1:02}" for at in range(count)]
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {"unit": "X", "month": months, "a": 100 + rng.random(count), "b": 50 + rng.random(count)}
    )


def test_a_frame_of_months_has_them_as_its_years():
    panel = ii.Panel.from_frame(monthly(), TWO)

    assert [str(month) for month in panel.years[::12]] == ["2022-01", "2023-01", "2024-01"]
    assert panel.select(years=["2023-05"]).years == (202305,)
    assert ii.Panel.from_frame(panel.to_frame(), TWO).equals(panel)


@pytest.mark.parametrize(
    ("heading", "labels"), [("月份", MAY[:3]), ("时间", MAY[3:6]), ("quarter", SECOND[:3])]
)
def test_a_file_of_periods_is_read(tmp_path, heading, labels):
    path = tmp_path / "t.csv"
    rows = "".join(f"u{at},{label},{at + 1},{at + 2}\n" for at, label in enumerate(labels))
    path.write_text(f"unit,{heading},a,b\n{rows}", encoding="utf-8")
    panel = ii.read_panel(path, TWO)

    assert len(panel.years) == 1
    assert panel.units == ("u0", "u1", "u2")


def test_periods_stand_across_too(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("指标,2022年12月,2023年1月\nA,1,2\nB,3,4\n", encoding="utf-8")

    assert ii.read_panel(path, TWO).years == (202212, 202301)


def test_kinds_of_periods_are_not_mixed():
    with pytest.raises(ii.IIIndexError) as refused:
        ii.Panel(TWO, (2022, 202301), ("x",), np.ones((2, 1, 2)))

    assert [finding.code for finding in refused.value.findings] == ["E_PERIODS_MIXED"]


def test_a_base_year_is_the_mean_of_its_periods():
    frame = monthly()
    index = ii.compose(ii.Panel.from_frame(frame, TWO), ii.Recipe.national(2022))
    base = frame["a"][:12].mean()

    assert index.normalised[:, 0, 0] == pytest.approx(100 * frame["a"].to_numpy() / base)
    assert index.normalised[:12, 0, 0].mean() == pytest.approx(100)


def test_a_base_may_be_one_period():
    index = ii.compose(ii.Panel.from_frame(monthly(), TWO), ii.Recipe.national("2022-03"))

    assert index.scores(202203).tolist() == [100]


def test_growth_is_on_the_same_period_of_last_year_and_links_on_the_one_before():
    frame = monthly()
    index = ii.compose(ii.Panel.from_frame(frame, TWO), ii.Recipe.national(2022))
    a = frame["a"].to_numpy()

    assert index.frame("growth")["a"].to_numpy() == pytest.approx(a[12:] / a[:-12] - 1)
    assert index.frame("links")["a"].to_numpy() == pytest.approx(a[1:] / a[:-1] - 1)


def test_a_month_that_is_not_there_has_no_growth_on_it():
    frame = monthly().drop(index=3)
    index = ii.compose(ii.Panel.from_frame(frame, TWO), ii.Recipe.national("2022-01"))
    links = index.frame("links")["a"]

    assert np.isnan(links.loc["X", 202205])
    assert any("2022-04" in note.en for note in index.table("links").notes)


def test_interpolation_goes_by_time_and_not_by_the_digits_of_a_month():
    frame = monthly(2022, 14)
    frame["a"] = np.arange(14.0)
    frame.loc[[11, 12], "a"] = None
    index = ii.compose(
        ii.Panel.from_frame(frame, TWO), ii.Recipe(normalisation="none", imputation="interpolate")
    )

    assert index.prepared.values[:, 0, 0] == pytest.approx(np.arange(14.0))


def test_bounds_of_a_year_are_those_of_its_periods():
    frame = monthly()
    recipe = ii.Recipe(normalisation={"kind": "min_max", "bounds": 2022})
    index = ii.compose(ii.Panel.from_frame(frame, TWO), recipe)

    assert index.normalised[:12, 0, 0].min() == 0
    assert index.normalised[:12, 0, 0].max() == 100


def test_a_sentence_says_the_period_as_its_language_does():
    frame = monthly(2022, 2)
    frame.loc[1, "a"] = None
    with pytest.raises(ii.DataError) as refused:
        ii.compose(ii.Panel.from_frame(frame, TWO), ii.Recipe.national("2022-01"))

    (said,) = refused.value.findings
    assert "2022年2月" in said.message("zh")
    assert "in 2022-02" in said.message("en")
