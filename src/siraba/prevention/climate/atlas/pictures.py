"""Maps as a picture to keep: PNG made by Typst, which sets the papers of the platform and has its own letters.

An e-mail and a report take a PNG where they refuse an SVG, and the machine needs no drawing library.
"""

import json
from collections.abc import Sequence

import typst
from django.http import HttpResponse
from django.utils import timezone

KINDS = {"png": "image/png", "svg": "image/svg+xml; charset=utf-8"}
SETTING = b"""
#let maps = json(bytes(sys.inputs.maps))
#set page(width: auto, height: auto, margin: 12pt, fill: white)
#set text(font: "Libertinus Serif")
#grid(columns: maps.len(), gutter: 16pt, ..maps.map(one => image(bytes(one), format: "svg", width: 720pt)))
"""


def png_of(maps: Sequence[str], density: int = 96) -> bytes:
    """SVG maps side by side as one PNG, `density` points an inch of 72. Raises typst.TypstError for a broken SVG."""
    return typst.compile(
        SETTING,
        sys_inputs={"maps": json.dumps(list(maps))},
        format="png",
        ppi=density,
        ignore_system_fonts=True,
    )


def picture_file(name: str, kind: str, maps: Sequence[str]) -> HttpResponse:
    """The maps as a PNG, or the first of them as SVG, to keep: the name of the file begins with the day."""
    content = png_of(maps) if kind == "png" else maps[0].encode()
    day = timezone.localdate().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{day}-{name}.{kind}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=KINDS[kind], headers=headers)
