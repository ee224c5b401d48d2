"""The address of the SMS provider: whole, or the start stops without telling what was in it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from siraba.config.settings import provider_address


def test_an_address_is_taken_as_it_is_and_none_is_none():
    assert (
        provider_address(" smpp://siraba:mot%40@sms.example:2775\n")
        == "smpp://siraba:mot%40@sms.example:2775"
    )
    assert provider_address("\n") == ""


@pytest.mark.parametrize(
    "written",
    [
        "http://siraba:secret@hote:1",
        "smpp://siraba:secret@hote",
        "smpp://hote:1",
        "smpp://a:secret@h:x",
        "secret",
    ],
)
def test_an_address_that_is_not_whole_stops_the_start_and_is_not_repeated(written):
    with pytest.raises(ImproperlyConfigured, match="SMPP_URL") as fault:
        provider_address(written)
    assert "secret" not in str(fault.value)
