"""The menu of each role. An app registers its items in its `AppConfig.ready`."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the menu. `roles=None` shows it to everybody, also before signing in; `VISITORS` only then."""

    label: str | Promise
    url_name: str
    roles: Collection[str | None] | None = None
    order: int = 100


VISITORS = (None,)


@dataclass(frozen=True)
class Link:
    label: str
    url: str


_items: dict[str, NavigationItem] = {}


def register(item: NavigationItem) -> None:
    """Add the item to the menu, once for each url name."""
    _items[item.url_name] = item
    links_for.cache_clear()


@cache
def links_for(role: str | None, language: str) -> tuple[Link, ...]:
    """The menu of a role in a language, in order; `role=None` is a visitor who has not signed in."""
    items = [item for item in _items.values() if item.roles is None or role in item.roles]
    with override(language):
        return tuple(
            Link(str(item.label), reverse(item.url_name))
            for item in sorted(items, key=lambda item: item.order)
        )


def current_link(links: tuple[Link, ...], path: str) -> Link | None:
    """The link under which the path lies: the longest that begins it."""
    above = [link for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    return max(above, key=lambda link: len(link.url), default=None)
