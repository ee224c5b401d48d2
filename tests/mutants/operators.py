"""What can be taken out of a module: found in its syntax tree, so that a check is mutated the day it is written."""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "siraba"
# Where the rules and checks are: what is merely shown, counted or laid out elsewhere has no rule to take out.
GUARDED = (
    *(
        f"foundation/access/{name}.py"
        for name in ("actor", "acts", "guard", "policy", "views", "crypto", "keys", "pseudonyms")
    ),
    *(
        f"{house}/{name}.py"
        for house in (
            "foundation/consent",
            "foundation/handover",
            "foundation/people",
            "foundation/membership",
            "foundation/retention",
            "foundation/sign_in",
            "foundation/accounts",
            "foundation/audit",
            "foundation/oversight",
            "protection/cases",
            "protection/referrals",
            "partnership/statistics",
        )
        for name in (
            "rules",
            "actions",
            "selectors",
            "views",
            "transfers",
            "tokens",
            "sessions",
            "journal",
            "chain",
            "overrides",
            "notices",
            "disclosures",
            "orders",
            "requests",
            "content",
            "uploads",
            "factors",
            "pending",
            "throttle",
            "devices",
            "passkeys",
            "handing",
            "mentions",
            "holdings",
            "obstacles",
            "retention",
            "entering",
            "second_step",
            "emergency",
            "justice",
            "keys",
            "api",
        )
    ),
    "foundation/consent/models.py",
    "foundation/interface/once.py",
)
CHECKS = ("check_right", "require", "_require", "verify", "checked")
EVERYBODY = "frozenset(__import__('siraba.foundation.accounts.roles', fromlist=['Role']).Role)"
EVERY_PURPOSE = "__import__('siraba.foundation.access.policy', fromlist=['Purpose']).Purpose"
EVERY_ROW = "lambda actor: __import__('django.db.models', fromlist=['Q']).Q()"
EVERY_RECORD = "lambda actor, record: True"


@dataclass(frozen=True)
class Mutant:
    """One thing taken out of these lines; `inside_function` when they run as the function is called."""

    name: str
    path: Path
    apply: Callable[[ast.Module], None]
    lines: range
    inside_function: bool

    def tree(self) -> ast.Module:
        tree = ast.parse(self.path.read_text())
        self.apply(tree)
        return ast.fix_missing_locations(tree)


def modules() -> list[Path]:
    return [path for name in GUARDED if (path := SOURCE / name).exists()]


def mutants() -> list[Mutant]:
    found: dict[str, Mutant] = {}
    for path in modules():
        for name, apply, lines, inside in _of_module(ast.parse(path.read_text())):
            label = f"{path.relative_to(SOURCE).with_suffix('').as_posix()} {name}"
            numbered, n = label, 1
            while numbered in found:
                n += 1
                numbered = f"{label} ({n})"
            found[numbered] = Mutant(numbered, path, apply, lines, inside)
    return list(found.values())


Change = tuple[str, Callable[[ast.Module], None], range, bool]


def _of_module(tree: ast.Module) -> Iterator[Change]:
    called = {id(below) for node in ast.walk(tree) if isinstance(node, CALLED) for below in ast.walk(node)}
    for place, (node, inside) in enumerate(_walk(tree)):
        for what, change in _of_node(node):
            name = f"{inside}: {what}" if inside else what
            yield name, _at(place, change), _lines(node), id(node) in called


CALLED = (ast.FunctionDef, ast.Lambda)


def _lines(node: ast.AST) -> range:
    """Its own lines; of a function or a block, the whole."""
    first = getattr(node, "lineno", 1)
    return range(first, (getattr(node, "end_lineno", None) or first) + 1)


def _walk(node: ast.AST, inside: str = "") -> Iterator[tuple[ast.AST, str]]:
    yield node, inside
    named = isinstance(node, ast.FunctionDef | ast.ClassDef)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, ".".join(filter(None, (inside, node.name))) if named else inside)


def _at(place: int, change: Callable[[ast.AST], None]) -> Callable[[ast.Module], None]:
    def apply(tree: ast.Module) -> None:
        change([node for node, _inside in _walk(tree)][place])

    return apply


NodeChange = tuple[str, Callable[[ast.AST], None]]


def _of_node(node: ast.AST) -> Iterator[NodeChange]:
    for operator in (_statements, _conjuncts, _rows, _acts, _pages, _filters, _cells):
        yield from operator(node)


def _text(node: ast.AST, length: int = 70) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _name(call: ast.expr) -> str:
    if not isinstance(call, ast.Call):
        return ""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _statements(node: ast.AST) -> Iterator[NodeChange]:
    """A statement that calls a check or writes to the journal; an `if` that only raises."""
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(node, block, None)
        for position, statement in enumerate(statements if isinstance(statements, list) else []):
            if isinstance(statement, ast.Expr) and (
                _name(statement.value) == "record" or _name(statement.value).startswith(CHECKS)
            ):
                yield f"without {_text(statement)}", _skip(block, position)
            elif isinstance(statement, ast.If) and not statement.orelse and _refuses(statement.body):
                yield f"without « if {_text(statement.test)} »", _skip(block, position)


