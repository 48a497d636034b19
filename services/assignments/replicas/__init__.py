"""What assignments keeps of others' facts, and of its own for look-up: units, meetings, pairs in force, plans."""
