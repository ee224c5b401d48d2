"""The answer sheet that a telephone sends for a form, read and written.

Source: ODK XForms specification 1.0 (metadata) and the OpenRosa Form Submission API 1.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from siraba.engines.xforms.reading import Form, local


class InstanceUnreadable(ValueError):
    """The sheet cannot be read: `code` is not_xml, cut or no_form."""

    def __init__(self, code: str, detail: str = ""):
        self.code, self.detail = code, detail
        super().__init__(code, detail)


@dataclass(frozen=True)
class Instance:
    """Which form, which version, the sheet's own number, and what was answered (as `logic` wants it)."""

    code: str
    version: str
    number: str
    root: Element

    def answers(self, form: Form) -> dict[str, Any]:
        return _answers(self.root, form, f"/{form.instance.tag}")


def read_instance(xml: bytes) -> Instance:
    """Raises InstanceUnreadable; a document that stops in its middle is `cut`."""
    try:
        root = fromstring(xml)
    except ParseError as error:
        cut = "no element found" in str(error) or "unclosed token" in str(error)
        raise InstanceUnreadable("cut" if cut else "not_xml", str(error)) from error
    except DefusedXmlException as error:
        raise InstanceUnreadable("not_xml", str(error)) from error
    code = root.get("id") or (root.tag.rsplit("}", 1)[0].lstrip("{") if "}" in root.tag else "")
    if not code:
        raise InstanceUnreadable("no_form")
    meta = next((child for child in root if local(child) == "meta"), None)
    said = {local(child): (child.text or "").strip() for child in meta} if meta is not None else {}
    return Instance(code, root.get("version", ""), said.get("instanceID", ""), root)


def _answers(element: Element, form: Form, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        name = local(child)
        below = f"{path}/{name}"
        value: Any = _answers(child, form, below) if len(child) else (child.text or "").strip()
        if below in form.repeats:
            found.setdefault(name, []).append(value if isinstance(value, dict) else {})
        elif value not in ("", {}):
            found[name] = value
    return found


ROW = re.compile(r"(.+)-(\d{1,3})")


def from_places(places: Mapping[str, str]) -> dict[str, Any]:
    """An answer sheet from answers by their places, as pages name them: `who/age`, `kin-0/name`; rows in their order."""
    rows: dict[str, Any] = {}
    for place, answer in places.items():
        *groups, name = place.split("/")
        here = rows
        for group in groups:
            here = here.setdefault(group, {})
        here[name] = answer
    return _folded(rows)


def _folded(rows: Mapping[str, Any]) -> dict[str, Any]:
    sheet: dict[str, Any] = {}
    repeats: dict[str, dict[int, Any]] = {}
    for name, value in rows.items():
        row = ROW.fullmatch(name)
        if not isinstance(value, dict):
            sheet[name] = value
        elif row is None:
            sheet[name] = _folded(value)
        else:
            repeats.setdefault(row[1], {})[int(row[2])] = _folded(value)
    return sheet | {name: [found[n] for n in sorted(found)] for name, found in repeats.items()}


def write_instance(form: Form, answers: Mapping[str, Any], number: str) -> bytes:
    """The sheet of these answers, as a telephone would send it."""
    root = Element(form.instance.tag, {"id": form.code, "version": form.version})
    _write(root, form.instance, answers, form, f"/{form.instance.tag}")
    meta = next((child for child in root if child.tag == "meta"), None)
    meta = SubElement(root, "meta") if meta is None else meta
    named = next((child for child in meta if child.tag == "instanceID"), None)
    (SubElement(meta, "instanceID") if named is None else named).text = number
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _write(target: Element, model: Element, answers: Mapping[str, Any], form: Form, path: str) -> None:
    for child in model:
        below = f"{path}/{child.tag}"
        given = answers.get(child.tag)
        rows = (given or []) if below in form.repeats else [given]
        for row in rows:
            element = SubElement(target, child.tag)
            if len(child):
                _write(element, child, row if isinstance(row, Mapping) else {}, form, below)
            else:
                element.text = "" if row is None else str(row)
