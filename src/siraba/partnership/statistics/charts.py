"""The geometry of bar charts, drawn by the templates as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

# One unit is one pixel, and the drawing fits the narrowest telephone: the label stands over its bar.
LINE, LABEL_HEIGHT, BAR_HEIGHT, LENGTH, WIDTH = 44, 18, 16, 260, 320


@dataclass(frozen=True)
class Bar:
    """One horizontal bar and where it stands. A figure that is not shown has no length."""

    label: str
    text: str
    place: int
    width: int

    @property
    def label_line(self) -> int:
        return self.place * LINE + LABEL_HEIGHT - 4

    @property
    def top(self) -> int:
        return self.place * LINE + LABEL_HEIGHT

    @property
    def text_line(self) -> int:
        return self.top + BAR_HEIGHT - 3

    @property
    def text_left(self) -> int:
        return self.width + 6


@dataclass(frozen=True)
class Chart:
    """Bars and the size of their drawing."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT

    @property
    def height(self) -> int:
        return len(self.bars) * LINE


def chart(figures: Sequence[tuple[str, str, int | None]]) -> Chart:
    """Bars for (label, text, count or None), the longest being `LENGTH` long."""
    longest = max((count or 0 for _label, _text, count in figures), default=0) or 1
    return Chart(
        tuple(
            Bar(label, text, place, round(LENGTH * (count or 0) / longest))
            for place, (label, text, count) in enumerate(figures)
        )
    )
