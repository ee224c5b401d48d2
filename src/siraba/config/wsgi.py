"""The door for the web server."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siraba.config.settings")
application = get_wsgi_application()
if settings.HTTPS:
    # The proxy of this machine says who asks, and that they asked by HTTPS
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=["127.0.0.1", "::1"])

# What start-up made lives as long as the process: the collector need not look at it again with each page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
