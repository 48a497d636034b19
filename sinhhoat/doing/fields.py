"""The fields of a message as somebody types them: parts inside it are flattened, each leaf with its type and its path.

Nothing here names a message: whatever is added to the contracts has its options at once.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.labels import Names

OF_ALL = ("command_id", "after")
"""Fields that every command has; they have options of their own (`--id`, `--after`)."""


@dataclass(frozen=True)
class Kind:
    """A type without what surrounds it: `base` is a class, Literal[…], list[…] or dict[…]; `names` what an id names."""

    base: Any
    names: Names | None = None
    optional: bool = False

    @property
    def origin(self) -> Any:
        """`list`, `dict`, `Literal`, or None where the type is a class."""
        return get_origin(self.base)

    @property
    def inside(self) -> tuple[Kind, ...]:
        """The types of what a list or a mapping holds."""
        return tuple(kind_of(part) for part in get_args(self.base))

    @property
    def part(self) -> type[BaseModel] | None:
        """The model, where the type is one."""
        return self.base if isinstance(self.base, type) and issubclass(self.base, BaseModel) else None


@dataclass(frozen=True)
class Field:
    """One leaf. `path` leads to it through the parts of the message; `needed` says that there is none without it."""

    path: tuple[str, ...]
    kind: Kind
    needed: bool
    default: Any = None

    @property
    def name(self) -> str:
        """The path as a refusal names it: `attendance.official`."""
        return ".".join(self.path)


def kind_of(annotation: Any, metadata: Sequence[Any] = ()) -> Kind:
    """Take off Annotated and `| None`, keep what an id names."""
    names = next((one for one in metadata if isinstance(one, Names)), None)
    if get_origin(annotation) is Annotated:
        inner = kind_of(get_args(annotation)[0], get_args(annotation)[1:])
        return Kind(inner.base, names or inner.names, inner.optional)
    if get_origin(annotation) in (Union, types.UnionType):
        others = [one for one in get_args(annotation) if one is not types.NoneType]
        if len(others) == 1:
            inner = kind_of(others[0])
            return Kind(inner.base, names or inner.names, optional=len(get_args(annotation)) > 1)
    return Kind(annotation, names)


def kind_of_field(field: FieldInfo) -> Kind:
    """The type of a model's field."""
    return kind_of(field.annotation, field.metadata)


def fields_of(model: type[BaseModel], path: tuple[str, ...] = (), *, needed: bool = True) -> Iterator[Field]:
    """Every leaf of a model in its order; a part that is itself a field gives its own leaves."""
    proofs: frozenset[str] = getattr(model, "proofs", frozenset())
    for name, field in model.model_fields.items():
        if name in proofs or (not path and name in OF_ALL):
            continue
        kind, here = kind_of_field(field), (*path, name)
        is_needed = needed and field.is_required()
        if kind.part is not None:
            yield from fields_of(kind.part, here, needed=is_needed and not kind.optional)
        else:
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            yield Field(here, kind, is_needed, default)


def choices(kind: Kind) -> tuple[str, ...]:
    """The words of a closed list, none where there is no such list."""
    return tuple(str(word) for word in get_args(kind.base)) if kind.origin is Literal else ()
