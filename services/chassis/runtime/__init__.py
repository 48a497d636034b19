"""How a service runs: what it is made of, its database made ready, and everything started and stopped in order."""

from services.chassis.runtime.beside import Beside
from services.chassis.runtime.main import run
from services.chassis.runtime.process import ServiceProcess
from services.chassis.runtime.service import KeeperParts, Rows, SealedSide, Service

__all__ = ["Beside", "KeeperParts", "Rows", "SealedSide", "Service", "ServiceProcess", "run"]
