"""What the ratings service keeps of others' facts: meetings held and visited, the tree, the city's standards."""

from services.ratings.replicas.below import ReplicatedPlaces, StandsBelow
from services.ratings.replicas.given import Given, GivenReplica, ReplicatedGiven
from services.ratings.replicas.gone import Gone, GoneReplica, ReplicatedGone, Withdrawal
from services.ratings.replicas.meetings import Attended, HeldMeeting, MeetingReplica, ReplicatedAttended
from services.ratings.replicas.resting import ReplicatedResting, Resting
from services.ratings.replicas.standards import CityStandards, ReplicatedStandards, StandardReplica
from services.ratings.replicas.units import ReplicatedUnits, UnitReplica, Units, UnitThen

__all__ = [
    "Attended",
    "CityStandards",
    "Given",
    "GivenReplica",
    "Gone",
    "GoneReplica",
    "HeldMeeting",
    "MeetingReplica",
    "ReplicatedAttended",
    "ReplicatedGiven",
    "ReplicatedGone",
    "ReplicatedPlaces",
    "ReplicatedResting",
    "ReplicatedStandards",
    "ReplicatedUnits",
    "Resting",
    "StandardReplica",
    "StandsBelow",
    "UnitReplica",
    "UnitThen",
    "Units",
    "Withdrawal",
]
