"""Tests of calendars that are read as a month's plan."""
