"""The table of contents of the registry: a module for the tree, for each unit's own facts, for people."""

from services.registry.subscribers import access, matters, people, structure, units
from services.registry.subscribers.entrance import router

__all__ = ["access", "matters", "people", "router", "structure", "units"]
