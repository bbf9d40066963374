"""From a raw table to a ranking: draft, decide, rank."""

from tests.io.tables.test_draft import CITIES


def test_from_a_raw_table_to_a_ranking_in_three_commands(spoken, tmp_path):
    table = tmp_path / "cities.csv"
    table.write_text(CITIES.replace("4,\n", "4,0.5\n"), encoding="utf-8")
    unclear = spoken("check", table)
    draft_it = spoken("template", "framework", "--from", table, "-o", tmp_path / "cities.yaml")
    path = tmp_path / "cities.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[::-1].replace("positive"[::-1], "negative"[::-1], 1)[::-1], encoding="utf-8")
    code, out, err = spoken("rank", table, "--framework", path)

    assert f"`ii-index template framework --from {table} -o cities.yaml`" in unclear[1]
    assert draft_it[0] == 0
    assert (code, err.count("E_")) == (0, 0)
    assert "苏州" in out


def test_a_framework_is_drafted_from_a_table_and_from_nothing_else(spoken):
    assert spoken("template", "framework")[0] == 2
