"""PostgreSQL and NATS under the services: embedded as children of this process, or external ones."""

from sinhhoat.stack.endpoints import Endpoints
from sinhhoat.stack.errors import StackError
from sinhhoat.stack.settings import StackSettings
from sinhhoat.stack.stack import Stack

__all__ = ["Endpoints", "Stack", "StackError", "StackSettings"]
