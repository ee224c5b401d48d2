"""Passkeys (WebAuthn): the device signs a challenge for this very site, so that a false page gets nothing.

A challenge is made as the form is shown, kept sealed in the session, and taken away by the first answer.
"""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, generate_challenge, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from siraba.foundation.access import crypto
from siraba.foundation.accounts.models import Account
from siraba.foundation.sign_in import pending
from siraba.foundation.sign_in.models import FactorKind, SecondFactor

CHALLENGE = "passkey_challenge"
# What the library raises, and what a malformed answer makes Python raise inside it
BADLY_MADE = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
# The password has been given: what the passkey adds is that its device is here.
ASKED = UserVerificationRequirement.DISCOURAGED


def _site(request: HttpRequest) -> tuple[str, str]:
    """The name that keys are bound to, and the address that their answers must come from."""
    host = request.get_host()
    return host.rpartition(":")[0] or host, f"{request.scheme}://{host}"


def _new_challenge(request: HttpRequest, account: Account) -> bytes:
    challenge = generate_challenge()
    pending.keep(request, account, CHALLENGE, bytes_to_base64url(challenge))
    return challenge


def _take_challenge(request: HttpRequest, account: Account) -> bytes | None:
    kept = pending.kept(request, account, CHALLENGE)
    request.session.pop(CHALLENGE, None)
    return base64url_to_bytes(kept) if kept else None


def _of(account: Account) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(factor.words["credential"]))
        for factor in SecondFactor.objects.filter(account=account, kind=FactorKind.PASSKEY)
    ]


def has_passkey(account: Account) -> bool:
    return SecondFactor.objects.filter(account=account, kind=FactorKind.PASSKEY).exists()


def options_to_make(request: HttpRequest, account: Account) -> str:
    """What the browser is asked for to make a passkey of this account, as JSON."""
    name, _origin = _site(request)
    options = generate_registration_options(
        rp_id=name,
        rp_name=settings.PROGRAMME_NAME,
        user_name=account.username,
        user_display_name=account.full_name,
        # Keys are told apart by it on the device: nothing that leads back to a number of the database
        user_id=crypto.blind_index(crypto.ACCOUNTS, "passkey_user", str(account.pk)).encode(),
        challenge=_new_challenge(request, account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=ASKED
        ),
        exclude_credentials=_of(account),
    )
    return options_to_json(options)


def made(request: HttpRequest, account: Account, answer: str) -> VerifiedRegistration | None:
    """The new passkey, when the answer is to the challenge of this session and from this site."""
    challenge, (name, origin) = _take_challenge(request, account), _site(request)
    if challenge is None:
        return None
    try:
        return verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=name, expected_origin=origin
        )
    except BADLY_MADE:
        return None


def options_to_show(request: HttpRequest, account: Account) -> str:
    """What the browser is asked for to show one of the account's passkeys, as JSON."""
    name, _origin = _site(request)
    challenge = _new_challenge(request, account)
    options = generate_authentication_options(
        rp_id=name, challenge=challenge, allow_credentials=_of(account), user_verification=ASKED
    )
    return options_to_json(options)


@transaction.atomic
def opens(request: HttpRequest, account: Account, answer: str) -> str:
    """`passkey` when the answer is signed by a passkey of the account; empty for all else, a copied key included."""
    challenge, (name, origin) = _take_challenge(request, account), _site(request)
    factor = _factor_of(account, answer)
    if challenge is None or factor is None:
        return ""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=name,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(factor.words["public_key"]),
            credential_current_sign_count=factor.last_step,
        )
    except BADLY_MADE:
        return ""
    factor.last_step, factor.last_used_at = verified.new_sign_count, timezone.now()
    factor.save(update_fields=["last_step", "last_used_at"])
    return FactorKind.PASSKEY.value


def _factor_of(account: Account, answer: str) -> SecondFactor | None:
    try:
        shown = parse_authentication_credential_json(answer).raw_id
    except BADLY_MADE:
        return None
    factors = SecondFactor.objects.select_for_update().filter(account=account, kind=FactorKind.PASSKEY)
    return next((one for one in factors if base64url_to_bytes(one.words["credential"]) == shown), None)
