"""The API for the agencies' own programs; its description stands at `openapi.json`."""

from siraba.foundation.interface.api import Api
from siraba.protection.cases.api import router as cases
from siraba.protection.referrals.api import router as referrals

api = Api(
    title="Siraba",
    version="1",
    description="Dossiers et référencements, avec les règles des pages. Un jeton ouvre un compte pour une finalité.",
    urls_namespace="api",
)
api.add_router("/cases", cases)
api.add_router("", referrals)
