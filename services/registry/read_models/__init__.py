"""Answers of the registry that need tables of their own."""
