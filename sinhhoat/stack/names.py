"""The names that the database server and the bus know us by; deploy/ repeats them and a test compares."""

from typing import Final

SERVICES: Final = ("registry", "meetings", "assignments", "ratings", "reporting")
APP_USERS: Final = (*SERVICES, "cli")
SEALED_USERS: Final = ("sealed_assignments", "sealed_portal")
SYSTEM_USER: Final = "system"
