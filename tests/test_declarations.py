"""Each page, endpoint and job says what it reads for: found in the code, so that a new one is held the day it is written."""

import ast
from pathlib import Path

import pytest
from ninja.constants import NOT_SET

from siraba.config import timers
from siraba.config.api import api
from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
from siraba.foundation.audit.journal import ACTIONS
from siraba.foundation.interface.api import Bearer
from tests.addresses import addresses

SOURCE = Path(__file__).parent.parent / "src" / "siraba"
# What a visitor may open: the way in, and what the public may read. None of it reads a record of a person.
PUBLIC = {
    "interface:home",
    "interface:health",
    "interface:language",
    "membership:accept",
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:second_step",
    "accounts:set_up",
    "accounts:set_up_passkey",
    "accounts:lock",
    "accounts:unlock",
    # The published log: commitments and signatures, not a line of the journal
    *(f"audit:{name}" for name in ("public_log", "log_file", "inclusion_proof", "consistency_proof")),
    # What holds a paper, and asks whether it is true
    *(f"papers:{name}" for name in ("verifier", "single_file", "lists", "beside")),
    "services:directory",
    "services:detail",
    *(f"services:hsds_{name}" for name in ("root", "list", "one")),
    # The person herself, by the number of her receipt, and what an SMS gateway passes on under its key
    "feedback:speak",
    "feedback:said",
    "feedback:sms",
    # Anybody reports an offence without a name
    "reporting:report",
    # A family, by the number of its receipt: no news, a refusal and a number that is nobody's look the same
    "tracing:news",
    # Projects that are published, and where need is greatest
    *(
        f"projects:{name}"
        for name in ("list", "project", "iati", "csv", "needs", "needs_version", "needs_csv")
    ),
    # The screen of a waiting room, by its key: tickets and desks
    "queue:screen",
    # The open calls of a fund, applying by oneself, and following by a receipt: a number that is nobody's looks like a new one
    *(f"calls:{name}" for name in ("public", "apply", "applied", "follow")),
    # What an operator of mobile money says of a payment, by the key of that payment
    "payments:callback",
    # The shell that a telephone keeps, and whether it must forget all
    "offline:shell",
    "offline:worker",
    "offline:manifest",
    "offline:state",
}
# What is for every account, whatever its purpose: its own day, its own account, the policy in words
OF_ANY_ACCOUNT = (
    "interface:my_day",
    "interface:policy",
    "interface:consent_text",
    "retention:table",
    "accounts:",
)


