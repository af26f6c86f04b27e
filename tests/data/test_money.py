"""What an amount is in, what that is worth on a day, and what is told of amounts without a rate."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salessheet.data.dataset import Dataset
from salessheet.data.money import Rates, code_of
from salessheet.workbook.rules import Severity
from salessheet.workbook.tables import Deals, Fx, Orders, Receipts, TargetRows

Centre = Callable[..., Dataset]

TEAMS = "team_id,name,currency\nT1,North,\nT2,South,US$\n"  # R1 and R2 are in T1, R3 is in T2
USD_SINCE_MARCH = "date,currency,rate\n2026-03-01,USD,7\n"
DEALS = "deal_id,rep_id,amount,won_date,currency\n"
OPEN = "deal_id,rep_id,amount,won_date,currency,stage\n"
ORDERS = "order_id,rep_id,amount,order_date,currency\n"
RECEIPTS = "receipt_id,order_id,amount,date,currency\n"
INVOICES = "invoice_id,order_id,amount,date,currency\n"
TARGETS = "scope,id,year,amount,currency\n"


def rates(*rows: tuple[str, str, float], base: str = "CNY") -> Rates:
    days, currencies, worth = zip(*rows, strict=True) if rows else ((), (), ())
    frame = pd.DataFrame(
        {
            Fx.date.key: pd.Series(pd.to_datetime(list(days)), dtype="datetime64[ns]"),
            Fx.currency.key: pd.Series(list(currencies), dtype=object),
            Fx.rate.key: pd.Series(list(worth), dtype=float),
        }
    )
    return Rates(frame, base)


def told(dataset: Dataset) -> list[tuple[str, int, str, Severity]]:
    return [(p.file, p.row, p.column, p.severity) for p in dataset.problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CNY", "CNY"), ("cny", "CNY"), (" Rmb ", "CNY"), ("CNH", "CNY"), ("人民币", "CNY"), ("元", "CNY"),
        ("¥", "CNY"), ("￥", "CNY"), ("US$", "USD"), ("us$", "USD"), ("$", "USD"), ("美元", "USD"), ("美金", "USD"),
        ("€", "EUR"), ("欧元", "EUR"), ("HK$", "HKD"), ("港币", "HKD"), ("港元", "HKD"), ("£", "GBP"), ("英镑", "GBP"),
        ("日元", "JPY"), ("日圆", "JPY"), ("人民币元", "CNY"), ("Yuan", "CNY"), ("Euro", "EUR"),
        ("ＲＭＢ", "CNY"), ("＄", "USD"), ("ｕｓｄ", "USD"), ("￡", "GBP"),
        ("R$", "BRL"), ("zł", "PLN"), ("Kč", "CZK"), ("￦", "KRW"), ("kr", "KR"), ("lei", "LEI"),
        ("a＊b", "A＊B"), ("chf", "CHF"), ("", ""), ("  ", ""),
    ],
)  # fmt: skip  # a table of cases
def test_a_currency_has_one_code_however_it_is_spelled(text: str, code: str) -> None:
    assert code_of(text) == code


STEPS = rates(("2026-03-01", "USD", 8.0), ("2026-01-01", "USD", 7.0), ("2026-02-01", "EUR", 10.0))


@pytest.mark.parametrize(
    ("currency", "day", "worth"),
    [
        ("USD", "2025-12-31", math.nan),  # before the first
        ("USD", "2026-01-01", 7.0),
        ("USD", "2026-02-28", 7.0),
        ("USD", "2026-03-01", 8.0),
        ("USD", "2200-12-31", 8.0),
        ("CNY", "2025-12-31", 1.0),
        ("", "1900-01-01", 1.0),  # a blank is the base
        ("GBP", "2026-06-01", math.nan),
    ],
)
def test_a_unit_is_worth_the_latest_rate_on_or_before_the_day(currency: str, day: str, worth: float) -> None:
    found = STEPS.into_base(np.array([currency], dtype=object), np.array([day], dtype="datetime64[ns]"))

    np.testing.assert_array_equal(found, [worth])


def test_many_amounts_are_looked_up_each_by_its_own_currency_and_day() -> None:
    currencies = np.array(["USD", "", "EUR", "USD", "EUR"], dtype=object)
    days = np.array(["2026-03-05", "2026-03-05", "2026-03-05", "2026-01-31", "2026-01-31"], dtype="datetime64[ns]")

    np.testing.assert_array_equal(STEPS.into_base(currencies, days), [8, 1, 10, 7, math.nan])
    assert rates().into_base(currencies[:0], days[:0]).shape == (0,)


@pytest.mark.parametrize(
    ("currency", "own", "day", "worth"),
    [
        ("USD", "CNY", "2026-01-15", 7.0),
        ("CNY", "USD", "2026-01-15", 1 / 7),
        ("EUR", "USD", "2026-02-01", 10 / 7),
        ("EUR", "USD", "2026-03-01", 10 / 8),
        ("USD", "USD", "2026-03-01", 1.0),
        ("EUR", "USD", "2026-01-31", None),  # no euro yet
        ("CNY", "GBP", "2026-03-01", None),
    ],
)
def test_between_two_currencies_a_unit_goes_through_the_base(
    currency: str, own: str, day: str, worth: float | None
) -> None:
    assert STEPS.between(currency, own, pd.Timestamp(day)) == (None if worth is None else pytest.approx(worth))


def crossed(found: Rates, own: str) -> list[tuple[str, str, float]]:
    frame = found.crossed(own)
    return [(f"{day:%Y-%m-%d}", currency, float(rate)) for day, currency, rate in frame.itertuples(index=False)]


@pytest.mark.parametrize(
    ("own", "table"),
    [
        ("CNY", [("2026-01-01", "USD", 7.0), ("2026-03-01", "USD", 8.0), ("2026-02-01", "EUR", 10.0)]),
        ("USD", [
            ("2026-01-01", "CNY", 1 / 7), ("2026-03-01", "CNY", 1 / 8),
            ("2026-02-01", "EUR", 10 / 7), ("2026-03-01", "EUR", 10 / 8),  # of each day one of the two changes
        ]),
        ("EUR", [("2026-02-01", "CNY", 0.1), ("2026-02-01", "USD", 0.7), ("2026-03-01", "USD", 0.8)]),
        ("GBP", []),  # of which no rate is known
    ],
)  # fmt: skip  # a table of cases
def test_a_workbook_in_another_currency_has_rates_into_that_one(own: str, table: list[tuple[str, str, float]]) -> None:
    found = crossed(STEPS, own)

    assert [row[:2] for row in found] == [row[:2] for row in table]
    assert [row[2] for row in found] == pytest.approx([row[2] for row in table])


def test_rates_of_the_base_itself_do_not_count() -> None:
    assert crossed(rates(("2026-01-01", "CNY", 3.0), ("2026-01-01", "USD", 7.0)), "CNY") == [("2026-01-01", "USD", 7.0)]


DAYS = st.dates(pd.Timestamp("2025-12-01").date(), pd.Timestamp("2026-02-01").date())
TABLES = st.dictionaries(
    st.tuples(DAYS.map(str), st.sampled_from(["USD", "EUR", "JPY"])), st.floats(0.001, 1000), max_size=12
).map(lambda found: rates(*((day, currency, worth) for (day, currency), worth in found.items())))
CURRENCIES = st.sampled_from(["CNY", "USD", "EUR", "JPY"])


@given(table=TABLES, currency=CURRENCIES, own=CURRENCIES, day=DAYS, amount=st.floats(0.01, 1e9))
def test_an_amount_at_the_crossed_rate_is_the_amount_at_the_ratio_of_the_base_rates(
    table: Rates, currency: str, own: str, day: object, amount: float
) -> None:
    moment = np.array([day, day], dtype="datetime64[ns]")
    mine, theirs = table.into_base(np.array([own, currency], dtype=object), moment)
    through = Rates(table.crossed(own), own).into_base(np.array([currency], dtype=object), moment[:1])[0]

    if own == currency:
        assert through == 1.0
    else:
        np.testing.assert_allclose(amount * through, amount * theirs / mine, rtol=1e-12)


# What loading makes of the currencies


@pytest.mark.parametrize(
    ("said", "settings", "written"),
    [
        (",R1", "CNY", ""),  # the team says nothing: it is the settings' own
        (",R3", "CNY", "USD"),
        ("EUR,R3", "CNY", "EUR"),
        ("人民币,R3", "CNY", "CNY"),  # said, and so not that of the team
        ("rmb,R1", "CNY", "CNY"),
        (",R3", "美元", ""),  # the team's is the settings' own
        (",R1", "美元", ""),
        ("元,R1", "美元", "CNY"),
    ],
)
def test_a_deal_is_in_its_own_currency_else_in_that_of_the_team_else_in_that_of_the_settings(
    centre: Centre, said: str, settings: str, written: str
) -> None:
    currency, rep = said.split(",")
    found = centre(
        teams=TEAMS, settings=f"key,value\ncurrency,{settings}\n", deals=f"{DEALS}D1,{rep},5,2026-03-01,{currency}\n"
    )

    assert list(found.column(Deals.currency)) == [written]
    assert found.settings["currency"] == code_of(settings)


@pytest.mark.parametrize(
    ("receipt", "order", "written"),
    [
        ("", "R1,", ("", "")),
        ("", "R3,", ("USD", "USD")),
        ("", "R3,RMB", ("CNY", "")),  # the settings' own, which a blank is
        ("", "R1,EUR", ("EUR", "EUR")),
        ("HK$", "R1,EUR", ("EUR", "HKD")),
        ("CNY", "R3,", ("USD", "CNY")),
    ],
)
def test_a_receipt_is_in_the_currency_of_its_order_unless_it_says_another(
    centre: Centre, receipt: str, order: str, written: tuple[str, str]
) -> None:
    rep, currency = order.split(",")
    found = centre(
        teams=TEAMS,
        orders=f"{ORDERS}O1,{rep},5,2026-03-01,{currency}\n",
        receipts=f"{RECEIPTS}Q1,O1,5,2026-03-02,{receipt}\n",
    )

    assert (*found.column(Orders.currency), *found.column(Receipts.currency)) == written


def test_a_target_is_in_the_currency_of_whose_it_is_even_where_ids_are_the_same(centre: Centre) -> None:
    found = centre(
        teams="team_id,name,currency\nT1,North,\ncentre,South,USD\nR1,East,EUR\n",
        reps="rep_id,name,team_id\nR1,Ada,T1\nR3,Cho,centre\n",
        targets=f"{TARGETS}centre,,2026,1,\nteam,centre,2026,1,\nteam,R1,2026,1,\nrep,R1,2026,1,\nrep,R3,2026,1,\n",
    )

    assert list(found.column(TargetRows.currency)) == ["", "USD", "EUR", "", "USD"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"deals": DEALS + "D1,R1,5,2026-02-28,\nD2,R1,5,2026-02-28,US$\nD3,R1,5,2026-03-01,US$\n"},
         [("deals.csv", 3, "Currency", Severity.NOTED)]),
        ({"deals": DEALS + "D1,R1,,2026-02-28,USD\n"},
         [("deals.csv", 2, "Amount", Severity.NOTED)]),  # no amount, nothing to convert
        ({"deals": OPEN + "D1,R1,5,,USD,lead\nD2,R1,5,2026-03-01,,\n"}, []),  # open: at the rate of the latest day
        ({"deals": OPEN + "D1,R1,5,,USD,lead\nD2,R1,5,2026-02-28,,\n"}, [("deals.csv", 2, "Currency", Severity.NOTED)]),
        ({"deals": OPEN.replace("won", "lost") + "D1,R1,5,2026-02-28,USD,lead\nD2,R1,5,2026-03-01,USD,lead\n"},
         [("deals.csv", 2, "Currency", Severity.NOTED)]),  # lost: at the rate of that day
        ({"deals": OPEN + "D1,R1,5,,GBP,lead\n"}, [("deals.csv", 2, "Currency", Severity.NOTED)]),
        ({"orders": ORDERS + "O1,R3,5,2026-02-28,\nO2,R3,5,2026-03-01,\n"},
         [("orders.csv", 2, "Currency", Severity.NOTED)]),
        ({"orders": ORDERS + "O1,R1,5,2026-02-28,\n", "receipts": RECEIPTS + "Q1,O1,5,2026-02-28,USD\n"},
         [("receipts.csv", 2, "Currency", Severity.NOTED)]),
        ({"orders": ORDERS + "O1,R1,5,2026-03-01,USD\n", "receipts": RECEIPTS + "Q1,O1,5,2026-02-28,\n"},
         [("receipts.csv", 2, "Currency", Severity.NOTED)]),  # paid before the first rate
        ({"orders": ORDERS + "O1,R1,5,2026-03-01,USD\n", "invoices": INVOICES + "I1,O1,5,2026-02-28,\n"},
         [("invoices.csv", 2, "Currency", Severity.NOTED)]),  # invoiced before the first rate
        ({"orders": ORDERS + "O1,R1,5,2026-03-01,\n", "invoices": INVOICES + "I1,O1,5,2026-03-01,GBP\n"},
         [("invoices.csv", 2, "Currency", Severity.NOTED)]),
        ({"targets": TARGETS + "team,T2,2026,5,\nteam,T2,2027,5,\n"},
         [("targets.csv", 2, "Currency", Severity.NOTED)]),  # at the rate of the first day of the year
        ({"targets": TARGETS + "team,T2,2026,5,\n", "settings": "key,value\nfirst_month,4\n"}, []),
        ({"plans": "plan_id,role,valid_from,valid_to,currency\nP1,rep,2026-01-01,2026-02-28,USD\n"},
         [("plans.csv", 2, "Currency", Severity.NOTED)]),
        ({"plans": "plan_id,role,valid_from,valid_to,currency\nP1,rep,2026-01-01,,USD\n"}, []),
        ({"plans": "plan_id,role,valid_from,valid_to,currency\nP1,rep,2026-01-01,,GBP\n"},
         [("plans.csv", 2, "Currency", Severity.NOTED)]),
        # In the settings' own currency, of a team in another: the workbook of the team needs the rate of the team's.
        ({"deals": DEALS + "D1,R3,5,2026-02-28,CNY\nD2,R3,5,2026-03-01,CNY\n"},
         [("deals.csv", 2, "Currency", Severity.NOTED)]),
        ({"orders": ORDERS + "O1,R3,5,2026-02-28,CNY\n", "receipts": RECEIPTS + "Q1,O1,5,2026-02-28,\n"},
         [("orders.csv", 2, "Currency", Severity.NOTED), ("receipts.csv", 2, "Currency", Severity.NOTED)]),
        ({"targets": TARGETS + "rep,R3,2026,5,RMB\n"}, [("targets.csv", 2, "Currency", Severity.NOTED)]),
    ],
)  # fmt: skip  # a table of cases
def test_an_amount_without_a_rate_is_noted_where_it_stands_and_kept(
    centre: Centre, files: dict[str, str], expected: list[tuple[str, int, str, Severity]]
) -> None:
    found = centre(teams=TEAMS, fx=USD_SINCE_MARCH, **files)

    assert told(found) == expected
    for key, text in files.items():
        assert len(found.tables[key]) == text.count("\n") - 1 or key == "settings"


def test_the_currency_whose_rate_is_missing_is_named(centre: Centre) -> None:
    deals = DEALS + "D1,R3,5,2026-02-28,\nD2,R3,5,2026-02-28,CNY\nD3,R3,5,2026-02-28,EUR\n"
    found = centre(teams=TEAMS, fx=USD_SINCE_MARCH, deals=deals)

    of_dollars, of_euros = found.problems
    assert ("USD" in of_dollars.wrong, of_dollars.rows) == (True, (2, 3))
    assert ("EUR" in of_euros.wrong, of_euros.rows) == (True, (4,))


@pytest.mark.parametrize("own", ["CNY", "RMB", "人民币", "￥"])
def test_a_rate_of_the_settings_own_currency_is_refused(centre: Centre, own: str) -> None:
    found = centre(fx=f"date,currency,rate\n2026-01-01,{own},1\n2026-01-01,USD,7\n")

    assert told(found) == [("fx.csv", 2, "Currency", Severity.REFUSED)]
    assert list(found.column(Fx.currency)) == ["USD"]


@pytest.mark.parametrize("spelled", ["USD", "usd", "US$", "美元"])
def test_a_rate_given_twice_for_one_day_is_refused_however_the_currency_is_spelled(
    centre: Centre, spelled: str
) -> None:
    found = centre(fx=f"date,currency,rate\n2026-01-01,USD,7\n2026-01-01,{spelled},7.1\n2026-01-02,{spelled},7.2\n")

    assert told(found) == [("fx.csv", 3, "Date", Severity.REFUSED)]
    assert list(found.column(Fx.rate)) == [7, 7.2]


def test_currencies_of_a_centre_that_has_one_are_left_blank_and_nothing_is_told(centre: Centre) -> None:
    found = centre(settings="key,value\ncurrency,EUR\n", deals=DEALS + "D1,R1,5,2026-03-01,\n")

    assert told(found) == []
    assert list(found.column(Deals.currency)) == [""]


@pytest.mark.parametrize("table", ["fx", "deals", "targets", "orders", "receipts", "plans"])
def test_tables_without_rows_have_no_currencies_to_settle(centre: Centre, table: str) -> None:
    heads = {
        "fx": "date,currency,rate\n", "deals": DEALS, "targets": TARGETS, "orders": ORDERS, "receipts": RECEIPTS,
        "plans": "plan_id,role,valid_from,currency\n",
    }  # fmt: skip  # pairs
    assert told(centre(**{table: heads[table]})) == []


@pytest.mark.parametrize(
    ("amount", "currency", "settings", "written", "told_of"),
    [
        ("R$ 5", "", "CNY", "BRL", "There is no exchange rate for 'BRL'"),
        ("5 zł", "", "PLN", "PLN", ""),
        ("5 zł", "pln", "PLN", "PLN", ""),
        ("5 zł", "EUR", "EUR", "EUR", "sign of a currency other than 'EUR'"),
        ("$5", "", "CNY", "USD", "There is no exchange rate for 'USD'"),
        ("$5", "", "AUD", "AUD", ""),  # one of the dollars
        ("$5", "AUD", "AUD", "AUD", ""),
        ("US$5", "AUD", "AUD", "AUD", "sign of a currency other than 'AUD'"),
        ("¥5", "", "JPY", "JPY", ""),
        ("¥5", "JPY", "JPY", "JPY", ""),
        ("¥5", "", "CNY", "CNY", ""),
        ("¥5", "", "USD", "CNY", "There is no exchange rate for 'CNY'"),
        ("5 kr", "", "NOK", "NOK", ""),
        ("5 kr", "DKK", "DKK", "DKK", ""),
        ("5 kr", "EUR", "EUR", "EUR", "sign of a currency other than 'EUR'"),
        ("5 kr", "", "EUR", "SEK/NOK/DKK/ISK", "can mean SEK/NOK/DKK/ISK, so the row is not counted"),
        ("5 lei", "", "CNY", "RON/MDL", "can mean RON/MDL"),
        ("5", "lei", "CNY", "", "'LEI' is not a currency"),
    ],
)
def test_a_sign_says_the_currency_where_the_row_does_not(
    centre: Centre, amount: str, currency: str, settings: str, written: str, told_of: str
) -> None:
    deals = f"{DEALS}D1,R1,{amount},2026-03-01,{currency}\n".encode("utf-8-sig")  # one ¥ alone could be of others
    found = centre(settings=f"key,value\ncurrency,{settings}\n", deals=deals)

    assert list(found.column(Deals.currency)) == [written]
    assert list(found.column(Deals.amount)) == [5]
    assert len(found.problems) == (told_of != "")
    assert all(told_of in problem.wrong for problem in found.problems)


def test_a_sign_of_several_currencies_means_that_of_the_team_or_of_the_order(centre: Centre) -> None:
    found = centre(
        teams="team_id,name,currency\nT1,North,\nT2,South,SEK\n",
        fx="date,currency,rate\n2026-01-01,SEK,1\n2026-01-01,NOK,1\n",
        orders=f"{ORDERS}O1,R3,5 kr,2026-03-01,\nO2,R3,5,2026-03-01,NOK\nO3,R1,5,2026-03-01,\n",
        receipts=f"{RECEIPTS}Q1,O1,5,2026-03-02,\nQ2,O2,5 kr,2026-03-02,\nQ3,O3,5 kr,2026-03-02,\n",
    )

    assert list(found.column(Orders.currency)) == ["SEK", "NOK", ""]
    assert list(found.column(Receipts.currency)) == ["SEK", "NOK", "SEK/NOK/DKK/ISK"]
    assert [(problem.file, problem.rows) for problem in found.problems] == [("receipts.csv", (4,))]


@pytest.mark.parametrize(
    ("amounts", "doubtful"),
    [
        (("36.000", "12.500", "800", ""), "36.000"),
        (("€ 36.000",), "€ 36.000"),
        (("36.000", "1250.000"), ""),  # a point before decimals: nobody parts only some thousands
        (("36.000", "1250"), ""),
        (("36.000", "12.5"), ""),
        (("0.125", "800"), ""),
        (("36,000", "12.500"), ""),
        (("800", "900"), ""),
    ],
)
def test_amounts_whose_points_may_part_thousands_are_told_once(
    centre: Centre, amounts: tuple[str, ...], doubtful: str
) -> None:
    rows = "".join(f'O{n},R1,"{amount}",2026-03-01,EUR\n' for n, amount in enumerate(amounts) if amount)
    found = centre(orders=f"{ORDERS}{rows}", fx="date,currency,rate\n2026-01-01,EUR,1\n")

    told = [problem.wrong for problem in found.problems if "three decimals" in problem.wrong]
    assert [wrong.partition(" and the others")[0] for wrong in told] == ([f"'{doubtful}'"] if doubtful else [])


def test_amounts_that_have_no_currency_are_told_once_a_table_where_teams_have_several(centre: Centre) -> None:
    tables = {
        "courses": "course_id,hours,cost\nK1,8,\nK2,8,800\nK3,8,900\n",
        "goals": "goal_id,team_id,goal,owner_rep_id,deadline\nG1,T1,Sell,R1,2026-12-31\nG2,T2,Sell,R3,2026-12-31\n",
        "strategies": "strategy_id,goal_id,strategy,budget\nS1,G1,Fair,100\nS2,G2,Fair,100\n",
    }
    found = centre(teams=TEAMS, fx=USD_SINCE_MARCH, **tables)
    # K1 has no cost; S1 is of a team that counts like the centre.
    noted = {(p.file, p.row) for p in found.problems if p.severity is Severity.NOTED}
    assert noted == {("courses.csv", 3), ("strategies.csv", 3)}
    assert not centre(teams=TEAMS.replace("US$", "CNY"), **tables).problems


def test_what_is_measured_in_money_here_and_otherwise_there_is_told_where_it_is_money(centre: Centre) -> None:
    tables = {
        "honour_rules": "rule_id,award,honoured_by,least_value\nH1,Deals,won_deals,3\nH2,Cash,cash,900\n",
        "indicators": "indicator,computed_as,indicator_unit,goal\nVisits,,count,9\nRent,,money,\nSales,sales,money,5\n",
        "indicator_values": "team_id,indicator,period,actual\n"
        "T1,Rent,2026-06,5\nT2,Visits,2026-06,5\nT2,Rent,2026-06,5\n",
    }
    found = centre(teams=TEAMS, fx=USD_SINCE_MARCH, **tables)
    # Rent has no goal; what T1 typed is of a team that counts like the centre.
    assert {(p.file, p.row, p.severity) for p in found.problems} == {
        (f"{key}.csv", row, Severity.NOTED)
        for key, row in (("honour_rules", 3), ("indicators", 4), ("indicator_values", 4))
    }
    assert not centre(teams=TEAMS.replace("US$", "CNY"), **tables).problems
