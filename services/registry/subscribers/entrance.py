"""The one router of the registry, which the modules beside this one register with."""

from __future__ import annotations

from services.chassis.messaging import Router
from services.registry.application import Registry

router: Router[Registry] = Router("registry")
