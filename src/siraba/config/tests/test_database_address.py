"""The address of the database says how to reach it, and loses nothing on the way."""

import os
import subprocess
import sys

ASK = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"


def test_what_the_address_asks_of_the_connection_is_kept(tmp_path):
    env = {
        **os.environ,
        "DATABASE_URL": "postgres://siraba@base.exemple.ml/siraba?sslmode=verify-full",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True)
    assert "'sslmode': 'verify-full'" in done.stdout
    assert "'server_side_binding': True" in done.stdout
