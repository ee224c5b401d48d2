"""What every endpoint of the API has: the key that opens it, refusals in JSON, forms checked, acts carried out once."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import Field

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotVisible, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.tokens import token_of
from siraba.foundation.interface.languages import activate
from siraba.foundation.interface.middleware import note_closed_page
from siraba.foundation.interface.once import carry_out_once
from siraba.foundation.interface.paging import Page
from siraba.foundation.vocabulary import codes

KEY = "Idempotency-Key"
KEY_HEADER = {
    "parameters": [
        {
            "name": KEY,
            "in": "header",
            "required": False,
            "schema": {"type": "string", "format": "uuid"},
            "description": "La même demande, envoyée deux fois avec la même clé, est faite une fois.",
        }
    ]
}


class ApiRequest(HttpRequest):
    """A request whose key was recognised."""

    actor: Actor


class Message(Schema):
    """Why a request was refused, in the reader's language, and the field concerned if one is."""

    message: str
    field: str | None


class ApiPage(Schema):
    """Addresses of the next and the previous page, where there are any."""

    next: str | None
    previous: str | None


REFUSED = {401: Message, 403: Message, 404: Message, 409: Message, 422: Message}


class Bearer(HttpBearer):
    """The key of an account, for one of the purposes that its endpoints declare; none declared is any purpose.

    The account speaks its own language unless the request names one.
    """

    def __init__(self, *purposes: Purpose):
        super().__init__()
        self.purposes = purposes

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = token_of(token)
        if found is None:
            return None
        actor = Actor.of(found.account, Purpose(found.purpose))
        if "Accept-Language" not in request.headers:
            activate(request, found.account.language)
        request.actor = actor  # type: ignore[attr-defined]
        # The role may have lost the purpose since the key was made.
        if actor.purpose is None:
            return None
        if self.purposes and actor.purpose not in self.purposes:
            raise NotVisible
        return actor


class Api(NinjaAPI):
    """The API: nothing it answers is kept on the way, and it answers a refusal as the pages do."""

    def __init__(self, **options: Any):
        super().__init__(auth=Bearer(), docs_url=None, **options)
        self.add_exception_handler(Refusal, self._refused)
        self.add_exception_handler(AuthenticationError, self._unknown)
        self.add_exception_handler(ValidationError, self._badly_formed)
        self.add_exception_handler(HttpError, self._unreadable)

    def create_response(self, *args: Any, **options: Any) -> HttpResponse:
        response = super().create_response(*args, **options)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _say(self, request: HttpRequest, status: int, message: str, field: str | None = None) -> HttpResponse:
        return self.create_response(request, {"message": message, "field": field}, status=status)

    def _refused(self, request: HttpRequest, refusal: Any) -> HttpResponse:
        note_closed_page(request, refusal)
        return self._say(request, refusal.status, refusal.message, refusal.field)

    def _unknown(self, request: HttpRequest, _error: Any) -> HttpResponse:
        response = self._say(request, 401, _("Ce jeton est absent, inconnu, échu ou révoqué."))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def _badly_formed(self, request: HttpRequest, error: Any) -> HttpResponse:
        first = error.errors[0]
        missing = first["type"] == "missing"
        message = _("Ce champ est obligatoire.") if missing else _("Cette valeur n’a pas la bonne forme.")
        names = [str(name) for name in first["loc"][1:]]
        return self._say(request, 422, message, next((n for n in names if n != "data"), None))

    def _unreadable(self, request: HttpRequest, error: Any) -> HttpResponse:
        return self._say(request, error.status_code, _("Cette demande n’est pas un JSON lisible."))


def once_by_key(request: ApiRequest, do: Callable[[], str]) -> str:
    """Carry out `do`, which returns the code of a record. The same request with the same `Idempotency-Key` gives the
    first one's code and changes nothing; a refused one can be sent again.

    Raises:
        Invalid: the key is no UUID, or was used for another content.
    """
    if KEY not in request.headers:
        return do()
    account, content = request.actor.account_id, sha256(request.body).hexdigest()
    receipt = uuid5(_key(request.headers[KEY]), f"{account} {request.method} {request.path}")
    place, _new = carry_out_once(account, receipt, lambda: f"{do()}#{content}")
    code, _sign, first_content = place.rpartition("#")
    if first_content != content:
        raise Invalid(_("Cette clé a déjà servi à une autre demande."), KEY)
    return code


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("Cette clé n’est pas un UUID."), KEY) from None


def checked(form: Form) -> dict[str, Any]:
    """The form's cleaned data: the API asks and answers what the page does.

    Raises:
        Invalid: with the first error and its field.
    """
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise Invalid(str(errors[0]), None if field == "__all__" else field)
    return form.cleaned_data


def answers(data: Schema) -> dict[str, Any]:
    """What was sent, as a form reads it: yes and no are words there."""
    words = {True: "yes", False: "no"}
    return {name: words[v] if isinstance(v, bool) else v for name, v in data.dict(exclude_none=True).items()}


def page_of(request: HttpRequest, page: Page, items: list) -> dict[str, Any]:
    """A page as JSON: `next` and `previous` are addresses that the client follows as they are."""
    return {
        "items": items,
        "next": request.path + page.next if page.next else None,
        "previous": request.path + page.previous if page.previous else None,
    }


def code_of(list_name: str, default: Any = ...) -> Any:
    """A field whose values are the codes of a vocabulary list; the form refuses the others."""
    return Field(default, json_schema_extra={"enum": list(codes(list_name))})


def codes_of(list_name: str) -> Any:
    """A field with several codes of a vocabulary list, none by default."""
    return Field([], json_schema_extra={"items": {"type": "string", "enum": list(codes(list_name))}})