RECEIVING = "case_manager first_line reception_branch supervisor unhcr_officer"
MANAGING = "case_manager supervisor unhcr_officer"
ADDRESSED = f"family_links_officer fund_officer provider {RECEIVING}"
KEEPING = "family_links_officer fund_officer magistrate provider reception_branch registrar supervisor unhcr_officer"
# roles | pages, written a second time and independently of the doors
DOORS = f"""
statelessness_officer {MANAGING} | audit:hand_over
{MANAGING} | statistics:own cases:attachment cases:crossing cases:disclose cases:paper
{MANAGING} | cases:fill_form cases:filled_form cases:filled_form_step cases:forms cases:override cases:override_step
{MANAGING} | cases:justice cases:order cases:order_document cases:retention cases:retention_act cases:retention_step
{RECEIVING} | cases:act cases:detail cases:list cases:receive cases:transfer_act cases:transfers
{RECEIVING} | cases:withdraw cases:withdraw_all cases:withdraw_part forms:mend forms:sent forms:sent_file forms:sent_one
fund_officer {RECEIVING} | offline:conflicts offline:enrol offline:exchange offline:keys offline:offers offline:settle
fund_officer organisation_administrator {RECEIVING} | offline:devices offline:wipe
supervisor | cases:team
{RECEIVING} | cases:timeline cases:likeness
{RECEIVING} | feedback:receipt feedback:words
{MANAGING} | feedback:answer
{MANAGING} | exchange:add exchange:archive exchange:columns exchange:drop exchange:export exchange:go exchange:list exchange:table
family_links_officer | tracing:requests tracing:file_request tracing:request tracing:amend_request tracing:request_act
family_links_officer | tracing:registrations tracing:register_found tracing:registration tracing:amend_registration
family_links_officer | tracing:registration_act tracing:look tracing:receipt tracing:lead tracing:lead_act tracing:lead_message
family_links_officer | tracing:messages tracing:write_message tracing:message tracing:message_act tracing:export
family_links_officer | tracing:lists tracing:add_list tracing:list tracing:columns tracing:go tracing:drop_list
reception_branch reception_head | quality:inspections quality:inspection quality:act quality:action_act
reception_head | quality:plan quality:league quality:needs quality:funding_case
coordinator project_lead | development:list development:project development:act
project_lead | development:propose
coordinator | development:needs development:load development:count development:publish
coordinator | development:portfolios development:make development:portfolio development:portfolio_act
reception_head | network:scenarios network:make network:scenario network:go network:act network:compare network:coverage
reception_branch reception_head | branches:board branches:reports branches:branch branches:act branches:roster
reception_branch reception_head | branches:plan_shift branches:cancel_shift branches:amend_member arrivals:register_of_returns
reception_branch | arrivals:convoys arrivals:announce arrivals:register_today arrivals:convoy arrivals:register
reception_branch | arrivals:convoy_act arrivals:bands arrivals:arrival arrivals:amend arrivals:welcome arrivals:presence
reception_branch | arrivals:settle arrivals:double arrivals:open_case
reception_branch | arrivals:list_add arrivals:list_table arrivals:list_columns arrivals:list_go arrivals:list_drop
{RECEIVING} | openrosa:form_list openrosa:manifest openrosa:submission openrosa:xform
{ADDRESSED} | referrals:acknowledge referrals:act referrals:detail referrals:list referrals:notices referrals:prepare
coordinator data_steward | forms:add forms:list forms:mapping forms:sheet forms:step forms:version
coordinator data_steward | referrals:header statistics:board statistics:refresh
coordinator | referrals:relaunch
{KEEPING} | services:entries services:add services:amend services:vacancy services:step
coordinator reception_head {KEEPING} | services:stale
case_manager coordinator data_steward first_line {KEEPING} | services:export
provider supervisor | services:import services:trial
data_protection_officer | audit:watch
reception_branch | queue:desk queue:open_desk queue:call queue:close_desk queue:take queue:ticket queue:act
reception_branch reception_head | queue:report queue:report_file queue:staffing
investigator | investigations:open investigations:reports investigations:record investigations:report investigations:report_act
investigator magistrate | investigations:list investigations:deadlines investigations:requests investigations:offences
investigator magistrate | investigations:suspect investigations:suspect_act investigations:hearing investigations:act
investigator magistrate | investigations:exhibit investigations:exhibit_document investigations:exhibit_act investigations:sheet
investigator magistrate | investigations:request_act investigations:deadline_act investigations:countersignature
investigator magistrate | investigations:countersign_act investigations:detail
coordinator donor investigator magistrate unodc | statistics:justice statistics:justice_csv
investigator magistrate | handover:act handover:ask handover:detail handover:list handover:requests
administrator | messaging:list messaging:step
provider reception_branch reception_head | stays:places stays:place stays:calendar stays:add_room stays:amend_room
provider reception_branch reception_head | stays:extensions stays:approve
provider reception_branch | stays:to_house stays:list stays:detail stays:act
reception_branch | stays:reserve stays:reserve_family
provider | stays:shelter
reception_branch reception_head | stays:report stays:export
reception_branch | orientation:list orientation:needs orientation:note orientation:options orientation:choose
reception_branch | orientation:detail orientation:act orientation:sheet orientation:plan orientation:propose
reception_branch reception_head | orientation:report orientation:report_csv orientation:sound
reception_head | orientation:recordings orientation:add_recording orientation:remove_recording
case_manager fund_officer supervisor | plans:list plans:detail plans:paper
case_manager fund_officer supervisor | followup:list followup:detail followup:act followup:course followup:report
case_manager coordinator data_steward fund_officer supervisor | followup:tables
coordinator data_steward | followup:add_table
donor fund_officer | ledger:entries ledger:entry ledger:envelopes ledger:envelope
fund_officer | ledger:reverse ledger:transfer ledger:accounts ledger:export ledger:act
coordinator donor fund_officer | funding:pledges funding:pledge funding:gap
fund_officer | funding:add funding:act funding:reverse_receipt
coordinator | funding:set_need
fund_officer | committee:sessions committee:convene committee:session committee:agenda committee:minutes committee:act
fund_officer | committee:run committee:go committee:run_act committee:item committee:lack committee:item_act
organisation_administrator | calls:funds calls:open_fund calls:give_charge calls:end_charge
fund_officer | calls:list calls:draft calls:call calls:file calls:call_act calls:desk calls:evaluate
case_manager fund_officer supervisor | calls:choose calls:file_for_case calls:application calls:amend calls:document
case_manager fund_officer supervisor | calls:hand_in calls:application_act calls:appeal_act
case_manager supervisor | plans:of_case plans:draft plans:act
fund_officer | safeguards:list safeguards:detail safeguards:act
fund_officer | payments:list payments:granted payments:dry_run payments:prepare payments:envelope payments:batch
fund_officer | payments:file payments:vouchers payments:reconcile payments:batch_act payments:payment
fund_officer | payments:payment_act payments:application payments:contract payments:project_act payments:proof
fund_officer | payments:instalment_act
investigator magistrate | networks:list networks:detail networks:links networks:link networks:entity networks:merges
investigator magistrate | networks:expiring
investigator | networks:propose networks:act networks:add_entity networks:entity_act networks:statement_act
investigator | networks:merge_act networks:add_link networks:export networks:add_table networks:tables networks:table
investigator | networks:columns networks:go networks:drop
investigator magistrate | pictures:picture pictures:data pictures:svg pictures:draw pictures:save_view pictures:drop_view
investigator magistrate | pictures:analysis pictures:plans pictures:plan pictures:decide pictures:lead
investigator | pictures:ask pictures:go
inspector registrar | registers:requests registers:issuance registers:registers registers:register registers:act
inspector registrar | registers:volets registers:stocks
inspector organisation_administrator registrar | registers:mandates
organisation_administrator | registers:give registers:end
registrar | registers:declare registers:amend registers:void registers:close registers:ask registers:issuance_act
registrar | papers:print papers:document papers:pdf
inspector | papers:keys papers:key_act
registrar | registers:open_register registers:add_stock registers:spoil registers:move
statelessness_officer {MANAGING} | statelessness:assessments statelessness:assessment statelessness:assessment_act statelessness:table
{MANAGING} | statelessness:of_case statelessness:assess_case
statelessness_officer unhcr_officer | statelessness:files statelessness:open statelessness:file statelessness:act statelessness:receipt
statelessness_officer unhcr_officer | statelessness:report statelessness:assess
statelessness_officer | statelessness:state_act statelessness:enquiry_act statelessness:child_act
inspector | inspection:alerts inspection:alert inspection:alert_act inspection:look inspection:precision
inspector | inspection:officers inspection:gaps
registrar | inspection:questions inspection:question inspection:question_act
administrator organisation_administrator | membership:invite membership:list membership:revoke membership:step
"""


