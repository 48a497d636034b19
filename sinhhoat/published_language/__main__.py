"""`./dev contracts`: writes the generated files, or says why a change may not be made under the same version."""

from __future__ import annotations

import sys

from sinhhoat.published_language import figures, refusals
from sinhhoat.published_language.catalogue import CONTRACTS
from sinhhoat.published_language.files import write

ADVICE = """
Nothing was written: the messages above can no longer be read by those who know their committed schemas.
Make the change by adding (a field with a default), or leave the message as it is and add its .v2 (contracts/README.md).
"""


def main() -> int:
    """Write, and name on standard output what changed; 1 where a reader of the former version would break."""
    try:
        changed = [f"contracts/{name}" for name in write(CONTRACTS)]
    except ValueError as refused:
        print(refused, ADVICE, sep="\n", file=sys.stderr)
        return 1
    if figures.write():
        changed.append("docs/figures.md")
    if refusals.write():
        changed.append("docs/refusals.md")
    print("\n".join(changed) or "contracts: nothing has changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
