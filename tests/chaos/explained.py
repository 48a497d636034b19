"""What the logs say while a part of the system is away; faults put their explanations together from these."""

from __future__ import annotations

from tests.chaos.faults import Expected
from tests.chaos.system import NATS, POSTGRES

DATABASE_ERRORS = (
    "ConnectionRefusedError",
    "ConnectionResetError",
    "CannotConnectNowError",
    "ConnectionDoesNotExistError",
    "InterfaceError",
    "InternalClientError",
    "PostgresIOError",
    "TimeoutError",
)
SLOW_DATABASE_ERRORS = (*DATABASE_ERRORS, "QueryCanceledError", "LockNotAvailableError")
"""Of a database that was away, or that took longer than it lets a statement or a lock take."""

BUS_ERRORS = (
    "BrokenPipeError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "UnexpectedEOF",
    "StaleConnectionError",
    "TimeoutError",
    'Error"',
)
REQUEST_ERRORS = ("Unavailable", "TimeoutError", "NoRespondersError")
LOST_ERRORS = ("NotFoundError", "NoStreamResponseError", "ServiceUnavailableError", "ServerError", "APIError")
"""Of a stream or consumer that is not there, or is just being made again."""

RELAY_ERRORS = (
    *BUS_ERRORS,
    *REQUEST_ERRORS,
    *LOST_ERRORS,
    "Connection(Closed|Reconnecting)Error",
    "OutboundBufferLimitError",
    "reconnected",
    "leadership lost",
    "silence",
    "no stream",
    "duplicate",
    r"\d+ ",
)
"""The last is a refusal of the server, which begins with its code."""


BESIDE = ("beside_begins_again", "restatement_failed")
"""What reporting does beside its reading is broken off, and done again."""


def said(event: str, *errors: str) -> Expected:
    """A line of a service's log with this event, about one of these errors, or about whatever where none is named."""
    about = f'(?=.*"(error|reason)": "({"|".join(errors)}))' if errors else ""
    return Expected("service", f'^(?=.*"event": "{event}"){about}')


GAPS = (said("feed_behind"), said("feed_healed"), said("page_not_taken"))
"""A reader that starts again gets new messages before those that its forerunner did not acknowledge; it asks the owner,
who may be away just then.
"""

NATS_STARTS = Expected(NATS, r"Plaintext passwords detected")

START = (NATS_STARTS, Expected(POSTGRES, r"FATAL:  the database system is (starting up|not yet accepting connections)"))
"""Of a first start: the password line is the server's opinion of any file with passwords in it."""

SERVICE_AWAY = (
    *GAPS,
    said("batch_sent_back", *REQUEST_ERRORS),
    said("reader_begins_again", *REQUEST_ERRORS),
    Expected(POSTGRES, r"could not (receive data from|send data to) client"),
)

# Whoever is cancelled at its BEGIN leaves the driver to roll that back, which it remarks upon.
ROLLED_BACK = Expected(
    "service", r'^(?=.*"event": "library_warned").*"where": "site-packages/asyncpg/connection\.py:\d+ _reset"'
)

POSTGRES_AWAY = (
    *START,
    *GAPS,
    *(said(event, *DATABASE_ERRORS) for event in ("reader_begins_again", "batch_sent_back", *BESIDE)),
    said("restatement_not_answered"),
    said("relay_disturbed", *DATABASE_ERRORS, "leadership lost"),
    said("library_warned", *DATABASE_ERRORS),
    ROLLED_BACK,
    said("standing_not_read", *DATABASE_ERRORS),
    said("feed_not_marked", *DATABASE_ERRORS),
    said("waiting_for_database"),
    *(said(event, *REQUEST_ERRORS) for event in ("reader_begins_again", "batch_sent_back")),
    Expected(POSTGRES, r"FATAL:  terminating connection due to unexpected postmaster exit"),
    Expected(POSTGRES, r"FATAL:  the database system is (shutting down|in recovery mode)"),
    Expected(POSTGRES, r"WARNING:  terminating connection because of crash of another server process"),
    # Recovery comes to a database that is dropped later on, as by a restore.
    Expected(POSTGRES, r"WARNING:  (could not open directory|some useless files may be left behind in old database)"),
)

