"""Which forms there are, and what was sent that is filled in with them."""

from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from siraba.engines.xforms import Form
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.forms.models import FormState, FormVersion, SentFile, Submission


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


def submissions_visible_to(actor: Actor) -> GuardedQuerySet:
    """What was sent by the actor, or in its agency where it supervises; the last first."""
    rows = Submission.objects.visible_to(actor, Category.CASE)
    return rows.select_related("form", "account").defer("form__source").order_by("-received_at", "-id")


def submission_for(actor: Actor, pk: UUID) -> Submission:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    return one_of(submissions_visible_to(actor), pk=pk)


def sent_files_of(actor: Actor, submission: Submission) -> GuardedQuerySet:
    return SentFile.objects.visible_to(actor, Category.CASE).filter(submission=submission).order_by("name")


def sent_file_for(actor: Actor, pk: UUID) -> SentFile:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    rows = SentFile.objects.visible_to(actor, Category.CASE).select_related("submission")
    return one_of(rows, pk=pk)
