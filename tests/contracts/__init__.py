"""Tests of the published language: examples, and the texts of refusals."""
