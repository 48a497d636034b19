"""What lies in `contracts` is what the code says today, and nothing in it can be changed away silently."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.meetings import MeetingHeld
from contracts.message import OPEN, Event
from sinhhoat.published_language import files
from sinhhoat.published_language.__main__ import main
from sinhhoat.published_language.catalogue import CONTRACTS
from sinhhoat.published_language.files import breaks, committed, differences, generated, write
from sinhhoat.published_language.schemas import describe, schema_of

HELD = "meetings/MeetingHeld.v1.json"


@pytest.fixture(scope="module", autouse=True)
def worked_out_once() -> Iterator[None]:
    """The code says the same in every test here, and takes seconds to say it; each gets a copy of its own to spoil."""

    def copied(kept: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: deepcopy(kept())

    with pytest.MonkeyPatch.context() as patch:
        for name in ("schemas", "document", "page"):
            patch.setattr(files, name, copied(cache(getattr(files, name))))
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All generated files as the code says today."""
    folder = tmp_path_factory.mktemp("whole")
    write(folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of them, to be spoilt."""
    return Path(shutil.copytree(whole, tmp_path / "contracts"))


def changed_model(**changes: Any) -> dict[str, Any]:
    """The schema of a `MeetingHeld` whose model was changed like this."""

    class Changed(MeetingHeld, subject=MeetingHeld.subject, audience=OPEN):
        __doc__ = MeetingHeld.__doc__

    for name, kind in changes.items():
        Changed.model_fields[name].annotation = kind
    Changed.model_rebuild(force=True)
    return schema_of(describe(Changed)) | {"title": "MeetingHeld"}


def test_the_committed_files_are_what_the_code_says() -> None:
    assert differences(CONTRACTS) == [], "run ./dev contracts"


def test_no_reader_of_a_committed_schema_is_broken() -> None:
    assert breaks(committed(CONTRACTS), files.schemas()) == []


def test_a_changed_file_a_missing_one_and_one_left_over_are_found(folder: Path) -> None:
    (folder / "FLOW.md").write_text("by hand", encoding="utf-8")
    (folder / "schemas" / HELD).unlink()
    (folder / "schemas" / "meetings" / "Forgotten.v1.json").write_text("{}", encoding="utf-8")

    found = differences(folder)

    assert found == ["FLOW.md", "schemas/meetings/Forgotten.v1.json", f"schemas/{HELD}"]


def test_a_planted_change_of_a_model_is_found() -> None:
    planted = changed_model(opinions=str)

    assert schema_of(describe(MeetingHeld)) == changed_model()
    assert breaks(committed(CONTRACTS), files.schemas() | {HELD: planted}) == [
        f"{HELD}: MeetingHeld.opinions: integer Opinions is not allowed",
        f"{HELD}: MeetingHeld.opinions: former readers would not understand: string Opinions is not allowed",
    ]


def test_a_planted_model_that_has_grown_makes_the_comparison_fail(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = files.schemas()[HELD]
    grown["properties"]["planted"] = {"type": "integer", "default": 0}
    planted = files.schemas() | {HELD: grown}
    monkeypatch.setattr(files, "schemas", lambda: planted)

    assert differences(folder) == [f"schemas/{HELD}"]
    assert breaks(committed(folder), planted) == []


def test_a_message_that_is_gone_is_found() -> None:
    made = {name: schema for name, schema in files.schemas().items() if name != HELD}

    assert breaks(committed(CONTRACTS), made) == [f"{HELD}: the message is gone"]


def test_a_break_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = committed(folder)
    planted = files.schemas() | {HELD: changed_model(opinions=str)}
    monkeypatch.setattr(files, "schemas", lambda: planted)

    with pytest.raises(ValueError, match=r"MeetingHeld\.opinions"):
        write(folder)
    assert committed(folder) == before


def test_growth_is_written_and_then_nothing_differs(folder: Path) -> None:
    (folder / "schemas" / HELD).unlink()
    (folder / "FLOW.md").write_text("old", encoding="utf-8")

    assert write(folder) == ["FLOW.md", f"schemas/{HELD}"]
    assert differences(folder) == []
    assert write(folder) == []


def test_whoever_breaks_a_reader_is_told_what_to_do_instead(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = files.schemas() | {HELD: changed_model(opinions=str)}
    monkeypatch.setattr(files, "schemas", lambda: planted)
    monkeypatch.setattr("sinhhoat.published_language.__main__.CONTRACTS", folder)

    assert main() == 1
    assert ".v2" in capsys.readouterr().err


def test_no_generated_file_names_a_machine_or_an_address() -> None:
    for name, text in generated().items():
        assert "localhost" not in text, name
        assert "127.0.0.1" not in text, name
        assert str(CONTRACTS.parent) not in text, name
        assert text.replace("https://json-schema.org/draft/2020-12/schema", "").count("://") == 0, name


def test_every_event_is_described_as_it_is_written() -> None:
    assert issubclass(MeetingHeld, Event)
    assert describe(MeetingHeld).mode == "serialization"
