"""Structured logs: JSON where no terminal reads them. Free text never gets into a log, not even in an exception."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LONGEST_VALUE = 200


def configure(stream: TextIO = sys.stderr) -> None:
    """Set structlog up for this process; called once, by main."""
    printer: Processor = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            leave_out_free_text,
            printer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    libraries = logging.getLogger()
    for former in [handler for handler in libraries.handlers if isinstance(handler, OfLibraries)]:
        libraries.removeHandler(former)
    libraries.addHandler(OfLibraries(logging.WARNING))


class OfLibraries(logging.Handler):
    """What libraries log by themselves, in our form: who says it, where, and the kind of an error.

    Their words are left out, for they quote the database's: on standard error they would stand there in full.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        say = structlog.get_logger().error if record.levelno >= logging.ERROR else structlog.get_logger().warning
        at = f"{_module(record.pathname)}:{record.lineno} {record.funcName}"
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        say("library_warned", library=record.name, where=at, error=error)


def leave_out_free_text(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace what is long or has several lines, and drop the words of exceptions: they quote what was written."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        event.update(error=type(error).__name__, where=where(error))
    return {name: _short(value) for name, value in event.items()}


def where(error: BaseException) -> list[str]:
    """The places an exception went through, outermost first, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(value: Any) -> Any:
    if isinstance(value, str):
        fits = len(value) <= LONGEST_VALUE and value.isprintable()
        return value if fits else f"[left out: {len(value)} characters]"
    if isinstance(value, list | tuple):
        return [_short(part) for part in value]
    if isinstance(value, dict):
        return {_short(name): _short(part) for name, part in value.items()}
    return value if isinstance(value, int | float | None) else _short(str(value))


def _module(path: str) -> str:
    """The last three steps of a path: a log names no directory of the machine."""
    return "/".join(path.replace("\\", "/").split("/")[-3:])
