"""Whether a file says what the history says: its question asked again, the file written again, the two compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.exports.answers import ASKING, Answered
from sinhhoat.exports.closing import closing_of
from sinhhoat.exports.files import COMPUTED, Format, damaged, made_with, recognised, written_again
from sinhhoat.exports.mark import Mark

MOST = 20
"""Lines of differences."""

Outcome = Literal[
    "as_written", "saved_again", "altered", "other_version", "other_answer", "not_known", "damaged", "not_ours"
]
HOLDS: frozenset[Outcome] = frozenset({"as_written", "saved_again"})

WORDS: Mapping[Outcome, str] = {
    "as_written": "khớp với lịch sử, đúng từng byte / matches the history, to the byte",
    "saved_again": "khớp với lịch sử; một chương trình đã lưu lại tệp / matches; a program has saved it again",
    "altered": "tệp đã bị sửa sau khi lập / the file was changed after it was made",
    "other_version": (
        "do phiên bản khác lập: mã băm khớp với lịch sử, các trang không đối chiếu được / "
        "made with another version: the hash matches the history, the pages cannot be compared"
    ),
    "other_answer": "lịch sử trả lời khác / the history answers otherwise",
    "not_known": "lịch sử này không trả lời câu hỏi của tệp / this history does not answer the file's question",
    "damaged": "tệp bị hỏng, không đọc được / the file is damaged and cannot be read",
    "not_ours": "không phải tệp báo cáo của hệ thống này / no report of this system",
}

SINCE = "từ đó số liệu đã thay đổi / figures have changed since"
NEWER = "bản chốt mới nhất: {number} / newest closed revision: {number}"
NEWER_OF_KEEPERS = "bản chốt mới nhất của / newest closed revisions of: {numbers}"


OF_MOMENT = frozenset({"head", "known", "known_at", "parked", "structure_on", "lineage", "replay", "reported"})
"""What says in an answer how far was known, beside what it says was so."""


@dataclass(frozen=True)
class Verdict:
    """What came out, where the file differs (place: what it says → what is right), and whether more is known since.

    `newest` is the number of a revision that came after the file was made; of a city as reported, `newest_of` has it by
    keeper.
    """

    outcome: Outcome
    mark: Mark | None = None
    differences: tuple[str, ...] = ()
    changed_since: bool = False
    newest: int | None = None
    newest_of: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the file says what the history says."""
        return self.outcome in HOLDS

    @property
    def words(self) -> str:
        """The verdict in both languages."""
        since = [SINCE] if self.changed_since else []
        newer = [NEWER.format(number=self.newest)] if self.newest else []
        if self.newest_of:
            numbers = ", ".join(f"{keeper} {number}" for keeper, number in self.newest_of.items())
            newer.append(NEWER_OF_KEEPERS.format(numbers=numbers))
        return "; ".join((WORDS[self.outcome], *since, *newer))

    @property
    def told(self) -> dict[str, object]:
        """The verdict for scripts."""
        told = {"outcome": self.outcome, "holds": self.holds, "differences": self.differences}
        mark = {"sha256": self.mark.sha256, "revision": self.mark.revision} if self.mark else {}
        newest = {"newest_revision": self.newest} | ({"newest_revisions": self.newest_of} if self.newest_of else {})
        return {**told, "changed_since": self.changed_since, **newest, **mark}


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours."""
    found = recognised(data)
    return found[1] if found else None


def unmarked(data: bytes) -> Verdict:
    """The verdict on a file in which no mark can be read."""
    return Verdict("damaged" if damaged(data) else "not_ours")


async def verify(client: Client, data: bytes) -> Verdict:
    """Ask again at the positions that the file names, and compare."""
    found = recognised(data)
    if found is None:
        return unmarked(data)
    kind, mark = found
    try:
        answered = await ASKING[mark.kind](client, mark.keeper, mark.question)
    except ValidationError:
        return Verdict("not_ours")
    except Refused as no:
        return Verdict("not_known", mark, (no.code,))
    verdict = compare(data, kind, mark, answered)
    return verdict if not verdict.holds else await _in_time(client, verdict, mark, answered)


def compare(data: bytes, kind: Format, mark: Mark, answered: Answered) -> Verdict:
    """The file beside what it would be now, at its own positions.

    One that was made before a release counted figures otherwise than they were signed says nothing of that.
    """
    found = [_compare(data, kind, mark, one) for one in (answered, answered.signed) if one]
    return min(found, key=lambda one: (not one.holds, len(one.differences)))


def _compare(data: bytes, kind: Format, mark: Mark, answered: Answered) -> Verdict:
    right = written_again(answered, kind, mark)
    if data == right:
        return Verdict("as_written", mark)
    if kind.contents is None:
        return Verdict(_of_other(mark, answered), mark)
    try:
        was = dict(kind.contents(data))
    except Exception as error:  # A damaged archive, or one with things in it that we never wrote.
        return Verdict("altered", mark, (f"{type(error).__name__}: {error}",))
    differences = _differences(was, dict(kind.contents(right)))
    if not differences:
        return Verdict("saved_again", mark)
    return Verdict(_of_other(mark, answered), mark, differences)


def _same_answer(mark: Mark, answered: Answered) -> bool:
    """Events that were set aside are no part of the hash; where some were applied since, nobody has changed a file."""
    return (answered.sha256, answered.head.parked) == (mark.sha256, mark.parked)


def _of_other(mark: Mark, answered: Answered) -> Outcome:
    """Other pages, pictures or words are a changed file, unless another version may have written them so."""
    if not _same_answer(mark, answered):
        return "other_answer"
    return "altered" if mark.made_with == made_with() else "other_version"


async def _in_time(client: Client, verdict: Verdict, mark: Mark, then: Answered) -> Verdict:
    """Whether it is the revision that it says, and whether figures or revisions have come since."""
    closing = await closing_of(client, then)
    # Only a closed report is shown so, whatever the file says; those of a city's keepers, by the question itself.
    pinned = mark.question.get("lens") == "reported" and not mark.of_closed_reports
    if (mark.revision or pinned) and mark.revision != closing.revision:
        return Verdict("altered", mark, (f"revision: {mark.revision} → {closing.revision or ''}",))
    newer = closing.newest if closing.newest != mark.revision else None
    newer_of: Mapping[str, int] = {}
    try:
        now = await ASKING[mark.kind](client, mark.keeper, _unpinned(mark))
        changed = _figures(now) != _figures(then)
        newer_of = _newer(mark, now)
    except Refused:  # What was known then is known no more: a unit whose establishment was taken back.
        changed = True
    return Verdict(verdict.outcome, mark, verdict.differences, changed, newer, newer_of)


def _unpinned(mark: Mark) -> Mapping[str, Any]:
    """The same question as known now, also of a file that shows a closed report; a city's, as reported by now."""
    asked = {name: value for name, value in mark.question.items() if name not in ("known", "revision", "revisions")}
    reported = asked.get("lens") == "reported" and not mark.of_closed_reports
    return asked | ({"lens": "then"} if reported else {})


def _newer(mark: Mark, now: Answered) -> dict[str, int]:
    """Keepers of a city who have closed, or restated, a report since the file was made: keeper -> newest revision."""
    if not mark.of_closed_reports:
        return {}
    then = mark.question.get("revisions", {})
    return {keeper: number for keeper, number in now.question["revisions"].items() if number > then.get(keeper, 0)}


def _figures(answered: Answered) -> dict[str, object]:
    """What was answered, without what says how far was known."""
    told = _without_moment(answered.printed)
    if "keepers" in told:
        told["keepers"] = [_without_moment(one) for one in told["keepers"]]
    return told


def _without_moment(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in OF_MOMENT}


def _differences(was: Mapping[str, str], right: Mapping[str, str]) -> tuple[str, ...]:
    places = [at for at in dict.fromkeys([*was, *right]) if at in was or not at.endswith(COMPUTED)]
    found = [f"{at}: {was.get(at, '')} → {right.get(at, '')}" for at in places if was.get(at) != right.get(at)]
    return (*found[:MOST], *([f"… {len(found) - MOST}"] if len(found) > MOST else []))
