"""What telephones send: kept as it came, then carried out; what cannot be carried out waits to be mended, and is not lost."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from siraba.engines.xforms import Instance, InstanceUnreadable, read_instance
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.forms.answers import examined
from siraba.foundation.forms.models import (
    SUBMISSION_MOVES,
    FormState,
    FormVersion,
    SentFile,
    Submission,
    SubmissionState,
)
from siraba.foundation.forms.targets import take
from siraba.foundation.interface.uploads import Document

SYSTEM = "what a telephone sends again"


def take_in(
    actor: Actor, xml: bytes, files: Mapping[str, Document], incomplete: bool = False, about: str = ""
) -> Submission:
    """Keep what was sent, and carry it out once all of it is here. The same sheet sent again changes nothing.

    `about` is the code of a case, for a sheet that was filled in for it.

    Raises:
        Invalid: the sheet cannot be read, or its form is unknown; the telephone then keeps it.
        NotAllowed: the account sends no forms.
    """
    submission = keep_submission(actor, xml=xml, files=files, about=about)
    if submission.state == SubmissionState.RECEIVED and not incomplete:
        carry_out(actor, submission)
    return submission


def readable(xml: bytes) -> Instance:
    """Raises Invalid, in words for who holds the telephone."""
    try:
        return read_instance(xml)
    except InstanceUnreadable as error:
        words = {
            "cut": _(
                "L’envoi est coupé au milieu : gardez la fiche sur le téléphone et envoyez-la à nouveau."
            ),
            "not_xml": _(
                "Cet envoi n’est pas lisible : gardez la fiche sur le téléphone et prévenez votre bureau."
            ),
            "no_form": _("Cet envoi ne dit pas de quel formulaire il vient."),
        }
        raise Invalid(words[error.code], "xml_submission_file") from error


def version_of(sheet: Instance) -> FormVersion:
    """The version that was filled in, also when it is offered no more. Raises Invalid."""
    known = FormVersion.objects.exclude(state=FormState.DRAFT).filter(code=sheet.code)
    found = known.filter(version=sheet.version).first()
    if found is None:
        raise Invalid(
            _("Le formulaire « %(code)s », version « %(version)s », n’est pas connu ici.")
            % {"code": sheet.code, "version": sheet.version},
            "xml_submission_file",
        )
    return found


@action
def keep_submission(
    actor: Actor, *, xml: bytes, files: Mapping[str, Document], about: str = ""
) -> Submission:
    """Write down a sheet as it came, and the files that came with it; a sheet already here takes the files it lacked."""
    check_right(actor, "keep_submission")
    sheet = readable(xml)
    version = version_of(sheet)
    digest = hashlib.sha256(xml).hexdigest()
    number = sheet.number or f"sha256:{digest}"
    submission = (
        Submission.objects.system(SYSTEM)
        .filter(number=number, digest=digest, account=actor.account_id)
        .first()
    )
    if submission is None:
        submission = Submission(
            number=number[:255],
            digest=digest,
            form=version,
            account_id=actor.account_id,
            organisation_id=actor.home,
            purpose=actor.purpose or "",
            about=about,
        )
        submission.write(xml=base64.b64encode(xml).decode())
        submission.save(force_insert=True)
    here = set(SentFile.objects.system(SYSTEM).filter(submission=submission).values_list("name", flat=True))
    for name, document in files.items():
        if name not in here:
            sent = SentFile(submission=submission, name=name[:255], kind=document.kind)
            sent.write(content=base64.b64encode(document.content).decode())
            sent.save(force_insert=True)
    record(actor, "keep_submission", submission.code, form=version.code, files=len(files))
    return submission


def carry_out(actor: Actor, submission: Submission) -> None:
    """Apply a sheet, or write down why it cannot be; another sheet under the same number is for a person to look at."""
    twin = (
        Submission.objects.system(SYSTEM)
        .filter(number=submission.number, state=SubmissionState.APPLIED)
        .exclude(pk=submission.pk)
    )
    if twin.exists():
        set_aside(actor, submission, reason=_("Une autre fiche porte déjà ce numéro : comparez-les."))
        return
    try:
        with transaction.atomic():
            apply_submission(actor, submission)
    except Refusal as refusal:
        submission.refresh_from_db(from_queryset=Submission.objects.system(SYSTEM))
        set_aside(actor, submission, reason=str(refusal))


def answers_of(submission: Submission) -> dict[str, Any]:
    """What was answered, mended or as it came."""
    if "answers" in submission.words:
        return submission.words["answers"]
    sheet = read_instance(base64.b64decode(submission.words["xml"]))
    return sheet.answers(submission.form.form)


@action
def apply_submission(
    actor: Actor, submission: Submission, *, answers: Mapping[str, Any] | None = None
) -> str:
    """Carry out what a sheet says; `answers` are those of whoever mended it. Returns the code of the case.

    Raises:
        Refusal: an answer is missing or wrong, or the act refuses.
    """
    check_right(actor, "apply_submission", submission)
    lock(submission)
    SUBMISSION_MOVES.advance(submission, "apply_submission")
    told = examined(submission.form, answers if answers is not None else answers_of(submission)).answers
    case = take(actor, submission.form, told, submission.about)
    submission.result, submission.person_id = case.code, case.person_id
    if answers is not None:
        submission.write(**{**submission.words, "answers": told})
    submission.save()
    record(actor, "apply_submission", case.code, form=submission.form.code, submission=submission.code)
    return case.code


@action
def set_aside(actor: Actor, submission: Submission, *, reason: str) -> None:
    """Keep a sheet to be mended, and why."""
    check_right(actor, "set_aside", submission)
    lock(submission)
    SUBMISSION_MOVES.advance(submission, "set_aside")
    submission.write(**{**submission.words, "reason": reason})
    submission.save()
    record(actor, "set_aside", submission.code, form=submission.form.code)
