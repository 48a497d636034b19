"""The page that tells people what goes over the bus says of each message what is so."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

from contracts import assignments, meetings, registry
from contracts.message import SEALED, Command, Event
from contracts.parking import PARKING
from contracts.texts import ERASURES, EraseMeetingsText
from sinhhoat.published_language.catalogue import CONTRACTS, messages, services
from sinhhoat.published_language.consequences import events_of, method_name
from sinhhoat.published_language.flow import TERMS, page
from sinhhoat.published_language.readers import readers
from sinhhoat.published_language.sources import messages_named
from tests.contracts.versions import replaced

SERVICES = {service.name: service for service in services()}
READERS = {reader.name: reader for reader in readers(list(SERVICES.values()))}
COMMANDS = [kind for kind in messages() if issubclass(kind, Command)]
EVENTS = [kind for kind in messages() if issubclass(kind, Event) and kind not in replaced(messages())]
PARKED = {command for _, *commands in PARKING for command in commands}
WITHOUT_EVENTS = {registry.RegisterPerson, registry.ChangePerson, *PARKED}
"""Commands that write rows: a person's name stands in no event, nor what became of an event at a reader."""


def follows(command: type[Command]) -> set[str]:
    return {event.__name__ for event in events_of(command, SERVICES[command.service()])}


@pytest.mark.parametrize(
    ("command", "events"),
    [
        (registry.EstablishUnit, {"UnitEstablished"}),
        (meetings.RecordMeeting, {"MeetingHeld"}),
        (assignments.IssueNotice, {"NoticeIssued", "ObserverAssigned"}),
        (assignments.PlanVisit, {"VisitPlanned"}),
        (assignments.WithdrawVisit, {"VisitWithdrawn"}),
        (EraseMeetingsText, {"MeetingsTextErased"}),
    ],
)
def test_a_command_leads_to_what_its_aggregates_trigger(command: type[Command], events: set[str]) -> None:
    assert follows(command) == events


def test_no_event_is_without_a_command_and_no_command_without_an_event() -> None:
    led_to = {name for command in COMMANDS for name in follows(command)}

    assert {event.__name__ for event in EVENTS} - led_to == set()
    assert {command for command in COMMANDS if not follows(command)} == WITHOUT_EVENTS


def test_every_message_is_taken_in_by_its_service_and_has_a_method_of_its_name() -> None:
    taken = {kind for service in SERVICES.values() for kind in service.router.messages}
    # The chassis carries these out for every service.
    taken |= {command for command, _ in ERASURES} | PARKED

    assert {command for command in COMMANDS if command not in taken} == set()
    assert method_name(meetings.RecordMeeting) == "record_meeting"


def test_no_open_command_leads_to_a_sealed_event_nor_a_sealed_one_to_an_open_event() -> None:
    for command in COMMANDS:
        for event in events_of(command, SERVICES[command.service()]):
            assert (event.audience is SEALED) == (command.audience is SEALED), command.__name__


def test_every_reader_applies_something_and_only_what_its_feeds_hold() -> None:
    for reader in READERS.values():
        held = {"sealed" if event.audience is SEALED else event.service() for event in reader.events}
        assert held == set(reader.sources), reader.name


def test_what_a_replica_applies_is_what_its_table_of_writes_names() -> None:
    for service in SERVICES.values():
        for projection in service.projections:
            module = sys.modules[type(projection).__module__]
            tables = [vars(module)[name] for name in ("WRITES", "UNITS", "TYPES") if name in vars(module)]
            if tables:
                named = {event.contract() for event in READERS[projection.name].events}
                assert named == set().union(*tables), projection.name


def test_reactions_are_told_from_replicas_by_the_commands_that_they_send() -> None:
    sending = {name: {kind.__name__ for kind in reader.commands} for name, reader in READERS.items() if reader.commands}

    assert sending == {
        "notify_observers": {"NotifyObserver"},
        "close_visit_plans": {"CloseVisitPlan"},
        "withdraw_resting_scores": {"WithdrawRestingRatings"},
        "withdraw_overtaken_scores": {"WithdrawRestingRatings"},
        "redate_resting_scores": {"RedateRestingRatings"},
    }


def test_a_planted_reader_is_read_by_what_it_reaches_and_by_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planted.py").write_text(
        "from contracts import meetings\n"
        "from contracts.registry import UnitMoved, UnitRenamed\n"
        "class Reader:\n    def apply(self): return WRITES\n"
        "WRITES = {UnitMoved: lambda: indirectly()}\n"
        "def indirectly(): return meetings.MeetingHeld\n"
        "def unreached(): return UnitRenamed\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    planted = __import__("planted")

    assert messages_named(planted, "Reader") == {registry.UnitMoved, meetings.MeetingHeld}


def test_every_message_stands_on_the_page_with_its_audience() -> None:
    lines = page().splitlines()

    for message in messages():
        audience = "open" if message.audience.value == "open" else f"**{message.audience.value}**"
        assert any(line.startswith(f"| {message.__name__} |") and f"| {audience} |" in line for line in lines)


def test_vietnamese_names_belong_to_messages_and_are_composed() -> None:
    assert TERMS.keys() - {message.__name__ for message in messages()} == set()
    assert all(unicodedata.normalize("NFC", term) == term and term == term.strip() for term in TERMS.values())
    assert len(set(TERMS.values())) == len(TERMS)


def test_the_page_stays_one_page() -> None:
    text = (CONTRACTS / "FLOW.md").read_text(encoding="utf-8")

    assert len(text.splitlines()) < 600
