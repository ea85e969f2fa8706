"""A drawing of what instances were, are and will be: a row each, a bar for each span."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trunkline.instances.models import Configuration

WIDTH, LABEL_WIDTH, ROW_HEIGHT = 1000, 220, 28
_TEXT_FROM = 60
_TICKS = 6
# What has no end is drawn until some time after all that is known of.
_AHEAD = 0.25


@dataclass(frozen=True)
class Bar:
    """A span of an instance; `x` and `width` in the drawing's units. `text` is left out where it has no room."""

    x: float
    width: float
    y: int
    css_class: str
    text: str
    title: str


@dataclass(frozen=True)
class Drawing:
    """What an SVG of timelines consists of."""

    height: int
    labels: tuple[tuple[int, str], ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    now_x: float
    width: int = WIDTH
    row_height: int = ROW_HEIGHT


def draw_timelines(lives: Sequence[tuple[str, Sequence[Configuration]]], now: datetime) -> Drawing:
    """This will draw lives, each with its label and its configurations in order of time, with a line at now."""
    spans = [row for _, rows in lives for row in rows]
    known = [now, *(row.valid_from for row in spans), *(row.valid_until for row in spans if row.valid_until)]
    start, last = min(known), max(known)
    end = last + max((last - start) * _AHEAD, timedelta(hours=1))

    def x_of(at: datetime) -> float:
        return round(LABEL_WIDTH + (WIDTH - LABEL_WIDTH) * ((at - start) / (end - start)), 1)

    bars = []
    for place, (_, rows) in enumerate(lives):
        for row, until in _with_ends(rows, end):
            x, until_x = x_of(row.valid_from), x_of(until)
            state = row.service_state.code if row.service_state else ""
            told = f"{row.name} · {state}" if state else row.name
            bars.append(
                Bar(
                    x=x,
                    width=max(round(until_x - x, 1), 1.0),
                    y=place * ROW_HEIGHT,
                    css_class=row.state.lower(),
                    text=told if until_x - x >= _TEXT_FROM else "",
                    title=f"{told}: {_written(row.valid_from)} – {_written(row.valid_until)}",
                )
            )
    step = (end - start) / _TICKS
    return Drawing(
        height=(len(lives) + 1) * ROW_HEIGHT,
        labels=tuple((place * ROW_HEIGHT, label) for place, (label, _) in enumerate(lives)),
        bars=tuple(bars),
        ticks=tuple((x_of(start + step * number), f"{start + step * number:%Y-%m-%d}") for number in range(_TICKS)),
        now_x=x_of(now),
    )


def _written(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _with_ends(rows: Sequence[Configuration], end: datetime) -> Iterable[tuple[Configuration, datetime]]:
    """Each span with its end; what is to be replaced by what is planned is drawn until then."""
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        open_end = end if following is None else following.valid_from
        yield row, row.valid_until or open_end
