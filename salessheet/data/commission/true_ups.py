"""What earlier credit of a quarter or a year gains or loses by the rate reached, and what refunds take out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from salessheet.core.commission import Schedule
from salessheet.core.commission.earnings import Scale
from salessheet.core.commission.standing import RUNNING, Window, clean, window_of
from salessheet.core.rounding import excel_round, to_cents
from salessheet.data.commission.attainment import Scales
from salessheet.data.commission.documents import NONE
from salessheet.data.commission.quotas import Served
from salessheet.data.commission.terms import PlanTerms
from salessheet.data.commission.valuing import Valued
from salessheet.data.commission.versions import Versions, goes_by_score

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TrueUps:
    """What is made up for in each cell, and what earlier months of the window left of the order of each refund line.

    Of that `opened` was credited and is not refunded yet, and `gained` is what it gained by rates since; both are 0 for
    other lines.
    """

    of_cells: Floats
    opened: Floats
    gained: Floats


def true_ups(
    people: Served, versions_: Versions, plans: PlanTerms, valued: Valued, scales: Scales, first_month: int
) -> TrueUps:
    """What earlier credit of the window gains or loses by the rate reached, for each cell by its month's terms.

    Of it is paid the part that the plan pays of its lines. What the month refunds of it gains nothing, and what it had
    gained is taken back: its own lines give back no more than they earned themselves.
    """
    cells, by_score = valued.cells, np.append(goes_by_score(versions_.plans), False)
    group = people.group[np.searchsorted(people.pair, cells.pair)]
    last = (cells.month + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - 1
    plan, _ = versions_.latest(group, last)
    portion = np.append(versions_.plans["portion"].fillna(1.0).to_numpy(dtype=float), 1.0)
    scale = scales.at(plan, np.searchsorted(people.pair, cells.pair), cells.month).in_part(portion[plan])
    made = _Made(valued, plans.over[plan], valued.way_of[plan], by_score[plan], scale)
    found = TrueUps(np.zeros(len(cells.pair)), *np.zeros((2, len(valued.amount))))
    for window in RUNNING:
        mine = np.flatnonzero(made.goes(window))
        for way in np.unique(made.way[mine]):
            some = mine[made.way[mine] == way]
            found.of_cells[some] = made.gain(some, cells.opening[window][some])
    _take_back(made, first_month, found)
    return found


@dataclass(frozen=True, eq=False)
class _Made:
    """The cells with the window, the schedule and the scale of the plan at the end of their month."""

    valued: Valued
    over: npt.NDArray[np.object_]
    way: Whole
    by_score: npt.NDArray[np.bool_]
    scale: Scale

    def goes(self, window: Window) -> npt.NDArray[np.bool_]:
        """The cells in which a rate is reached on what was credited before in such a window."""
        opening = self.valued.cells.opening[window]
        return np.asarray((self.over == window) & (opening != 0) & ~self.by_score)

    def gain(self, cells: Whole, kept: Floats) -> Floats:
        """What so much of the opening gains, cells of one schedule and of windows of several months."""
        opening = np.array([self.valued.cells.opening[Window(self.over[cell])][cell] for cell in cells.tolist()])
        total = clean(opening + self.valued.cells.tiered[cells])
        return self.schedule(int(cells[0])).true_up(opening, total, self.scale.taken(cells), kept)

    def schedule(self, cell: int) -> Schedule:
        return self.valued.ways[int(self.way[cell])]

    def pairs_with_refunds(self) -> Whole:
        """Each payee and component that refunds something and somewhere reaches a rate."""
        lines = self.valued.lines
        runs = np.zeros(len(self.over), dtype=bool)
        for window in RUNNING:
            runs |= self.goes(window)
        by_rate = np.array([way.goes_by_rate for way in self.valued.ways], dtype=bool)[self.way] & runs
        return np.intersect1d(lines.pair[lines.is_refund], self.valued.cells.pair[by_rate])


@dataclass
class _Order:
    """What was credited of an order, and refunded, to date; what of it stands in each window, and what that gained.

    Of the month: what it credits to tiers, what was refunded before it, and the part of the rest that it takes back.
    """

    credited: float = 0.0
    refunded: float = 0.0
    standing: dict[Window, float] = field(default_factory=lambda: dict.fromkeys(RUNNING, 0.0))
    gained: dict[Window, float] = field(default_factory=lambda: dict.fromkeys(RUNNING, 0.0))
    new: float = 0.0
    refunded_before: float = 0.0
    back: float = 0.0

    def begin(self, over: Iterable[Window]) -> None:
        """A month, and windows with it."""
        self.new, self.back, self.refunded_before = 0.0, 0.0, self.refunded
        for window in over:
            self.standing[window] = self.gained[window] = 0.0

    def credit(self, base: float, *, is_tiered: bool) -> None:
        self.credited = round(self.credited + base, 9)
        self.new += base if is_tiered else 0.0

    def refund(self, base: float, kept: float) -> None:
        """Takes the part of what the month found that the refund is, but for what of it is kept for the time served."""
        then = self._part(self.refunded)
        self.refunded = round(self.refunded + base, 9)
        left = 1 - self._part(self.refunded_before)
        self.back += (self._part(self.refunded) - then) / left * (1 - kept) if left > 0 else 0.0

    def end(self, gains: Mapping[Window, float]) -> None:
        """`gains`: by how much a unit of what stands in a window gained in the month."""
        stays = 1 - self.back
        for window in RUNNING:
            kept = self.standing[window] * stays
            self.gained[window] = self.gained[window] * stays + kept * gains.get(window, 0.0)
            self.standing[window] = kept + self.new * stays

    def _part(self, refunded: float) -> float:
        return min(1.0, refunded / self.credited) if self.credited > 0 else 0.0


@dataclass
class _Payee:
    """The orders of which a payee and component refunds something, and the month before."""

    orders: dict[int, _Order] = field(default_factory=dict)
    before: int | None = None

    def begin(self, month: int, first_month: int) -> None:
        begun = RUNNING if self.before is None else _begun(self.before, month, first_month)
        for order in self.orders.values():
            order.begin(begun)
        self.before = month

    def back(self, window: Window) -> tuple[float, float]:
        """What the month takes back of what stood in a window, and of what that had gained."""
        orders = self.orders.values()
        return (
            sum(order.back * order.standing[window] for order in orders),
            sum(order.back * order.gained[window] for order in orders),
        )


def _take_back(made: _Made, first_month: int, found: TrueUps) -> None:
    """Writes what refunds leave of the true-ups, month by month, and of a month all payees at once."""
    lines, cells = made.valued.lines, made.valued.cells
    pairs = made.pairs_with_refunds()
    payees = {pair: _Payee() for pair in pairs.tolist()}
    mine = np.flatnonzero(np.isin(lines.pair, pairs) & (lines.root != NONE))
    refunds = mine[lines.is_refund[mine]]
    for pair, root in zip(lines.pair[refunds].tolist(), lines.root[refunds].tolist(), strict=True):
        payees[pair].orders.setdefault(root, _Order())
    by_cell: dict[int, list[int]] = {}
    for line, pair, root in zip(mine.tolist(), lines.pair[mine].tolist(), lines.root[mine].tolist(), strict=True):
        if root in payees[pair].orders:
            by_cell.setdefault(int(lines.cell[line]), []).append(line)
    places = np.flatnonzero(np.isin(cells.pair, pairs))
    for month in np.unique(cells.month[places]).tolist():
        here = places[cells.month[places] == month]
        of = [payees[pair] for pair in cells.pair[here].tolist()]
        for payee, cell in zip(of, here.tolist(), strict=True):
            payee.begin(month, first_month)
            _count(made.valued, by_cell.get(cell, ()), payee.orders, Window(made.over[cell]), found)
        gains = _gains(made, here, of, found)
        for payee, cell in zip(of, here.tolist(), strict=True):
            for order in payee.orders.values():
                order.end({Window(made.over[cell]): gains[cell]} if cell in gains else {})


def _gains(made: _Made, here: Whole, of: Sequence[_Payee], found: TrueUps) -> dict[int, float]:
    """The true-ups of a month's cells, written; for each of them how much a unit of what is kept gained."""
    runs = np.array([window in RUNNING for window in made.over[here]], dtype=bool) & ~made.by_score[here]
    payees = dict(zip(here.tolist(), of, strict=True))
    gains: dict[int, float] = {}
    for way in np.unique(made.way[here[runs]]):
        some = here[runs & (made.way[here] == way)]
        windows = [Window(made.over[cell]) for cell in some.tolist()]
        back = np.array([payees[cell].back(window) for cell, window in zip(some.tolist(), windows, strict=True)])
        opening = [made.valued.cells.opening[w][cell] for cell, w in zip(some.tolist(), windows, strict=True)]
        kept = clean(np.array(opening) - back[:, 0])
        gain = made.gain(some, kept)
        found.of_cells[some] = excel_round(gain - to_cents(back[:, 1]), 2)
        gains |= {
            cell: gained / left if left > 0 else 0.0
            for cell, gained, left in zip(some.tolist(), gain.tolist(), kept.tolist(), strict=True)
        }
    return gains


def _begun(before: int, month: int, first_month: int) -> list[Window]:
    """The windows that began after the month before, or with this one."""
    months = np.array([before, month])
    return [window for window in RUNNING if len(set(window_of(months, window, first_month).tolist())) > 1]


def _count(valued: Valued, here: Iterable[int], orders: Mapping[int, _Order], window: Window, found: TrueUps) -> None:
    """The lines of a month, ordinary ones first; what stood of their orders before is written beside refunds."""
    lines = valued.lines
    for line in here:
        order, base = orders[int(lines.root[line])], float(lines.base[line])
        is_tiered = bool(np.isnan(valued.terms.rate[line]))
        if lines.is_refund[line]:
            order.refund(-base, float(valued.terms.kept[line]))
            if window in RUNNING and is_tiered:
                found.opened[line], found.gained[line] = order.standing[window], order.gained[window]
        elif base > 0:
            order.credit(base, is_tiered=is_tiered)
