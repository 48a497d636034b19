"""Exported histories: written, read back, and told from what was altered."""
