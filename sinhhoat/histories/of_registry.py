"""How people name a history of the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registry.domain import CellCommittee, Grant, Membership, PersonErasure, RoleName, Structure, id_of_unit
from sinhhoat.asking import person
from sinhhoat.histories.naming import Named, at_most


def _structure(keeper: str, words: Sequence[str]) -> UUID:
    at_most(words, 0)
    return Structure.create_id(keeper)


def _unit(keeper: str, words: Sequence[str]) -> UUID:
    [code] = words
    return id_of_unit(keeper, code)


def _person_erasure(keeper: str, words: Sequence[str]) -> UUID:
    [who] = words
    return PersonErasure.create_id(person(who, keeper))


def _committee(keeper: str, words: Sequence[str]) -> UUID:
    return CellCommittee.create_id(_unit(keeper, words))


def _membership(keeper: str, words: Sequence[str]) -> UUID:
    return Membership.create_id(_unit(keeper, words))


def _training(keeper: str, words: Sequence[str]) -> UUID:
    [training_id] = words
    return UUID(training_id)


def _grant(keeper: str, words: Sequence[str]) -> UUID:
    who, role, unit = words
    return Grant.create_id(keeper, person(who, keeper), RoleName(role), id_of_unit(keeper, unit))


KINDS: Mapping[str, Named] = {
    "structure": Named("registry", "", _structure),
    "unit": Named("registry", "CODE", _unit),
    "person_erasure": Named("registry", "PERSON", _person_erasure, by_id=False),
    "cell_committee": Named("registry", "CODE", _committee),
    "membership": Named("registry", "CODE", _membership),
    "training": Named("registry", "TRAINING_ID", _training, by_id=False),
    "grant": Named("registry", "PERSON ROLE UNIT", _grant),
}
