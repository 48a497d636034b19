"""Refusals as people read them: filled in, in both languages, and never a crash of their own."""

from __future__ import annotations

from typing import get_args

from pydantic_core import core_schema

from services.chassis.errors import Refused
from services.chassis.messaging import refusals

OWN_RULES = {"characters", "too_deep", "feed_name", "position"}


def test_the_numbers_of_a_rule_stand_in_both_texts() -> None:
    told = refusals.of_error(Refused("too_many_commands", field="commands", sent=300, most=256))

    assert (told.field, told.numbers) == ("commands", {"sent": 300, "most": 256})
    assert told.vi == "Một yêu cầu có tối đa 256 lệnh; yêu cầu này có 300."
    assert told.en == "A request holds at most 256 commands; this one holds 300."


def test_a_number_that_nobody_gave_leaves_a_gap_and_no_crash() -> None:
    assert refusals.refusal("too_many_commands", numbers={"most": 256}).en.endswith("this one holds ….")


def test_a_code_that_nobody_explained_is_told_as_it_is() -> None:
    assert refusals.refusal("never_written").vi == "never_written"


def test_every_rule_that_is_explained_is_one_of_the_parsers_or_ours() -> None:
    rules = {code.removeprefix("malformed.") for code in refusals.texts() if code.startswith("malformed.")}

    assert rules - OWN_RULES <= set(get_args(core_schema.ErrorType))


def test_braces_in_a_number_are_only_characters() -> None:
    assert "{most}" in refusals.refusal("too_large", numbers={"most": "{most}"}).en


def test_days_are_written_as_each_language_writes_them() -> None:
    told = refusals.of_error(Refused("roll_already_reported", field="as_of", day="2019-03-31"))

    assert "ngày 31/3/2019" in told.vi
    assert "2019-03-31" in told.en
    assert told.numbers == {"day": "2019-03-31"}


def test_what_only_looks_like_a_day_stays_as_it_is() -> None:
    assert "2019-02-31" in refusals.refusal("roll_already_reported", numbers={"day": "2019-02-31"}).vi
