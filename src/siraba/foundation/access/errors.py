"""What a person is told when the answer is no. Each message is in the user's language."""

from django.utils.translation import gettext as _


class Refusal(Exception):
    """A request that the rules refuse. `field` names the form field concerned, if one is."""

    status = 403
    in_journal = False

    def __init__(self, message: str = "", field: str | None = None):
        self.message = message or self.default()
        self.field = field
        super().__init__(self.message)

    @staticmethod
    def default() -> str:
        return _("Cette action n’est pas ouverte à votre rôle.")


class NotAllowed(Refusal):
    """The actor has no right to do this."""


class NotVisible(Refusal):
    """Not there, or not for this actor: the two are told apart by nobody."""

    status = 404

    @staticmethod
    def default() -> str:
        return _("Cette page n’existe pas ou ne vous est pas ouverte.")


class StateNotOpen(Refusal):
    """The state of the record does not allow this move; the message says which moves are open, and to whom."""

    status = 409


class Invalid(Refusal):
    """What was entered cannot be accepted; `field` says where."""

    status = 422


class AccessUndeclared(RuntimeError):
    """A protected model was read without an actor and a purpose: a fault of the program, never shown."""
