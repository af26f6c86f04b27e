"""Honours by rule, candidates for promotion, and those who need support."""

from __future__ import annotations

import pytest

from salessheet.data.dataset import Dataset
from salessheet.workbook.sheets.honours import Certificates, HonourFigures, HonourList, Promotion
from salessheet.workbook.sheets.improvement import SupportList
from salessheet.workbook.tables import HonourRules, PromotionRules
from tests.capabilities import centre
from tests.capabilities.centre import shown

TABLES = {
    "targets": "scope, id, year, metric, amount\nteam, T1, 2026, sales, 1200\n",
    "reps": """
        rep_id, name, team_id, role
        R1,     Ada,  T1,      rep
        R2,     Ben,  T1,      rep
        R3,     Cho,  T2,      rep
        R4,     Dee,  T1,      manager
    """,
    "deals": """
        deal_id, rep_id, amount, stage, won_date
        D1,      R1,     {ada},  won,   2026-06-02
        D2,      R2,     60,     won,   2026-06-30
        D3,      R1,     34,     won,   2026-05-31
        D4,      R1,     40,     won,   2026-03-31
        D5,      R2,     30,     won,   2026-04-01
        D6,      R3,     999,    won,   2026-06-02
    """,
    "honour_rules": """
        rule_id, award,       honoured_by,   first_ranks, least_value
        H1,      First,       sales,         {ranks},
        H2,      On target,   attainment,    ,            1
        H3,      Nobody,      new_customers, 1,
        H5,      Far and top, sales,         1,           61
    """,
    "promotion_rules": """
        role, least_attained, months_needed, of_last, promoted_to
        rep,  1,              {needed},      4,       Senior
    """,
}  # fmt: skip  # as people write tables


def tables(ada: str = "60", ranks: str = "1", needed: str = "3") -> dict[str, str]:
    given = {"{ada}": ada, "{ranks}": ranks, "{needed}": needed}
    return {key: _with(text, given) for key, text in TABLES.items()}


def _with(text: str, given: dict[str, str]) -> str:
    for mark, value in given.items():
        text = text.replace(mark, value)
    return text


@pytest.mark.parametrize(
    ("ada", "ranks", "honours"),
    [
        # Targets of a month: 100 ÷ 3 people. Both sold 60: two firsts, and both are on target; nobody has 61.
        ("60", "1", [("First", "Ada"), ("First", "Ben"), ("On target", "Ada"), ("On target", "Ben")]),
        ("61", "1", [("First", "Ada"), ("On target", "Ada"), ("On target", "Ben"), ("Far and top", "Ada")]),
        # 33 is less than a third of 100, and second, as it is listed. The manager sold nothing and is not honoured.
        ("33", "3", [("First", "Ben"), ("First", "Ada"), ("On target", "Ben")]),
    ],
)
def test_a_rule_honours_the_first_and_those_who_reach_a_value(
    ada: str, ranks: str, honours: list[tuple[str, str]]
) -> None:
    given = tables(ada, ranks)
    awards, names = shown(HonourList.award, **given), shown(HonourList.name, **given)
    assert list(zip(awards, names, strict=True))[: len(honours) + 1] == [*honours, (None, None)]


@pytest.mark.parametrize(("needed", "remark"), [("4", None), ("5", "can't be reached")])
def test_a_rule_that_wants_more_months_than_it_looks_at_says_so(needed: str, remark: str | None) -> None:
    given = tables(needed=needed)
    found = centre._loaded(tuple(sorted({**centre.LEAST, **given}.items())), "en")
    assert (centre.book(found).cells(PromotionRules.remark)[0] or None) == remark
    told = "Months needed is more than Of last months, so nobody can ever reach it."
    assert [problem.wrong for problem in found.problems] == ([told] if remark else [])


def test_the_certificate_is_in_the_language_of_the_book() -> None:
    english = shown(Certificates.certificate, **tables())[0]
    assert english == "Awarded to Ada for 2026-06: “First”, with thanks and congratulations."
    assert (
        shown(Certificates.certificate, lang="zh-CN", **tables())[0]
        == "兹授予 Ada：2026-06“First”荣誉称号，特发此证，以资鼓励。"
    )


