"""The runner of the documentation's examples must be able to fail."""

import pytest

from tests.docs.__main__ import rewritten
from tests.docs.documents import blocks
from tests.docs.session import run_page


@pytest.fixture
def run(tmp_path):
    def run_text(text):
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        return page, run_page(page, tmp_path / "project")

    return run_text


def faults(outcomes):
    return [outcome.fault for outcome in outcomes]


def test_a_command_that_prints_what_the_page_shows_is_no_fault(run):
    _, outcomes = run("```console\n$ printf 'one\\n\\ntwo'\none\n\ntwo\n$ true\n```\n")

    assert faults(outcomes) == [None, None]


def test_another_output_is_a_fault_and_is_written_in_its_place(run):
    page, outcomes = run(
        "  - ```console\n    $ echo 31; echo; echo 4\n    30\n    ```\nafter\n".replace("- ", "  ")
    )

    assert faults(outcomes) == ["another output"]
    assert rewritten(page, outcomes) == page.read_text().replace("    30\n", "    31\n\n    4\n")


def test_a_blank_line_too_many_is_a_fault(run):
    _, outcomes = run("```console\n$ echo 1; echo 2\n1\n\n2\n```\n")

    assert faults(outcomes) == ["another output"]


def test_three_dots_stand_for_any_text(run):
    _, outcomes = run("```console\n$ seq 31\n1\n...\n31\n```\n")

    assert faults(outcomes) == [None]


def test_exports_folders_and_files_last_to_the_end_of_the_page_and_no_longer(run):
    text = "```console\n$ export II_LANG=zh\n$ echo hi > left\n```\n"
    text += "```console\n$ cat left; echo $II_LANG\nhi\nzh\n```\n"
    _, outcomes = run(text)
    _, fresh = run('```console\n$ echo "[$II_LANG]"\n[]\n```\n')

    assert faults(outcomes + fresh) == [None] * 4


def test_a_failing_command_must_be_announced(run):
    _, silent = run("```console\n$ false\n```\n")
    _, announced = run("```console\n$ (exit 3)\n$ echo $?\n3\n```\n")

    assert faults(silent) == ["exit status 1, which `$ echo $?` does not announce"]
    assert faults(announced) == [None, None]


def test_a_bug_of_ours_or_a_failure_before_a_pipe_is_a_fault_and_is_never_written(run):
    page, outcomes = run("```console\n$ echo internal; (exit 70)\n$ echo $?\n70\n$ (exit 1) | cat\n```\n")

    assert faults(outcomes)[::2] == ["a bug of ours", "exit status 1, which `$ echo $?` does not announce"]
    assert rewritten(page, outcomes) == page.read_text()


def test_a_command_whose_reader_has_seen_enough_has_not_failed(run):
    _, outcomes = run("```console\n$ yes | head -1\ny\n```\n")

    assert faults(outcomes) == [None]


def test_a_command_that_bash_cannot_read_does_not_hang(run):
    _, outcomes = run("```console\n$ echo 'open\n```\n")

    assert outcomes[0].fault.startswith("exit status")


def test_commands_go_on_over_lines_and_read_here_documents(run):
    _, outcomes = run("```console\n$ cat \\\n    -n <<'END'\n> a\n> END\n     1\ta\n```\n")

    assert faults(outcomes) == [None]


def test_both_streams_are_shown_in_the_order_in_which_they_come(run):
    _, outcomes = run(
        '```console\n$ python -c "import sys; print(1); print(2, file=sys.stderr); print(3)"\n1\n2\n3\n```\n'
    )

    assert faults(outcomes) == [None]


def test_names_of_python_blocks_live_on_and_wrong_values_are_rewritten(run):
    page, outcomes = run(
        "```python\nx = 1\n```\n```python\n>>> x + 1\n2\n>>> x + 1\n3\n>>> print('a\\n\\nb')\n```\n"
    )

    assert faults(outcomes) == [None, None, "another output", "another output"]
    assert ">>> x + 1\n2\n>>> x + 1\n2\n>>> print('a\\n\\nb')\na\n<BLANKLINE>\nb\n```" in rewritten(
        page, outcomes
    )


def test_an_exception_or_a_warning_that_the_page_does_not_show_is_a_fault(run):
    text = "```python\n>>> 1 / 0\n>>> import warnings; warnings.warn('old')\n```\n```python\nundefined\n```\n"
    _, outcomes = run(text)

    assert [fault.split(":")[0] for fault in faults(outcomes)] == [
        "raised ZeroDivisionError",
        "raised UserWarning",
        "NameError",
    ]


def test_a_block_that_is_never_closed_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ true\n", encoding="utf-8")

    with pytest.raises(ValueError, match="never closed"):
        list(blocks(page))
