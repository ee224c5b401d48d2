"""What a family is told by its receipt. No news, a refusal and a number that is nobody's are one answer, made in one way."""

from siraba.foundation.access import crypto
from siraba.protection.tracing.models import FamilyReceipt, TracingRequest
from siraba.protection.tracing.requests import receipt_key

SYSTEM = "a receipt that a family holds"
NOBODY = "tracing.news:nobody"


def news_for(number: str) -> dict[str, str]:
    """`what` (alive, place, contact, or empty) and `place`.

    The same steps are taken whoever asks: one query, one piece sealed, one unsealed.
    """
    row = (
        FamilyReceipt.objects.system(SYSTEM)
        .filter(key=receipt_key(number), ended_at__isnull=True)
        .values_list("request", "request__news")
        .first()
    )
    nobody = (NOBODY, crypto.seal(crypto.FAMILY_LINKS, NOBODY, {"what": "", "place": ""}))
    place, sealed = (TracingRequest.news_place(row[0]), row[1]) if row else nobody
    return crypto.unseal(crypto.FAMILY_LINKS, place, bytes(sealed))
