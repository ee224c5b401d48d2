"""Bambara for Django, which does not know the language."""

from django.conf.locale import LANG_INFO


def register_bambara() -> None:
    LANG_INFO.setdefault("bm", {"bidi": False, "code": "bm", "name": "Bambara", "name_local": "Bamanankan"})
