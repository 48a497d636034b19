"""`load --template` never overwrites, and says so in one sentence."""

from pathlib import Path

import pytest

from sinhhoat.__main__ import main


def test_a_second_template_in_one_directory_is_refused_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["sinhhoat", "load", "--template", str(tmp_path)])
    with pytest.raises(SystemExit) as first:
        main()

    assert first.value.code == 0
    assert main() == 1
    [sentence] = capsys.readouterr().err.splitlines()
    assert f"{tmp_path / 'register.xlsx'} đã có" in sentence
    assert "is there already and is not overwritten" in sentence
