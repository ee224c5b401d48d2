"""The door of every page: who may come in, and for which purpose."""

from collections.abc import Callable, Collection
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import Reader
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role


class ActorRequest(HttpRequest):
    """A request that came in through `page`: signed in, with its actor."""

    actor: Actor
    user: Account


def page(*purposes: Purpose, roles: Collection[Role] | None = None):
    """Declare a page's purposes; the actor takes the first that its role has.

    Without a purpose the page is for every account. A role that has none of them, or that is not named in
    `roles`, gets the answer of a page that does not exist.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def enter(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            actor = Actor.of(request.user, *purposes)
            request.actor = actor  # type: ignore[attr-defined]
            if (purposes and actor.purpose is None) or (roles is not None and actor.role not in roles):
                raise NotVisible
            Reader.of(actor).declare(connection)
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        enter.purposes, enter.roles = purposes, roles  # type: ignore[attr-defined]
        return enter

    return declare
