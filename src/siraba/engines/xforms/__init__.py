"""Forms as field workers write them (XLSForm) and as their telephones know them (XForm, OpenRosa)."""

from siraba.engines.xforms.logic import Examined, Fault, examine
from siraba.engines.xforms.reading import Choice, Form, FormUnreadable, Group, Question, Text, read_xform
from siraba.engines.xforms.sheets import read_xlsform
from siraba.engines.xforms.submissions import Instance, InstanceUnreadable, read_instance, write_instance

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
    "examine",
    "read_instance",
    "read_xform",
    "read_xlsform",
    "write_instance",
]
