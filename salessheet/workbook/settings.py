"""The settings of a sales centre: each known key of the table `settings`, with its type and its default."""

from __future__ import annotations

from dataclasses import dataclass

from salessheet.workbook.labels import LANGUAGES, SPELLINGS
from salessheet.workbook.measures import Scalar, Type, Use


@dataclass(frozen=True)
class SettingKey:
    """`default` stands where the table has no such row. `spellings` are read as the value they stand beside."""

    key: str
    measure: Type
    default: Scalar = None
    choices: tuple[str | float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    spellings: tuple[tuple[str, Scalar], ...] = ()
    use: Use = Use.COMPUTED


_UNITS = (
    ("yuan", 1), ("元", 1), ("k", 1000), ("千", 1000), ("千元", 1000), ("wan", 10000), ("万", 10000), ("万元", 10000),
)  # fmt: skip  # pairs, a line

SETTINGS: tuple[SettingKey, ...] = (
    SettingKey("company", Type.TEXT, "", example="Blue River Group"),
    SettingKey("sales_centre", Type.TEXT, "", example="East China sales centre"),
    SettingKey("owner", Type.TEXT, "", example="Wang Fang", use=Use.NOTE),
    SettingKey("currency", Type.LABEL, "CNY", example="CNY"),
    SettingKey("language", Type.LABEL, None, choices=LANGUAGES, example="zh-CN", spellings=tuple(SPELLINGS.items())),
    SettingKey("encoding", Type.LABEL, "", example="gb18030"),  # of the text files beside the table
    SettingKey("region", Type.LABEL, "CN", example="CN"),  # whose holidays; blank: Monday to Friday
    SettingKey("first_month", Type.COUNT, 1, minimum=1, maximum=12, example="1"),
    SettingKey("annual_target", Type.MONEY, None, minimum=0, example="12000000"),
    SettingKey("over_assignment", Type.PERCENT, 0.0, minimum=0, maximum=1, example="5%"),
    SettingKey("unit", Type.NUMBER, 0.01, minimum=0.0001, example="0.01"),
    SettingKey("money_unit", Type.COUNT, 1, choices=(1, 1000, 10000), example="10000", spellings=_UNITS),
    SettingKey("alert_level", Type.PERCENT, 0.85, minimum=0, maximum=1, example="85%"),
    SettingKey("stale_days", Type.COUNT, 30, minimum=1, example="30"),
    SettingKey("coaching_days", Type.COUNT, 30, minimum=1, example="30"),
)
BY_KEY: dict[str, SettingKey] = {setting.key: setting for setting in SETTINGS}