def test_nobody_is_honoured_for_the_year_after_leaving() -> None:
    # By the end of June Ada has 134, Ben 90.
    rules = "rule_id, award, honoured_by, first_ranks, least_value\nH1, Year, year_sales, 1,\n"
    given = tables() | {"honour_rules": rules}
    assert shown(HonourList.name, **given)[:2] == ["Ada", None]
    reps = """
        rep_id, name, team_id, role, leave_date
        R1,     Ada,  T1,      rep,  {left}
        R2,     Ben,  T1,      rep,
        R3,     Cho,  T2,      rep,
    """
    for left, best in (("2026-05-31", "Ben"), ("2026-06-02", "Ada")):
        assert shown(HonourList.name, **(given | {"reps": reps.format(left=left)}))[:2] == [best, None], left


def test_honours_that_the_list_has_no_room_for_are_counted() -> None:
    # Each of so many sold, by either rule: two honours for each. The list has a row for each person, and 16 at least.
    rules = "rule_id, award, honoured_by, least_value\nH1, Month, sales, 1\nH2, Year, year_sales, 1\n"
    for people, listed in ((8, 16), (9, 16), (18, 18), (45, 40)):
        ids = [f"R{n:02}" for n in range(people)]
        given = {
            "honour_rules": rules,
            "reps": "rep_id, name, team_id\n" + "".join(f"{rep}, {rep}, T1\n" for rep in ids),
            "teams": "team_id, name\nT1, North\n",
            "deals": "deal_id, rep_id, amount, stage, won_date\n"
            + "".join(f"D{rep}, {rep}, 5, won, 2026-06-05\n" for rep in ids),
        }
        names = shown(HonourList.name, **given)
        assert len(names) == len(shown(Certificates.certificate, **given)) == listed
        assert [name for name in names if name is not None] == (ids * 2)[:listed]
        assert shown(HonourFigures.honours, **given) == [2 * people]
        assert shown(HonourFigures.unlisted, **given) == [max(0, 2 * people - listed)]


def test_another_month_has_other_honours() -> None:
    # In May Ada alone sold, 34 of 33.33.
    names = shown(HonourList.name, month="2026-05", **tables())
    assert names[:3] == ["Ada", "Ada", None]


@pytest.mark.parametrize(("needed", "candidates"), [("2", [1, 0, None]), ("3", [1, 0, None]), ("4", [0, 0, None])])
def test_enough_good_months_make_a_candidate_and_low_ones_get_help(needed: str, candidates: list[int | None]) -> None:
    # Of March to June Ada reached the 33.33 of a month in March, May and June, Ben in June alone; 30 in April is less.
    # A manager has no rule.
    given = tables(needed=needed)
    assert shown(Promotion.months, **given) == [3, 1, None]
    assert shown(Promotion.candidate, **given) == candidates
    assert shown(Promotion.promoted_to, **given) == ["Senior" if candidates[0] else None, None, None]
    # In the half year each should have 200: Ada 134, Ben 90, the manager 0. All are below 85 %, the lowest first.
    assert shown(SupportList.name, **given) == ["Dee", "Ben", "Ada"]
    assert shown(SupportList.gap, **given) == pytest.approx([-200, -110, -66], abs=0.011)  # cents of six months


def test_who_is_above_the_alert_level_gets_no_help() -> None:
    # Ada has 170 of 200 with 96 in June: 85 % is not below 85 %.
    assert shown(SupportList.name, **tables("96"))[:3] == ["Dee", "Ben", None]


def test_a_rule_that_asks_for_neither_a_rank_nor_a_value_honours_nobody_and_says_so() -> None:
    rules = "rule_id, award, honoured_by, first_ranks, least_value\nH1, Cup, sales, {ranks}, {least}\n"
    told = {
        (ranks, least): [problem.column for problem in loaded(rules.format(ranks=ranks, least=least)).problems]
        for ranks, least in (("", ""), ("1", ""), ("", "5"))
    }
    assert told == {("", ""): ["First ranks"], ("1", ""): [], ("", "5"): []}
    idle = centre.book(loaded(rules.format(ranks="", least="")))
    assert not any(idle.cells(HonourList.award))
    assert idle.cells(HonourRules.remark)[0] == "asks for nothing"
    assert not any(centre.book(loaded(rules.format(ranks="", least="5"))).cells(HonourRules.remark))


def loaded(rules: str) -> Dataset:
    return centre._loaded(tuple(sorted({**centre.LEAST, "honour_rules": rules}.items())), "en")
