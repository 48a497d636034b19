"""What the relay says of itself in logs and figures; of a sealed feed nothing that depends on what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from structlog.typing import FilteringBoundLogger

from services.chassis.feed import SEALED, Feed
from services.chassis.relay.metrics import RelayMetrics
from services.chassis.relay.progress import Progress
from services.chassis.relay.resume import Resume, Verdict
from services.chassis.relay.status import FeedStatus

ALARMS = (Verdict.BUS_LOST_MESSAGES, Verdict.STREAM_LOST, Verdict.FORKED)
QUIET = (Verdict.IN_STEP, Verdict.STREAM_NEW)


class Report:
    """Logs and figures of one relay."""

    def __init__(self, service: str, metrics: RelayMetrics | None, log: FilteringBoundLogger) -> None:
        self._service, self._metrics, self._log = service, metrics, log
        self._sealed = service == SEALED

    def leading(self, progress: Mapping[Feed, Progress], time: Callable[[], float]) -> None:
        """From now on this process publishes; `time` counts seconds as the ages in `progress` do."""
        if self._metrics is not None:
            shown = {feed: (_status(one), _age(one, time)) for feed, one in progress.items()}
            self._metrics.leading(self._service, shown)
        self._say_of_lead("relay_leads")

    def standing_by(self, progress: Mapping[Feed, Progress]) -> None:
        """From now on this process does not publish."""
        self.waiting_to_lead(progress)
        self._say_of_lead("relay_stands_by")

    def _say_of_lead(self, event: str) -> None:
        """Not of sealed feeds: a busy moment can cost the lead, and what keeps it busy is nobody's business."""
        if not self._sealed:
            self._log.info(event, service=self._service)

    def waiting_to_lead(self, progress: Mapping[Feed, Progress]) -> None:
        """Show that this process does not publish."""
        if self._metrics is not None:
            self._metrics.standing_by(self._service, progress)

    def disturbed(self, reason: str) -> None:
        """Something between store and bus went wrong; the relay reads both again and goes on."""
        if self._metrics is not None:
            self._metrics.disturbed(self._service)
        if not self._sealed:
            self._log.warning("relay_disturbed", service=self._service, reason=reason)

    def resumed(self, feed: Feed, resume: Resume) -> None:
        if self._metrics is not None:
            self._metrics.resumed(feed, resume.verdict)
        if self._sealed:
            if resume.verdict is Verdict.FORKED:
                self._log.error("feed_forked", feed=str(feed))
        elif resume.verdict not in QUIET:
            say = self._log.error if resume.verdict in ALARMS else self._log.info
            say(resume.verdict.value, feed=str(feed), position=resume.after.position)

    def unsendable(self, feed: Feed, position: int, reason: str) -> None:
        if self._sealed:
            self._log.error("relay_row_unsendable", feed=str(feed))
        else:
            self._log.error("relay_row_unsendable", feed=str(feed), position=position, reason=reason)

    def foreign(self, feed: Feed) -> None:
        """Somebody else has published under the feed's subjects: readers drop it, and it stops nothing."""
        self._log.error("foreign_message_in_stream", feed=str(feed))

    def published(self, feed: Feed) -> None:
        if self._metrics is not None:
            self._metrics.published(feed)

    def duplicate(self, feed: Feed) -> None:
        if self._metrics is not None:
            self._metrics.duplicate(feed)


def _status(one: Progress) -> Callable[[], FeedStatus]:
    return lambda: one.status


def _age(one: Progress, time: Callable[[], float]) -> Callable[[], float]:
    return lambda: one.oldest(time())
