"""The list of referrals, as the pages and the API give it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from siraba.foundation.access.actor import Actor
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.paging import Page, page_by_key
from siraba.protection.referrals.selectors import referrals_visible_to

SIDES = {"recus": "to_organisation", "envoyes": "from_organisation"}


def list_page(actor: Actor, request: HttpRequest, wanted: Mapping[str, Any]) -> Page:
    """The page that the request asks for; what it showed is written in the journal.

    `wanted` may hold side (a key of SIDES), state and service (a type).
    """
    referrals = referrals_visible_to(actor)
    if wanted.get("side"):
        referrals = referrals.filter(**{SIDES[wanted["side"]]: actor.organisation_id})
    if wanted.get("state"):
        referrals = referrals.filter(state=wanted["state"])
    if wanted.get("service"):
        referrals = referrals.filter(service_type=wanted["service"])
    shown = page_by_key(referrals, request, key=("-created_at", "-id"))
    record(actor, "list_referrals", codes=[referral.code for referral in shown.rows])
    return shown
