"""What was stored comes back as it was, values and types, and what would not is refused when it is written."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, field, make_dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from asyncpg.pgproto.pgproto import UUID as RowUUID  # noqa: N811
from eventsourcing.domain import event
from eventsourcing.utils import resolve_topic

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.event_store.codec import Codec, DomainEvent
from services.chassis.event_store.transcodings import DataclassAsFields
from tests.chassis.event_store.calls import at
from tests.chassis.event_store.ledger import JANUARY, Ledger, Mark, Shade, codec


class Text(StrEnum):
    A = "a"


class Number(IntEnum):
    ONE = 1


class Unknown(Enum):
    A = "a"


class Pairs(Enum):
    A = (1, 2)


@dataclass
class Mutable:
    TOPIC: ClassVar[str] = "tests.Mutable"
    x: int


Pair = namedtuple("Pair", "a b")


class Box(Aggregate):
    TOPIC = "tests.Box"

    class Filled(Aggregate.Event, Created):
        TOPIC = "tests.Box.Filled"
        content: Any

    @event(Filled)
    def __init__(self, content: Any) -> None:
        self.content = content

    @staticmethod
    def create_id() -> UUID:
        return UUID(int=1)


def filled(content: Any) -> DomainEvent:
    with at():
        [happened] = Box(content).collect_events()
    return happened


def back_and_forth(content: Any) -> Any:
    codec = Codec([Box], [Mark], {"tests.Shade": Shade})
    topic, state = codec.encode(filled(content))
    return vars(codec.decode(topic, state, UUID(int=1), 1))["content"]


FAITHFUL = [
    "Đảng bộ \0 \U0001f1fb\U0001f1f3",
    0,
    -(2**70),
    True,
    None,
    UUID(int=5),
    date(2019, 1, 31),
    JANUARY,
    Decimal("29.210"),
    Shade.DARK,
    Mark(Decimal("1.0"), Shade.LIGHT),
    TextRef(UUID(int=6), "ab"),
    [],
    [1, "a", [Shade.DARK]],
    {"2019-01": Decimal("1.50"), "_data_": None},
]


@pytest.mark.parametrize("content", FAITHFUL, ids=repr)
def test_a_value_comes_back_as_it_was(content: Any) -> None:
    assert back_and_forth(content) == content
    assert type(back_and_forth(content)) is type(content)
    assert repr(back_and_forth(content)) == repr(content)


def test_an_id_of_the_database_driver_is_stored_as_any_id_and_comes_back_as_one() -> None:
    restored = back_and_forth([RowUUID(UUID(int=5).hex), TextRef(RowUUID(UUID(int=6).hex), "ab")])

    assert restored == [UUID(int=5), TextRef(UUID(int=6), "ab")]
    assert [type(restored[0]), type(restored[1].text_id)] == [UUID, UUID]


UNFAITHFUL = [
    Text.A,
    Number.ONE,
    (1, 2),
    Pair(1, 2),
    0.5,
    float("nan"),
    Decimal("NaN"),
    Decimal("Infinity"),
    b"bytes",
    {1},
    Unknown.A,
    Mutable(1),
    timedelta(1),
    datetime(2019, 1, 1),  # noqa: DTZ001
    datetime(2019, 1, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    datetime(2019, 1, 1, tzinfo=timezone(timedelta(hours=7))),
    [1, (2, 3)],
    {"a": Text.A},
    {1: "a"},
    {"_type_": "uuid_hex", "_data_": "x"},
    Mark(Decimal(1), Text.A),  # type: ignore[arg-type]
    Mark(0.5, Shade.DARK),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("content", UNFAITHFUL, ids=repr)
def test_a_value_that_would_come_back_as_another_is_refused(content: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"tests\.Box\.Filled\.content"):
        back_and_forth(content)


def test_the_stock_transcoder_would_have_let_some_of_them_pass() -> None:
    """Why there is a check at all: without it these change their type in silence."""
    lenient = Codec([Box])
    lenient._check = lambda value, where: None  # type: ignore[method-assign]

    for content in (Text.A, Number.ONE, (1, 2), 0.5):
        topic, state = lenient.encode(filled(content))
        came_back = vars(lenient.decode(topic, state, UUID(int=1), 1))["content"]
        assert type(came_back) is not type(content) or isinstance(content, float)


def test_every_kind_of_event_comes_back_with_values_and_types() -> None:
    with at():
        ledger = Ledger("a", date(2019, 1, 1))
        ledger.note(3, why=TextRef(UUID(int=9), "00"))
        ledger.close()
    happened = ledger.collect_events()

    restored = [codec().decode(*codec().encode(e), e.originator_id, e.originator_version) for e in happened]

    assert [(type(e), vars(e)) for e in restored] == [(type(e), vars(e)) for e in happened]
    assert [type(e).TOPIC for e in restored] == [  # type: ignore[attr-defined]
        "tests.Ledger.Opened",
        "tests.Ledger.Noted",
        "tests.Ledger.Closed",
    ]


@pytest.mark.parametrize("topic", ["os:getcwd", "tests.Box.Filled", "tests.Ledger", "tests.Ledger.Event", ""])
def test_a_stored_name_that_is_not_ours_is_not_resolved(topic: str) -> None:
    with pytest.raises(KeyError):
        codec().decode(topic, b"{}", UUID(int=1), 1)


def test_the_library_alone_would_resolve_it() -> None:
    assert callable(resolve_topic("os:getcwd"))


def test_a_first_event_that_names_another_class_as_its_aggregate_is_refused() -> None:
    [opened] = with_a_ledger()
    topic, state = codec().encode(opened)

    with pytest.raises(KeyError, match="os:getcwd"):
        codec().decode(topic, state.replace(b'"tests.Ledger"', b'"os:getcwd"'), opened.originator_id, 1)


def with_a_ledger() -> list[DomainEvent]:
    with at():
        return list(Ledger("a", date(2019, 1, 1)).collect_events())


def test_an_event_of_an_aggregate_of_others_is_refused() -> None:
    with pytest.raises(TypeError, match=r"tests\.Box\.Filled"):
        codec().encode(filled(1))


def test_a_type_that_cannot_be_stored_faithfully_is_refused_at_the_start() -> None:
    for broken in (Text, Number):
        with pytest.raises(TypeError, match="no plain Enum"):
            Codec([], enums={"x": broken})
    with pytest.raises(TypeError, match="no frozen dataclass"):
        Codec([], [Mutable])
    with pytest.raises(TypeError, match="no TOPIC"):
        Codec([], [Unknown])
    with pytest.raises(TypeError, match="neither str nor int"):
        Codec([], enums={"x": Pairs})
    with pytest.raises(ValueError, match="share the stored name"):
        Codec([], enums={"tests.Mark": Unknown, "date_iso": Shade})


def changed_mark(**fields: Any) -> DataclassAsFields:
    cls = make_dataclass("Mark", [(name, Any, default) for name, default in fields.items()], frozen=True)
    return DataclassAsFields("tests.Mark", cls)


def test_a_field_added_with_a_default_loads_what_was_stored_without_it() -> None:
    restored = changed_mark(points=field(), shade=1, new=field(default_factory=list)).decode({"points": 1})

    assert (restored.points, restored.shade, restored.new) == (1, 1, [])


def test_a_field_that_cannot_be_restored_is_an_error() -> None:
    with pytest.raises(TypeError, match="points"):
        changed_mark(points=field()).decode({})
    with pytest.raises(TypeError, match="gone"):
        changed_mark(points=field()).decode({"points": 1, "gone": 2})


def test_a_rule_tightened_later_does_not_make_history_unreadable() -> None:
    @dataclass(frozen=True)
    class Strict:
        points: int

        def __post_init__(self) -> None:
            raise ValueError("a new rule")

    assert DataclassAsFields("x", Strict).decode({"points": 1}).points == 1
