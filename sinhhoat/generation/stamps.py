"""A story decided once becomes a stamp: the bytes it stored, with places for ids, to be filled in for other cells.

Deciding costs ten times what filling in does. An id in the bytes that nobody derives ends the making of the stamp, and
tests hold that a filled-in cell is, to the last byte, what its commands would have stored.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from contracts.message import Command
from services.chassis.event_store.rows import NewEvent, NewText, Submission
from services.chassis.messaging.headers import trace_of
from sinhhoat.generation.gathered import fingerprint_of
from sinhhoat.generation.story import Act, Derived, Story

TOKEN = re.compile(
    rb"[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"
)
METADATA = b'{"actor":"%b","causation":"","correlation":"%b","salt":"%b","traceparent":"%b"}'
SALT_BYTES = 16


class Underivable(Exception):
    """The story led to an id that it does not say how to derive."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes with places; `places` are indexes into the list of what is filled in."""

    form: bytes
    places: tuple[int, ...]

    def filled(self, values: Sequence[bytes]) -> bytes:
        """The bytes with these values."""
        return self.form % tuple([values[place] for place in self.places])


@dataclass(frozen=True, slots=True)
class EventStamp:
    """One event; `originator` is the key of the aggregate's id."""

    originator: str
    version: int
    topic: str
    state: Pattern
    contract: str | None
    wire: Pattern | None


