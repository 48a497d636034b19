"""A district's year in which every command of the contracts is used: one module for each process of the regime."""
