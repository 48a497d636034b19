"""What is true of units, cell types and rolls, and what is allowed."""

from services.chassis.aggregate import Aggregate
from services.registry.domain.cell_types import Catalogue, CellType, CellTypeGroup
from services.registry.domain.committee import CellCommittee, CommitteeChange, Seats
from services.registry.domain.erasure import PersonErasure
from services.registry.domain.grant import Grant, RoleName, Term
from services.registry.domain.ids import id_of_person, id_of_structure, id_of_unit
from services.registry.domain.levels import Levels, UnitLevel
from services.registry.domain.life import ChangeKind, UnitKind
from services.registry.domain.membership import DualAffiliation, Membership, Recruitment, StageCount
from services.registry.domain.merging import Successor
from services.registry.domain.new_unit import NewUnit
from services.registry.domain.recorded import Matter, Recorded
from services.registry.domain.roll import RollCounts
from services.registry.domain.roll_sums import all_or_none, check_sum, last_rolls
from services.registry.domain.splitting import Part
from services.registry.domain.stocks import Stocks
from services.registry.domain.structure import Structure
from services.registry.domain.taking_over import Arrival, Coming
from services.registry.domain.training import Participants, Training
from services.registry.domain.unit import Unit

AGGREGATES: list[type[Aggregate]] = [Structure, Unit, Grant, CellCommittee, Training, Membership, PersonErasure]

VALUES = [
    Catalogue,
    CellType,
    CellTypeGroup,
    Levels,
    NewUnit,
    Recorded,
    RollCounts,
    UnitLevel,
    Seats,
    Participants,
    StageCount,
    Recruitment,
    DualAffiliation,
    Stocks,
]
"""What events hold beside the plain types."""

ENUMS = {
    "registry.ChangeKind": ChangeKind,
    "registry.CommitteeChange": CommitteeChange,
    "registry.Matter": Matter,
    "registry.RoleName": RoleName,
    "registry.UnitKind": UnitKind,
}
"""The enums in events, by their stored names."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Arrival",
    "Catalogue",
    "CellCommittee",
    "CellType",
    "CellTypeGroup",
    "ChangeKind",
    "Coming",
    "CommitteeChange",
    "DualAffiliation",
    "Grant",
    "Levels",
    "Matter",
    "Membership",
    "NewUnit",
    "Part",
    "Participants",
    "PersonErasure",
    "Recorded",
    "Recruitment",
    "RoleName",
    "RollCounts",
    "Seats",
    "StageCount",
    "Stocks",
    "Structure",
    "Successor",
    "Term",
    "Training",
    "Unit",
    "UnitKind",
    "UnitLevel",
    "all_or_none",
    "check_sum",
    "id_of_person",
    "id_of_structure",
    "id_of_unit",
    "last_rolls",
]
