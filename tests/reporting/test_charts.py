"""Charts: legible, told apart without colour, frozen, and right where there is no Chinese font."""

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.errors import IIIndexError
from ii_index.model import provinces as china
from ii_index.reporting.charts import glyphs, paint, still
from ii_index.reporting.charts.series import apart
from ii_index.reporting.charts.tile_map import COLUMNS, ROWS, TILES
from ii_index.reporting.report import report


@pytest.mark.parametrize("count", range(1, 8))
def test_text_on_a_tier_has_the_contrast_that_wcag_asks_for_on_ground_and_texture(count):
    for each in paint.tier_paints(count):
        assert paint.contrast(each.text, each.base) >= 4.5
        assert paint.contrast(each.text, each.over) >= 4.5 or each.texture == ""


@pytest.mark.parametrize("count", range(2, 8))
def test_neighbouring_areas_differ_in_texture_as_well_as_in_colour(count):
    for paints in (paint.tier_paints(count), paint.distinct_paints(count)):
        assert len({each.texture for each in paints}) == count
        assert len({each.base for each in paints}) == count


def test_contrast_is_that_of_the_standard():
    # WCAG 2.1: #767676 on white is the lightest grey that passes 4.5.
    assert round(paint.contrast("#767676", "#ffffff"), 2) == 4.54
    assert paint.contrast("#777777", "#ffffff") < 4.5


def test_every_province_has_a_tile_of_its_own():
    assert set(TILES) == set(china.PROVINCES)
    assert len(set(TILES.values())) == 34
    assert all(0 <= row < ROWS and 0 <= column < COLUMNS for row, column in TILES.values())


def test_the_map_greys_what_is_out_of_scope_and_says_that_it_shows_no_boundaries(provinces, tiering):
    chart = report(provinces, tiering).charts["map"].chart
    rows = chart.spec("zh")["layer"][0]["data"]["values"]

    assert {row["label"] for row in rows if row["why"] == "不在评价范围"} == {"香港", "澳门", "台湾"}
    assert all(row["tier"] is None for row in rows if row["label"] in {"香港", "澳门", "台湾"})
    assert "示意图，不表示实际边界" in chart.description.zh


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=8),
    st.floats(0.5, 12),
)
def test_labels_keep_their_order_and_never_overlap(wanted, gap):
    placed = apart(wanted, gap, 0.0, 100.0)
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    steps = [placed[later] - placed[earlier] for earlier, later in pairwise(order)]

    assert all(step >= gap - 1e-6 for step in steps)
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in placed)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8, unique=True))
def test_labels_that_are_apart_already_stay_where_they_are(wanted):
    ordered = sorted(wanted)
    gap = min((b - a for a, b in pairwise(ordered)), default=1.0) / 2

    assert apart(wanted, gap, 0.0, 100.0) == pytest.approx(wanted)


def test_contributions_add_up_to_the_total(provinces, tiering):
    rows = report(provinces, tiering).charts["contributions"].chart.spec("en")["data"]["values"]
    totals: dict[str, float] = {}
    for row in rows:
        totals[row["code"]] = totals.get(row["code"], 0.0) + row["points"]

    assert totals == pytest.approx(
        dict(zip(provinces.units, provinces.scores(2023).tolist(), strict=True)), abs=1e-5
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_charts_of_a_small_index_are_these(small, snapshot, language):
    drawn = {key: picture.chart.spec(language) for key, picture in report(small.index, small).charts.items()}

    assert json.dumps(drawn, ensure_ascii=False, indent=1) == snapshot


def test_a_chart_cannot_be_changed_by_who_draws_it(small):
    chart = report(small.index, small).charts["ranking"].chart
    chart.spec("zh")["data"]["values"].clear()

    assert chart.spec("zh")["data"]["values"]


def test_the_font_has_chinese_and_lacks_what_no_font_can_have():
    known = glyphs.characters_of(still.font_file())

    assert set(map(ord, "工业互联网示范引领Ω€")) <= known
    assert 0x10FFFF not in known


def test_a_character_the_font_lacks_is_an_error_and_not_an_empty_box():
    with pytest.raises(IIIndexError) as caught:
        glyphs.require("广东\U0001f600", still.font_file())

    (finding,) = caught.value.findings
    assert finding.code == "E_FONT_LACKS"
    assert "U+1F600" in finding.message("zh")


def test_without_the_font_package_there_is_an_error_that_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    still.font_file.cache_clear()
    with pytest.raises(IIIndexError) as caught:
        still.font_file()
    monkeypatch.undo()

    assert caught.value.findings[0].code == "E_NO_FONT"
    assert "ii-index[report]" in caught.value.findings[0].hint


def test_svg_names_its_patterns_and_holds_its_text(small):
    drawn = report(small.index, small, language="zh").charts["contributions"].content("svg").decode()

    assert "<pattern id=" in drawn
    assert "综合得分" in drawn


DRAW = """
import sys
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts import still
from ii_index.reporting.charts.spec import chart
def draw(text):
    spec = {"data": {"values": [{"t": text}]}, "height": 20, "mark": "text", "encoding": {"text": {"field": "t"}}}
    name = Name(zh="", en="")
    return still.png(chart("t", name, name, Table("t", name, (), ()), lambda language: spec), "zh", ppi=72)
one, other = draw("广东"), draw("北京")
assert one.startswith(b"\\x89PNG") and other.startswith(b"\\x89PNG")
print("told apart" if one != other else "the same boxes")
"""


def test_two_chinese_names_are_drawn_differently_where_the_system_has_no_fonts():
    # Empty boxes would be the same boxes. The system's fonts are hidden in a mount namespace of our own.
    hide = 'mount -t tmpfs none /usr/share/fonts && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", hide, "sh"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("the system's fonts cannot be hidden here (needs root and a mount namespace)")
    environment = {**os.environ, "HOME": "/nonexistent"}
    drawn = subprocess.run(
        [*command, sys.executable, "-c", DRAW],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=True,
    )

    assert drawn.stdout.strip() == "told apart"
