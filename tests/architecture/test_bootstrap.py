"""The set-up on machines that lack something; the whole of it was tried on a bare Debian 12."""

import re
import shutil
import sys
import venv
from pathlib import Path

import pytest

import bootstrap


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout, so that nothing here touches the real environment."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text("")
    python = tmp_path / ".venv" / bootstrap.VENV_PYTHON.relative_to(bootstrap.VENV)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", python)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "bootstrapped")
    return tmp_path


@pytest.fixture
def ready(checkout):
    """A checkout that was set up for the demo."""
    venv.create(checkout / ".venv", symlinks=True)
    bootstrap.STAMP.write_text(bootstrap.stamp_of("demo"))
    return checkout


def system_pip(monkeypatch, version):
    """Pretend that pip exists on the system alone, in this version."""
    monkeypatch.setattr(bootstrap, "pip_version", lambda pip: version if pip[0] == sys.executable else None)


def test_without_ensurepip_the_pip_of_the_system_is_aimed_at_an_empty_environment(checkout, monkeypatch):
    def fails_half_way(command):
        (checkout / ".venv" / "half").mkdir(parents=True)
        return False

    monkeypatch.setattr(bootstrap, "succeeds", fails_half_way)
    system_pip(monkeypatch, (23, 0))

    bootstrap.create_venv()

    assert bootstrap.find_pip() == [sys.executable, "-m", "pip", "--python", str(bootstrap.VENV_PYTHON)]
    assert bootstrap.VENV_PYTHON.exists()
    assert not (checkout / ".venv" / "half").exists()


@pytest.mark.parametrize(
    ("version", "found"), [(None, "no pip"), ((20, 3), "pip 20.3"), ((22, 2), "pip 22.2")]
)
def test_where_no_pip_can_help_the_message_says_what_is_needed(checkout, monkeypatch, capsys, version, found):
    system_pip(monkeypatch, version)
    monkeypatch.setattr(bootstrap, "create_venv", lambda: None)

    with pytest.raises(SystemExit, match="1"):
        bootstrap.set_up("demo")
    said = capsys.readouterr().err

    assert found in said
    assert "pip 22.3" in said
    assert "需要 pip 22.3" in said
    assert "apt install python3-venv" in said


def test_an_old_python_is_told_which_one_is_needed(checkout, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))

    with pytest.raises(SystemExit, match="1"):
        bootstrap.main(["demo"])

    assert "Python 3.11 or newer is needed; this is 3.9.2" in capsys.readouterr().err


def test_a_second_set_up_has_nothing_to_do(ready, monkeypatch):
    monkeypatch.setattr(bootstrap, "set_up", lambda _: pytest.fail("set up again"))

    bootstrap.main(["demo"])


def test_a_set_up_for_development_serves_the_demo_but_not_the_reverse(ready):
    assert not bootstrap.is_ready("dev")

    bootstrap.STAMP.write_text(bootstrap.stamp_of("dev"))

    assert bootstrap.is_ready("dev")
    assert bootstrap.is_ready("demo")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "constraints-demo.txt"])
def test_changed_requirements_are_installed(ready, name):
    (ready / name).write_text("changed")

    assert not bootstrap.is_ready("demo")


def test_an_environment_that_lost_its_python_is_made_anew(ready):
    bootstrap.VENV_PYTHON.unlink()

    assert not bootstrap.is_ready("demo")


def test_a_checkout_that_was_moved_is_set_up_anew(ready, monkeypatch):
    elsewhere = shutil.copytree(ready, ready / "elsewhere", ignore=shutil.ignore_patterns("elsewhere"))
    monkeypatch.setattr(bootstrap, "ROOT", elsewhere)

    assert not bootstrap.is_ready("demo")


def test_a_misspelt_target_shows_the_usage(capsys):
    with pytest.raises(SystemExit, match="1"):
        bootstrap.main(["develop"])

    assert "demo|dev" in capsys.readouterr().err


@pytest.mark.parametrize("target", bootstrap.LOCKS)
def test_every_package_is_pinned_with_its_digests_and_no_address(target):
    lines = (
        Path(bootstrap.__file__).with_name(bootstrap.LOCKS[target]).read_text(encoding="utf-8").splitlines()
    )
    pins = [line for line in lines if not line.startswith("    ")]

    assert all(re.match(r"[a-z0-9.-]+==[^ ]+ .*\\$", line) for line in pins)
    assert all(line.strip().startswith("--hash=sha256:") for line in lines if line not in pins)
    assert "://" not in "".join(lines)


def test_others_packages_are_installed_by_digest_and_the_project_alone(checkout, monkeypatch):
    ran = []

    def run(command, **_):
        ran.append(command)
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(bootstrap, "find_pip", lambda: ["pip"])
    monkeypatch.setattr(bootstrap, "runs_in_venv", lambda: True)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    (checkout / ".venv").mkdir()
    bootstrap.set_up("demo")

    assert "--require-hashes" in ran[0]
    assert "constraints-demo.txt" in ran[0]
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= {*ran[1]}
