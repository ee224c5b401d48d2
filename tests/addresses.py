"""Every address of the project, found in its URLconf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """A named pattern, the arguments that it wants, and the view that answers."""

    name: str
    arguments: tuple[str, ...]
    view: Callable = field(compare=False, repr=False)


def addresses() -> list[Address]:
    return sorted(set(_below(get_resolver(), "")), key=lambda address: address.name)


def _below(resolver: URLResolver, prefix: str, outer: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        wanted = (*outer, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _below(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, wanted)
        elif isinstance(entry, URLPattern):
            yield Address(f"{prefix}{entry.name or entry.pattern}", wanted, entry.callback)
