"""How the amount of a line comes about: a rate of its own, the part of it that counts, the cap on its order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Earning:
    """In the currency of the plan; `gross` and `uncapped` are None where the workbook does not say.

    `rated_as`: value and second value of the row of `plan_rates` that holds for the line, none where no row does.
    `rate`: that row's; None where the line goes by the tiers. `gross`: by tiers or rate; `factor`: the part of it that
    counts, nothing where the order does not reach the least margin (`passes`). `uncapped`: what is left; `cap`: the
    most that its order pays, None without one; `used`: what lines before it have used of that. `kept`: of a refund,
    the share that stays with the payee.
    """

    rated_as: tuple[str, ...] = ()
    rate: float | None = None
    factor: float = 1.0
    passes: bool = True
    gross: float | None = None
    uncapped: float | None = None
    cap: float | None = None
    used: float = 0.0
    kept: float = 0.0

    @property
    def is_known(self) -> bool:
        """Whether the workbook says how the line earns."""
        return self.gross is not None

    @property
    def is_tiered(self) -> bool:
        """Whether the tiers decide, so that the line stands among others that run up through them."""
        return self.rate is None

    @property
    def cut(self) -> float:
        """What the cap takes of it; 0 where nobody knows."""
        if self.cap is None or self.uncapped is None:
            return 0.0
        allowed = min(self.used + self.uncapped, self.cap) - min(self.used, self.cap)
        return round(self.uncapped - allowed, 2) + 0.0
