"""Whether a file says what the history says: its question asked again, the file written again, the two compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Verdict:
    """What came out, where the file differs (place: what it says → what is right), and whether more is known since.

    `newest` is the number of a revision that came after the file was made.
    """

    outcome: Outcome
    mark: Mark | None = None
    differences: tuple[str, ...] = ()
    changed_since: bool = False
    newest: int | None = None

    @property
    def holds(self) -> bool:
        """Whether the file says what the history says."""
        return self.outcome in HOLDS

    @property
    def words(self) -> str:
        """The verdict in both languages."""
        since = [SINCE] if self.changed_since else []
        newer = [NEWER.format(number=self.newest)] if self.newest else []
        return "; ".join((WORDS[self.outcome], *since, *newer))

    @property
    def told(self) -> dict[str, object]:
        """The verdict for scripts."""
        told = {"outcome": self.outcome, "holds": self.holds, "differences": self.differences}
        mark = {"sha256": self.mark.sha256, "revision": self.mark.revision} if self.mark else {}
        return {**told, "changed_since": self.changed_since, "newest_revision": self.newest, **mark}


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
    """The file beside what it would be now, at its own positions."""
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
    pinned = mark.question.get("lens") == "reported"  # Only a closed report is shown so, whatever the file says.
    if (mark.revision or pinned) and mark.revision != closing.revision:
        return Verdict("altered", mark, (f"revision: {mark.revision} → {closing.revision or ''}",))
    newer = closing.newest if closing.newest != mark.revision else None
    try:
        now = await ASKING[mark.kind](client, mark.keeper, _unpinned(mark.question))
        changed = _figures(now) != _figures(then)
    except Refused:  # What was known then is known no more: a unit whose establishment was taken back.
        changed = True
    return Verdict(verdict.outcome, mark, verdict.differences, changed, newer)


def _unpinned(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same question as known now, also of a file that shows a closed report."""
    asked = {name: value for name, value in question.items() if name not in ("known", "revision")}
    return asked | ({"lens": "then"} if asked.get("lens") == "reported" else {})


def _figures(answered: Answered) -> dict[str, object]:
    """What was answered, without what says how far was known."""
    apart = {"head", "known", "known_at", "parked", "structure_on", "lineage", "replay", "reported"}
    return {name: value for name, value in answered.printed.items() if name not in apart}


def _differences(was: Mapping[str, str], right: Mapping[str, str]) -> tuple[str, ...]:
    places = [at for at in dict.fromkeys([*was, *right]) if at in was or not at.endswith(COMPUTED)]
    found = [f"{at}: {was.get(at, '')} → {right.get(at, '')}" for at in places if was.get(at) != right.get(at)]
    return (*found[:MOST], *([f"… {len(found) - MOST}"] if len(found) > MOST else []))
