"""Behind a proxy that speaks HTTPS, the site believes it, and nobody else."""

import os
import subprocess
import sys

import pytest

ASK = """
from django.test import RequestFactory
from siraba.config.wsgi import application

environ = RequestFactory().get("/api/v1/openapi.json", HTTP_HOST="localhost", REMOTE_ADDR={address!r}).environ
environ |= {{"HTTP_X_FORWARDED_FOR": "10.1.2.3", "HTTP_X_FORWARDED_PROTO": "https"}}
application(environ, lambda status, headers: print(status[:3]))
"""


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", "200"), ("::1", "200"), ("192.0.2.7", "301")])
def test_only_the_proxy_of_this_machine_says_that_the_request_came_by_https(tmp_path, address, status):
    env = {
        **os.environ,
        "HTTPS": "true",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(address=address)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == status, done.stderr
