"""The conditions of a form as a browser's own XPath 1.0 evaluates them, so that a page needs no XPath of its own.

What uses more than the browser knows is left out: its question is always shown, and the server decides as ever.
"""

import re

from siraba.engines.xforms.reading import Form

SELECTED = re.compile(r"\bselected\(\s*([^(),]+?)\s*,\s*([^(),]+?)\s*\)")
CALLED = re.compile(r"([\w-]+)\s*\(")
KNOWN = frozenset(
    "and or not true false boolean number string concat contains starts-with string-length count sum".split()
)


def native(expression: str) -> str | None:
    """The same condition in plain XPath 1.0; None where it cannot be said so."""
    said = SELECTED.sub(r"contains(concat(' ', \1, ' '), concat(' ', \2, ' '))", expression)
    return said if set(CALLED.findall(said)) <= KNOWN else None


def conditions(form: Form) -> list[tuple[str, str]]:
    """(path, condition) of each node that is not always relevant, in an order in which each can be decided."""
    found = ((path, form.binds[path].relevant) for path in form.order if path in form.binds)
    return [(path, said) for path, relevant in found if relevant and (said := native(relevant))]
