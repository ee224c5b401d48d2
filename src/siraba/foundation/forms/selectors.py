"""Which forms there are."""

from functools import lru_cache

from django.db.models import QuerySet

from siraba.engines.xforms import Form
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.forms.models import FormState, FormVersion


def forms_known() -> QuerySet[FormVersion]:
    """Every version of every form, without its texts; the newest of a form first."""
    return FormVersion.objects.select_related("added_by").defer("source", "xform")


def form_for(pk: int) -> FormVersion:
    """Raises NotVisible when there is none."""
    found = FormVersion.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


@lru_cache(256)
def form_of(code: str, version: str) -> Form:
    """What this version of a form asks; a version never changes. Raises FormVersion.DoesNotExist."""
    return FormVersion.objects.defer("source").get(code=code, version=version).form


def published(code: str) -> FormVersion:
    """The version of a form that is offered now. Raises NotVisible when there is none."""
    found = FormVersion.objects.filter(code=code, state=FormState.PUBLISHED).first()
    if found is None:
        raise NotVisible
    return found
