"""Read an XForm into what a page, a telephone's submission and a reviewer need of it.

Source: ODK XForms specification 1.0 (https://getodk.github.io/xforms-spec/): the model's instances, binds and
itext, and the body's controls. An expression that this house cannot evaluate is refused here, when the form is
read, and not when somebody in the field has filled it in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from siraba.engines.xforms.functions import Unreadable, compile_expression

CONTROLS = ("input", "select1", "select", "upload", "trigger", "range", "rank", "secret")
REFERENCE = re.compile(r"(?:current\(\)/)?(?:\.\./)+[\w./-]+|/[\w-]+(?:/[\w-]+)+")
ITEXT = re.compile(r"jr:itext\('([^']*)'\)")
ITEMSET = re.compile(r"(?:randomize\()?\s*instance\('([^']*)'\)/root/item(?:\[(.*)\])?", re.S)


class FormUnreadable(ValueError):
    """The form cannot be taken as it is. `code` says why, `where` at which question, `detail` in whose words."""

    def __init__(self, code: str, where: str = "", detail: str = ""):
        self.code, self.where, self.detail = code, where, detail
        super().__init__(code, where, detail)


@dataclass(frozen=True)
class Text:
    """The same words in the languages of the form, by the names that the form gives them ("Français (fr)")."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, code: str) -> str:
        """The words in the language of this two-letter code, else in the form's first language."""
        for name, words in self.by_language.items():
            if words and f"({code})" in name.lower() or name.lower() == code:
                return words
        return next((words for words in self.by_language.values() if words), "")

    def __bool__(self) -> bool:
        return any(self.by_language.values())


@dataclass(frozen=True)
class Bind:
    """What holds for one node: its type, and the expressions on it, as XPath with absolute or relative paths."""

    path: str
    type: str = "string"
    relevant: str = ""
    required: str = ""
    constraint: str = ""
    calculate: str = ""
    readonly: bool = False
    message: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Choice:
    """One answer of a list; `columns` are what the list says besides, for choice filters."""

    code: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    path: str
    control: str
    label: Text
    hint: Text
    bind: Bind
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    appearance: str = ""

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Group:
    """Questions that belong together; a `repeat` may be answered several times."""

    path: str
    label: Text
    children: tuple["Group | Question", ...]
    repeat: bool = False
    bind: Bind | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Form:
    """A form that was read: `instance` is its empty answer sheet, `order` the order in which nodes are computed."""

    code: str
    version: str
    title: str
    languages: tuple[str, ...]
    children: tuple[Group | Question, ...]
    binds: Mapping[str, Bind]
    instance: Element
    lists: Mapping[str, tuple[Choice, ...]]
    order: tuple[str, ...] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.path: question for question in walk(self.children)}

    @cached_property
    def repeats(self) -> frozenset[str]:
        return frozenset(group.path for group in groups(self.children) if group.repeat)

    @cached_property
    def names(self) -> dict[str, str]:
        """The place (`who/age`) of each node that is answered once, by its name; the first where two share one."""
        top, found = len(f"/{self.instance.tag}/"), {}
        for path in reversed(paths_of(self.instance)):
            if not any(path == repeat or path.startswith(f"{repeat}/") for repeat in self.repeats):
                found[path.rsplit("/", 1)[1]] = path[top:]
        return found

    def question(self, name: str) -> Question | None:
        """The first question of this name, wherever it stands."""
        return next((question for question in self.questions.values() if question.name == name), None)

    def placed(self, by_name: Mapping[str, Any]) -> dict[str, Any]:
        """Answers given by the names of their questions, as an answer sheet. Raises KeyError for an unknown name."""
        sheet: dict[str, Any] = {}
        for name, answer in by_name.items():
            *above, last = self.names[name].split("/")
            group = sheet
            for step in above:
                group = group.setdefault(step, {})
            group[last] = answer
        return sheet


def walk(children: tuple[Group | Question, ...]) -> Iterator[Question]:
    """The questions below these nodes, in the order of the form."""
    for child in children:
        if isinstance(child, Question):
            yield child
        else:
            yield from walk(child.children)