CONSUMER_SPOILT = (
    Expected(NATS, r"(Error adding consumer|Consumer create failed for) .*: corrupt state file \(10104\)"),
    said("consumer_kept_in_memory"),
)
"""The server could not write a consumer's state whole, and never takes that file again.

It says so at every later start, and whenever the consumer is wanted again: long after the fault that spoilt it.
"""

NATS_AWAY = (
    NATS_STARTS,
    # A relay that hears that the bus is back lets go of the rows that it is just reading, and looks where it stands.
    Expected(POSTGRES, r"ERROR:  canceling statement due to user request"),
    # It writes an index of each stream every two minutes, and finds more in the stream than in that.
    Expected(NATS, r"Filestore \[\w+\] (Stream state (outdated|too short)|Recovering stream state from index errored)"),
    Expected(NATS, r"Filestore \[\w+\] Stream state encountered internal inconsistency on write"),
    # It is killed before it has written a consumer's file, never writes it again, and finds it at every later start.
    Expected(NATS, r"Error unmarshalling consumer metafile"),
    *CONSUMER_SPOILT,
    *GAPS,
    said("bus_error", *BUS_ERRORS),
    said("relay_disturbed", *RELAY_ERRORS),
    *(
        said(event, *REQUEST_ERRORS, *BUS_ERRORS)
        for event in ("reader_begins_again", "batch_sent_back", "beside_begins_again")
    ),
    said("restatement_not_answered"),
)

STANDSTILL = (
    # Whoever stood still has said nothing for as long as the server lets a session be silent.
    Expected(POSTGRES, r"FATAL:  terminating connection due to idle-(session|in-transaction) timeout"),
    Expected(POSTGRES, r"ERROR:  canceling statement due to statement timeout"),
    Expected(NATS, r"Slow Consumer|Readloop processing time|JetStream request queue|Internal subscription"),
    said("relay_disturbed", *RELAY_ERRORS, *SLOW_DATABASE_ERRORS),
    *(said(event, *SLOW_DATABASE_ERRORS, *REQUEST_ERRORS) for event in ("reader_begins_again", "batch_sent_back")),
    *(said(event, *SLOW_DATABASE_ERRORS) for event in ("standing_not_read", "feed_not_marked", *BESIDE)),
    # Its time is up and its session ended, and it learns both at once.
    said("library_warned", *SLOW_DATABASE_ERRORS),
    ROLLED_BACK,
    # The bus gives up a client that answers no ping; the client learns it when it goes on.
    said("bus_error", *BUS_ERRORS),
)
"""Whoever is stopped answers too late, and finds what it was told meanwhile all at once."""

STREAM_LOST = (said("bus_lost_messages"), said("stream_lost"))
"""The server finds a stream in its files only in part, or not at all."""

BUS_LOST = (
    *GAPS,
    *STREAM_LOST,
    said("relay_disturbed", *RELAY_ERRORS),
    said("reader_begins_again", *REQUEST_ERRORS, *BUS_ERRORS, *LOST_ERRORS),
)
"""Whatever the bus has lost is no more than news: the owners have it."""

DAMAGED = (
    Expected(NATS, r"Stream metafile .* checksums do not match"),
    Expected(NATS, r"JetStream consumer .* (ACK|delivered) sequence \d+ past last stream sequence"),
)
"""What NATS finds in its files when it starts."""

FORK = (
    *POSTGRES_AWAY,
    *BUS_LOST,
    said("relay_disturbed", "a store was set back, stopped or released"),
    said("feed_forked"),
    Expected(POSTGRES, r"ERROR:  the feed is forked and accepts no command"),
)
"""A database that was restored while its service was away; the service says that its feed has stopped."""
