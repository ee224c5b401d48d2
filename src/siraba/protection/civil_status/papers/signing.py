"""The keys that sign papers and lists: a centre has one a year, the root signs what says whom to believe."""

from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from siraba.engines.transparency.papers.cose import key_id, public_bytes
from siraba.foundation.access import keys
from siraba.protection.civil_status.papers.models import KeyState, PaperKey
from siraba.protection.civil_status.registers.models import Centre

ROOT = "paper-root"


def root_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.seed(ROOT))


def root_public() -> bytes:
    return public_bytes(root_key())


def private_key(key: PaperKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.seed(key.name))


def key_in_use(centre: Centre) -> PaperKey:
    """The centre's key of this year, drawn when there is none."""
    year = timezone.localdate().year
    found = PaperKey.objects.filter(centre=centre, year=year, state=KeyState.VALID).first()
    return found or _draw(centre, year)


def _draw(centre: Centre, year: int) -> PaperKey:
    turn = PaperKey.objects.filter(centre=centre, year=year).count() + 1
    made = PaperKey(centre=centre, year=year, turn=turn, starts=date(year, 1, 1), ends=date(year, 12, 31))
    made.public = public_bytes(private_key(made))
    made.kid = key_id(made.public).hex()
    made.save(force_insert=True)
    return made