def groups(children: tuple[Group | Question, ...]) -> Iterator[Group]:
    for child in children:
        if isinstance(child, Group):
            yield child
            yield from groups(child.children)


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def read_xform(xml: str | bytes) -> Form:
    """The form written in this XForm.

    Raises:
        FormUnreadable: it is no XForm, an expression is wrong or unknown here, or questions wait for each other.
    """
    try:
        root = fromstring(xml)
    except (ParseError, DefusedXmlException) as error:
        raise FormUnreadable("not_xml", detail=str(error)) from error
    return _Reader(root).form()


class _Reader:
    def __init__(self, root: Element):
        model = next((one for one in root.iter() if local(one) == "model"), None)
        body = next((one for one in root.iter() if local(one) == "body"), None)
        if model is None or body is None:
            raise FormUnreadable("not_a_form")
        self.body = body
        instances = [one for one in model if local(one) == "instance"]
        if not instances or not len(instances[0]):
            raise FormUnreadable("not_a_form")
        self.instance = bare(instances[0][0])
        self.title = set_in_type(next((one.text or "" for one in root.iter() if local(one) == "title"), ""))
        self.texts = self._itext(model)
        self.lists = {one.get("id", ""): tuple(self._items(one)) for one in instances[1:]}
        self.binds = {bind.path: bind for bind in self._binds(model)}

    def form(self) -> Form:
        code = self.instance.get("id", "")
        if not code:
            raise FormUnreadable("no_code")
        children = tuple(self._children(self.body))
        if not any(True for _question in walk(children)):
            raise FormUnreadable("no_question")
        return Form(
            code=code,
            version=self.instance.get("version", ""),
            title=self.title,
            languages=self.languages,
            children=children,
            binds=self.binds,
            instance=self.instance,
            lists=self.lists,
            order=order_of(paths_of(self.instance), self.binds),
        )

    def _itext(self, model: Element) -> dict[str, Text]:
        found: dict[str, dict[str, str]] = {}
        translations = [one for one in model.iter() if local(one) == "translation"]
        # The default language first, so that a missing text falls back on it.
        translations.sort(key=lambda one: one.get("default") is None)
        self.languages = tuple(one.get("lang", "") for one in translations)
        for translation in translations:
            for text in translation:
                values = [v for v in text if local(v) == "value" and v.get("form") in (None, "long")]
                words = "".join(values[0].itertext()).strip() if values else ""
                if words != "-":
                    found.setdefault(text.get("id", ""), {})[translation.get("lang", "")] = set_in_type(words)
        return {name: Text(words) for name, words in found.items()}

    def _text(self, element: Element | None) -> Text:
        if element is None:
            return Text()
        return self._words(element.get("ref"), "".join(element.itertext()).strip())

    def _words(self, reference: str | None, plain: str) -> Text:
        named = ITEXT.match(reference or "")
        if named:
            return self.texts.get(named[1], Text())
        return Text({"": set_in_type(plain)} if plain else {})

    def _binds(self, model: Element) -> Iterator[Bind]:
        for element in model:
            if local(element) != "bind":
                continue
            said = {name.rsplit("}", 1)[-1]: value for name, value in element.attrib.items()}
            path = said.get("nodeset", "")
            message = said.get("constraintMsg", "")
            bind = Bind(
                path=path,
                type=said.get("type", "string").rsplit(":", 1)[-1],
                relevant=said.get("relevant", "").strip(),
                required=said.get("required", "").strip(),
                constraint=said.get("constraint", "").strip(),
                calculate=said.get("calculate", "").strip(),
                readonly=said.get("readonly", "").startswith("true"),
                message=self._words(message, "" if ITEXT.match(message) else message),
            )
            for expression in (bind.relevant, bind.required, bind.constraint, bind.calculate):
                check_expression(expression, path)
            yield bind

    def _items(self, instance: Element) -> Iterator[Choice]:
        for item in instance.iter():
            if local(item) != "item":
                continue
            columns = {local(column): (column.text or "").strip() for column in item}
            named = columns.get("itextId", "")
            label = self.texts.get(named, Text()) if named else Text({"": columns.get("label", "")})
            yield Choice(columns.get("name", ""), label, columns)

    def _children(self, parent: Element) -> Iterator[Group | Question]:
        for element in parent:
            kind = local(element)
            if kind == "group":
                yield from self._group(element)
            elif kind in CONTROLS:
                yield self._question(element, kind)

    def _group(self, element: Element) -> Iterator[Group | Question]:
        repeat = next((child for child in element if local(child) == "repeat"), None)
        path = (repeat.get("nodeset") if repeat is not None else element.get("ref")) or ""
        label = self._text(next((child for child in element if local(child) == "label"), None))
        children = tuple(self._children(repeat if repeat is not None else element))
        if path:
            yield Group(path, label, children, repeat is not None, self.binds.get(path))
        else:
            yield from children

    def _question(self, element: Element, control: str) -> Question:
        path = element.get("ref", "")
        parts = {local(child): child for child in element}
        choices, choice_filter = self._choices(element, parts, path)
        return Question(
            path=path,
            control=control,
            label=self._text(parts.get("label")),
            hint=self._text(parts.get("hint")),
            bind=self.binds.get(path, Bind(path)),
            choices=choices,
            choice_filter=choice_filter,
            appearance=element.get("appearance", ""),
        )

    def _choices(
        self, element: Element, parts: Mapping[str, Element], path: str
    ) -> tuple[tuple[Choice, ...], str]:
        if "itemset" in parts:
            named = ITEMSET.match(parts["itemset"].get("nodeset", ""))
            if named is None or named[1] not in self.lists:
                raise FormUnreadable("list_unknown", path)
            condition = named[2] or ""
            check_expression(condition, path)
            return self.lists[named[1]], condition
        items = [child for child in element if local(child) == "item"]
        return tuple(Choice(_text_of(item, "value"), self._text(_child(item, "label"))) for item in items), ""


