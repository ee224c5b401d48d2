"""The waterfall of match weights as a drawing: from left to right what speaks for the pair, back what speaks against it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from siraba.protection.tracing.wording import Step, signed

WIDTH, LABELS, ROW, BAR = 720, 260, 26, 14
MARGIN = 34


def drawn(steps: Sequence[Step]) -> SafeString:
    """An SVG of the steps; a table beside it says the same."""
    ends = [0.0, *(end for step in steps for end in (step.before, step.after))]
    low, high = min(ends), max(ends)
    scale = (WIDTH - LABELS - 2 * MARGIN) / ((high - low) or 1)

    def x(bits: float) -> float:
        return round(LABELS + MARGIN + (bits - low) * scale, 1)

    bars = format_html_join(
        "",
        '<text x="0" y="{}" class="waterfall-label">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>'
        '<text x="{}" y="{}" class="waterfall-bits" text-anchor="{}">{}</text>',
        (_bar(step, number, x) for number, step in enumerate(steps)),
    )
    height = ROW * (len(steps) + 1)
    total = steps[-1].after if steps else 0.0
    return format_html(
        '<svg class="waterfall" viewBox="0 0 {} {}" role="img" aria-hidden="true" focusable="false">'
        '<line x1="{}" y1="0" x2="{}" y2="{}" class="waterfall-zero"/>{}'
        '<text x="{}" y="{}" class="waterfall-total" text-anchor="middle">{}</text></svg>',
        WIDTH,
        height,
        x(0),
        x(0),
        height - ROW // 2,
        bars,
        x(total),
        height - 8,
        signed(total),
    )


def _bar(step: Step, number: int, x) -> tuple:
    left, right = sorted((x(step.before), x(step.after)))
    top = number * ROW
    forward = step.bits >= 0
    return (
        top + 17,
        step.label,
        left,
        top + (ROW - BAR) // 2,
        max(right - left, 1),
        BAR,
        "waterfall-for" if forward else "waterfall-against",
        right + 4 if forward else left - 4,
        top + 17,
        "start" if forward else "end",
        step.signed,
    )
