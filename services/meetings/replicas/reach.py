"""Which rows a question about a unit reaches: that unit's, and those of all that stand below it on a day."""

from __future__ import annotations

BELOW = """
place AS (
  SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM {tree}.unit_parent
   WHERE keeper = $1 AND from_on <= $3 ORDER BY unit_id, from_on DESC, position DESC),
below (unit_id) AS (
  SELECT $2::uuid UNION SELECT p.unit_id FROM below b JOIN place p ON p.parent_id = b.unit_id)"""
"""Parts of a WITH RECURSIVE: `below` for the keeper $1, the unit $2 and the day $3; `tree` names the replica."""

REACHED = "IN (SELECT unit_id FROM below)"
"""Behind a column of units, after BELOW: whether the question reaches that unit."""
