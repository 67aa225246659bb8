"""What a figure must show, as data that a check holds and a judge reads.

Each requirement is a record; `course.judging.figure_rules.unmet` says why a figure does not
meet it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

PlanePoints = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Panels:
    """The figure has at least `count` panels, colour bars not counted."""

    count: int


@dataclass(frozen=True)
class Labelled:
    """Both axes of the panel carry a label."""

    panel: int = 0


@dataclass(frozen=True)
class EqualAspect:
    """A unit is as long along x as along y."""

    panel: int = 0


@dataclass(frozen=True)
class Limits:
    """The panel shows the rectangle `x` by `y`, give or take a margin of the given share."""

    x: tuple[float, float]
    y: tuple[float, float]
    panel: int = 0
    margin: float = 0.06


@dataclass(frozen=True)
class Levels:
    """All `values` are contour levels of the panel (their logarithms are taken as well).

    `exact`: the panel has no other levels.
    """

    values: tuple[float, ...]
    panel: int = 0
    exact: bool = False


@dataclass(frozen=True)
class Contoured:
    """The panel has contours that are not empty, at whatever levels.

    `x`, `y`: they reach from one end of these ranges to the other, if that matters.
    """

    panel: int = 0
    x: tuple[float, float] | None = None
    y: tuple[float, float] | None = None


@dataclass(frozen=True)
class ContourThrough:
    """The contour at `level` passes within `distance` of each point, and of none of `far`."""

    level: float
    points: PlanePoints
    distance: float
    panel: int = 0
    far: PlanePoints = ()


@dataclass(frozen=True)
class Marked:
    """A marker stands within `distance` of each point.

    `most`: how many markers the panel may have in all, if that matters.
    """

    points: PlanePoints
    distance: float
    panel: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Shows:
    """Some line of the panel passes through `y` at `x`, within `tolerance` of y's range."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    panel: int = 0
    tolerance: float = 1e-3


@dataclass(frozen=True)
class OwnScale:
    """The panel shows the whole range `y`, which takes at least a `share` of its height."""

    y: tuple[float, float]
    panel: int = 0
    share: float = 0.25


@dataclass(frozen=True)
class Legend:
    """The panel has a legend with at least `entries` entries."""

    entries: int
    panel: int = 0


Requirement = (
    Panels
    | Labelled
    | EqualAspect
    | Limits
    | Levels
    | Contoured
    | ContourThrough
    | Marked
    | Shows
    | OwnScale
    | Legend
)
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        *(Panels, Labelled, EqualAspect, Limits, Levels, Contoured),
        *(ContourThrough, Marked, Shows, OwnScale, Legend),
    )
}


def to_data(requirement: Requirement) -> dict[str, Any]:
    """Return the requirement as a JSON object."""
    return {"require": type(requirement).__name__, **asdict(requirement)}


def from_data(data: dict[str, Any]) -> Requirement:
    """Return the requirement that `to_data` wrote."""
    fields = {name: _frozen(value) for name, value in data.items() if name != "require"}
    requirement: Requirement = KINDS[data["require"]](**fields)
    return requirement


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
