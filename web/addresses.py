"""The address of a page as a value: the same page with one thing more, less or other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from web import here


@dataclass(frozen=True)
class Address:
    """An endpoint with the parameters in force. Every change leads back to the first page of a list."""

    endpoint: str
    arguments: MultiDict[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    """The parts of the path."""

    @cached_property
    def base(self) -> str:
        """The address without any parameter."""
        return page_address(self.endpoint, **self.values)

    def setting(self, name: str, value: str, **others: str) -> str:
        """With these parameters, and no others of their names."""
        changed = {name: value, **others}
        return self._built([*(pair for pair in self._pairs("page") if pair[0] not in changed), *changed.items()])

    def adding(self, name: str, value: str) -> str:
        """With one value more of a parameter."""
        if (name, value) not in self._given:
            return f"{self._first}{_encoded(name, value)}"
        return self._built([*(pair for pair in self._pairs("page") if pair != (name, value)), (name, value)])

    def dropping(self, name: str, value: str) -> str:
        """With one value less of a parameter."""
        return self._built([pair for pair in self._pairs("page") if pair != (name, value)])

    def without(self, *names: str) -> str:
        """Without these parameters."""
        return self._built([pair for pair in self._pairs() if pair[0] not in names])

    @cached_property
    def _given(self) -> list[tuple[str, str]]:
        return [pair for pair in self.arguments.items(multi=True) if pair[1] and pair[0] != "format"]

    @cached_property
    def _first(self) -> str:
        """The first page with the parameters in force, before one more."""
        pairs = self._pairs("page")
        return f"{self._built(pairs)}{'&' if pairs else '?'}"

    def _pairs(self, *leave_out: str) -> list[tuple[str, str]]:
        return [pair for pair in self._given if pair[0] not in leave_out]

    def _built(self, pairs: list[tuple[str, str]]) -> str:
        if not pairs:
            return self.base
        # url_for costs ten times as much, and a page of results has hundreds of these.
        return f"{self.base}?{'&'.join([_encoded(*pair) for pair in pairs])}"


@lru_cache(maxsize=20_000)
def _encoded(name: str, value: str) -> str:
    """A parameter as it stands in an address; the same ones stand in hundreds of addresses of a page."""
    return urlencode({name: value})


MOST_ADDRESSES = 20_000
"""Addresses that templates have built and that are kept."""


_known: dict[Any, str] = {}


def page_address(endpoint: str, **values: Any) -> str:
    """`url_for` for templates: an address is built once for its endpoint, values and language, as a page of a long law
    has thousands of them."""
    if endpoint.startswith(".") or "_external" in values:
        return url_for(endpoint, **values)
    key = (here.ui(), here.root(), endpoint, *values.items())
    try:
        return _known[key]
    except KeyError:
        pass
    except TypeError:
        return url_for(endpoint, **values)
    if len(_known) >= MOST_ADDRESSES:
        _known.clear()
    _known[key] = built = url_for(endpoint, **values)
    return built


def with_parameters(address: str, parameters: Mapping[str, Iterable[str]]) -> str:
    """An address with these parameters and all their values, as `url_for` writes them."""
    pairs = [(name, value) for name, values in parameters.items() for value in values]
    return f"{address}?{urlencode(pairs, safe=QUERY_SAFE)}" if pairs else address


def text_page(path: str, language: str) -> str:
    """The page of a work, text or provision from its lasting path, as `url_for` builds it."""
    return f"{here.root()}/{language}{quote(path, safe=SAFE)}"


SAFE = "/!$&'()*+,:;=@~-._"
"""Signs that stay as they are in a path."""
QUERY_SAFE = "!$'()*,/:;?@"
"""Signs that stay as they are in a parameter."""
