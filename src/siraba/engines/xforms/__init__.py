"""Forms as field workers write them (XLSForm) and as their telephones know them (XForm, OpenRosa)."""

from siraba.engines.xforms.logic import Examined, Fault, examine
from siraba.engines.xforms.reading import Choice, Form, FormUnreadable, Group, Question, Text, read_xform
from siraba.engines.xforms.sheets import read_xlsform
from siraba.engines.xforms.submissions import (
    Instance,
    InstanceUnreadable,
    from_places,
    read_instance,
    write_instance,
)
from siraba.engines.xforms.telling import Told, by_name, tell

__all__ = [
    "Choice",
    "Examined",
    "Fault",
    "Form",
    "FormUnreadable",
    "Group",
    "Instance",
    "InstanceUnreadable",
    "Question",
    "Text",
    "Told",
    "by_name",
    "examine",
    "from_places",
    "read_instance",
    "read_xform",
    "read_xlsform",
    "tell",
    "write_instance",
]
