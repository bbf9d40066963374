"""Pairwise kernels against published matrices and their independent recomputation."""

import numpy as np
import pytest

from ii_index.kernels.weighting import pairwise
from ii_index.kernels.weighting.pairwise import total_ranking_ratio
from ii_index.kernels.weighting.pairwise_repair import inconsistent_judgements
from ii_index.kernels.weighting.random_index import TABLES, random_index
from tests.kernels.ahp_cases import case, numbers, single_matrices

TIGHT = {"rtol": 0, "atol": 1e-12}
MATRICES = single_matrices()
every_matrix = pytest.mark.parametrize("name", MATRICES)
METHODS = {
    "eigenvector": "eigenvector",
    "geometric_mean": "geometric_mean",
    "normalized_column_mean": "column_mean",
}


def test_there_are_cases_to_check():
    assert len(MATRICES) == 1 + 7 + 5 + 11


@every_matrix
@pytest.mark.parametrize("key", METHODS)
def test_priorities_of_published_matrices(name, key):
    matrix, computed = MATRICES[name]

    np.testing.assert_allclose(pairwise.priorities(matrix, METHODS[key]), computed[key], **TIGHT)


@every_matrix
def test_eigenvalue_and_consistency_of_published_matrices(name):
    matrix, computed = MATRICES[name]
    found = pairwise.assess(matrix)

    np.testing.assert_allclose(found.eigenvalue, computed["lambda_max"], **TIGHT)
    np.testing.assert_allclose(found.consistency_index, computed["ci"], **TIGHT)
    np.testing.assert_allclose(pairwise.consistency_index(matrix), computed["ci"], **TIGHT)
    np.testing.assert_allclose(pairwise.geometric_consistency_index(matrix), computed["gci"], **TIGHT)


@every_matrix
@pytest.mark.parametrize("table", TABLES)
def test_consistency_ratio_under_every_random_index_table(name, table):
    matrix, computed = MATRICES[name]

    np.testing.assert_allclose(pairwise.consistency_ratio(matrix, table), computed["cr"][table], **TIGHT)


@every_matrix
def test_eigenvalues_that_textbooks_average_over_the_rows(name):
    matrix, computed = MATRICES[name]
    means = computed["lambda_mean_ratio"]
    root = pairwise.priorities(matrix, "geometric_mean")
    summed = pairwise.priorities(matrix, "column_mean")

    np.testing.assert_allclose((matrix @ root / root).mean(), means["root_method_geometric_mean"], **TIGHT)
    np.testing.assert_allclose((matrix @ summed / summed).mean(), means["sum_method_column_mean"], **TIGHT)


@every_matrix
def test_the_most_inconsistent_judgements_come_first(name):
    matrix, computed = MATRICES[name]
    expected = computed["top_inconsistent"]
    inconsistencies = inconsistent_judgements(matrix)
    severity = [max(one.deviation, 1 / one.deviation) for one in inconsistencies]
    by_pair = {(one.row, one.column): one for one in inconsistencies}

    assert (np.diff(severity) <= 1e-9).all()  # equal ones come in any order
    np.testing.assert_allclose(severity[: len(expected)], [item["severity"] for item in expected], **TIGHT)
    for item in expected:
        one = by_pair[item["i"], item["j"]]
        np.testing.assert_allclose(
            [one.given, one.deviation, one.consistent],
            [item["a_ij"], item["eps"], item["suggested"]],
            **TIGHT,
        )


@pytest.mark.parametrize("table", [name for name in TABLES if name != "alonso_lamata2006_linear"])
def test_random_index_tables_are_as_printed(table):
    printed = case("random_index_tables")["tables"][table]

    assert [random_index(n, table) for n in range(1, len(printed) + 1)] == list(printed.values())


def test_the_straight_line_of_alonso_and_lamata_gives_the_index_of_three_to_fifteen_items():
    found = [random_index(n, "alonso_lamata2006_linear") for n in range(1, 16)]
    line = [(2.7699 * n - 4.3513 - n) / (n - 1) for n in range(3, 16)]

    assert found == pytest.approx([0, 0, *line], rel=1e-12)


@pytest.mark.parametrize("table", TABLES)
def test_the_index_of_a_random_matrix_ends_with_its_table(table):
    largest = 20 if table == "donegan_dodd1991" else 15

    assert random_index(largest, table) > 1.4
    assert np.isnan(random_index(largest + 1, table))


@pytest.mark.parametrize(
    ("table", "largest_error"),
    [("alonso_lamata2006", 0.0003), ("golden_wang1990", 0.06), ("saaty1980", 0.06)],
)
def test_random_index_tables_lie_near_a_simulation(table, largest_error):
    simulated = case("random_index_tables")["own_monte_carlo_seed7"]
    errors = [
        abs(random_index(int(n), table) - found["ri"]) - 4 * found["se"] for n, found in simulated.items()
    ]

    assert max(errors) < largest_error