def _refuses(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Raise) and len(body) == 1


def _skip(block: str, position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        getattr(node, block)[position] = ast.Pass()

    return change


def _conjuncts(node: ast.AST) -> Iterator[NodeChange]:
    """One operand of a condition that refuses, or of an answer that is yes or no."""
    if isinstance(node, ast.If) and _refuses(node.body):
        where = "test"
    elif isinstance(node, ast.Lambda):
        where = "body"
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.BoolOp):
        where = "value"
    else:
        return
    for path, condition in _conditions(getattr(node, where)):
        for position, operand in enumerate(condition.values):
            yield f"without « {_text(operand)} » in {_text(condition, 50)}", _without(where, path, position)


def _conditions(
    condition: ast.AST, path: tuple[int, ...] = ()
) -> Iterator[tuple[tuple[int, ...], ast.BoolOp]]:
    if isinstance(condition, ast.BoolOp):
        yield path, condition
        for position, operand in enumerate(condition.values):
            yield from _conditions(operand, (*path, position))


def _without(where: str, path: tuple[int, ...], position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        condition = getattr(node, where)
        for step in path:
            condition = condition.values[step]
        del condition.values[position]
        if len(condition.values) == 1:
            condition.op = ast.And()
            condition.values.append(deepcopy(condition.values[0]))

    return change


def _rows(node: ast.AST) -> Iterator[NodeChange]:
    """The rows that one scope opens become all rows."""
    if isinstance(node, ast.Dict):
        for position, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            scope = key is not None and ast.unparse(key).startswith("Scope.")
            if scope and isinstance(value, ast.Lambda | ast.Name | ast.Call | ast.Subscript):
                yield f"every row for {_text(key)} in {_text(node, 40)}", _value(position, EVERY_ROW)  # type: ignore[arg-type]


def _value(position: int, code: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.values[position] = _expression(code)  # type: ignore[attr-defined]

    return change


def _expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _acts(node: ast.AST) -> Iterator[NodeChange]:
    """The table of acts: any role, any purpose, any record."""
    if isinstance(node, ast.Call) and _name(node) == "allow" and len(node.args) == 6:
        act = ast.unparse(node.args[0])
        for position, what, code in (
            (2, "any role", EVERYBODY),
            (3, "any purpose", EVERY_PURPOSE),
            (4, "any record", EVERY_RECORD),
        ):
            yield f"{act} for {what}", _argument(position, code)


def _argument(position: int, code: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.args[position] = _expression(code)  # type: ignore[attr-defined]

    return change


def _pages(node: ast.AST) -> Iterator[NodeChange]:
    """The door of a page: any role, any purpose."""
    if isinstance(node, ast.Call) and _name(node) == "page" and isinstance(node.func, ast.Name):
        if any(keyword.arg == "roles" for keyword in node.keywords):
            yield f"{_text(node)} for any role", _open_to_all_roles
        if node.args:
            yield f"{_text(node)} for any purpose", _argument(0, f"*{EVERY_PURPOSE}".lstrip("*"))


def _open_to_all_roles(node: ast.AST) -> None:
    node.keywords = [keyword for keyword in node.keywords if keyword.arg != "roles"]  # type: ignore[attr-defined]


def _filters(node: ast.AST) -> Iterator[NodeChange]:
    """One condition of a filter."""
    if not isinstance(node, ast.Call) or _name(node) not in ("filter", "Q"):
        return
    for position, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield f"{_text(node, 60)} without {keyword.arg}", _drop_keyword(position)
        elif isinstance(keyword.value, ast.Dict):
            for key_position, key in enumerate(keyword.value.keys):
                yield f"{_name(node)} without {_text(key)}", _drop_key(position, key_position)  # type: ignore[arg-type]


def _drop_keyword(position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        del node.keywords[position]  # type: ignore[attr-defined]

    return change


def _drop_key(position: int, key_position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        found = node.keywords[position].value  # type: ignore[attr-defined]
        del found.keys[key_position], found.values[key_position]

    return change


def _cells(node: ast.AST) -> Iterator[NodeChange]:
    """A role, or a purpose, that opens identities to its whole organisation."""
    if (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Dict)
        and isinstance(node.target, ast.Name)
    ):
        if node.target.id in ("POLICY", "PURPOSES"):
            for position, key in enumerate(node.value.keys):
                yield f"{node.target.id}: identities for {_text(key)}", _open_identities(position)  # type: ignore[arg-type]
        if node.target.id == "ROLE_PURPOSES":
            for position, key in enumerate(node.value.keys):
                yield f"{node.target.id}: every purpose for {_text(key)}", _every_purpose(position)  # type: ignore[arg-type]


def _open_identities(position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        cells = node.value.values[position]  # type: ignore[attr-defined]
        cells.keys.append(_expression("Category.IDENTITY"))
        cells.values.append(_expression("tuple(Scope)"))

    return change


def _every_purpose(position: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        node.value.values[position] = _expression("tuple(Purpose)")  # type: ignore[attr-defined]

    return change