@dataclass(frozen=True, slots=True)
class TextStamp:
    """One text; `place` is where its digest stands among what is filled in, `name` what its salt is made with."""

    key: str
    about: str
    unit: str | None
    name: str
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class CommandStamp:
    """One command of the story with all that it led to; `command` is the one that was decided."""

    act: Act
    command: Command
    key: str
    actor: str
    reply: Pattern
    events: tuple[EventStamp, ...]
    texts: tuple[TextStamp, ...]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A filled-in command: when, of which service, and what is to be stored. `stamp` is what was filled in."""

    at: datetime
    service: str
    submission: Submission
    stamp: CommandStamp


@dataclass(frozen=True)
class Lifetime:
    """From when until when (not included) a cell exists, and in which years it has an observer."""

    begins: date
    ends: date
    observed: Collection[int]

    def has(self, act: Act) -> bool:
        """Whether the cell lived to do this."""
        there = self.begins <= act.begun_on and act.about_on < self.ends
        return there and (act.observer_of is None or act.observer_of in self.observed)


def ids_of(given: Mapping[str, UUID], acts: Sequence[Act], derived: Sequence[Derived], who: str) -> dict[str, UUID]:
    """All ids of a story for one cell. `given`: cell, root, staff, and `observer YEAR`; `who` tells cells apart."""
    ids = dict(given)
    for act in acts:
        ids[f"command {act.name}"] = uuid5(ids["cell"], f"{who}:{act.name}")
    for one in derived:
        name = one.name if one.of is None else one.name.format(ids[one.of])
        ids[one.key] = uuid5(ids[one.base], name)
    return ids


class Stamp:
    """A story as it was decided and stored for one cell, under the ids of that one."""

    def __init__(
        self,
        story: Story,
        ids: Mapping[str, UUID],
        decided: Mapping[str, Submission],
        constants: Collection[UUID],
        who: str,
    ) -> None:
        """`decided`: act -> its submission; `constants`: ids that are the same for every cell, such as rubrics'."""
        self.story, self._who = story, who
        self._keys = list(ids)
        self._key_of = {id: key for key, id in ids.items()}
        self._places: dict[bytes, int] = {}
        for id in ids.values():
            for written in (str(id).encode(), id.hex.encode()):
                self._places[written] = len(self._places)
        self._constant = {form for id in constants for form in (str(id).encode(), id.hex.encode())}
        self._digests = 0
        self.commands = tuple(self._command(act, act.make(ids), decided[act.name]) for act in story.acts)

    def ids(self, given: Mapping[str, UUID]) -> dict[str, UUID]:
        """The ids of the story for another cell."""
        return ids_of(given, self.story.acts, self.story.derived, self._who)

    def filled(self, ids: Mapping[str, UUID], lifetime: Lifetime) -> Iterator[Stamped]:
        """What the story is for another cell, as far as its time and its observers go.

        What a cell has not done leaves no gap in the versions of an aggregate that goes on.
        """
        values: list[bytes] = []
        for key in self._keys:
            text = str(ids[key])
            values += (text.encode(), text.replace("-", "").encode())
        values += [b""] * self._digests
        missing: Counter[str] = Counter()
        for command in self.commands:
            if lifetime.has(command.act):
                yield self._filled(command, ids, values, missing)
            else:
                missing.update(event.originator for event in command.events)

    def _filled(
        self, stamp: CommandStamp, ids: Mapping[str, UUID], values: list[bytes], missing: Mapping[str, int]
    ) -> Stamped:
        command_id = ids[stamp.key]
        texts = []
        for text in stamp.texts:
            salt = _salt(command_id, text.name)
            unit_id = None if text.unit is None else ids[text.unit]
            new = NewText.salted(ids[text.key], text.text, salt, about=ids[text.about], unit_id=unit_id)
            values[text.place] = new.sha256.hex().encode()
            texts.append(new)
        actor, correlation = str(ids[stamp.actor]).encode(), str(command_id).encode()
        trace = trace_of(command_id).encode()
        events = tuple(
            NewEvent(
                ids[event.originator],
                event.version - missing[event.originator],
                event.topic,
                event.state.filled(values),
                event.contract,
                event.wire.filled(values) if event.wire is not None else None,
                METADATA % (actor, correlation, _salt(command_id, f"event {number}").hex().encode(), trace),
            )
            for number, event in enumerate(stamp.events)
        )
        reply, at = stamp.reply.filled(values), stamp.act.at
        return Stamped(
            at,
            stamp.act.service,
            Submission(command_id, fingerprint_of(command_id), reply, at, events, tuple(texts)),
            stamp,
        )

    def _command(self, act: Act, command: Command, submission: Submission) -> CommandStamp:
        texts = tuple(self._text(act, text) for text in submission.texts)
        events = tuple(
            EventStamp(
                self._key_of[event.originator_id],
                event.originator_version,
                event.topic,
                self._pattern(event.state),
                event.contract,
                None if event.wire is None else self._pattern(event.wire),
            )
            for event in submission.events
        )
        actor = "staff" if act.observer_of is None else f"observer {act.observer_of}"
        return CommandStamp(act, command, f"command {act.name}", actor, self._pattern(submission.reply), events, texts)

    def _text(self, act: Act, text: NewText) -> TextStamp:
        key = self._key_of[text.text_id]
        place = self._places.setdefault(text.sha256.hex().encode(), len(self._places))
        self._digests += 1
        unit = None if text.unit_id is None else self._key_of[text.unit_id]
        name = "text " + key.removeprefix(f"text {act.name} ")
        return TextStamp(key, self._key_of[text.about], unit, name, text.text, place)

    def _pattern(self, stored: bytes) -> Pattern:
        places: list[int] = []
        form, end = b"", 0
        for found in TOKEN.finditer(stored):
            place = self._places.get(found[0])
            if place is None:
                if found[0] not in self._constant and len(found[0]) < 64:
                    raise Underivable(f"{found[0].decode()} in {stored.decode()}")
                continue
            form += stored[end : found.start()].replace(b"%", b"%%") + b"%b"
            places.append(place)
            end = found.end()
        return Pattern(form + stored[end:].replace(b"%", b"%%"), tuple(places))


def _salt(command_id: UUID, name: str) -> bytes:
    """As the repository of a simulated store takes it."""
    return hashlib.sha256(command_id.bytes + name.encode()).digest()[:SALT_BYTES]
