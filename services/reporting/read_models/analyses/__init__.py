"""Analyses: a module each, pure arithmetic over rows that one statement reads from the facts at the vector."""
