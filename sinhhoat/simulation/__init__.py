"""A district's year as it might have been: seeded acts, carried out day by day through the real commands."""
