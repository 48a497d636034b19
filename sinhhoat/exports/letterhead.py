"""Who issues a document, in the customary layout of documents of the Party; what is not given is left for the pen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.labels import Label


class Letterhead(BaseModel):
    """`above`: the body above the issuing one; `body`: the issuing one, by default the unit that is reported on.

    `on_behalf_of` and `signs` stand above the signature (T/M BAN THƯỜNG VỤ, BÍ THƯ); the name is left to the pen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    above: Label | None = None
    body: Label | None = None
    number: Label | None = None
    place: Label | None = None
    recipients: Annotated[list[Label], Field(max_length=10)] | None = None
    on_behalf_of: Label | None = None
    signs: Label | None = None


def read(file: Path | None) -> Letterhead:
    """From a file of JSON with these names; BadParameter says what is wrong with it."""
    if file is None:
        return Letterhead()
    try:
        return Letterhead.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, ValidationError) as error:
        names = ", ".join(Letterhead.model_fields)
        needed = f"cần JSON với các mục / needed: JSON with some of: {names}"
        raise typer.BadParameter(f"{file.name}: {needed}", param_hint="--letterhead") from error
