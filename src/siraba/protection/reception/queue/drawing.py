"""A small drawing of the desks needed and of those who are there, hour by hour; the table beside it says the same."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, LABELS, ROW, BAR = 320, 90, 26, 9
NEEDED, THERE = "#2a2f6e", "#e9a93c"


def drawn(hours: Sequence[tuple[str, int, int]]) -> SafeString:
    """An SVG of (label, needed, there): two bars an hour, to one scale."""
    most = max((max(needed, there) for _label, needed, there in hours), default=0) or 1
    scale = (WIDTH - LABELS - 30) / most
    bars = format_html_join(
        "",
        '<text x="0" y="{}" fill="currentColor">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        (
            (
                number * ROW + 14,
                label,
                *(LABELS, number * ROW + 2, round(needed * scale, 1), BAR, NEEDED),
                *(LABELS, number * ROW + 2 + BAR, round(there * scale, 1), BAR, THERE),
            )
            for number, (label, needed, there) in enumerate(hours)
        ),
    )
    legend = format_html(
        '<rect x="0" y="{0}" width="12" height="12" fill="{1}"/><text x="18" y="{2}" fill="currentColor">{3}</text>'
        '<rect x="130" y="{0}" width="12" height="12" fill="{4}"/><text x="148" y="{2}" fill="currentColor">{5}</text>',
        len(hours) * ROW + 6,
        NEEDED,
        len(hours) * ROW + 17,
        _("Nécessaires"),
        THERE,
        _("De service"),
    )
    height = len(hours) * ROW + 24
    return format_html(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}" font-size="13">{}{}</svg>',
        _("Graphique : guichets nécessaires et agents de service, heure par heure"),
        WIDTH,
        height,
        WIDTH,
        height,
        bars,
        legend,
    )
