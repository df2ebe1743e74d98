"""The address of a page as a value: the same page with one thing more, less or other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict


@dataclass(frozen=True)
class Address:
    """An endpoint with the parameters in force. Every change leads back to the first page of a list."""

    endpoint: str
    arguments: MultiDict[str, str]

    @cached_property
    def base(self) -> str:
        """The address without any parameter."""
        return url_for(self.endpoint)

    def setting(self, name: str, value: str, **others: str) -> str:
        """With these parameters, and no others of their names."""
        changed = {name: value, **others}
        return self._built([*(pair for pair in self._pairs("page") if pair[0] not in changed), *changed.items()])

    def adding(self, name: str, value: str) -> str:
        """With one value more of a parameter."""
        return self._built([*(pair for pair in self._pairs("page") if pair != (name, value)), (name, value)])

    def dropping(self, name: str, value: str) -> str:
        """With one value less of a parameter."""
        return self._built([pair for pair in self._pairs("page") if pair != (name, value)])

    def without(self, *names: str) -> str:
        """Without these parameters."""
        return self._built([pair for pair in self._pairs() if pair[0] not in names])

    def _pairs(self, *leave_out: str) -> list[tuple[str, str]]:
        hidden = {"format", *leave_out}
        return [(name, value) for name, value in self.arguments.items(multi=True) if value and name not in hidden]

    def _built(self, pairs: list[tuple[str, str]]) -> str:
        if not pairs:
            return self.base
        # url_for costs ten times as much, and a page of results has hundreds of these.
        return f"{self.base}?{urlencode(pairs)}"
