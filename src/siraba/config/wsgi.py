"""The door for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siraba.config.settings")
application = get_wsgi_application()

# What start-up made lives as long as the process: the collector need not look at it again with each page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
