"""Makes a projection anew from its owners' histories, beside the live one, and puts it in its place."""

from services.chassis.projection.rebuild.rebuild import Rebuild, Rebuilt, Surroundings, Undo
from services.chassis.projection.rebuild.refusal import Differs, RebuildRefused

__all__ = ["Differs", "Rebuild", "RebuildRefused", "Rebuilt", "Surroundings", "Undo"]
