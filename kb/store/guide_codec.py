"""Outlines and editions to JSON and back. Sections carry their `kind`; the canonical form is what is hashed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any

from kb.errors import BadRequest
from kb.model import guide as model
from kb.model.guide import GuideEdition, Outline, Pin

_KINDS: dict[str, type] = {cls.__dataclass_fields__["kind"].default: cls for cls in typing.get_args(model.Section)}


def to_json(value: Any) -> Any:
    """Frozen values as plain lists and objects; empty fields that have a default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_json(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name == "kind" or getattr(value, field.name) != _default(field)
        }
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    return value


def canonical(value: Any) -> bytes:
    """The one way of writing a value: sorted keys, no spaces, UTF-8."""
    return json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(edition: GuideEdition) -> str:
    """SHA-256 of what an edition says: number, persons and moment do not count."""
    bare = dataclasses.replace(edition, number=0, frozen_by="", frozen_at="", content_hash="", accepted=())
    return hashlib.sha256(canonical(bare)).hexdigest()


def outline_from_json(found: Any) -> Outline:
    """The inverse of `to_json` for an outline; raises `BadRequest` where something is not as it must be."""
    return typing.cast(Outline, _decode(Outline, found, "outline"))


def pin_from_json(found: Any) -> Pin:
    """The inverse of `to_json` for a pin; raises `BadRequest` where something is not as it must be."""
    return typing.cast(Pin, _decode(Pin, found, "pin"))


def edition_from_json(found: Any) -> GuideEdition:
    """The inverse of `to_json` for an edition; raises `BadRequest` where something is not as it must be."""
    return typing.cast(GuideEdition, _decode(GuideEdition, found, "edition"))


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def _fields(cls: type) -> dict[str, tuple[Any, bool]]:
    """Field → (type, must be there)."""
    hints = typing.get_type_hints(cls, vars(model))
    return {
        f.name: (hints[f.name], f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING)
        for f in dataclasses.fields(cls)
    }


def _decode(wanted: Any, found: Any, place: str) -> Any:
    if wanted is Any or found is None:
        return found
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is tuple:
        if not isinstance(found, list):
            raise BadRequest(f"{place} must be a list.")
        return tuple(_decode(arguments[0], item, f"{place}[{number}]") for number, item in enumerate(found))
    if wanted == model.Section:
        kind = found.get("kind") if isinstance(found, Mapping) else None
        if kind not in _KINDS:
            raise BadRequest(f"{place} has the unknown kind {kind!r}; known are {', '.join(sorted(_KINDS))}.")
        return _decode(_KINDS[kind], found, place)
    if origin in (typing.Union, types.UnionType):
        return _decode(next(a for a in arguments if a is not type(None)), found, place)
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        if not isinstance(found, Mapping):
            raise BadRequest(f"{place} must be an object.")
        known = _fields(wanted)
        for name in found:
            if name not in known:
                raise BadRequest(f"{place} has an unknown field {name!r}.")
        for name, (_, needed) in known.items():
            if needed and name not in found:
                raise BadRequest(f"{place} lacks the field {name!r}.")
        return wanted(**{name: _decode(known[name][0], item, f"{place}.{name}") for name, item in found.items()})
    if origin is typing.Literal:
        if found not in arguments:
            raise BadRequest(f"{place} is {found!r}; it must be one of {', '.join(map(str, arguments))}.")
        return found
    plain = origin if isinstance(origin, type) else wanted
    if isinstance(plain, type) and not isinstance(found, plain):
        raise BadRequest(f"{place} is {found!r}, which is not of the kind that belongs there.")
    return found
