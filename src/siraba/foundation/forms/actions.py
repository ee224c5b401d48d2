"""What may be done to forms: added, published, retired. A version is never changed, another is added."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.xforms import FormUnreadable, read_xform, read_xlsform
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.forms.models import FORM_MOVES, FormState, FormVersion
from siraba.foundation.forms.refusals import explained


def version_from(content: bytes, name: str, **fields: Any) -> FormVersion:
    """A version, not yet saved, of the form written in this XLSForm. Raises Invalid, which says where it fails."""
    try:
        xform = read_xlsform(content, name)
        form = read_xform(xform)
    except FormUnreadable as error:
        raise Invalid(explained(error), "file") from error
    return FormVersion(
        code=form.code[:64],
        version=form.version[:64],
        title=(form.title or form.code)[:200],
        source_name=name[:200],
        source=content,
        xform=xform,
        digest=hashlib.sha256(xform.encode()).hexdigest(),
        **fields,
    )


@action
def add_form(actor: Actor, *, content: bytes, name: str, target: str = "") -> FormVersion:
    """Take an XLSForm as a draft; `target` says what a sheet becomes that is sent from the field.

    Raises:
        Invalid: it cannot be read or cannot work, this version is known already, or its code is a form of the
            platform.
    """
    check_right(actor, "add_form")
    version = version_from(content, name, added_by_id=actor.account_id, target=target)
    known = FormVersion.objects.filter(code=version.code)
    if known.filter(shipped=True).exists():
        raise Invalid(_("Ce code est celui d’un formulaire de la plateforme : donnez-en un autre."), "file")
    if known.filter(version=version.version).exists():
        raise Invalid(
            _(
                "La version « %(version)s » de ce formulaire existe déjà : changez « version » dans la feuille."
            )
            % {"version": version.version},
            "file",
        )
    version.save(force_insert=True)
    record(actor, "add_form", version.code, version=version.version, digest=version.digest)
    return version


@action
def map_form(actor: Actor, version: FormVersion, *, mapping: Mapping[str, Any]) -> None:
    """Say which question answers which of the act's; until the version is published."""
    check_right(actor, "map_form", version)
    lock(version)
    FORM_MOVES.advance(version, "map_form")
    version.mapping = dict(mapping)
    version.save()
    record(actor, "map_form", version.code, version=version.version)


@action
def publish_form(actor: Actor, version: FormVersion) -> None:
    """Offer this version from now on; the one that was offered is retired."""
    check_right(actor, "publish_form", version)
    lock(version)
    FORM_MOVES.advance(version, "publish_form")
    others = FormVersion.objects.filter(code=version.code, state=FormState.PUBLISHED)
    others.update(state=FormState.RETIRED)
    version.published_at = timezone.now()
    version.save()
    record(actor, "publish_form", version.code, version=version.version)


@action
def retire_form(actor: Actor, version: FormVersion) -> None:
    """Offer it no more; what was filled in with it, or still waits on a telephone, is taken all the same."""
    check_right(actor, "retire_form", version)
    lock(version)
    FORM_MOVES.advance(version, "retire_form")
    version.save()
    record(actor, "retire_form", version.code, version=version.version)
