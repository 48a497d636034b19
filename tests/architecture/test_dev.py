"""The one script that newcomers and CI call: what it lists, pins, and says when something is missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = ("requirements.lock", "requirements/service.txt", "requirements/uv.txt")
WORDS = ("demo", "up", "test", "lint", "bench", "chaos", "contracts", "lock", "help")


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9_.-]+)==([^ ;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_help_lists_every_word_on_standard_output() -> None:
    answer = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True)

    assert [line.split()[1] for line in answer.stdout.splitlines()][: len(WORDS)] == list(WORDS)
    assert answer.stderr == ""


@pytest.mark.parametrize("lock", PINNED)
def test_every_pinned_package_has_its_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]

    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index-url" not in text


def test_images_get_the_very_versions_that_the_tests_ran_with() -> None:
    tested = versions("requirements.lock")

    assert versions("requirements/service.txt").items() <= tested.items()


def test_ci_calls_what_people_call() -> None:
    text = (ROOT / ".ci" / "run").read_text()

    assert "./dev lint" in text
    assert "./dev test" in text


def test_without_python_3_11_one_sentence_says_so(tmp_path: Path) -> None:
    checkout, tools = tmp_path / "checkout", tmp_path / "tools"
    (checkout / "requirements").mkdir(parents=True)
    tools.mkdir()
    for name in ("dev", "requirements.lock", "requirements/uv.txt"):
        shutil.copy(ROOT / name, checkout / name)
    for name in ("sh", "dirname", "cat", "cksum"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)

    answer = subprocess.run(
        [checkout / "dev", "status"], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.splitlines()[-1].startswith("Python 3.11 with its venv module is needed")


def test_a_word_of_the_command_line_is_passed_on_from_any_directory(tmp_path: Path) -> None:
    """A module of the caller's directory must not come before ours."""
    (tmp_path / "sinhhoat.py").write_text("raise SystemExit('the wrong one')")

    answer = subprocess.run(
        [ROOT / "dev", "--help"], cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False
    )

    assert "the wrong one" not in answer.stderr
