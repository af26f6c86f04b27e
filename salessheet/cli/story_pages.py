"""The story of a payout in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from salessheet.cli.answers import Figure
from salessheet.cli.pages import Block, Heading, Paragraph, Table
from salessheet.cli.story_words import StoryWords
from salessheet.data.commission.climbing import Climb, Slice, Way
from salessheet.data.commission.ladders import AtRate, TrueUp
from salessheet.data.commission.plan_facts import PlanFacts
from salessheet.data.commission.plan_words import MINUS
from salessheet.data.commission.story import Adjustment, Correction, Line, NotCredited, Part, Prize, Story
from salessheet.workbook.labels import Words


def page(story: Story, words: Words) -> list[Block]:
    """From the total down to where it comes from, part by part."""
    return list(_blocks(story, StoryWords(words)))


def _blocks(story: Story, w: StoryWords) -> Iterator[Block]:
    period, name = f"{story.period:%Y-%m}", story.name or story.rep_id
    total = "" if story.total is None else f"{w.money(story.total)} {story.currency}"
    title = "title_unpaid" if story.total is None else "title"
    yield Heading(w.say(title, name=name, rep_id=story.rep_id, period=period, total=total), 1)
    yield Paragraph(w.say("closed") if story.is_closed else w.say("open", status=w.value("status", story.status)))
    if not (story.parts or story.adjustments or story.corrections):
        yield Paragraph(w.say("nothing"))
    for part in story.parts:
        yield from _part(part, story.currency, w)
    if story.adjustments:
        yield Heading(w.say("adjustments"))
        yield _adjustments(story.adjustments, w)
    if story.corrections:
        yield Heading(w.say("corrections"))
        yield _corrections(story.corrections, w)
    if story.not_credited:
        yield Heading(w.say("not_credited"))
        yield _not_credited(story.not_credited, w)
    if story.total is not None:
        yield Heading(w.say("total"))
        yield _totals(story, w)


def _part(part: Part, currency: str, w: StoryWords) -> Iterator[Block]:
    yield Heading(w.value("component", part.component))
    known = {plan.plan_id for plan in part.plans}
    for plan in part.plans:
        yield from (Paragraph(text) for text in w.plan(plan))
    if part.plan_id not in known:
        yield Paragraph(w.say("lost_plan", plan=part.plan_id))
    terms = [each for plan in part.plans if plan.plan_id == part.plan_id for each in w.terms(plan)]
    if terms:
        yield Paragraph(w.say("terms", terms=w.listed(terms)))
    if part.lines:
        measures = {plan.measure for plan in part.plans}
        of_money = measures <= {"money"}
        told = "scores" if measures == {"score"} else "pieces"
        yield Paragraph(w.say("documents", currency=part.currency) if of_money else w.say(told))
        yield _lines(part.lines, w, of_money=of_money)
    else:
        yield Paragraph(w.say("no_documents"))
    by_id = {plan.plan_id: plan for plan in part.plans}
    for climb in part.climbs:
        yield from _climb(climb, by_id.get(climb.plan_id), w)
    yield from (Paragraph(_at_rate(at_rate, by_id.get(at_rate.plan_id), w)) for at_rate in part.at_rates)
    yield from (Paragraph(_prize(prize, w)) for prize in part.prizes)
    for cut in part.cuts:
        yield Paragraph(w.say(cut.code, amount=w.money(cut.amount)))
    if part.refunds:
        yield Paragraph(w.say("refunds", amount=w.money(part.refunds)))
    if part.true_up is not None:
        yield Paragraph(_true_up(part.true_up, by_id.get(part.plan_id), w, of_refunds=bool(part.refunds)))
    yield from _pay(part, currency, w)


def _lines(lines: Sequence[Line], w: StoryWords, *, of_money: bool) -> Table:
    headings = ("date", "document", "order", "customer", "amount", "share", "rate", "counts", "earns")
    rows = [
        (
            line.date.isoformat(), w.document(line.kind, line.document), line.root, line.customer,
            w.counted(line), w.share(line.share),
            "" if line.fx is None else w.number(line.fx), w.base(line.base, of_money=of_money), w.money(line.amount),
        )
        for line in lines
    ]  # fmt: skip  # in the order of the headings
    base = w.base(sum(line.base for line in lines), of_money=of_money)
    total = (w.say("total"), *[""] * 6, base, w.money(sum(line.amount for line in lines)))
    return Table([w.say(name) for name in headings], [*rows, total], has_total=True)


def _prize(prize: Prize, w: StoryWords) -> str:
    key = "prize" if prize.tied == 1 else "prize_shared"
    shown = {name: w.number(getattr(prize, name)) for name in ("place", "tied", "ranked", "total")}
    return w.say(key, document=prize.document, amount=w.money(prize.amount), **shown)


def _climb(climb: Climb, plan: PlanFacts | None, w: StoryWords) -> Iterator[Block]:
    if plan is None or not climb.is_known:
        yield Paragraph(w.say("unknown", plan=climb.plan_id, amount=w.money(climb.earned)))
        return
    if plan.by_attainment and not climb.slices:
        yield Paragraph(w.say("no_target", plan=climb.plan_id))
        return
    start, end = (w.base(each, of_money=plan.measure == "money") for each in (climb.start, climb.end))
    if climb.decides is not None:
        decides = w.base(climb.decides, of_money=plan.measure == "money")
        yield Paragraph(w.say("reached", plan=climb.plan_id, end=decides))
    else:
        key = "climb" if climb.part is None else "order_climb"
        yield Paragraph(w.say(key, plan=climb.plan_id, start=start, end=end, order=climb.root))
    rows = [(_tier(each, w), _working(each, plan, w), w.money(each.amount)) for each in climb.slices]
    if climb.rounding:
        rows.append((w.say("rounding"), "", w.money(climb.rounding)))
    amounts = [each.amount for each in climb.slices] + [climb.rounding] * bool(climb.rounding)
    headings = ("column_tier", "column_working", "column_pays")
    total = (w.say("total"), w.addition(amounts), w.money(climb.sum))
    yield Table([w.say(name) for name in headings], [*rows, total], has_total=True)
    if climb.part is not None:
        yield Paragraph(_share_of_order(climb, climb.part, plan, w))


def _share_of_order(climb: Climb, part: float, plan: PlanFacts, w: StoryWords) -> str:
    shown = w.base(part, of_money=plan.measure == "money")
    whole = w.base(climb.end, of_money=plan.measure == "money")
    told = w.say("part", part=shown, whole=whole, sum=w.money(climb.sum), paid=w.money(climb.paid))
    if not climb.rounding_of_lines:
        return told
    return w.listed([told, w.adds_up("rounding", [climb.paid, climb.rounding_of_lines])])


def _tier(piece: Slice, w: StoryWords) -> str:
    if piece.way is Way.MONEY and piece.base < 0:
        return w.say("step_back")
    if piece.lower is None and piece.upper is None:
        return w.say("step_none")
    lower, upper = ("" if bound is None else w.number(bound) for bound in (piece.lower, piece.upper))
    key = "step_below" if piece.lower is None else "step_from" if piece.upper is None else "step"
    return w.say(key, lower=lower, upper=upper)


def _working(piece: Slice, plan: PlanFacts, w: StoryWords) -> str:
    of_money = plan.measure == "money"
    match piece.way:
        case Way.MONEY:
            return w.money(piece.amount)
        case Way.PART:
            width = (piece.upper or 0.0) - (piece.lower or 0.0)
            shown = (w.base(each, of_money=of_money) for each in (piece.base, width))
            return f"{' ÷ '.join(shown)} × {w.money(piece.rate)}"
    return f"{w.base(piece.base, of_money=of_money)} × {w.rate(piece.rate, plan)}"


def _at_rate(found: AtRate, plan: PlanFacts | None, w: StoryWords) -> str:
    values = " · ".join(w.value("value", each) for each in found.values)
    rate = w.number(found.rate) if plan is None else w.rate(found.rate, plan)
    working = f"{w.base(found.base, of_money=plan is None or plan.measure == 'money')} × {rate}"
    told = w.say("at_rate", plan=found.plan_id, values=values, working=working, amount=w.money(found.amount))
    if not found.rounding:
        return told
    return w.listed([told, f"{w.say('rounding')} {w.money(found.rounding)}"])


def _true_up(found: TrueUp, plan: PlanFacts | None, w: StoryWords, *, of_refunds: bool) -> str:
    if plan is None or not found.is_known:
        return w.say("true_up_refunded" if of_refunds else "true_up_unknown", amount=w.money(found.amount))
    base = w.base(found.base, of_money=plan.measure == "money")
    rates = (found.rate, found.rate_before)
    in_part = "" if found.portion == 1 else f" × {w.share(found.portion)}"
    working = f" {MINUS} ".join(f"{base} × {w.rate(rate, plan)}{in_part}" for rate in rates)
    worth = f" {MINUS} ".join(w.money(found.base * rate * found.portion) for rate in rates)
    return w.say("true_up", working=f"{working} = {worth} = {w.money(found.amount)}")


def _pay(part: Part, currency: str, w: StoryWords) -> Iterator[Block]:
    earned = [climb.earned for climb in part.climbs] + [each.amount for each in part.at_rates]
    earned += [prize.amount for prize in part.prizes]
    earned += [cut.amount for cut in part.cuts] + [part.refunds] * bool(part.refunds)
    earned += [part.true_up.amount] if part.true_up is not None else []
    if len(earned) > 1:
        yield Paragraph(w.adds_up("earned", earned))
    if part.attainment is not None and part.quota is not None:
        shown = {"attainment": w.share(round(part.attainment, 6)), "quota": w.money(part.quota)}
        on_scores = any(plan.plan_id == part.plan_id and plan.measure == "score" for plan in part.plans)
        yield Paragraph(w.say("scored" if on_scores else "attained", **shown))
    if part.factor is not None:
        yield Paragraph(w.say("by_factor", factor=w.number(part.factor)))
    rows = [(w.step(step.code), w.money(step.amount)) for step in part.steps]
    total = (w.say("pay"), Figure(f"{w.money(part.out)} {part.currency}"))
    yield Table([w.say("column_step"), w.say("amount")], [*rows, total], has_total=True)
    if part.forgiven:
        yield Paragraph(w.say("forgiven", debt=f"{w.money(part.forgiven)} {part.currency}"))
    if part.debt:
        yield Paragraph(w.say("still_owed", debt=f"{w.money(part.debt)} {part.currency}"))
    if part.payout is None or part.rate is None:
        yield Paragraph(w.say("no_rate", currency=currency))
    elif part.currency != currency:
        texts = {"out": w.money(part.out), "rate": w.number(part.rate), "payout": w.money(part.payout)}
        yield Paragraph(w.say("converted", currency=currency, **texts))


def _adjustments(found: Iterable[Adjustment], w: StoryWords) -> Table:
    headings = [w.say(name) for name in ("line", "reason", "refers_to", "amount")]
    rows = [(each.line, each.reason, each.refers_to, w.money(each.amount)) for each in found]
    total = (w.say("total"), "", "", w.money(sum(each.amount for each in found)))
    return Table(headings, [*rows, total], has_total=True)


def _corrections(found: Iterable[Correction], w: StoryWords) -> Table:
    headings = [w.say(name) for name in ("month", "component", "document", "reason", "was", "is", "amount")]
    rows = [
        (
            f"{each.of_period:%Y-%m}", w.value("component", each.component),
            _mended(each, w), w.text(f"correction.{each.reason}"),
            w.money(each.old), w.money(each.new), w.money(each.amount),
        )
        for each in found
    ]  # fmt: skip  # in the order of the headings
    total = (w.say("total"), *[""] * 5, w.money(sum(each.amount for each in found)))
    return Table(headings, [*rows, total], has_total=True)


def _mended(correction: Correction, w: StoryWords) -> str:
    if correction.document:
        return w.document(correction.kind, correction.document)
    return w.say("adjustments") if correction.kind == "adjustment" else w.say("rest")


def _not_credited(found: Iterable[NotCredited], w: StoryWords) -> Table:
    rows = [
        (each.date.isoformat(), w.document(each.kind, each.document), w.text(f"unpaid.{each.reason}")) for each in found
    ]
    return Table([w.say(name) for name in ("date", "document", "reason")], rows)


def _totals(story: Story, w: StoryWords) -> Table:
    """What each part, the adjustments and the corrections give, and their sum."""
    rows = [(w.value("component", part.component), w.money(part.payout or 0.0)) for part in story.parts]
    for name, found in (("adjustments", story.adjustments), ("corrections", story.corrections)):
        if found:
            rows.append((w.say(name), w.money(sum(each.amount for each in found))))
    total = (w.say("total"), Figure(f"{w.money(story.total or 0.0)} {story.currency}"))
    return Table([w.say("component"), w.say("amount")], [*rows, total], has_total=True)
