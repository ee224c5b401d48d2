"""Who may do each act and for which purposes, written a second time and independently of the rules."""

from importlib import import_module

from django.conf import settings

from siraba.foundation.access.acts import ACT_RULES

import_module(settings.ROOT_URLCONF)

RECEIVING = "case_manager first_line reception_branch supervisor unhcr_officer"
MANAGING = "case_manager supervisor unhcr_officer"
ADDRESSED = (
    "case_manager family_links_officer fund_officer provider reception_branch supervisor unhcr_officer"
)
KEEPING = "family_links_officer fund_officer magistrate provider reception_branch registrar supervisor unhcr_officer"
KEPT_FOR = "care family_links fund issuance prosecution reception"
PROGRAMS = (
    "case_manager coordinator data_protection_officer data_steward donor family_links_officer first_line fund_officer"
    " inspector investigator magistrate organisation_administrator project_lead provider reception_branch reception_head"
    " registrar statelessness_officer supervisor unhcr_officer unodc"
)
RED_CROSS = "family_links_officer | family_links"
EVERY_KEY = (
    "care coordination determination development family_links fund funding inspection issuance oversight prosecution"
    " reception statistics"
)

# acts | roles | purposes
AGREED = f"""
register_person correct_identity receive_person screen_case | {RECEIVING} | care reception
record_consent withdraw_consent withdraw_categories withdraw_all | {RECEIVING} | care reception
request_override | {MANAGING} | emergency
approve_override refuse_override review_override | supervisor | emergency
request_disclosure recall_disclosure answer_blind_question | {MANAGING} | care
approve_disclosure refuse_disclosure record_court_order object_to_order settle_objection | supervisor | care
request_removal place_hold | {MANAGING} | care
approve_removal refuse_removal lift_hold keep_longer | supervisor | care
acknowledge_disclosure use_disclosure ask_blindly | investigator magistrate | prosecution
acknowledge_notice | {ADDRESSED} | care family_links fund reception
confirm_likeness dismiss_likeness give_receipt send_transfer revoke_transfer | {RECEIVING} | care reception
accept_transfer decline_transfer | {MANAGING} | care
assess_case fill_form submit_plan decide_identification record_service record_follow_up add_note attach_document | {MANAGING} | care
assign_case request_closure | {MANAGING} | care
approve_form return_form approve_assessment return_assessment approve_plan return_plan | supervisor | care
close_case refuse_closure reopen_case | supervisor | care
prepare_referral send_referral revoke_referral | reception_branch {MANAGING} | care reception
receive_referral accept_referral decline_referral | {ADDRESSED} | care family_links fund reception
start_service complete_referral fail_referral | {ADDRESSED} | care family_links fund reception
add_service amend_service verify_service update_vacancy archive_service restore_service | {KEEPING} | {KEPT_FOR}
export_services | case_manager coordinator data_steward first_line {KEEPING} | coordination {KEPT_FOR}
add_directory_file import_services | provider supervisor | care
relaunch_referral | coordinator {MANAGING} | care coordination
hand_over_log | statelessness_officer {MANAGING} | oversight
keep_submission apply_submission set_aside | {RECEIVING} | care reception
enrol_device release_keys carry_records | fund_officer {RECEIVING} | care fund reception
apply_edit keep_edit drop_edit | {RECEIVING} | care reception
wipe_device | fund_officer organisation_administrator {RECEIVING} | accounts care fund reception
answer_message add_import map_import check_rows import_rows drop_import export_cases export_archive | {MANAGING} | care
add_form map_form publish_form retire_form | coordinator data_steward | coordination
refresh_board | coordinator data_steward | coordination
plan_inspection record_inspection verify_inspection verify_quality_action reopen_quality_action | reception_head | reception
add_quality_action finish_quality_action | reception_branch reception_head | reception
propose_project amend_project set_sectors set_budget set_links add_indicator drop_indicator | project_lead | development
launch_project record_result record_transaction reverse_transaction | project_lead | development
appraise_project return_project fund_project close_project publish_project unpublish_project | coordinator | coordination
drop_project | coordinator project_lead | coordination development
load_component count_services publish_index make_portfolio decide_portfolio | coordinator | coordination
make_scenario set_sites forbid_site allow_site compute_scenario | reception_head | reception
equip_branch open_branch suspend_branch close_branch plan_branch_anew | reception_head | reception
describe_branch set_hours add_member amend_member plan_shift cancel_shift count_equipment | reception_branch reception_head | reception
announce_convoy begin_reception end_reception begin_reception_again register_arrival | reception_branch | reception
settle_arrival mark_double open_case_of_arrival print_bands | reception_branch | reception
add_room amend_room approve_extension | provider reception_branch reception_head | care reception
reserve_bed take_in free_bed extend_stay mark_no_show cancel_reservation | provider reception_branch | care reception
reserve_for_party | reception_branch | reception
export_occupancy | reception_branch reception_head | reception
add_arrival_list map_arrival_list check_arrival_list import_arrival_list drop_arrival_list | reception_branch | reception
file_request amend_request add_family_answers record_search record_call | {RED_CROSS}
give_family_receipt close_request reopen_request find_leads look_in_register | {RED_CROSS}
register_found amend_registration withdraw_registration shield_record lift_shield | {RED_CROSS}
confirm_lead verify_lead reject_lead assess_best_interests check_answer undo_decision | {RED_CROSS}
offer_contact accept_contact refuse_contact tell_family tell_of_death restore_contact | {RED_CROSS}
write_family_message release_family_message return_family_message deliver_family_message | {RED_CROSS}
add_list map_list check_list import_list drop_list export_vault | {RED_CROSS}
open_desk close_desk call_next take_ticket raise_priority begin_service | reception_branch | reception
mark_absent serve_visit transfer_visit leave_queue | reception_branch | reception
invite_account revoke_invitation suspend_account reinstate_account renew_access end_membership | administrator organisation_administrator | accounts
requeue_message drop_message | administrator | accounts
record_need choose_service override_proposal propose_plan | reception_branch | reception
send_orientation give_sheet mark_served mark_refused mark_lost | reception_branch | reception
add_recording remove_recording | reception_head | reception
open_fund give_charge end_charge | organisation_administrator | accounts
draft_call amend_call open_call close_call admit_application reject_application shortlist_application | fund_officer | fund
start_application amend_application submit_application withdraw_application | case_manager fund_officer supervisor | care fund
attach_to_application renew_application_receipt file_appeal | case_manager fund_officer supervisor | care fund
clear_flag confirm_flag assign_envelope sign_contract give_proof release_instalment | fund_officer | fund
complete_project stop_project prepare_batch approve_batch cancel_batch send_batch reconcile_batch | fund_officer | fund
hand_over_voucher void_voucher settle_as_paid settle_as_failed reverse_payment | fund_officer | fund
declare_no_conflict declare_conflict score_application uphold_appeal dismiss_appeal | fund_officer | fund
draft_reintegration_plan revise_reintegration_plan agree_reintegration_plan | case_manager supervisor | care
start_reintegration_plan end_reintegration_plan | case_manager supervisor | care
complete_follow_up note_attempt invite_by_sms give_up_follow_up | case_manager fund_officer supervisor | care fund
add_score_table | coordinator data_steward | coordination
open_book open_envelope close_envelope post receive spend reverse_entry export_month | fund_officer | fund funding
add_pledge commit_pledge receive_instalment reverse_receipt postpone_pledge cancel_pledge | fund_officer | funding
set_need | coordinator | coordination
convene_session amend_session open_session end_session resume_session sign_minutes | fund_officer | fund
start_proposals compute_proposals force_application vote_proposal adopt_proposal | fund_officer | fund
recuse_oneself cast_vote settle_application promote_reserve confirm_promotion | fund_officer | fund
propose_analysis approve_analysis refuse_analysis close_analysis | investigator | prosecution
add_entity add_statement add_link mark_entity unmark_entity | investigator | prosecution
confirm_statement withdraw_statement propose_merges accept_merge reject_merge split_merge | investigator | prosecution
add_graph_import map_graph_import check_graph_import take_graph_import drop_graph_import | investigator | prosecution
export_network | investigator | prosecution
record_report open_inquiry grade_report join_report open_from_report drop_report | investigator | prosecution
name_suspect add_participant add_act take_statement seize_exhibit assign_investigator end_assignment refer_to_prosecutor | investigator | prosecution
arrest_suspect hold_suspect free_suspect hand_over_exhibit ask_release | investigator | prosecution
retain_offence mark_coerced ask_unmarking record_step ask_reopening countersign refuse_countersignature | investigator magistrate | prosecution
send_mutual_request answer_mutual_request note_refusal withdraw_mutual_request | investigator magistrate | prosecution
set_deadline meet_deadline lift_deadline | investigator magistrate | prosecution
take_file return_for_inquiry prosecute drop_inquiry bring_to_trial charge_suspect clear_suspect | magistrate | prosecution
record_verdict note_conviction note_acquittal note_appeal make_final | magistrate | prosecution
draw_picture save_view drop_view decide_plan print_lead | investigator magistrate | prosecution
ask_plan compute_plan | investigator | prosecution
receive_declaration receive_request ask_void amend_declaration renumber_request | registrar | issuance
check_request return_request approve_request second_request sign_act hand_over refuse_request | registrar | issuance
open_register close_register add_form_stock spoil_form move_volet | registrar | issuance
give_mandate end_mandate | organisation_administrator | accounts
print_document | registrar | issuance
retire_paper_key declare_key_compromised | inspector | inspection
assess_nationality confirm_nationality_assessment | statelessness_officer {MANAGING} | care determination
open_determination record_asylum_claim withdraw_contact | statelessness_officer unhcr_officer | determination
add_opinion | unhcr_officer | determination
amend_determination start_determination end_asylum_claim agree_to_contact agree_to_unhcr withdraw_unhcr | statelessness_officer | determination
hold_interview add_linked_state conclude_on_state review_state send_enquiry record_state_answer | statelessness_officer | determination
note_state_silence record_burden draft_determination return_determination sign_determination | statelessness_officer | determination
appeal_determination uphold_determination reopen_determination close_determination | statelessness_officer | determination
issue_status_document add_child_follow_up finish_child_follow_up withdraw_determination | statelessness_officer | determination
ask_look examine_alert ask_officer explain_alert ask_referral confirm_referral return_referral | inspector | inspection
answer_inspector | registrar | issuance
issue_token revoke_token | {PROGRAMS} | {EVERY_KEY}
"""


def test_each_act_is_open_to_the_roles_and_purposes_that_were_agreed():
    agreed = {}
    for line in AGREED.strip().splitlines():
        acts, roles, purposes = (part.split() for part in line.split("|"))
        agreed |= dict.fromkeys(acts, (set(roles), set(purposes)))
    written = {
        name: ({role.value for role in rule.roles}, {purpose.value for purpose in rule.purposes})
        for name, rule in ACT_RULES.items()
    }
    assert written == agreed
