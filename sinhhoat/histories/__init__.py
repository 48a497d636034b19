"""Exported histories as files: written from the pages of their owner, read back line by line."""