def test_the_random_index_of_incomplete_matrices_follows_the_linear_rule():
    simulated = case("random_index_tables")["own_incomplete_monte_carlo"]

    for key, found in simulated.items():
        n, missing = (int(part.split("=")[1]) for part in key.split(","))
        rule = found["agoston_csato_rule"]
        complete = rule / (1 - 2 * missing / ((n - 1) * (n - 2)))
        ratio = random_index(n, "alonso_lamata2006", missing) / random_index(n, "alonso_lamata2006")
        assert ratio == pytest.approx(rule / complete, abs=1e-12)
        assert random_index(n, "alonso_lamata2006", missing) == pytest.approx(found["ri"], rel=0.08)


def test_saatys_drinks_as_printed():
    drinks = case("saaty2008_drinks_us")
    matrix = numbers(drinks["matrix"])

    np.testing.assert_allclose(pairwise.priorities(matrix), drinks["published"]["weights"], atol=5e-4)
    assert round(float(pairwise.consistency_ratio(matrix, "saaty2005")), 3) == drinks["published"]["cr"]


def test_saatys_school_as_printed():
    school = case("saaty1980_school_selection")
    weights = pairwise.priorities(numbers(school["criteria_matrix"]))
    composite = _composite(school, "eigenvector")

    np.testing.assert_allclose(weights, school["published"]["criteria_weights"], atol=5e-5)
    np.testing.assert_allclose(composite, school["published"]["composite"], atol=5e-3)
    for child, printed in school["published"]["children"].items():
        found = pairwise.priorities(numbers(school["children"][child]["matrix"]))
        np.testing.assert_allclose(found, printed, atol=school["published"]["children_tol"])


def test_wikipedias_leader_as_printed():
    leader = case("wikipedia_leader")
    matrix = numbers(leader["criteria_matrix"])

    np.testing.assert_allclose(
        pairwise.priorities(matrix), leader["published"]["criteria_weights"], atol=6e-4
    )
    np.testing.assert_allclose(_composite(leader, "eigenvector"), leader["published"]["composite"], atol=6e-4)
    assert round(float(pairwise.consistency_ratio(matrix)), 3) == leader["published"]["cr"]


@pytest.mark.parametrize("name", ["saaty1980_school_selection", "wikipedia_leader"])
@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_composites_of_two_level_hierarchies(name, method):
    book = case(name)

    np.testing.assert_allclose(_composite(book, method), book["computed"][f"composite_{method}"], **TIGHT)


def test_the_car_from_criteria_to_composite():
    car = case("wikipedia_car")
    above = dict(zip(car["criteria"], pairwise.priorities(numbers(car["criteria_matrix"])), strict=True))
    leaves = {criterion: above[criterion] for criterion in car["criteria"] if criterion not in car["sub"]}
    for criterion, node in car["sub"].items():
        below = pairwise.priorities(numbers(node["matrix"]))
        leaves |= {item: above[criterion] * share for item, share in zip(node["items"], below, strict=True)}
    composite = sum(leaves[leaf] * pairwise.priorities(numbers(car["leaves"][leaf])) for leaf in leaves)

    for leaf, weight in car["computed"]["global_leaf_weights"].items():
        assert leaves[leaf] == pytest.approx(weight, abs=1e-12)
    np.testing.assert_allclose(composite, list(car["computed"]["composite"].values()), **TIGHT)
    printed = [car["published"]["composite"][car_name] for car_name in car["alternatives"]]
    np.testing.assert_allclose(composite, printed, atol=1.5e-3)


@pytest.mark.parametrize("name", ["saaty1980_school_selection", "wikipedia_leader"])
def test_a_total_ranking_ratio_can_hide_the_worst_node(name):
    book = case(name)
    children = [numbers(node["matrix"]) for node in book["children"].values()]
    weights = pairwise.priorities(numbers(book["criteria_matrix"]))
    indices = [float(pairwise.consistency_index(matrix)) for matrix in children]

    for table, expected in book["computed"]["overall_consistency"].items():
        total = total_ranking_ratio(weights, indices, [len(matrix) for matrix in children], table)
        ratios = [float(pairwise.consistency_ratio(matrix, table)) for matrix in children]
        ratios.append(float(pairwise.consistency_ratio(numbers(book["criteria_matrix"]), table)))
        assert total == pytest.approx(expected["chinese_total_ranking_CR"], abs=1e-12)
        assert max(ratios) == pytest.approx(expected["max_node_CR"], abs=1e-12)


@pytest.mark.parametrize("table", TABLES)
def test_a_level_of_pairs_has_no_total_ranking_ratio(table):
    assert total_ranking_ratio([0.7, 0.3], [0.0, 0.0], [2, 1], table) == 0


def test_a_total_ranking_ratio_weighs_indices_and_random_indices_alike():
    ratio = total_ranking_ratio([0.5, 0.25, 0.25], [0.1, 0.2, 0.0], [3, 4, 2])

    assert ratio == pytest.approx((0.05 + 0.05) / (0.29 + 0.225), rel=1e-12)


def _composite(book, method):
    weights = pairwise.priorities(numbers(book["criteria_matrix"]), method)
    children = [pairwise.priorities(numbers(node["matrix"]), method) for node in book["children"].values()]
    return weights @ np.array(children)
