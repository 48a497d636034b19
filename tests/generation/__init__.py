"""Tests of simulated cities."""
