"""Logs: one JSON object a line, and nothing in it that somebody wrote in words."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from services.chassis.logs import OfLibraries, configure

WORDS = "Đồng chí ấy nói rằng " * 20


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    written = io.StringIO()
    configure(written)
    yield written
    structlog.reset_defaults()
    logging.getLogger().handlers = [one for one in logging.getLogger().handlers if not isinstance(one, OfLibraries)]


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_level_and_instant(stream: io.StringIO) -> None:
    structlog.get_logger().info("relay_leads", feed="hoc-mon.meetings", position=7)

    [line] = lines(stream)
    assert (line["event"], line["level"], line["feed"], line["position"]) == (
        "relay_leads",
        "info",
        "hoc-mon.meetings",
        7,
    )
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("value", [WORDS, "two\nlines", [WORDS], {"words": WORDS}, ("a", [WORDS]), "\u202e"])
def test_long_and_many_lined_values_are_left_out(stream: io.StringIO, value: object) -> None:
    structlog.get_logger().info("said", value=value)

    assert "left out" in stream.getvalue()
    assert WORDS not in stream.getvalue()


def test_an_exception_is_logged_by_kind_and_place_without_its_words(stream: io.StringIO) -> None:
    try:
        raise ValueError("what a member said")
    except ValueError as error:
        structlog.get_logger().error("crashed", exc_info=error)

    [line] = lines(stream)
    assert line["error"] == "ValueError"
    assert line["where"][-1].startswith("tests/chassis/test_logs.py:")
    assert "said" not in stream.getvalue()


def test_log_exception_inside_a_handler_is_as_silent(stream: io.StringIO) -> None:
    try:
        raise ValueError("what a member said")
    except ValueError:
        structlog.get_logger().exception("crashed")

    [line] = lines(stream)
    assert line["error"] == "ValueError"
    assert "said" not in stream.getvalue()


def test_debug_is_not_logged(stream: io.StringIO) -> None:
    structlog.get_logger().debug("detail")

    assert stream.getvalue() == ""


def test_what_a_library_logs_is_one_json_object_without_its_words(stream: io.StringIO) -> None:
    try:
        raise ConnectionRefusedError("what a member said")
    except ConnectionRefusedError:
        logging.getLogger("asyncpg.pool").warning("Failed: what a member said", exc_info=True)

    [line] = lines(stream)
    assert (line["event"], line["level"], line["library"]) == ("library_warned", "warning", "asyncpg.pool")
    assert (line["error"], line["where"].split(":")[0]) == ("ConnectionRefusedError", "tests/chassis/test_logs.py")
    assert "said" not in stream.getvalue()


def test_libraries_write_once_however_often_logs_are_set_up(stream: io.StringIO) -> None:
    configure(stream)
    logging.getLogger("asyncpg.pool").error("again")

    [line] = lines(stream)
    assert (line["level"], line["error"]) == ("error", None)
