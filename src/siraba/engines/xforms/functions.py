"""The expressions of forms: XPath 1.0 by `elementpath`, with the functions that XForms adds.

Source: ODK XForms specification 1.0, "XPath functions". A day is the number of days since 1 January 1970, as it is
for the telephones: an answer sheet that is to be evaluated holds its dates as such numbers (see `logic`).
"""

import math
import operator
import random
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from elementpath import ElementPathError, XPathContext
from elementpath.xpath1 import XPath1Parser

EPOCH = date(1970, 1, 1)
NAMES_WITH_PREFIX = re.compile(r"\bjr:(choice-name|itext)\(")


class Unreadable(ValueError):
    """The expression is wrong, or asks for what this house does not know."""


class FormParser(XPath1Parser):
    """XPath 1.0 with the functions of XForms."""


class FormContext(XPathContext):
    """Where an expression is asked: the answer sheet, the node it is written on, the moment, the form's lists.

    `now` is in days since 1970; `lists(name)` gives the root of a secondary instance, `label(path, code)` the
    words of a choice.
    """

    now: float = 0.0
    current: Any = None

    lists: Callable[[str], list[Any]]
    label: Callable[[str, str], str]

    def __copy__(self) -> "FormContext":
        copied = super().__copy__()
        copied.__dict__.update(self.__dict__ | copied.__dict__)
        return copied  # type: ignore[return-value]


Value = str | float | bool


def days(value: Any) -> float:
    """A day or a moment as days since 1970: of an ISO text, or the number that it already is; NaN for neither."""
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        text = str(value).strip()
        if "T" not in text:
            return float((date.fromisoformat(text) - EPOCH).days)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.timestamp() / 86400
    except ValueError:
        return math.nan


def day_of(number: float) -> date:
    """Raises OverflowError or ValueError when there is no such day."""
    return EPOCH + timedelta(days=math.floor(number))


def as_text(value: Any) -> str:
    """A value of an expression as an answer sheet writes it: whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if math.isnan(value):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def _words(token: Any, context: Any, index: int) -> str:
    """The argument as a text: of nodes, that of the first."""
    found = _flat(token, context, index)
    return as_text(found[0]) if found else ""


def _flat(token: Any, context: Any, index: int) -> list[Any]:
    value = token[index].evaluate(context)
    values = value if isinstance(value, list) else [value]
    return [getattr(one, "string_value", one) for one in values]


def _number(token: Any, context: Any, index: int) -> float:
    return number(_words(token, context, index))


def number(text: str) -> float:
    if text in ("true", "false"):
        return float(text == "true")
    try:
        return float(text)
    except ValueError:
        return math.nan


def _truth(token: Any, context: Any, index: int) -> bool:
    return truth(token[index].evaluate(context))


def truth(value: Any) -> bool:
    """XPath 1.0's boolean(): of nodes, whether there are any."""
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def _define(name: str, least: int, most: int | None, compute: Callable[..., Any]) -> None:
    if name in FormParser.symbol_table:
        FormParser.unregister(name)
    FormParser.function(name, nargs=least if most == least else (least, most)).evaluate = compute  # type: ignore


def _current(_token: Any, context: FormContext | None = None) -> Iterator[Any]:
    if context is not None:
        yield context.current


def _instance(token: Any, context: FormContext | None = None) -> Iterator[Any]:
    if context is not None:
        yield from context.lists(_words(token, context, 0))


def _compare(token: Any, context: FormContext | None = None) -> bool:
    """XPath 1.0's comparison, in which a text that is no number is NaN and not an error."""
    compare = COMPARISONS[token.symbol]
    ordered = token.symbol not in ("=", "!=")
    return any(
        compare(*_alike(left, right, ordered))
        for left in _flat(token, context, 0)
        for right in _flat(token, context, 1)
    )


def _alike(left: Value, right: Value, ordered: bool) -> tuple[Any, Any]:
    if not ordered and isinstance(left, bool) | isinstance(right, bool):
        return truth(left), truth(right)
    if not ordered and isinstance(left, str) and isinstance(right, str):
        return left, right
    return number(as_text(left)), number(as_text(right))


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _now(_token: Any, context: Any = None) -> float:
    return context.now if context is not None else 0.0


