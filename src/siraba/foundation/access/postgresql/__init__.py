"""Django's PostgreSQL, with a memory of whom the server was told is reading."""
