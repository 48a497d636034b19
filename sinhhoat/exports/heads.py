"""What stands at the head and at the end of a document: what the letterhead says, or else what is left for the pen."""

from __future__ import annotations

from typing import NamedTuple

from services.chassis.messaging.serving import LOCAL
from sinhhoat.exports.document import Document


class Head(NamedTuple):
    """Every line of it, in the document's language."""

    party: str
    above: str | None
    body: str
    number: str
    place: str
    recipients_title: str
    recipients: list[str]
    on_behalf_of: str
    signs: str


def head_of(document: Document) -> Head:
    """The day is the one on which the last that was known was recorded."""
    say, given = document.language.say, document.letterhead
    day = document.language.day_in_words(document.mark.instant.astimezone(LOCAL).date())
    signs_for = "on_behalf_of_cell" if document.mark.kind == "cell" else "on_behalf_of"
    others = [say(key) for key in ("recipient_above", "recipient_board", "recipient_file")]
    return Head(
        party=say("party"),
        above=given.above,
        body=given.body or document.unit,
        number=given.number or say("number"),
        place=f"{given.place or say('place')}, {day}",
        recipients_title=say("recipients"),
        recipients=given.recipients or others,
        on_behalf_of=given.on_behalf_of or say(signs_for),
        signs=given.signs or say("signs"),
    )
