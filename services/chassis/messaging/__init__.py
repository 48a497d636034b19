"""How commands and questions come in, are judged and are answered: the one place that knows the bus's request/reply."""

from services.chassis.messaging.client import Client
from services.chassis.messaging.queries import Asker
from services.chassis.messaging.router import Router, Sealed
from services.chassis.messaging.serving import Node
from services.chassis.messaging.subscriptions import connect, heard
from services.chassis.messaging.tokens import Tokens

__all__ = ["Asker", "Client", "Node", "Router", "Sealed", "Tokens", "connect", "heard"]
