"""Frames of a page: user space, the page as it is shown, and the page turned so that its text stands upright."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy

Numbers: TypeAlias = Any
"""A numpy array, or one number."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of `user_width` × `user_height` points, shown turned by `rotation`, whose text stands at `turn` degrees.

    `skew` is the angle in radians by which a scan's lines fall to the right; the upright frame is levelled.
    """

    user_width: float
    user_height: float
    rotation: int
    turn: int
    skew: float = 0.0

    @property
    def width(self) -> float:
        """Width of the frame in which text is upright."""
        return self.user_width if self.turn in (0, 180) else self.user_height

    @property
    def height(self) -> float:
        """Height of the frame in which text is upright."""
        return self.user_height if self.turn in (0, 180) else self.user_width

    @property
    def shown_size(self) -> tuple[float, float]:
        """Width and height of the page as it is shown."""
        upright = self.rotation in (0, 180)
        return (self.user_width, self.user_height) if upright else (self.user_height, self.user_width)

    def points(self, x: Numbers, y: Numbers, turn: int | None = None) -> tuple[Numbers, Numbers]:
        """User space (y upwards) to the upright frame (y downwards), or to the frame of another turn."""
        turn = self.turn if turn is None else turn
        if turn == 0:
            return x, self.user_height - y
        if turn == 90:
            return y, x
        if turn == 180:
            return self.user_width - x, y
        return self.user_height - y, self.user_width - x

    def boxes(self, x0: Numbers, y0: Numbers, x1: Numbers, y1: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Boxes of user space in the upright frame, corners sorted."""
        ax, ay = self.points(x0, y0)
        bx, by = self.points(x1, y1)
        return numpy.minimum(ax, bx), numpy.minimum(ay, by), numpy.maximum(ax, bx), numpy.maximum(ay, by)

    def levelled(self, x: Numbers, y: Numbers, back: bool = False) -> tuple[Numbers, Numbers]:
        """Points of a scan turned by its skew about the page's middle, or turned back."""
        cos, sin = math.cos(self.skew), math.sin(self.skew) * (-1 if back else 1)
        dx, dy = x - self.width / 2, y - self.height / 2
        return self.width / 2 + cos * dx + sin * dy, self.height / 2 - sin * dx + cos * dy

    def shown(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A box of the upright frame in the page as it is shown."""
        x0, y0, x1, y1 = box
        if self.skew:
            middle = (y0 + y1) / 2
            (x0, top), (x1, end) = self.levelled(x0, middle, back=True), self.levelled(x1, middle, back=True)
            half = (y1 - y0) / 2
            y0, y1 = min(top, end) - half, max(top, end) + half
        if self.turn == self.rotation:
            return x0, y0, x1, y1
        ax, ay = self.points(*self._user(x0, y0), turn=self.rotation)
        bx, by = self.points(*self._user(x1, y1), turn=self.rotation)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def _user(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 0:
            return x, self.user_height - y
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self.user_width - x, y
        return self.user_width - y, self.user_height - x
