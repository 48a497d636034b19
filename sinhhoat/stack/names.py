"""The names that the database server and the bus know us by; deploy/ repeats them and a test compares."""

from typing import Final

SERVICES: Final = ("registry", "meetings", "assignments", "ratings", "reporting")
APP_USERS: Final = (*SERVICES, "cli", "operator")
SEALED_USERS: Final = ("sealed_assignments", "sealed_portal", "sealed_operator")
OPERATORS: Final = ("operator", "sealed_operator")
SYSTEM_USER: Final = "system"
