"""The site as it runs in PostgreSQL: as a role that does not own the tables."""

from urllib.parse import urlsplit, urlunsplit

APPLICATION = "siraba_application"


def as_the_application(environment: dict[str, str]) -> dict[str, str]:
    """The environment of the site; on SQLite nothing changes."""
    address = environment.get("DATABASE_URL", "")
    if not address:
        return environment
    parts = urlsplit(address)
    own = parts._replace(netloc=f"{APPLICATION}@{parts.netloc.rpartition('@')[2]}")
    return {**environment, "DATABASE_URL": urlunsplit(own)}