def set_in_type(words: str) -> str:
    """The apostrophes of print, which pyxform takes out of the sheets."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", words)


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child) == name), None)


def _text_of(element: Element, name: str) -> str:
    found = _child(element, name)
    return (found.text or "").strip() if found is not None else ""


def bare(element: Element) -> Element:
    """A copy without namespaces, the templates of repeats left out."""
    names = {name.rsplit("}", 1)[-1]: value for name, value in element.attrib.items()}
    copied = Element(local(element), {k: v for k, v in names.items() if k in ("id", "version")})
    copied.text = (element.text or "").strip() or None
    seen: set[str] = set()
    for child in element:
        template = any(name.endswith("}template") for name in child.attrib)
        if not isinstance(child.tag, str) or (template and local(child) in seen):
            continue
        if not template and local(child) in seen:
            continue
        seen.add(local(child))
        copied.append(bare(child))
    return copied


def paths_of(instance: Element) -> list[str]:
    """The path of every node below the root, parents before children."""
    found: list[str] = []

    def visit(element: Element, path: str) -> None:
        for child in element:
            found.append(f"{path}/{child.tag}")
            visit(child, f"{path}/{child.tag}")

    visit(instance, f"/{instance.tag}")
    return found


def check_expression(expression: str, where: str) -> None:
    """Raises FormUnreadable for an expression that cannot be evaluated here."""
    if not expression:
        return
    try:
        compile_expression(expression)
    except Unreadable as error:
        raise FormUnreadable("expression", where, str(error)) from error


def references(expression: str, path: str) -> set[str]:
    """The paths that an expression on the node at `path` reads."""
    found = set()
    for match in REFERENCE.findall(expression):
        steps = match.removeprefix("current()/").split("/")
        base = [] if match.startswith("/") else path.split("/")
        for step in steps:
            if step == "..":
                base = base[:-1]
            elif step not in ("", "."):
                base = [*base, step]
        found.add("/" + "/".join(part for part in base if part))
    return found


def order_of(paths: list[str], binds: Mapping[str, Bind]) -> tuple[str, ...]:
    """The nodes in an order in which each comes after what it is computed from.

    Raises:
        FormUnreadable: two questions wait for each other.
    """
    known = set(paths)
    needs: dict[str, set[str]] = {}
    for path in paths:
        bind, parent = binds.get(path), path.rsplit("/", 1)[0]
        needs[path] = {parent} & known
        if bind is not None:
            for expression in (bind.relevant, bind.calculate):
                needs[path] |= references(expression, path) & known
    try:
        return tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = [path.rsplit("/", 1)[1] for path in error.args[1]]
        raise FormUnreadable("circle", error.args[1][0], " → ".join(circle)) from error