def _format_date(token: Any, context: Any = None) -> str:
    moment, pattern = days(_words(token, context, 0)), _words(token, context, 1)
    if math.isnan(moment):
        return ""
    at = datetime.combine(EPOCH, datetime.min.time()) + timedelta(days=moment)
    parts = {
        "Y": f"{at.year:04}",
        "y": f"{at.year % 100:02}",
        "m": f"{at.month:02}",
        "n": str(at.month),
        "d": f"{at.day:02}",
        "e": str(at.day),
        "H": f"{at.hour:02}",
        "h": str(at.hour),
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "3": f"{at.microsecond // 1000:03}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[0]), pattern)


def _coalesce(token: Any, context: Any = None) -> str:
    return next((text for text in (_words(token, context, n) for n in range(len(token))) if text), "")


def _selected_at(token: Any, context: Any = None) -> str:
    chosen, index = _words(token, context, 0).split(), _number(token, context, 1)
    return chosen[int(index)] if not math.isnan(index) and 0 <= index < len(chosen) else ""


def _position(token: Any, context: Any = None) -> float:
    """The place of a node among its like, from 1: of the argument's, or of the node that is asked."""
    if not len(token):
        return float(context.position) if context is not None else 0.0
    found = token[0].evaluate(context)
    if not found:
        return 0.0
    node = found[0]
    like = [one for one in node.parent.children if one.elem.tag == node.elem.tag]
    return float(like.index(node) + 1)


def _substr(token: Any, context: Any = None) -> str:
    text, start = _words(token, context, 0), int(_number(token, context, 1))
    return text[start : int(_number(token, context, 2))] if len(token) > 2 else text[start:]


def _regex(token: Any, context: Any = None) -> bool:
    try:
        return re.fullmatch(_words(token, context, 1), _words(token, context, 0)) is not None
    except re.error:
        return False


def _extreme(choose: Callable[[Iterable[float]], float]) -> Callable[[Any, Any], float]:
    def compute(token: Any, context: Any = None) -> float:
        texts = [as_text(one) for n in range(len(token)) for one in _flat(token, context, n)]
        numbers = [number(text) for text in texts if text != ""]
        return choose(numbers) if numbers else math.nan

    return compute


def _once(token: Any, context: Any = None) -> str:
    if context is None:
        return ""
    own = context.current.string_value
    return own or _words(token, context, 0)


def _round(token: Any, context: Any = None) -> float:
    value, places = _number(token, context, 0), int(_number(token, context, 1)) if len(token) > 1 else 0
    return value if math.isnan(value) else math.floor(value * 10**places + 0.5) / 10**places


def _if(token: Any, context: Any = None) -> Any:
    return token[1 if _truth(token, context, 0) else 2].evaluate(context)


def _checklist(token: Any, context: Any = None) -> bool:
    least, most = _number(token, context, 0), _number(token, context, 1)
    held = sum(_truth(token, context, n) for n in range(2, len(token)))
    return (least < 0 or held >= least) and (most < 0 or held <= most)


def _choice_name(token: Any, context: Any = None) -> str:
    code, path = _words(token, context, 0), _words(token, context, 1)
    return context.label(path, code) if context is not None else ""


def _count_non_empty(token: Any, context: Any = None) -> int:
    return sum(bool(as_text(one)) for one in _flat(token, context, 0))


def _join(token: Any, context: Any = None) -> str:
    rest = (as_text(one) for n in range(1, len(token)) for one in _flat(token, context, n))
    return _words(token, context, 0).join(rest)


FUNCTIONS: dict[str, tuple[int, int | None, Callable[..., Any]]] = {
    "selected": (2, 2, lambda t, c=None: _words(t, c, 1) in _words(t, c, 0).split()),
    "selected-at": (2, 2, _selected_at),
    "count-selected": (1, 1, lambda t, c=None: len(_words(t, c, 0).split())),
    "count-non-empty": (1, 1, _count_non_empty),
    "if": (3, 3, _if),
    "coalesce": (1, None, _coalesce),
    "once": (1, 1, _once),
    "regex": (2, 2, _regex),
    "checklist": (3, None, _checklist),
    "today": (0, 0, lambda t, c=None: math.floor(_now(t, c))),
    "now": (0, 0, _now),
    "date": (1, 1, lambda t, c=None: days(_words(t, c, 0))),
    "date-time": (1, 1, lambda t, c=None: days(_words(t, c, 0))),
    "decimal-date-time": (1, 1, lambda t, c=None: days(_words(t, c, 0))),
    "format-date": (2, 2, _format_date),
    "format-date-time": (2, 2, _format_date),
    "int": (1, 1, lambda t, c=None: _whole(_number(t, c, 0))),
    "round": (1, 2, _round),
    "pow": (2, 2, lambda t, c=None: _number(t, c, 0) ** _number(t, c, 1)),
    "abs": (1, 1, lambda t, c=None: abs(_number(t, c, 0))),
    "min": (1, None, _extreme(min)),
    "max": (1, None, _extreme(max)),
    "join": (1, None, _join),
    "substr": (2, 3, _substr),
    "position": (0, 1, _position),
    "boolean-from-string": (1, 1, lambda t, c=None: _words(t, c, 0) in ("true", "1")),
    "choice-name": (2, 2, _choice_name),
    "itext": (1, 1, lambda t, c=None: _words(t, c, 0)),
    "random": (0, 0, lambda t, c=None: random.random()),
    "uuid": (0, 1, lambda t, c=None: str(uuid.uuid4())),
}


def _whole(value: float) -> float:
    return value if math.isnan(value) else float(math.trunc(value))


for _name, (_least, _most, _compute) in FUNCTIONS.items():
    _define(_name, _least, _most, _compute)
for _symbol in COMPARISONS:
    _base = XPath1Parser.symbol_table[_symbol]
    FormParser.symbol_table[_symbol] = type(f"Form{_base.__name__}", (_base,), {"evaluate": _compare})
FormParser.function("current", nargs=0).select = _current  # type: ignore
FormParser.function("instance", nargs=1).select = _instance  # type: ignore
FormParser.build()


@lru_cache(4096)
def compile_expression(expression: str) -> Any:
    """The expression, ready to be evaluated. Raises Unreadable."""
    try:
        return FormParser().parse(NAMES_WITH_PREFIX.sub(r"\1(", expression))
    except (ElementPathError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def evaluate(expression: str, context: FormContext) -> Any:
    """The value: a text, a number, a truth, or a list of nodes. Raises Unreadable when it has none."""
    try:
        return compile_expression(expression).evaluate(context)
    except (ElementPathError, ValueError, OverflowError, ZeroDivisionError, RecursionError) as error:
        raise Unreadable(str(error)) from error
