"""What the world is told of each thing that happens to one unit."""

from __future__ import annotations

from dataclasses import asdict

from contracts import registry as contract
from services.chassis.telling import alike
from services.registry.domain import Unit
from services.registry.publishing.telling import to_contract


@to_contract.register
def _(opened: Unit.Opened) -> None:
    """Not published: that the unit is there, its Structure has told in the same command."""


@to_contract.register
def _(ended: Unit.Ended) -> None:
    """Not published: that the unit is no more, its Structure has told in the same command."""


@to_contract.register
def _(handed: Unit.HandedOver) -> None:
    """Not published: that the unit is another keeper's, its Structure has told in the same command."""


@to_contract.register
def _(withdrawn: Unit.EndWithdrawn) -> None:
    """Not published: that the unit goes on, its Structure has told in the same command."""


@to_contract.register
def _(withdrawn: Unit.EstablishmentWithdrawn) -> None:
    """Not published: that the unit never was, its Structure has told in the same command."""


@to_contract.register
def _(opened: Unit.OpenedAgain) -> None:
    """Not published: that the unit is there, its Structure has told in the same command."""


@to_contract.register
def _(back: Unit.CameBack) -> None:
    """Not published: that the unit is here again, its Structure has told in the same command."""


@to_contract.register
def _(carried: Unit.RollCarried) -> None:
    """Not published: which members the unit has brought, its Structure has told in the same command."""


@to_contract.register
def _(noted: Unit.FactNoted) -> None:
    """Not published: what was recorded of the unit, the history that it is in has told in the same command."""


@to_contract.register
def _(struck: Unit.FactStruck) -> None:
    """Not published: what was withdrawn, the history that it is in has told in the same command."""


@to_contract.register
def _(renamed: Unit.Renamed) -> contract.UnitRenamed:
    return contract.UnitRenamed(unit_id=renamed.originator_id, name=renamed.name, effective_on=renamed.effective_on)


@to_contract.register
def _(reported: Unit.RollReported) -> contract.RollReported:
    return contract.RollReported(
        unit_id=reported.originator_id,
        as_of=reported.as_of,
        counts=contract.RollCounts(**asdict(reported.counts)),
    )


@to_contract.register
def _(withdrawn: Unit.RollWithdrawn) -> contract.RollWithdrawn:
    return alike(contract.RollWithdrawn, withdrawn, unit_id=withdrawn.originator_id)


@to_contract.register
def _(withdrawn: Unit.NameWithdrawn) -> contract.UnitNameWithdrawn:
    return alike(contract.UnitNameWithdrawn, withdrawn, unit_id=withdrawn.originator_id)
