from __future__ import annotations

import pytest

from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.settings import SETTINGS
from salessheet.workbook.tables import BY_KEY, DEFAULT_STAGES, TABLES, CalendarDays, SettingRows, TargetRows

# The least that the input tables hold: `*` marks what names a row.
LEAST = {
    "settings": "key* value",
    "stages": "stage* order probability",
    "calendar": "date* working",
    "teams": "team_id* name region manager_id currency",
    "reps": "rep_id* name team_id role hire_date leave_date target_share grade",
    "targets": "scope* id* year* period* metric* amount currency",
    "seasonality": "month* weight",
    "deals": "deal_id* customer_id rep_id product amount currency stage probability forecast_category next_step"
    " next_step_date channel prospect_date lead_date opportunity_date contract_date won_date lost_date lost_reason"
    " entered",
    "orders": "order_id* deal_id customer_id rep_id channel product order_date quantity amount cost currency refers_to"
    " term_months",
    "invoices": "invoice_id* order_id date due_date amount currency",
    "splits": "order_id* rep_id* share kind",
    "receipts": "receipt_id* order_id date amount currency",
    "activities": "date rep_id type count customer_id entered",
    "activity_targets": "role* type* per_week",
    "sales_steps": "sales_step* order stage exit_rule",
    "deal_steps": "deal_id* sales_step* done_on",
    "campaigns": "campaign_id* name rep_id",
    "outreach": "campaign_id* customer_id* sent_on replied_on",
    "lessons": "lesson_id* lost_reason lesson rep_id due_date done_on",
    "customers": "customer_id* name industry region owner_rep_id since last_contact group needs",
    "surveys": "date customer_id score item",
    "channels": "channel* cost leads",
    "kpi_scheme": "role* kpi* valid_from* weight direction method floor cap threshold target stretch below measured_on",
    "kpi_points": "role* kpi* valid_from* x* y",
    "kpi_manual": "rep_id* period* kpi* actual",
    "plans": "plan_id* supersedes component role rep_id valid_from valid_to currency basis measure mode"
    " tiers_on on_target over boundary gate gate_by factor_shape proration metric cap cap_over excess floor"
    " draw recoverable recovery recovery_after forgiven holdback portion margin_gate clawback new_months credit"
    " budget at_least",
    "plan_tiers": "plan_id* lower* upper rate",
    "plan_rates": "plan_id* field value* and_field and_value* rate",
    "plan_factors": "plan_id* depends_on* lower* upper factor",
    "quota_relief": "rep_id* from_date* to_date share reason",
    "objectives": "objective_id* period payee component objective weight score",
    "fx": "date* currency* rate",
    "periods": "period* status closed_on hash",
    "adjustments": "period payee line amount reason refers_to",
    "acceptances": "plan_id* rep_id* date",
    "reviews": "period* payee* step* by date",
    "disputes": "dispute_id* period payee line opened reason closed adjustment",
    "payouts": "payout_id* period payee amount paid_on reference",
    "sales_history": "team_id* month* amount currency",
    "risks": "risk_id* rep_id risk_kind likelihood impact review_date risk measures closed_on",
    "compliance": "item_id* rep_id compliance_area due_date findings closed_on item",
    "goals": "goal_id* team_id goal metric measured_in base base_period target owner_rep_id start deadline linked_to"
    " smart_limit actual",
    "strategies": "strategy_id* goal_id strategy resources owner_rep_id start due_date progress done_share budget"
    " spent",
    "target_basis": "team_id* year_from* market_capacity competitor_share industry_trend in_hand last_year per_person"
    " tolerance",
    "evaluations": "evaluation_id* team_id metric measured_in direction base_period before after evaluated_over"
    " evaluated_on",
    "process_steps": "step_id* team_id process process_step minutes_before minutes_after automated_before"
    " automated_after times_a_month",
    "pitfalls": "team_id* pitfall* avoided remedy due_date",
    "rollout": "phase_id* team_id phase start due_date done_on reaction reaction_note",
    "crm_products": "crm_product*",
    "crm_criteria": "criterion* weight",
    "crm_scores": "crm_product* criterion* score",
    "market_sizes": "year* segment* size",
    "swot": "point_id* swot_kind point priority",
    "competitor_factors": "choice_factor* weight",
    "competitors": "competitor* is_us price sales",
    "competitor_scores": "competitor* choice_factor* score",
    "countries": "country* size growth fit risk_grade local_currency",
    "launch_tasks": "task_id* rep_id product department task due_date progress",
    "launch_plan": "rep_id* product* month* amount currency",
    "pilots": "pilot_id* rep_id idea measured_by direction ends_on pilot_before pilot_after control_before"
    " control_after least_gain pilot_decision",
    "green_products": "product* green",
    "social_events": "date rep_id social_kind event attendance",
    "customer_classes": "customer_class* interval_days least_amount least_orders contact_by service_level offer",
    "segments": "segment* industry region strategy plan plan_from",
    "service_limits": "ticket_priority* response_limit resolution_limit",
    "tickets": "ticket_id* customer_id subject ticket_priority opened response_hours resolution_hours handler",
    "feedback_routes": "feedback_kind* department limit_days",
    "feedback": "feedback_id* date customer_id feedback_kind message answered answer",
    "survey_items": "item* satisfied_target improvement responsible due progress",
    "hiring_criteria": "role* criterion* weight",
    "candidates": "candidate_id* name team_id role source applied_on hired_on closed_on",
    "interviews": "candidate_id* interviewer* criterion* date score",
    "hiring_sources": "team_id* source* cost",
    "coaching": "date rep_id topic advice agreed_step due_date done_on",
    "feedback_notes": "date rep_id strength to_improve advice reply read_on",
    "care": "date rep_id care_kind",
    "expectations": "team_id* expectation* expectation_kind wanted rating",
    "manager_scheme": "team_id* judged_by* weight full_at typed",
    "roles": "team_id* role* duties places full_quota",
    "ramp": "month_no* share",
    "onboarding_steps": "step_no* task by_day",
    "onboarding": "rep_id* step_no* done_on",
    "meetings": "meeting_id* team_id date agenda decisions",
    "actions": "meeting_id action rep_id due_date done_on",
    "team_events": "team_id date team_event_kind event took_part cost",
    "rewards": "rep_id date reason reward worth used_on",
    "courses": "course_id* course course_kind skill hours cost",
    "training": "rep_id* course_id* due_date done_on before after",
    "learning": "rep_id goal plan_step due_date done_on",
    "skill_needs": "role* skill* needed",
    "skills": "rep_id* skill* level",
    "tasks": "task_id* team_id task skill level second_skill second_level rep_id due_date done_on",
    "indicators": "indicator* computed_as indicator_unit of_teams direction goal formula measured_base measured_from",
    "indicator_values": "team_id* indicator* period* actual",
    "review_notes": "period* rep_id* gap_cause note",
    "improvement_plans": "plan_no* rep_id problem action due_date progress measured_by direction"
    " value_before value_after",
    "promotion_rules": "role* least_attained months_needed of_last promoted_to",
    "honour_rules": "rule_id* award honoured_by first_ranks least_value",
    "pool_bands": "lower* pool",
    "bonus_bands": "bonus_by* lower* coefficient",
    "base_pay": "rep_id* valid_from* base_salary bonus_base pool_share",
}


