"""Reports on A4: every page numbered and signed, pictures that say where they come from, every table in a file."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from ii_index.errors import IIIndexError
from ii_index.reporting import writers
from ii_index.reporting.charts import still
from ii_index.reporting.paper import record
from ii_index.reporting.provenance import with_provenance
from ii_index.reporting.report import report


def test_the_report_is_paginated_with_numbers_and_its_origin_on_every_page(provinces, tiering, nation):
    from pypdf import PdfReader

    made = report(provinces, tiering, national=nation, language="zh")
    pages = PdfReader(io.BytesIO(writers.files(made.document, Path("r.pdf"), "zh")[Path("r.pdf")])).pages
    texts = ["".join(page.extract_text().split()) for page in pages]

    assert len(pages) > 3
    for number, text in enumerate(texts, 1):
        assert f"{number}/{len(pages)}" in text
        assert "国家统计局" in text
    assert all("安徽" in text for text in texts if "完整结果" in text)


def test_a_report_about_no_unit_begins_with_the_ranking(provinces, tiering):
    whole, own = (report(provinces, tiering, unit=unit, language="zh").document for unit in (None, "340000"))
    titles, about_one = ([part["title"] for part in record(one, "zh")["parts"]] for one in (whole, own))
    first, cards = record(own, "zh")["parts"][0], record(own, "zh")["cards"]

    assert titles[:3] == ["得分与梯队", "完整结果", "历年名次与分布"]
    assert not any(title.startswith("为什么") for title in titles)
    assert about_one[:2] == ["安徽", "为什么：各维度、优势与短板"]
    assert first["lead"].startswith("2023年安徽综合得分")
    assert [fact["label"] for fact in first["facts"]] == ["提升路径", "可靠程度"]
    assert [card["label"] for card in cards][:2] == ["名次", "梯队"]


def test_two_charts_of_many_rows_fit_on_a_sheet(provinces, tiering, several):
    from pypdf import PdfReader

    made = report(provinces, tiering, several, language="zh")
    (content,) = writers.files(made.document, Path("r.pdf"), "zh").values()
    texts = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    sheet = next(text for text in texts if "落入各梯队的概率" in text)

    assert "各维度对综合得分的贡献" in sheet


def test_a_picture_says_whose_indicators_and_weights_these_are(provinces, tiering, nation):
    drawn = report(provinces, tiering, national=nation, language="zh").charts
    of_units, of_the_nation = (
        "".join(re.findall(r'font-size="11"[^>]*>([^<]*)<', drawn[key].content("svg").decode()))
        for key in ("ranking", "series")
    )

    assert "非信通院所用指标" in of_units
    assert "非信通院所用指标" not in of_the_nation
    assert "并非信通院的权重" in of_units
    assert "并非信通院的权重" in of_the_nation


def test_a_series_that_stands_beside_scores_says_what_it_is_made_of(provinces, tiering, nation):
    made = report(provinces, tiering, national=nation, language="zh").document
    (card,) = [one for one in record(made, "zh")["cards"] if "全国" in one["label"]]

    (whose,) = [fact.value.zh for fact in with_provenance(made) if fact.key == "national"]

    assert "另一指数（caict_published.csv）" in card["beside"]
    assert "信通院2024年框架" in whose
    assert "数据：caict_published.csv。" in whose


def test_a_document_without_results_is_set_too(tiering):
    from pypdf import PdfReader

    from ii_index.reporting.document import Document

    plain = Document(tiering.table().title, (tiering.table(),))
    content = writers.files(plain, Path("t.pdf"), "en")[Path("t.pdf")]
    assert "Anhui" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_a_picture_says_index_year_and_sources(provinces, tiering):
    picture = report(provinces, tiering, language="zh").charts["ranking"]
    drawn = picture.content("svg").decode()
    bare = still.svg(picture.chart, "zh")

    assert "2023年" in drawn
    assert "来源：" in drawn
    assert "来源：" not in bare
    assert still.size(drawn)[0] == still.size(bare)[0]
    assert still.size(drawn)[1] > still.size(bare)[1]


def test_what_stands_below_a_picture_is_text(hostile):
    drawn = report(hostile.index, hostile, language="zh").charts["ranking"].content("svg").decode()
    assert "<script" not in drawn
    assert "<b>" not in drawn


@pytest.fixture(scope="module")
def several(provinces):
    from ii_index.analysis.robustness.uncertainty import uncertainty

    return uncertainty(provinces, 2023, draws=50, seed=1)


def test_every_table_of_a_result_reaches_a_csv_and_existing_ones_are_spared(several, tmp_path):
    from ii_index.reporting.document import Document

    tables = (several.table("intervals"), several.table("tiers"), several.table("intervals"))
    document = Document(tables[0].title, tables)
    written = writers.write(document, tmp_path / "r.csv", "zh")

    assert [path.name for path in written] == ["r.csv", "r.tier_probabilities.csv", f"r.{tables[0].key}.csv"]
    for path, table in zip(written, tables, strict=True):
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) == len(table.rows) + 1
    with pytest.raises(IIIndexError) as told:
        writers.write(document, tmp_path / "r.csv", "zh", force=False)
    assert {finding.code for finding in told.value.findings} == {"E_OUTPUT_EXISTS"}


def test_a_report_in_files_of_tables_holds_what_its_page_tells(provinces, tiering, several, tmp_path):
    made = report(provinces, tiering, several, language="en")
    written = made.write_files(tmp_path / "r.csv")
    tables = json.loads(made.write(tmp_path / "r.json").read_text("utf-8"))["tables"]

    assert [path.name for path in written[:2]] == ["r.csv", "r.rank_history.csv"]
    assert next(iter(tables)) == "ranking"
    assert {
        "rank_history",
        "rank_intervals",
        "tier_probabilities",
        "contributions",
        "weights",
        "sources",
    } <= {*tables}
    assert len(written) == len(tables) + 1  # and what they are
    for path in written[1:-1]:
        assert len(tables[path.name.split(".")[1]]) == len(path.read_text("utf-8-sig").splitlines()) - 1


def test_names_in_files_are_not_set_in(provinces):
    from ii_index.analysis.decomposition.decompose import decompose_level

    ladder = decompose_level(provinces, 2023, unit="安徽").table("ladder")
    names = [record["name"] for record in ladder.records("zh")]
    assert any(str(row[4].zh).startswith("\u3000") for row in ladder.rows)
    assert not any(name.startswith("\u3000") for name in names)


def test_a_picture_explains_its_brackets_and_keeps_the_disclaimer_of_the_map(provinces, tiering, several):
    charts = report(provinces, tiering, several, language="zh").charts

    ranking, tiles = (
        re.sub(r"<[^>]+>", "", charts[key].content("svg").decode()) for key in ("ranking", "map")
    )

    assert "方括号内为名次的90%区间" in ranking
    assert "不表示实际边界" in tiles


def test_the_unit_asked_for_stands_out_in_every_picture(provinces, tiering):
    asked, plain = (report(provinces, tiering, unit=unit, language="zh").charts for unit in ("安徽", None))

    for key in ("ranking", "map", "rank_history"):
        assert asked[key].content("svg") != plain[key].content("svg")


def test_a_legend_names_only_what_a_picture_shows(provinces, tiering):
    drawn = report(provinces, tiering, language="zh").charts["profile"].content("svg").decode()

    assert "全部地区平均" in drawn
    assert "对比地区" not in drawn
