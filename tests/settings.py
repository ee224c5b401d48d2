"""The settings of the tests: the site's own, in a throwaway folder and with quick passwords."""

import os
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory(prefix="siraba-tests-")
os.environ["VAR_DIR"] = folder.name
os.environ["KEYS_DIR"] = str(Path(folder.name, "keys"))
Path(folder.name, "static").mkdir()

from siraba.config.settings import *  # noqa: E402, F403
from siraba.config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A file, since the threads of the live server cannot share one connection to a database in memory
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    kept = os.environ.get("TEST_DATABASE", str(Path(folder.name, "tests.sqlite3")))
    DATABASES["default"]["TEST"] = {"NAME": kept}
