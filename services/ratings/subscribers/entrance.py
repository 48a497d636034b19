"""The one router of the ratings service, which the modules beside this one register with."""

from __future__ import annotations

from services.chassis.messaging import Router
from services.ratings.application import RatingsOfKeeper

router: Router[RatingsOfKeeper] = Router("ratings")
