"""Projections: readers that apply every event exactly once, in order, and heal from the owner of a feed."""
