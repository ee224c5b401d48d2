"""Which forms there are."""

from django.db.models import QuerySet

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


def published(code: str) -> FormVersion:
    """The version of a form that is offered now. Raises NotVisible when there is none."""
    found = FormVersion.objects.filter(code=code, state=FormState.PUBLISHED).first()
    if found is None:
        raise NotVisible
    return found
