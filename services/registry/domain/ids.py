"""Natural keys: keeper and code give the id, so that a register can be loaded again without doubling."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("2f6d0f0e-6a0b-5c56-9c0d-8f0a5a3f1e77")
"""Never changed: every id of every keeper follows from it."""


def id_of_structure(keeper: str) -> UUID:
    """The id of the keeper's tree, and the namespace of the ids below it."""
    return uuid5(NAMESPACE, keeper)


def id_of_unit(keeper: str, code: str) -> UUID:
    """The id of a unit; codes that differ in case only are one code."""
    return uuid5(id_of_structure(keeper), code.casefold())


def id_of_person(keeper: str, code: str) -> UUID:
    """The id of a person; the prefix keeps people apart from units of the same code."""
    return uuid5(id_of_structure(keeper), f"person:{code.casefold()}")


def id_of_grant(keeper: str, person_id: UUID, role: str, unit_id: UUID) -> UUID:
    """The id of all the times of a person in a role on a unit."""
    return uuid5(id_of_structure(keeper), f"grant:{person_id}:{role}:{unit_id}")


def id_of_matter(owner: UUID, matter: str) -> UUID:
    """The id of a history of its own beside a unit's, or of what a command has made."""
    return uuid5(owner, f"registry {matter}")
