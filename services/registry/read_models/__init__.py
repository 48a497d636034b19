"""Answers of the registry that are read from tables."""
