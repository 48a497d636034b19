"""What is true of units, cell types and rolls, and what is allowed."""

from services.chassis.aggregate import Aggregate
from services.registry.domain.cell_types import Catalogue, CellType, CellTypeGroup
from services.registry.domain.committee import CellCommittee, CommitteeChange, Seats
from services.registry.domain.grant import Grant, RoleName, Term
from services.registry.domain.ids import id_of_person, id_of_structure, id_of_unit
from services.registry.domain.life import UnitKind
from services.registry.domain.membership import DualAffiliation, Membership, Recruitment, StageCount
from services.registry.domain.structure import NewUnit, Structure
from services.registry.domain.training import Participants, Training
from services.registry.domain.unit import RollCounts, Unit

AGGREGATES: list[type[Aggregate]] = [Structure, Unit, Grant, CellCommittee, Training, Membership]

VALUES = [
    Catalogue,
    CellType,
    CellTypeGroup,
    NewUnit,
    RollCounts,
    Seats,
    Participants,
    StageCount,
    Recruitment,
    DualAffiliation,
]
"""What events hold beside the plain types."""

ENUMS = {"registry.CommitteeChange": CommitteeChange, "registry.RoleName": RoleName, "registry.UnitKind": UnitKind}
"""The enums in events, by their stored names."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Catalogue",
    "CellCommittee",
    "CellType",
    "CellTypeGroup",
    "CommitteeChange",
    "DualAffiliation",
    "Grant",
    "Membership",
    "NewUnit",
    "Participants",
    "Recruitment",
    "RoleName",
    "RollCounts",
    "Seats",
    "StageCount",
    "Structure",
    "Term",
    "Training",
    "Unit",
    "UnitKind",
    "id_of_person",
    "id_of_structure",
    "id_of_unit",
]