def views():
    return [(one.name, one.view) for one in addresses() if not one.name.startswith("api:")]


def test_each_page_declares_its_purpose_or_is_known_to_be_public():
    undeclared = {name for name, view in views() if not hasattr(view, "purposes")}
    assert undeclared == PUBLIC
    for_all = {name for name, view in views() if name not in PUBLIC and not view.purposes}
    assert not [name for name in for_all if not name.startswith(OF_ANY_ACCOUNT)]


def test_each_door_is_open_to_the_roles_that_were_agreed():
    agreed = {}
    for line in DOORS.strip().splitlines():
        roles, names = (part.split() for part in line.split("|"))
        agreed |= dict.fromkeys(names, set(roles))
    written = {
        name: {role.value for role in view.roles} for name, view in views() if getattr(view, "roles", None)
    }
    assert written == agreed


def test_no_role_lacks_the_purpose_of_every_page_it_is_named_for():
    """A page whose purposes nobody has would be a page for nobody."""
    held = {purpose for purposes in ROLE_PURPOSES.values() for purpose in purposes}
    for _name, view in views():
        assert set(getattr(view, "purposes", ())) <= held


def operations():
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation, router.auth


def test_each_endpoint_wants_a_key_and_says_for_which_purposes():
    declared = {
        path: (operation.auth_param if operation.auth_param is not NOT_SET else router_auth)
        for path, operation, router_auth in operations()
    }
    assert len(declared) > 10
    assert all(isinstance(auth, Bearer) for auth in declared.values())
    assert [path for path, auth in declared.items() if not auth.purposes] == ["/services"]


@pytest.mark.django_db
def test_a_key_for_another_purpose_finds_no_record_endpoint(client, coumba):
    from tests import scene

    _token, secret = scene.token("coumba", Purpose.STATISTICS)
    key = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/cases", headers=key).status_code == 404
    assert client.get("/api/v1/referrals", headers=key).status_code == 404
    assert client.get("/api/v1/services", headers=key).status_code == 200


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name
    ]


def test_whatever_the_system_reads_for_itself_says_why():
    files = [path for path in SOURCE.rglob("*.py") if "/tests/" not in str(path)]
    found = [(path, call) for path in files for call in calls(ast.parse(path.read_text()), "system")]
    assert len(found) > 20
    for path, call in found:
        (reason,) = call.args
        said = reason.value if isinstance(reason, ast.Constant) else ast.unparse(reason)
        assert len(str(said)) > 2, f"{path}:{call.lineno}"
        assert not isinstance(reason, ast.Constant) or " " in reason.value, f"{path}:{call.lineno}"


def test_each_job_of_the_timer_is_an_act_that_writes_its_line():
    tree = ast.parse(Path(timers.__file__).read_text())
    by_the_system = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value is None
    ]
    assert len(by_the_system) >= 5
    assert set(by_the_system) <= set(ACTIONS)
