"""What `generate city` refuses before anything is started, and what `up` learns from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sinhhoat import hosted
from sinhhoat.__main__ import app


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cells", "0"], "--cells"),
        (["--cells", "5", "--wards", "6"], "6 wards and only 5 cells"),
        (["--quarters", "0"], "--quarters"),
        (["--from", "2025Q1"], "2025-Q1"),
        (["--from", "2025-Q7"], "2025-Q1"),
    ],
)
def test_arguments_that_make_no_city_are_refused(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["generate", "city", "--data", str(tmp_path / "data"), *arguments])

    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
    assert not (tmp_path / "data").exists()


def test_a_data_directory_remembers_whom_it_was_made_for(tmp_path: Path) -> None:
    assert hosted.remembered(tmp_path / "data") is None

    hosted.remember(tmp_path / "data", ("ward-001", "city"), "simulated")

    assert hosted.remembered(tmp_path / "data") == (("ward-001", "city"), "simulated")
