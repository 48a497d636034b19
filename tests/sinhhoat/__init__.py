"""Tests of the command line: its pieces, without a running system."""
