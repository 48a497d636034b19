"""SQL names the facts that are known at a vector; what counts is written once."""

from __future__ import annotations

import pytest

from services.reporting.catalogue.evidence import EVIDENCE, TEXTS
from services.reporting.catalogue.known import OWNERS, at_vector


def test_a_fact_counts_from_its_event_until_the_one_that_took_it_back() -> None:
    told = at_vector("SELECT day FROM known.visit_fact f", {"assignments": 7})

    assert "FROM reporting_facts.visit_fact" in told
    assert "keeper = $1 AND known_from <= $7 AND (known_until IS NULL OR known_until > $7)" in told


def test_what_was_taken_back_before_may_be_asked_for_and_what_came_later_may_not() -> None:
    ever = at_vector("SELECT day FROM ever.visit_fact f", {"assignments": 7})
    events = at_vector("SELECT recorded_at FROM events.assignments e", {"assignments": 7})

    assert ever.endswith("(SELECT * FROM reporting_facts.visit_fact WHERE keeper = $1 AND known_from <= $7) f")
    assert "FROM reporting_facts.told" in events
    assert events.endswith("WHERE keeper = $1 AND service = 'assignments' AND position <= $7) e")


def test_every_table_of_facts_has_a_feed() -> None:
    assert {OWNERS[name] for name in ("roll_fact", "issue_spell", "finding_fact", "class_fact")} == {
        *("registry", "meetings", "assignments", "ratings")
    }


def test_a_table_of_another_feed_than_those_known_is_not_read() -> None:
    with pytest.raises(KeyError):
        at_vector("SELECT day FROM known.visit_fact f", {"registry": 5})


def test_no_file_of_evidence_reads_facts_past_the_vector() -> None:
    assert [text for text in TEXTS if "reporting_facts." in text] == []
    assert "known." not in EVIDENCE.of("SELECT * FROM evidence")
