"""What a log, a note or a witness refuses, with a code for programs and a sentence in French for people."""


class Refusal(ValueError):
    """`code` is a word that never changes; the message says in French what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BadNote(Refusal):
    """A signed note or a checkpoint that is malformed or that no known key has signed."""


class BadLog(Refusal):
    """A folder of tiles that is not what its checkpoint says, or an act that would break what was published."""


class BadProof(Refusal):
    """A proof that does not lead to the root."""


class BadWitness(Refusal):
    """A witness that does not answer as one, or whose kept state went back."""
