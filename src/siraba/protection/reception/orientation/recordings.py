"""Sheets read aloud: a sound that the head office adds for a service, or for all of a type. What it is, its bytes say."""

from dataclasses import dataclass
from typing import Any

import puremagic
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import codes
from siraba.protection.reception.orientation.models import Recording

MEGABYTE = 1024 * 1024
# Kind → the first bytes that it must have, and what the library of signatures calls it
KINDS: dict[str, tuple[tuple[bytes, ...], str]] = {
    "audio/mpeg": ((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), "audio/mpeg"),
    "audio/ogg": ((b"OggS",), "application/ogg"),
    "audio/wav": ((b"RIFF",), "audio/wave"),
}


@dataclass(frozen=True)
class Sound:
    kind: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """The kind that both the first bytes and the library of signatures agree on; None for everything else."""
    try:
        guessed = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return next(
        (kind for kind, (starts, name) in KINDS.items() if content.startswith(starts) and guessed == name),
        None,
    )


class SoundField(forms.FileField):
    """A sound of at most RECORDING_MEGABYTES; its value is a `Sound`."""

    default_error_messages = {
        "too_large": gettext_lazy("Ce fichier dépasse %(megabytes)d Mo : raccourcissez-le."),
        "not_a_sound": gettext_lazy(
            "Ce fichier n’est ni un MP3, ni un Ogg, ni un WAV, quel que soit son nom."
        ),
    }
    widget = forms.FileInput(attrs={"accept": ".mp3,.ogg,.opus,.wav"})

    def clean(self, data: Any, initial: Any = None) -> Sound | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > settings.RECORDING_MEGABYTES * MEGABYTE:
            said = {"megabytes": settings.RECORDING_MEGABYTES}
            raise forms.ValidationError(self.error_messages["too_large"] % said, code="too_large")
        content = upload.read()
        kind = kind_of(content)
        if kind is None:
            raise forms.ValidationError(self.error_messages["not_a_sound"], code="not_a_sound")
        return Sound(kind, content)


@action
def add_recording(
    actor: Actor,
    *,
    sound: Sound,
    service: Service | None = None,
    service_type: str = "",
    language: str = "bm",
) -> Recording:
    """Keep what a sheet says, read aloud; what was there before for the same thing and language is replaced.

    Raises:
        Invalid: of neither or of both, an unknown type or language, or bytes that are no sound.
    """
    check_right(actor, "add_recording")
    if (service is None) is (service_type == ""):
        raise Invalid(_("Choisissez un service, ou un type de service."), "service")
    if service_type and service_type not in codes("service_type"):
        raise Invalid(_("Ce type de service n’est pas de la liste."), "service_type")
    if language not in codes("language"):
        raise Invalid(_("Cette langue n’est pas de la liste."), "language")
    if kind_of(sound.content) != sound.kind:
        raise Invalid(str(SoundField.default_error_messages["not_a_sound"]), "sound")
    place = {"organisation_id": actor.home, "service": service, "service_type": service_type}
    Recording.objects.filter(**place, language=language).delete()
    made = Recording.objects.create(
        **place, language=language, kind=sound.kind, content=sound.content, added_by_id=actor.account_id
    )
    record(actor, "add_recording", made.code, language=language, bytes=len(sound.content))
    return made


@action
def remove_recording(actor: Actor, recording: Recording) -> None:
    """The sheet is not read aloud any more."""
    check_right(actor, "remove_recording", recording)
    record(actor, "remove_recording", recording.code)
    recording.delete()
