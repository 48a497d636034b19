"""The durable pull consumer of one stream: attached, and attached again when somebody has deleted it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError, Error
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError, ServerError

from services.chassis.projection.arrivals import Arrivals, NothingComes
from services.chassis.relay.streams import stream_of, subjects_of

CREATION_FAILED = 10012
"""The server's code where it cannot create a consumer: its state file is damaged, or cannot be written."""
TOKENS_WITHOUT_DOMAIN = 9
"""Of the subject by which a message is acknowledged; with a domain two come before the others, and one behind."""


class Consumer:
    """Fetches batches and acknowledges all up to a message at once. Never declares the stream: that is its owner's.

    docs/decisions/projection-consumer.md says why neither FastStream's subscriber nor nats-py's own fetch.
    `kept_in_memory` is called whenever the consumer had to be created without a file, and so ends with the server.
    """

    def __init__(
        self,
        nats: Client,
        source: str,
        durable: str,
        batch_size: int,
        ack_wait: float,
        kept_in_memory: Callable[[], None],
    ) -> None:
        self._nats, self._jetstream = nats, nats.jetstream()
        self._source, self._durable, self._batch_size, self._ack_wait = source, durable, batch_size, ack_wait
        self._kept_in_memory = kept_in_memory
        self._arrivals: Arrivals | None = None
        self._renew = False

    def renew(self) -> None:
        """Attach anew before the next fetch, creating the consumer where it is gone."""
        self._renew = True

    @property
    def waiting(self) -> int:
        """How many messages have come that nobody has fetched yet."""
        return self._arrivals.waiting if self._arrivals is not None else 0

    async def fetch(self, timeout: float) -> list[Msg]:
        """Up to a batch of messages as soon as there are any; none after `timeout` seconds.

        None either where the consumer, the stream or all of JetStream is gone: it is then attached anew the next time.
        """
        try:
            arrivals = await self._attached()
            return await arrivals.fetch(self._batch_size, timeout)
        except ConnectionClosedError:
            raise
        except (Error, NothingComes, TimeoutError):
            self._renew = True
            await asyncio.sleep(timeout / 2)
            return []

    async def detach(self) -> list[Msg]:
        """Give up the inbox; the durable stays on the server for the next reader.

        Returns what had arrived without being fetched, to be sent back.
        """
        if self._arrivals is None:
            return []
        arrivals, self._arrivals = self._arrivals, None
        return await arrivals.close()

    async def _attached(self) -> Arrivals:
        if self._renew:
            await send_back(await self.detach(), 0.0)
        if self._arrivals is None:
            await self._attach()
            arrivals = Arrivals(self._nats, stream_of(self._source), self._durable)
            await arrivals.open()
            self._arrivals, self._renew = arrivals, False
        return self._arrivals

    async def _attach(self) -> None:
        """Find the durable or create it: in a file, or in memory of the server where that cannot be."""
        try:
            await self._jetstream.consumer_info(stream_of(self._source), self._durable)
        except NotFoundError:
            await self._create()

    async def _create(self) -> None:
        try:
            await self._add(in_memory=False)
        except ServerError as error:
            if error.err_code != CREATION_FAILED:
                raise
            # A server whose power was cut can find a damaged state file. It refuses the durable then for ever, and
            # deleting over the API does not take the file away; in memory the same name is free.
            await self._add(in_memory=True)
            self._kept_in_memory()

    async def _add(self, *, in_memory: bool) -> None:
        await self._jetstream.add_consumer(
            stream_of(self._source),
            ConsumerConfig(
                name=self._durable,
                durable_name=self._durable,
                # Everything in the stream: a narrower filter would break the links between events.
                filter_subject=subjects_of(self._source)[0],
                ack_policy=AckPolicy.ALL,
                deliver_policy=DeliverPolicy.ALL,
                ack_wait=self._ack_wait,
                # Not above one batch, so that nothing newer comes before a batch that was sent back.
                max_ack_pending=self._batch_size,
                mem_storage=in_memory,
            ),
        )


async def acknowledge(messages: Sequence[Msg]) -> None:
    """Acknowledge everything up to the latest of the messages, which need not be the last one delivered."""
    await max(messages, key=_sequence).ack()


async def send_back(messages: Sequence[Msg], delay: float) -> None:
    """Have all of them delivered again after `delay` seconds.

    All: sent back alone, the last one would come again, and acknowledging it would acknowledge the others unread.
    """
    await asyncio.gather(*(message.nak(delay=delay) for message in messages))


def _sequence(message: Msg) -> int:
    """Its number in the stream, of which nats-py's `metadata` is ten times as slow a reading."""
    tokens = message.reply.split(".")
    return int(tokens[5 if len(tokens) == TOKENS_WITHOUT_DOMAIN else Msg.Ack.StreamSeq])
