"""Puts a mutant into a process that has loaded everything: the code of the living functions is exchanged.

What runs as a module is loaded (a table, the arguments of a door) cannot be exchanged so; `swaps` then gives None.
"""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutants.operators import Mutant

IN_FUNCTION = 0x1  # CO_OPTIMIZED: the code of a function, not of a module or of a class
Place = tuple[str, int]


def swaps(mutant: Mutant) -> list[tuple[FunctionType, CodeType]] | None:
    """The living functions that the mutant changes, each with its new code; None where that is not all of it."""
    old, new = _places(_compiled(mutant.path)), _places(compile(mutant.tree(), str(mutant.path), "exec"))
    changed = [place for place in old.keys() & new.keys() if old[place] != new[place]]
    if old.keys() != new.keys() or any(_at_load(old[place], new[place]) for place in changed):
        return None
    living = _living(mutant.path)
    found = [(function, new[place]) for place in changed for function in living.get(place, ())]
    same_cells = all(len(new.co_freevars) == len(one.__code__.co_freevars) for one, new in found)
    return found if found and same_cells else None


@cache
def _compiled(path: Path) -> CodeType:
    return compile(ast.parse(path.read_text()), str(path), "exec")


def _places(code: CodeType) -> dict[Place, CodeType]:
    return {(one.co_qualname, one.co_firstlineno): one for one in _inside(code)}


def _inside(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _inside(constant)


def _at_load(old: CodeType, new: CodeType) -> bool:
    """Whether the code itself, and not just what is inside it, changes and runs at load."""
    return not old.co_flags & IN_FUNCTION and _own(old) != _own(new)


def _own(code: CodeType) -> tuple:
    constants = [constant for constant in code.co_consts if not isinstance(constant, CodeType)]
    return code.co_code, repr(constants), code.co_names


@cache
def _living(path: Path) -> dict[Place, list[FunctionType]]:
    found: dict[Place, list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == str(path):
            found.setdefault((one.__code__.co_qualname, one.__code__.co_firstlineno), []).append(one)
    return found
