"""The registry: the tree of units over time, the types of cells, rolls, and people as erasable rows."""
