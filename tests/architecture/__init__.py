"""Tests of the code's structure and of the habits around it."""
