"""Schemathesis writes requests from the API's own description, well and badly formed, and sends them as every role.

API_EXAMPLES=500 tries more of them. Each answer keeps to the description, none is a fault of the server, and who is
outside a case reads nothing of it.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from siraba.foundation.access.policy import ROLE_PURPOSES
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Organisation
from tests import scene

EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# The cast's own agencies: everybody else is of another one.
INSIDE = ("awa", "coumba", "garba", "provider")
WITH_KEYS = [role for role in Role if ROLE_PURPOSES[role]]


@pytest.fixture
def kept_connection():
    """The requests run in the test's own transaction, which the end of a request would otherwise close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema(db, kept_connection):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def case(awa, coumba, garba, provider):
    made = scene.open_case()
    scene.accepted_referral(made)
    return made


def operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def tried(schema, secret: str, look) -> int:
    """Send examples of every operation with this key; returns how many were sent."""
    sent = []
    for operation in operations(schema):

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(example=operation.as_strategy())
        def try_one(example):
            headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
            response = example.call(headers=headers)
            sent.append(response.status_code)
            example.validate_response(response, checks=CHECKS)
            look(response)

        try_one()
    return len(sent)


def reads_nothing(case):
    def look(response) -> None:
        told = response.content.decode()
        assert not any(secret in told for secret in (*scene.SECRETS, case.code))

    return look


@pytest.mark.parametrize("role", WITH_KEYS, ids=lambda role: role.value)
def test_a_key_of_any_role_of_another_agency_keeps_to_the_description_and_reads_nothing(role, schema, case):
    elsewhere = Organisation.objects.create(
        code="elsewhere", name="Ailleurs", short_name="Ailleurs", kind="ngo", house="protection"
    )
    Account.objects.create_user("other", full_name="Autre", role=role, organisation=elsewhere)
    _token, secret = scene.token("other")
    assert tried(schema, secret, reads_nothing(case)) >= len(operations(schema))


@pytest.mark.parametrize("who", INSIDE)
def test_the_keys_of_those_who_work_on_the_case_keep_to_the_description(who, schema, case):
    _token, secret = scene.token(who)
    tried(schema, secret, lambda response: None)


def test_a_key_that_is_none_reads_nothing(schema, case):
    tried(schema, "rien", reads_nothing(case))
