"""The verifier as anybody opens it: one page with the last lists inside, and what it needs beside it.

It asks nothing of the site but newer lists, when its user wants them; what was scanned stays on the device.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from siraba.engines.transparency.papers.lists import bundle
from siraba.engines.transparency.papers.page import page_with
from siraba.foundation.interface.middleware import permissions
from siraba.protection.civil_status.papers.lists import last_publication
from siraba.protection.civil_status.papers.signing import root_public

FOLDER = "siraba/verifier"
BESIDE = {
    "worker.js": "text/javascript; charset=utf-8",
    "zxing.js": "text/javascript; charset=utf-8",
    "zxing_reader.wasm": "application/wasm",
    "manifest.webmanifest": "application/manifest+json",
    "icon.svg": "image/svg+xml",
}


def built(name: str) -> bytes:
    """A file of the verifier as the assets were built."""
    found = finders.find(f"{FOLDER}/{name}") or staticfiles_storage.path(f"{FOLDER}/{name}")
    return Path(found).read_bytes()


def page_now() -> str:
    """The page with the last lists that were signed. Raises Http404 when there are none yet."""
    last = last_publication()
    if last is None:
        raise Http404
    return _filled(built("verifier.html").decode(), bytes(last.trust), bytes(last.status), root_public())


# Each page is given out many times before the lists change
_filled = lru_cache(maxsize=2)(page_with)


@gzip_page
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    page = page_now()
    response = HttpResponse(page)
    response.headers["Content-Security-Policy"] = policy(page)
    response["Permissions-Policy"] = permissions("camera")  # it reads the codes of papers
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def single_file(request: HttpRequest) -> HttpResponse:
    """The same page to keep: on a stick, on a telephone, in a place without network."""
    name = "siraba-verificateur.html"
    return HttpResponse(page_now(), headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The last lists alone, for a verifier that is there already."""
    last = last_publication()
    if last is None:
        raise Http404
    answer = HttpResponse(
        bundle(bytes(last.trust), bytes(last.status)), content_type="application/octet-stream"
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def beside(request: HttpRequest, stem: str, suffix: str) -> HttpResponse:
    wanted = f"{stem}.{suffix}"
    if wanted not in BESIDE:
        raise Http404
    return HttpResponse(built(wanted), content_type=BESIDE[wanted])


@lru_cache(maxsize=4)
def policy(html: str) -> str:
    """What the page may do: its own script and style, known by their hashes, and nothing from elsewhere."""
    script, style = (
        " ".join(f"'sha256-{_digest(found)}'" for found in re.findall(pattern, html, re.DOTALL))
        for pattern in (r"<script>(.*?)</script>", r"<style>(.*?)</style>")
    )
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {script} 'self' 'wasm-unsafe-eval'",
            f"style-src {style}",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
