"""Makes a projection anew from its owners' histories, beside the live one: to take its place, or to show a moment."""

from services.chassis.projection.rebuild.rebuild import Rebuild, Rebuilt, Surroundings, Undo
from services.chassis.projection.rebuild.refusal import Differs, RebuildRefused
from services.chassis.projection.rebuild.until import Until

__all__ = ["Differs", "Rebuild", "RebuildRefused", "Rebuilt", "Surroundings", "Undo", "Until"]
