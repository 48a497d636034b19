"""Tells readers each second how far each feed has come, so that a consumer that has silently stopped is noticed."""

from __future__ import annotations

from collections.abc import Mapping

from nats.aio.client import Client

from contracts.feed import Watermark
from services.chassis.feed import SEALED, Feed


def watermark_subject(service: str) -> str:
    """Core NATS, nothing is kept; the sealed one is sent in the sealed account only."""
    return "sealed.watermark.assignments" if service == SEALED else f"watermark.{service}"


async def publish_watermark(nats: Client, service: str, heads: Mapping[Feed, int]) -> None:
    """Send the last published position of each feed as its store knows it, whether or not the bus has it yet.

    So readers find out, and heal from the owner, also while JetStream is down or refuses every message.
    """
    told = Watermark(service=service, feeds={str(feed): head for feed, head in heads.items()})
    await nats.publish(watermark_subject(service), told.model_dump_json().encode())
