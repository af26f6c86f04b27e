"""How currencies are written: the code, signs and names of each, as people type them beside amounts and in tables.

`CURRENCIES` is the one table of them: what is written, as `plain` makes it → the codes it can mean, the usual one
first. Which of several an amount is in, `money` decides by whose amount it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG
XOF XPF YER ZAR ZMW
"""  # ISO 4217

_OF_ONE: Mapping[str, str] = {
    "CNY": "RMB CNH CN¥ 人民币 人民币元 YUAN",
    "USD": "US$ U$S USD$ 美元 美金",
    "EUR": "€ EURO EUROS 欧元",
    "GBP": "£ 英镑",
    "JPY": "JP¥ 円 日元 日圆",
    "HKD": "HK$ 港币 港元",
    "TWD": "NT$ NTD 新台币 新臺幣 台币",
    "MOP": "MOP$ 澳门元 澳门币",
    "SGD": "S$ SG$ 新加坡元 新币",
    "AUD": "A$ AU$ 澳元 澳币",
    "NZD": "NZ$ 新西兰元 纽币",
    "CAD": "CA$ CAD$ 加元 加币",
    "BRL": "R$ BR$",
    "MXN": "MX$ MEX$",
    "ARS": "AR$",
    "CLP": "CLP$",
    "COP": "COL$ COP$",
    "JMD": "J$",
    "TTD": "TT$",
    "UYU": "$U",
    "PEN": "S/ S/.",
    "CHF": "SFR SFR. FR. 瑞士法郎 瑞郎",
    "PLN": "ZŁ ZŁ.",
    "CZK": "KČ",
    "HUF": "FT",
    "BGN": "ЛВ ЛВ.",
    "UAH": "₴ ГРН ГРН.",
    "RUB": "₽ РУБ РУБ. 卢布",
    "TRY": "₺ TL",
    "ILS": "₪",
    "KZT": "₸",
    "AZN": "₼",
    "GEL": "₾",
    "AMD": "֏",
    "AED": "د.إ DHS DHS. 迪拉姆",
    "SAR": "ر.س",
    "EGP": "E£",
    "ZAR": "R",
    "NGN": "₦",
    "GHS": "₵ GH₵",
    "KES": "KSH KSH.",
    "TZS": "TSH TSH.",
    "UGX": "USH USH.",
    "INR": "₹",
    "BDT": "৳",
    "KRW": "₩ 원 韩元",
    "VND": "₫ 越南盾",
    "THB": "฿ 泰铢",
    "PHP": "₱",
    "IDR": "RP RP.",
    "MYR": "RM 林吉特",
    "MNT": "₮",
    "KHR": "៛",
    "LAK": "₭",
    "PYG": "₲",
    "CRC": "₡",
}
_OF_SEVERAL: Mapping[str, str] = {
    "$": "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SGD SRD TTD TWD UYU XCD",
    "¥": "CNY JPY",
    "元": "CNY TWD HKD MOP SGD",
    "C$": "CAD NIO",
}
_OF_SEVERAL_ALIKE: Mapping[str, str] = {
    **dict.fromkeys(("KR", "KR."), "SEK NOK DKK ISK"),
    **dict.fromkeys(("LEI", "LEU"), "RON MDL"),
    **dict.fromkeys(("RS", "RS."), "INR PKR LKR NPR MUR SCR"),
    **dict.fromkeys(("FCFA", "F CFA", "CFA"), "XOF XAF"),
    "ریال": "SAR IRR OMR QAR YER",
}

CURRENCIES: Mapping[str, tuple[str, ...]] = {
    **{code: (code,) for code in _CODES.split()},
    **{sign: (code,) for code, signs in _OF_ONE.items() for sign in signs.split()},
    **{sign: tuple(codes.split()) for sign, codes in (*_OF_SEVERAL.items(), *_OF_SEVERAL_ALIKE.items())},
}
ONLY_BEFORE = frozenset({"R"})  # 5 kR are no rand
_ALIKE = frozenset(tuple(codes.split()) for codes in _OF_SEVERAL_ALIKE.values())


def plain(text: str) -> str:
    """A text as the table has it: in capitals, half-width, without blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def usual(codes: tuple[str, ...]) -> str:
    """What a sign of these currencies means where nothing else says it; "" where none of them is more usual."""
    return "" if codes in _ALIKE else codes[0]
