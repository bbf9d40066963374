"""``coupling``, ``obstacles``, ``fuzzy``, ``shares``, ``top``, ``methods``, ``statistics``: asked as users ask."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["coupling"], "quality coordination"),
        (
            ["coupling", "--node", "foundation", "--node", "application", "--variant", "dispersion"],
            "dispersion",
        ),
        (["coupling", "--other", PROVINCES], "Coupling coordination of"),
        (["obstacles", "--count", "2", "--year", "2022"], "Main obstacles, 2022"),
        (["fuzzy", "--operator", "max-min", "--nodes", "90,75,60,40"], "max–min"),
        (["fuzzy", "--shape", "trapezoid"], "from quantiles"),
        (["shares", "--group", "six=北京,上海,江苏,浙江,山东,广东"], "76.5%"),
        (
            ["shares", "--quotient", "it_service_revenue", "--quotient", "software_product_revenue"],
            "Location quotients",
        ),
        (["top", "--count", "3"], "[Environment] (3)"),
        (["methods", "--year", "2021"], "Copeland"),
        (
            [
                "methods",
                "--method",
                "weights=entropy;aggregate=geometric;range=1 100",
                "--method",
                "normalise=rank",
            ],
            "rank",
        ),
        (["statistics", "--first", "level1", "--second", "level1", "--correlation", "kendall"], "Kendall"),
    ],
)
def test_each_question_has_its_answer(spoken, arguments, words):
    command, *options = arguments
    code, out, err = spoken(command, PROVINCES, *options, "--lang", "en")

    assert code == 0, err
    assert words in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["coupling", "--node", "foundation"], 1, "E_COUPLING_SYSTEMS"),
        (["coupling", "--normalise", "z-score"], 1, "E_NO_FULL_MARK"),
        (["fuzzy", "--nodes", "1,2"], 1, "E_FUZZY_NODES"),
        (["fuzzy", "--nodes", "a,b"], 2, "--nodes"),
        (["shares", "--quotient", "fibre"], 1, "E_QUOTIENT_UNITS"),
        (["top", "--level", "7"], 1, "E_UNKNOWN_LEVEL"),
        (["methods", "--method", "colour=red"], 1, "E_METHOD_WORDS"),
        (["methods", "--method", "weights=magic"], 1, "magic"),
        (["statistics", "--first", "nothing"], 1, "E_UNKNOWN_SET"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(spoken, arguments, code, words):
    command, *options = arguments
    found, _, err = spoken(command, PROVINCES, *options)

    assert found == code
    assert words in err
    assert "Traceback" not in err
