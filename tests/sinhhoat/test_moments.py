"""A moment is named by a file with positions of feeds, a day or an instant; anything else is refused in a sentence."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from sinhhoat import moments
from sinhhoat.moments import Moment, moment, seen_from
from sinhhoat.replays import name_of

NOW = datetime(2019, 4, 1, 12, tzinfo=UTC)
VECTOR = {"hoc-mon.registry": 910, "hoc-mon.meetings": 0}
PRINTED: dict[str, Any] = {
    "a report": {"keeper": "hoc-mon", "known": VECTOR, "replay": None, "figures": []},
    "evidence": {"head": {"known": VECTOR}, "items": []},
    "status": {"feeds": [{"feed": feed, "position": at, "published": at + 3} for feed, at in VECTOR.items()]},
    "a replay": {"replay": {"name": "v1", "known": VECTOR}},
    "positions alone": VECTOR,
}


def read(text: str, *, simulated: bool = False) -> Moment:
    return moment(text, now=NOW, simulated=simulated)


def a_file(place: Path, content: str) -> str:
    path = place / "kept.json"
    path.write_text(content, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", PRINTED)
def test_whatever_prints_positions_is_taken_back(tmp_path: Path, kind: str) -> None:
    assert read(a_file(tmp_path, json.dumps(PRINTED[kind]))) == Moment("kept.json", known=VECTOR)


WRONG = {
    "no JSON": "{",
    "no object": "[1]",
    "nothing in it": "{}",
    "a name that is no feed": '{"hoc-mon": 1}',
    "a position that is no number": '{"hoc-mon.registry": "1"}',
    "a position that is true": '{"hoc-mon.registry": true}',
    "a position below nothing": '{"hoc-mon.registry": -1}',
    "a feed twice": '{"hoc-mon.registry": 1, "hoc-mon.registry": 2}',
    "as deep as a well": "[" * 100_000,
    "lines that are no feeds": '{"feeds": [1, {"feed": []}]}',
    "a head without positions": '{"head": {}}',
}


@pytest.mark.parametrize("why", WRONG)
def test_a_file_that_holds_no_positions_is_refused(tmp_path: Path, why: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"^kept\.json: .+ / "):
        read(a_file(tmp_path, WRONG[why]))


def test_a_file_beyond_all_bounds_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "LARGEST", 10)

    with pytest.raises(typer.BadParameter, match="too large"):
        read(a_file(tmp_path, json.dumps(VECTOR)))


INSTANTS = {
    "2019-03-31T17:00:00Z": datetime(2019, 3, 31, 17, tzinfo=UTC),
    "2019-03-31T17:00+07:00": datetime(2019, 3, 31, 10, tzinfo=UTC),
    "2019-03-31T17:00": datetime(2019, 3, 31, 10, tzinfo=UTC),
    "2019-03-31": datetime(2019, 3, 31, 17, tzinfo=UTC) - timedelta(microseconds=1),
}


@pytest.mark.parametrize("text", INSTANTS)
def test_an_instant_without_a_zone_is_vietnams_and_a_day_means_to_its_end(text: str) -> None:
    assert read(text).instant == INSTANTS[text]


NEITHER = ("yesterday", "", "31/03/2019", "2019-02-30", "2019-03-31T25:00", "9999-12-31", "a.json", "a" * 5000)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_a_file_nor_an_instant_is_told_what_would_be(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="a report printed with --json, a file of positions"):
        read(text)


def test_what_has_not_come_yet_is_no_moment_of_a_real_store() -> None:
    with pytest.raises(typer.BadParameter, match="has not come yet"):
        read("2019-04-01")

    assert read("2019-04-01", simulated=True).instant is not None


def test_a_question_to_one_keeper_names_its_own_feeds() -> None:
    both = Moment("x", known=VECTOR | {"city.registry": 3})

    assert both.at("city") == {"known": {"city.registry": 3}}
    assert read("2019-03-31").at("city") == {"known_at": INSTANTS["2019-03-31"]}
    with pytest.raises(typer.BadParameter, match="no feed of cu-chi"):
        both.at("cu-chi")


@pytest.mark.parametrize("beneath_head", [True, False])
def test_a_report_that_was_counted_from_several_keepers_is_known_as_it_was(tmp_path: Path, beneath_head: bool) -> None:
    known = VECTOR | {"city.registry": 3}
    report = {"keeper": "city", "known": known}
    kept = read(a_file(tmp_path, json.dumps({"head": report} if beneath_head else report)))

    assert kept.at("city", together=True) == {"known": known}
    assert kept.at("city") == {"known": {"city.registry": 3}}
    assert kept.at("hoc-mon", together=True) == {"known": VECTOR}


def test_the_same_moment_has_the_same_name() -> None:
    turned = Moment("other.json", known=dict(reversed(VECTOR.items())))

    assert name_of(turned) == name_of(Moment("x", known=VECTOR)) != name_of(Moment("x", known={"hoc-mon.registry": 1}))
    assert name_of(read("2019-03-31T17:00")) == "20190331t100000z"


@pytest.mark.parametrize(
    ("lens", "told"),
    [
        (None, {}),
        ("then", {}),
        ("today", {"lens": "today"}),
        ("2019-07-01", {"lens": "today", "structure_on": date(2019, 7, 1)}),
    ],
)
def test_a_lens_is_then_today_or_a_day(lens: str | None, told: dict[str, Any]) -> None:
    assert moments.seen_from(lens) == told


@pytest.mark.parametrize("lens", ["", "tomorrow", "2019-13-01", "01/07/2019"])
def test_any_other_lens_is_refused_in_a_sentence(lens: str) -> None:
    with pytest.raises(typer.BadParameter, match="then, today"):
        moments.seen_from(lens)


def test_a_revision_is_of_a_closed_report_and_of_no_other_lens() -> None:
    assert seen_from("reported") == {"lens": "reported"}
    assert seen_from("reported", 2) == {"lens": "reported", "revision": 2}
    with pytest.raises(typer.BadParameter, match="only with"):
        seen_from("today", 2)
