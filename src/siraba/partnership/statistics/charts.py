"""The geometry of bar charts, drawn by the templates as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

LINE, BAR_HEIGHT, LEFT, LENGTH = 28, 18, 230, 330


@dataclass(frozen=True)
class Bar:
    """One horizontal bar; places in units of the drawing. A figure that is not shown has no length."""

    label: str
    text: str
    top: int
    width: int

    @property
    def middle(self) -> int:
        return self.top + BAR_HEIGHT // 2 + 4

    @property
    def text_left(self) -> int:
        return LEFT + self.width + 6


def bars(figures: Sequence[tuple[str, str, int | None]]) -> list[Bar]:
    """Bars for (label, text, count or None), the longest being `LENGTH` long."""
    longest = max((count or 0 for _label, _text, count in figures), default=0) or 1
    return [
        Bar(label, text, place * LINE + 4, round(LENGTH * (count or 0) / longest))
        for place, (label, text, count) in enumerate(figures)
    ]
