"""Irregular issuance of acts of civil status: alerts that name an act, a rule and its figures, never a guilty person.

acts = read_acts(path)
alerts = find_irregularities(acts, mandates=None)
"""

from siraba.engines.irregularities.acts import Act, Acts, Mandate
from siraba.engines.irregularities.alerts import KINDS, Alert
from siraba.engines.irregularities.finding import find_irregularities
from siraba.engines.irregularities.reading import BadRegister, read_acts, read_mandates

__all__ = [
    "KINDS",
    "Act",
    "Acts",
    "Alert",
    "BadRegister",
    "Mandate",
    "find_irregularities",
    "read_acts",
    "read_mandates",
]
