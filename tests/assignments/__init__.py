"""Tests of the assignments service."""
