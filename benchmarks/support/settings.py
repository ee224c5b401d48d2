"""The site's own settings, with the peer's bare page beside its pages."""

from siraba.config.settings import *  # noqa: F403

ROOT_URLCONF = "support.urls"
