"""The number that who sends a report keeps."""

from uuid import UUID

from siraba.foundation.access import crypto
from siraba.foundation.access.receipts import number_from


def number_for(form_id: UUID) -> str:
    """The number of a form: the same whenever the same form is sent, and to be guessed by nobody without the keys."""
    return number_from(int(crypto.blind_index(crypto.JUSTICE, "report form", str(form_id)), 16))
