"""Numbers within a file: S1, V1, scellé n° 1. The file is locked by who asks for one."""

from typing import Any

from django.db.models import Max

from siraba.prosecution.investigations.models import Inquiry

SYSTEM = "the next number within a file already given to the actor"


def next_number(model: Any, inquiry: Inquiry, **among: Any) -> int:
    rows = model.objects.system(SYSTEM).filter(inquiry=inquiry, **among)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1
