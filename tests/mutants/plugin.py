"""Loads one module with something taken out: a pytest plugin that works before the module is imported."""

import importlib.abc
import importlib.machinery
import os
import sys
from types import CodeType

from tests.mutants.operators import SOURCE, mutants


class Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return compile(MUTANT.tree(), str(MUTANT.path), "exec")


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname != MODULE:
            return None
        loader = Loader(fullname, str(MUTANT.path))
        return importlib.machinery.ModuleSpec(fullname, loader, origin=str(MUTANT.path))


MUTANT = next(mutant for mutant in mutants() if mutant.name == os.environ["MUTANT"])
MODULE = ".".join(("siraba", *MUTANT.path.relative_to(SOURCE).with_suffix("").parts))
sys.meta_path.insert(0, Finder())
