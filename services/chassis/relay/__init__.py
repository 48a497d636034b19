"""From the event store to the bus: every published row exactly once, in order, whatever happens to either side."""

from services.chassis.relay.metrics import RelayMetrics
from services.chassis.relay.pages import FeedPages
from services.chassis.relay.relay import Relay
from services.chassis.relay.settings import RelaySettings
from services.chassis.relay.status import FeedStatus
from services.chassis.relay.streams import StreamDiffers, provision_stream, stream_of, subjects_of

__all__ = [
    "FeedPages",
    "FeedStatus",
    "Relay",
    "RelayMetrics",
    "RelaySettings",
    "StreamDiffers",
    "provision_stream",
    "stream_of",
    "subjects_of",
]
