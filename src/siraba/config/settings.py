"""Every setting of Siraba, read from the environment; `docs/settings.md` explains each one.

A setting NAME may also come from a file whose path is in NAME_FILE (for secrets).
A value that cannot be read stops the start with the setting's name.
"""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from siraba.config.languages import register_bambara

env = environ.FileAwareEnv()
register_bambara()


def secret_key(path: Path) -> str:
    """The key of this installation, made at the first start and kept beside its data."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()


def provider_address(url: str) -> str:
    """Raises ImproperlyConfigured, without the address: there is a password in it."""
    try:
        found = urlsplit(url.strip())
        complete = found.scheme == "smpp" and found.username and found.hostname and found.port
    except ValueError:
        complete = False
    if url.strip() and not complete:
        raise ImproperlyConfigured("SMPP_URL: smpp://account:password@host:port") from None
    return url.strip()


# Where things are
PACKAGE = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", "var")).absolute()
KEYS_DIR = Path(env.str("KEYS_DIR", str(VAR_DIR / "keys"))).absolute()

MASTER_KEY_FILE = env.str("MASTER_KEY_FILE", "")
KEY_COMMAND = env.str("KEY_COMMAND", "")

# Security
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Behind HTTPS a browser takes these names from this very host alone
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 10) * 3600
IDLE_MINUTES = env.int("IDLE_MINUTES", 30)
SHARED_IDLE_MINUTES = env.int("SHARED_IDLE_MINUTES", 5)
MAX_SESSIONS = env.int("MAX_SESSIONS", 3)
INVITATION_HOURS = env.int("INVITATION_HOURS", 72)
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", True)
SESSION_ENGINE = "siraba.foundation.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Applications, from the ground up
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "siraba.foundation.vocabulary",
    "siraba.foundation.geography",
    "siraba.foundation.organisations",
    "siraba.foundation.accounts",
    "siraba.foundation.access",
    "siraba.foundation.audit",
    "siraba.foundation.consent",
    "siraba.foundation.people",
    "siraba.foundation.interface",
    "siraba.foundation.ledger",
    "siraba.foundation.messaging",
    "siraba.foundation.services",
    "siraba.foundation.forms",
    "siraba.foundation.tables",
    "siraba.foundation.sign_in",
    "siraba.foundation.offline",
    "siraba.foundation.membership",
    "siraba.foundation.handover",
    "siraba.foundation.retention",
    "siraba.foundation.oversight",
    "siraba.protection.cases",
    "siraba.protection.children",
    "siraba.protection.documentation",
    "siraba.protection.referrals",
    "siraba.protection.exchange",
    "siraba.protection.feedback",
    "siraba.protection.tracing",
    "siraba.protection.civil_status.registers",
    "siraba.protection.civil_status.papers",
    "siraba.protection.statelessness",
    "siraba.protection.civil_status.inspection",
    "siraba.protection.reception.branches",
    "siraba.protection.reception.arrivals",
    "siraba.protection.reception.quality",
    "siraba.protection.reception.network",
    "siraba.protection.reception.stays",
    "siraba.protection.reception.queue",
    "siraba.protection.reception.orientation",
    "siraba.protection.reintegration.calls",
    "siraba.protection.reintegration.safeguards",
    "siraba.protection.reintegration.payments",
    "siraba.protection.reintegration.plans",
    "siraba.protection.reintegration.followup",
    "siraba.prosecution.investigations",
    "siraba.prosecution.networks",
    "siraba.prevention.development",
    "siraba.protection.reintegration.committee",
    "siraba.partnership.statistics",
    "siraba.partnership.funding",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "siraba.foundation.interface.middleware.SafetyHeadersMiddleware",
    "siraba.foundation.interface.middleware.MethodMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "siraba.foundation.interface.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "siraba.foundation.accounts.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "siraba.foundation.interface.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "siraba.config.urls"
WSGI_APPLICATION = "siraba.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "siraba.foundation.interface.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "siraba.foundation.interface.templatetags.kit"],
        },
    }
]
FORM_RENDERER = "siraba.foundation.interface.rendering.KitRenderer"

# Data
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'siraba.sqlite3'}")}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket's folder comes as %2Frun%2F…
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
            " PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASES["default"]["ENGINE"] = "siraba.foundation.access.postgresql"
    # The server keeps the plan of a query that comes again, and is given its values apart.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),  # what the address asks for, such as sslmode
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PAGE_SIZE = env.int("PAGE_SIZE", 25)

# Accounts
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "siraba.foundation.accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "interface:my_day"
LOGOUT_REDIRECT_URL = "interface:home"
AXES_FAILURE_LIMIT = env.int("SIGN_IN_ATTEMPTS", 8)
SIGN_IN_ATTEMPTS_ANYWHERE = env.int("SIGN_IN_ATTEMPTS_ANYWHERE", 40)
SIGN_IN_ATTEMPTS_FROM_ONE_ADDRESS = env.int("SIGN_IN_ATTEMPTS_FROM_ONE_ADDRESS", 100)
AXES_COOLOFF_TIME = env.float("SIGN_IN_LOCK_HOURS", 0.5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# Languages: French first, English second, Bambara on public pages
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("bm", "Bamanankan")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Africa/Bamako")
USE_TZ = True

# Files of the pages
STATIC_URL = "/fichiers/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The programme
PROGRAMME_NAME = env.str("PROGRAMME_NAME", "Siraba")
COMMITTEE_NAME = env.str("COMMITTEE_NAME", "CNLTPPA")
DEMONSTRATION = env.bool("DEMONSTRATION", False)
SMALL_COUNT = env.int("SMALL_COUNT", 5)
COUNT_HOURS = env.int("COUNT_HOURS", 24)

AUDIT_ANCHORS = Path(env.str("AUDIT_ANCHORS", str(VAR_DIR / "anchors.log")))
# The public log: its folder of tiles, its name, and who watches it from outside
LOG_FOLDER = Path(env.str("LOG_FOLDER", str(VAR_DIR / "log")))
LOG_ORIGIN = env.str("LOG_ORIGIN", "siraba.invalid/journal")
LOG_WITNESSES = env.list("LOG_WITNESSES", default=[])
LOG_QUORUM = env.int("LOG_QUORUM", 2)
LOG_WITNESS_SECONDS = env.float("LOG_WITNESS_SECONDS", 10)

# How long: to be validated with the authority for personal data
RETENTION_MONTHS = env.int("RETENTION_MONTHS", 60)
RETENTION_CHILD_AGE = env.int("RETENTION_CHILD_AGE", 25)
TRACE_DAYS = env.int("TRACE_DAYS", 90)
TABLE_DAYS = env.int("TABLE_DAYS", 30)
# Networks: intelligence that nobody confirms, its warning, and an analysis that is closed; all à valider
NETWORK_EXPIRY_DAYS = env.int("NETWORK_EXPIRY_DAYS", 180)
NETWORK_WARNING_DAYS = env.int("NETWORK_WARNING_DAYS", 14)
NETWORK_KEEP_DAYS = env.int("NETWORK_KEEP_DAYS", 365)
NETWORK_FILE_MB = env.int("NETWORK_FILE_MB", 400)
NETWORK_PLAN_SECONDS = env.float("NETWORK_PLAN_SECONDS", 8)
NETWORK_MOST_LINKS = env.int("NETWORK_MOST_LINKS", 50000)
REMOVALS_REGISTER = Path(env.str("REMOVALS_REGISTER", str(VAR_DIR / "removals.log")))

# People whom two agencies follow: the bound and the share are to be validated
DUPLICATES_ENGINE = env.str("DUPLICATES_ENGINE", "duckdb", choices=("duckdb", "spark", "none"))
SPARK_MASTER = env.str("SPARK_MASTER", "local[2]")
DUPLICATES_PROBABILITY = env.float("DUPLICATES_PROBABILITY", 0.5)
DUPLICATES_KNOWN = env.float("DUPLICATES_KNOWN", 0.05)
DUPLICATES_ANSWERS = env.int("DUPLICATES_ANSWERS", 100)

# What the data protection officer is shown: to be validated
WATCH_READINGS = env.int("WATCH_READINGS", 50)
WATCH_TIMES_USUAL = env.int("WATCH_TIMES_USUAL", 3)
WATCH_REFUSALS = env.int("WATCH_REFUSALS", 10)
WATCH_AT_NIGHT = env.int("WATCH_AT_NIGHT", 10)
WATCH_NIGHT = (env.int("WATCH_NIGHT_FROM", 21), env.int("WATCH_NIGHT_TO", 5))

# The person's own voice: numbers of Mali's operators are to be had from them
SMS_GATEWAY_KEY = env.str("SMS_GATEWAY_KEY", "")
SMS_NUMBER = env.str("SMS_NUMBER", "")
MESSAGES_AN_HOUR = env.int("MESSAGES_AN_HOUR", 20)

# Justice: nothing here is a duration of the law. To be validated, or 0 where no text was read: the end is then typed
REPORTS_TO = env.str("REPORTS_TO", "brigade")
REPORTS_AN_HOUR = env.int("REPORTS_AN_HOUR", 20)
CLEARED_MONTHS = env.int("CLEARED_MONTHS", 6)
REMIND_HOURS = env.int("REMIND_HOURS", 48)
PROCEDURE_HOURS = {
    "custody": env.int("CUSTODY_HOURS", 0),
    "extension": env.int("CUSTODY_EXTENSION_HOURS", 0),
    "pre_trial": env.int("PRE_TRIAL_DAYS", 0) * 24,
    "appeal": env.int("APPEAL_DAYS", 0) * 24,
    "restitution": env.int("RESTITUTION_DAYS", 0) * 24,
}

# Statelessness: the decree of the law of 2025 was not found, so that all of this is to be validated. 6 and 12 months are
# what UNHCR's handbook of 2014 is said to ask for (to be checked); 0 days of appeal: no end is set
STATELESSNESS_AUTHORITY = env.str("STATELESSNESS_AUTHORITY", "apatridie")
STATELESSNESS_UNHCR = env.str("STATELESSNESS_UNHCR", "hcr")
STATELESSNESS_MONTHS = env.int("STATELESSNESS_MONTHS", 6)
STATELESSNESS_LAST_MONTHS = env.int("STATELESSNESS_LAST_MONTHS", 12)
STATELESSNESS_ENQUIRY_DAYS = env.int("STATELESSNESS_ENQUIRY_DAYS", 60)
STATELESSNESS_APPEAL_DAYS = env.int("STATELESSNESS_APPEAL_DAYS", 0)
STATELESSNESS_ASSESSMENT_DAYS = env.int("STATELESSNESS_ASSESSMENT_DAYS", 730)
STATELESSNESS_KEEP_DAYS = env.int("STATELESSNESS_KEEP_DAYS", 3650)

# Beds: for how long one is kept, and the age under which sex does not separate children; to be validated
STAY_NO_SHOW_HOURS = env.int("STAY_NO_SHOW_HOURS", 24)
STAY_MIXED_UNDER = env.int("STAY_MIXED_UNDER", 12)

# Messages that leave as SMS: hours to be validated
SMPP_URL = provider_address(env.str("SMPP_URL", ""))
SMS_SENDER = env.str("SMS_SENDER", "")
SMS_QUIET = (env.int("SMS_QUIET_FROM", 20), env.int("SMS_QUIET_TO", 8))
SMS_VALID_HOURS = env.int("SMS_VALID_HOURS", 72)

# Family links: to be validated by the Red Cross
TRACING_LEAST_PROBABILITY = env.int("TRACING_LEAST_PERCENT", 2) / 100
TRACING_ANSWERS = env.int("TRACING_ANSWERS", 2)
TRACING_CALL_DAYS = env.int("TRACING_CALL_DAYS", 90)
TRACING_REGISTRATION_DAYS = env.int("TRACING_REGISTRATION_DAYS", 1825)
TRACING_CLOSED_DAYS = env.int("TRACING_CLOSED_DAYS", 1825)
TRACING_REGISTER = Path(env.str("TRACING_REGISTER", str(VAR_DIR / "withdrawals.log")))
TRACING_DECISIONS = env.int("TRACING_DECISIONS", 30)

# Reception: to be validated by the DGME and the authority for personal data
ARRIVAL_DAYS = env.int("ARRIVAL_DAYS", 365)

# What is looked at before a grant is paid: more applications than this in so many days, and a ceiling over all calls
FUND_VELOCITY = (env.int("FUND_VELOCITY_COUNT", 3), env.int("FUND_VELOCITY_DAYS", 90))
FUND_PERSON_CEILING = env.int("FUND_PERSON_CEILING", 0)

# The operator of mobile money (GSMA Mobile Money API 1.2); without its address nothing leaves online
MOBILE_MONEY_URL = env.str("MOBILE_MONEY_URL", "")
MOBILE_MONEY_KEY = env.str("MOBILE_MONEY_KEY", "")
MOBILE_MONEY_ACCOUNT = env.str("MOBILE_MONEY_ACCOUNT", "")
MOBILE_MONEY_SECONDS = env.int("MOBILE_MONEY_SECONDS", 30)
# Where an operator puts what became of a payment: nowhere else is PUT answered
PUT_UNDER = ("/fonds/paiements/rappel/",)
PAYMENT_CALLBACK_URL = env.str("PAYMENT_CALLBACK_URL", "")
PAYMENT_SILENT_SECONDS = env.int("PAYMENT_SILENT_SECONDS", 120)
PAYMENT_UNHEARD_HOURS = env.int("PAYMENT_UNHEARD_HOURS", 24)

# What a device may keep where there is no network: to be validated
OFFLINE_RECORDS = env.int("OFFLINE_RECORDS", 60)
OFFLINE_ARRIVALS = env.int("OFFLINE_ARRIVALS", 1000)
OFFLINE_SERVICES = env.int("OFFLINE_SERVICES", 200)
OFFLINE_DAYS = env.int("OFFLINE_DAYS", 7)
OFFLINE_IDLE_MINUTES = env.int("OFFLINE_IDLE_MINUTES", 5)
OFFLINE_CATEGORIES = env.list("OFFLINE_CATEGORIES", default=["identity", "case", "exploitation", "grants"])

# What crosses to justice: to be validated
DISCLOSURE_DAYS = env.int("DISCLOSURE_DAYS", 90)
BLIND_REQUEST_DAYS = env.int("BLIND_REQUEST_DAYS", 14)
BLIND_REQUESTS_A_DAY = env.int("BLIND_REQUESTS_A_DAY", 20)

# The directory: how long an entry is believed, to be validated by the national committee; the fixed holidays are those of
# Law 05-040 of 22 July 2005 as the library vacanza/holidays reads it, and the days that move are added year by year
DIRECTORY_DAYS = env.int("DIRECTORY_DAYS", 90)
PUBLIC_HOLIDAYS = env.list(
    "PUBLIC_HOLIDAYS", default=["01-01", "01-20", "03-26", "05-01", "05-25", "09-22", "12-25"]
)

# Where the next branches open: how much longer a road is than a straight line, and how fast one travels, to be validated
ROAD_DETOUR = env.float("ROAD_DETOUR", 1.3)
ROAD_SPEED_KM_H = env.float("ROAD_SPEED_KM_H", 50.0)
# The queue of a branch: to be validated by the DGME
QUEUE_LANGUAGE_MINUTES = env.int("QUEUE_LANGUAGE_MINUTES", 20)
QUEUE_ABSENT_MINUTES = env.int("QUEUE_ABSENT_MINUTES", 10)
QUEUE_TARGET_MINUTES = env.int("QUEUE_TARGET_MINUTES", 15)
QUEUE_TARGET_PERCENT = min(env.int("QUEUE_TARGET_PERCENT", 90), 99)
QUEUE_HISTORY_DAYS = env.int("QUEUE_HISTORY_DAYS", 56)
# Orientation of those who arrive: a road is longer than a straight line, a lorry of the country goes so fast; to be validated
ORIENTATION_OPTIONS = env.int("ORIENTATION_OPTIONS", 5)
ORIENTATION_DETOUR = env.float("ORIENTATION_DETOUR", 1.3)
ORIENTATION_KM_AN_HOUR = env.int("ORIENTATION_KM_AN_HOUR", 40)
ORIENTATION_UNKNOWN_KM = env.int("ORIENTATION_UNKNOWN_KM", 50)
ORIENTATION_MISMATCH_HOURS = env.float("ORIENTATION_MISMATCH_HOURS", 2.0)
ORIENTATION_DAYS = env.int("ORIENTATION_DAYS", 7)
RECORDING_MEGABYTES = env.int("RECORDING_MEGABYTES", 2)

# The reintegration fund: to be validated by the fund. Its ceiling is that of the grants of 2017-2020, 3 000 EUR
# (http://news.abamako.com/h/197774.html)
FUND_CEILING = env.int("FUND_CEILING", 1968000)
FUND_SCORE_GAP = env.int("FUND_SCORE_GAP", 20)
FUND_APPEAL_DAYS = env.int("FUND_APPEAL_DAYS", 15)
# Projects published as IATI: nothing leaves until the publisher is named, by the identifier the IATI registry gave it
IATI_REPORTING_ORG = env.str("IATI_REPORTING_ORG", "XX-FICTIF-SIRABA" if DEMONSTRATION else "")
IATI_REPORTING_NAME = env.str("IATI_REPORTING_NAME", "Structure fictive" if DEMONSTRATION else "")
IATI_REPORTING_TYPE = env.str("IATI_REPORTING_TYPE", "10")

# Plans of reintegration and their follow-up: to be validated. 24: "youth" as the United Nations count it (15 to 24)
YOUTH_AGE = env.int("YOUTH_AGE", 24)
FOLLOW_UP_MONTHS = sorted(
    {int(month) for month in env.list("FOLLOW_UP_MONTHS", default=["1", "3", "6", "12", "18"])}
)
FOLLOW_UP_EARLY_DAYS = env.int("FOLLOW_UP_EARLY_DAYS", 30)
FOLLOW_UP_TRIES = env.int("FOLLOW_UP_TRIES", 3)
FUND_KEEP_DAYS = env.int("FUND_KEEP_DAYS", 1825)
# How many of the committee must be there, and the seconds that one part of a proposal may take: to be validated by the fund
COMMITTEE_QUORUM = env.int("COMMITTEE_QUORUM", 3)
COMMITTEE_SECONDS = env.int("COMMITTEE_SECONDS", 20)

CONSENT_REMINDER_DAYS = env.int("CONSENT_REMINDER_DAYS", 30)

# Civil status: 30 clear days, article 133 of the CPF as the DNEC quotes it; 100 FCFA for a copy, from a letter of the ministry
# that the press quotes; the others are this project's. All to be validated by the DNEC
CIVIL_STATUS_DECLARATION_DAYS = env.int("CIVIL_STATUS_DECLARATION_DAYS", 30)
CIVIL_STATUS_COPY_FEE = env.int("CIVIL_STATUS_COPY_FEE", 100)
CIVIL_STATUS_DELAY_DAYS = env.int("CIVIL_STATUS_DELAY_DAYS", 8)
CIVIL_STATUS_VOLET_DAYS = env.int("CIVIL_STATUS_VOLET_DAYS", 8)
CIVIL_STATUS_OLD_JUDGMENT_YEARS = env.int("CIVIL_STATUS_OLD_JUDGMENT_YEARS", 5)
CIVIL_STATUS_SECOND_FOR = env.list(
    "CIVIL_STATUS_SECOND_FOR", default=["old_judgment", "outside_area", "reissue"]
)
# Alerts on acts: months until a closed one is emptied, days that an officer has to answer, hours after which a search that says
# nothing counts as broken. To be validated by the DNEC and the authority of personal data
INSPECTION_MONTHS = env.int("INSPECTION_MONTHS", 12)
INSPECTION_REPLY_DAYS = env.int("INSPECTION_REPLY_DAYS", 15)
INSPECTION_LOOK_HOURS = env.int("INSPECTION_LOOK_HOURS", 6)
# Deadlines, in hours unless the name says days: defaults to be validated by the national committee
DEADLINES = {
    "response_high": env.int("RESPONSE_HIGH_HOURS", 24),
    "response_medium": env.int("RESPONSE_MEDIUM_HOURS", 72),
    "response_low": env.int("RESPONSE_LOW_HOURS", 168),
    "assessment": env.int("ASSESSMENT_HOURS", 168),
    "assessment_high": env.int("ASSESSMENT_HIGH_HOURS", 48),
    "plan": env.int("PLAN_HOURS", 336),
    "safety": env.int("SAFETY_HOURS", 24),
    "identification": env.int("IDENTIFICATION_HOURS", 720),
    "first_service": env.int("FIRST_SERVICE_HOURS", 72),
    "guardian": env.int("GUARDIAN_HOURS", 72),
    "best_interests": env.int("BEST_INTERESTS_HOURS", 336),
    "determination": env.int("DETERMINATION_HOURS", 720),
    "rao_immediate_care": env.int("RAO_IMMEDIATE_CARE_HOURS", 24),
    "rao_situation": env.int("RAO_SITUATION_HOURS", 336),
    "rao_family": env.int("RAO_FAMILY_HOURS", 720),
    "rao_placement": env.int("RAO_PLACEMENT_HOURS", 168),
    "rao_return": env.int("RAO_RETURN_HOURS", 1440),
    "rao_support": env.int("RAO_SUPPORT_HOURS", 2160),
    "status": env.int("STATUS_HOURS", 336),
    "papers": env.int("PAPERS_HOURS", 336),
    "follow_up_high": env.int("FOLLOW_UP_HIGH_HOURS", 168),
    "follow_up_medium": env.int("FOLLOW_UP_MEDIUM_HOURS", 336),
    "follow_up_low": env.int("FOLLOW_UP_LOW_HOURS", 720),
    "acknowledge": env.int("ACKNOWLEDGE_HOURS", 24),
    "acknowledge_urgent": env.int("ACKNOWLEDGE_URGENT_HOURS", 4),
    "answer": env.int("ANSWER_HOURS", 72),
    "answer_urgent": env.int("ANSWER_URGENT_HOURS", 24),
    "transfer": env.int("TRANSFER_HOURS", 72),
    "message": env.int("MESSAGE_HOURS", 72),
    "message_urgent": env.int("MESSAGE_URGENT_HOURS", 24),
    "own_entries": env.int("OWN_ENTRIES_HOURS", 72),
    "consent": env.int("CONSENT_DAYS", 365) * 24,
    "notice": env.int("NOTICE_HOURS", 72),
    "override": min(env.int("OVERRIDE_HOURS", 72), 72),
    "override_review": env.int("OVERRIDE_REVIEW_HOURS", 72),
}

# Papers of civil status: who issues them, what stands at their head, and where they are verified; all à valider
PAPER_ISSUER = env.str("PAPER_ISSUER", "siraba.invalid")
PAPER_STATE = env.str("PAPER_STATE", "République du Mali")
PAPER_VERIFIER = env.str("PAPER_VERIFIER", "siraba.invalid/verifier")
PAPER_LISTS_HOURS = env.int("PAPER_LISTS_HOURS", 24)
