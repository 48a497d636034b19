"""Which versions of a message are in use: those that a later one has replaced are still read, and told no more."""

from __future__ import annotations

from contracts.message import Message


def replaced(messages: list[type[Message]]) -> set[type[Message]]:
    """The messages of which there is a later version, under the same name on the wire."""
    newest: dict[str, int] = {}
    for message in messages:
        name, version = _name_and_version(message)
        newest[name] = max(version, newest.get(name, 0))
    return {message for message in messages if _name_and_version(message)[1] < newest[_name_and_version(message)[0]]}


def _name_and_version(message: type[Message]) -> tuple[str, int]:
    name, version = message.contract().rsplit(".v", 1)
    return name, int(version)
