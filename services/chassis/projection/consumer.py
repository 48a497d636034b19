"""The durable pull consumer of one stream: attached, and attached again when somebody has deleted it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import ConnectionClosedError, Error
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.client import JetStreamContext
from nats.js.errors import ServerError

from services.chassis.relay.streams import stream_of, subjects_of

CREATION_FAILED = 10012
"""The server's code where it cannot create a consumer: its state file is damaged, or cannot be written."""


class Consumer:
    """Fetches batches and acknowledges all up to a message at once. Never declares the stream: that is its owner's.

    nats-py on the broker's connection; docs/decisions/projection-consumer.md says why not FastStream's subscriber.
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
        self._jetstream = nats.jetstream()
        self._source, self._durable, self._batch_size, self._ack_wait = source, durable, batch_size, ack_wait
        self._kept_in_memory = kept_in_memory
        self._subscription: JetStreamContext.PullSubscription | None = None
        self._renew = False

    def renew(self) -> None:
        """Attach anew before the next fetch, creating the consumer where it is gone."""
        self._renew = True

    async def fetch(self, timeout: float) -> list[Msg]:
        """Up to a batch of messages as soon as there are any; none after `timeout` seconds.

        None either where the consumer, the stream or all of JetStream is gone: it is then attached anew the next time.
        """
        try:
            subscription = await self._attached()
            return await subscription.fetch(self._batch_size, timeout=timeout)
        except TimeoutError:
            return []
        except ConnectionClosedError:
            raise
        except Error:
            self._renew = True
            await asyncio.sleep(timeout / 2)
            return []

    async def detach(self) -> None:
        """Give up the inbox; the durable stays on the server for the next reader."""
        if self._subscription is not None:
            subscription, self._subscription = self._subscription, None
            await subscription.unsubscribe()

    async def _attached(self) -> JetStreamContext.PullSubscription:
        if self._renew:
            await self.detach()
        if self._subscription is None:
            self._subscription = await self._attach()
            self._renew = False
        return self._subscription

    async def _attach(self) -> JetStreamContext.PullSubscription:
        """Attach to the durable or create it: in a file, or in memory of the server where that cannot be."""
        try:
            return await self._subscribe(in_memory=False)
        except ServerError as error:
            if error.err_code != CREATION_FAILED:
                raise
        # A server whose power was cut can find a damaged state file. It refuses the durable then for ever, and deleting
        # over the API does not take the file away; in memory the same name is free.
        subscription = await self._subscribe(in_memory=True)
        self._kept_in_memory()
        return subscription

    async def _subscribe(self, *, in_memory: bool) -> JetStreamContext.PullSubscription:
        return await self._jetstream.pull_subscribe(
            # Everything in the stream: a narrower filter would break the links between events.
            subjects_of(self._source)[0],
            durable=self._durable,
            stream=stream_of(self._source),
            config=ConsumerConfig(
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
    await max(messages, key=lambda message: message.metadata.sequence.stream).ack()


async def send_back(messages: Sequence[Msg], delay: float) -> None:
    """Have all of them delivered again after `delay` seconds.

    All: sent back alone, the last one would come again, and acknowledging it would acknowledge the others unread.
    """
    await asyncio.gather(*(message.nak(delay=delay) for message in messages))