def test_the_tables_are_those_of_the_contract() -> None:
    assert set(BY_KEY) == set(LEAST), "a table and its columns stand in LEAST here as well"


@pytest.mark.parametrize("key", LEAST)
def test_a_table_has_its_columns(key: str) -> None:
    declared = " ".join(f"{c.key}{'*' if c.identifies else ''}" for c in BY_KEY[key].columns())
    assert declared == LEAST[key]


def test_only_teams_reps_and_deals_are_required() -> None:
    assert {table.key for table in TABLES if table.required} == {"teams", "reps", "deals"}


def test_a_table_stands_below_those_it_refers_to() -> None:
    seen: list[type[Block]] = []
    for table in TABLES:
        seen.append(table)
        for column in table.columns():
            assert column.refers_to is None or column.refers_to.block in seen, column


def test_a_reference_leads_to_the_one_identifying_column_of_a_table() -> None:
    for table in TABLES:
        for column in table.columns():
            if column.refers_to is not None:
                home = column.refers_to.block
                assert issubclass(home, Table)
                assert [c.key for c in home.identity()] == [column.refers_to.key]


def test_every_required_column_has_an_example() -> None:
    def wanting(column: Column) -> bool:
        return (column.required or column.identifies) and not column.example

    assert [c for table in TABLES for c in table.columns() if wanting(c)] == []


def test_defaults_are_among_the_choices() -> None:
    for table in TABLES:
        for column in table.columns():
            if isinstance(column.choices, tuple) and column.default is not None:
                assert column.default in column.choices, column


def test_the_default_stages_end_with_a_sure_win() -> None:
    chances = [chance for _, chance in DEFAULT_STAGES]
    assert chances == sorted(chances)
    assert DEFAULT_STAGES[-1] == ("won", 1.0)


def test_keys_of_settings_are_unique_and_defaults_allowed() -> None:
    assert len({s.key for s in SETTINGS}) == len(SETTINGS)
    assert all(s.default in s.choices for s in SETTINGS if s.choices and s.default is not None)


def test_a_column_may_have_the_name_of_something_a_table_needs() -> None:
    assert SettingRows.key == "settings"
    assert [c.key for c in SettingRows.columns()] == ["key", "value"]


def test_the_class_of_a_file_is_found_by_its_name() -> None:
    assert (BY_KEY["calendar"], BY_KEY["targets"]) == (CalendarDays, TargetRows)
    assert CalendarDays.working.measure is Type.FLAG
