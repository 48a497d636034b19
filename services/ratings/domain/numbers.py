"""The number of a document as a key: written with other spaces or letters of another size it is the same one."""


def as_key(number: str) -> str:
    """In capitals, as such numbers are written, and without spaces: `01-TB/HU` for ` 01 - tb/hu`."""
    return "".join(number.upper().split())
