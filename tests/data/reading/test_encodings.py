from __future__ import annotations

import codecs
import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salessheet.data.reading.encodings import Text, decoded, known
from salessheet.data.reading.grids import Doubt
from salessheet.errors import InvalidOption, UnreadableSource

FILE = Path("deals.csv")

# Invented rows: words that a language writes, a handful each, and a heading. They are put together at random.
WORDS: dict[str, tuple[str, str]] = {
    "Chinese": (
        "客户,负责人,金额,状态",
        "王小明 李娜 陈建国 赵敏 欧阳雪 苏州 成都 恒通贸易有限公司 青禾科技 云帆物流 已成交 跟进中",
    ),
    "Taiwanese": (
        "客戶,負責人,金額,狀態",
        "陳怡君 林志豪 黃淑芬 張家瑋 臺北 高雄 宏達貿易有限公司 青禾科技 雲帆物流 已成交 跟進中",
    ),
    "Japanese": (
        "顧客名,担当者,金額,状態",
        "佐藤健一 鈴木花子 高橋直美 田中太郎 横浜 札幌 株式会社みどり商事 アオイ電機 受注 見積中",
    ),
    "Korean": (
        "고객명,담당자,금액,상태",
        "김민수 이서연 박지훈 최유진 서울 부산 한빛무역 푸른기술 주식회사 완료 진행중",
    ),
    "German": (
        "Firma,Verkäufer,Betrag,Größe",
        "Müller Jürgen Schröder Käthe Köln Düsseldorf Grünwerk Großhandel Böhm Straße Anna Nord",
    ),
    "French": (
        "Société,Vendeur,Montant,Étape",
        "Hélène François Lefèvre Agnès Orléans Besançon Forêt Boulangerie Bérénice Crédit Noël Anne",
    ),
    "Spanish": (
        "Compañía,Vendedor,Importe,Región",
        "Muñoz Martínez Peña José León Málaga Ibáñez Construcción Logroño Ramón Ana Sur",
    ),
    "Portuguese": (
        "Empresa,Vendedor,Preço,Situação",
        "João Gonçalves Conceição Simões São Paulo Irmãos Comércio Araújo Brandão Ana Norte",
    ),
    "Swedish": (
        "Företag,Säljare,Belopp,Läge",
        "Åsa Björn Sjöberg Göteborg Malmö Västerås Lindström Håkan Norrköping Öberg Anna",
    ),
    "Danish": (
        "Firma,Sælger,Beløb,Trin",
        "Søren Jørgensen Mærsk Århus København Sønderborg Bækgård Kjær Ålborg Østergaard Anna",
    ),
    "Polish": (
        "Firma,Sprzedawca,Wartość,Źródło",
        "Łukasz Wałęsa Żółkiewska Kraków Łódź Gdańsk Spółka Wiśniewski Zdzisław Dąbrowa Anna",
    ),
    "Czech": (
        "Společnost,Obchodník,Částka,Fáze",
        "Dvořák Jiří Němcová Plzeň Příbram Růžena Žižka Veselý Děčín Štěpán Škola Anna",
    ),
    "Hungarian": (
        "Cég,Értékesítő,Összeg,Állapot",
        "Szőke Gergő Győr Kőszeg Lőrinc Fűtő Nagy Zoltán Székesfehérvár Ügynökség Anna",
    ),
    "Russian": (
        "Компания,Менеджер,Сумма,Этап",
        "Иванов Смирнова Кузнецов Ольга Москва Казань Восток Торговый Дом Новые Решения Сделка",
    ),
    "Greek": (
        "Εταιρεία,Πωλητής,Ποσό,Στάδιο",
        "Παπαδόπουλος Γιώργος Ελένη Αθήνα Πάτρα Εμπορική Νίκος Σοφία Ιωάννινα Κρήτη Θάλασσα",
    ),
    "Turkish": (
        "Şirket,Satıcı,Tutar,Aşama",
        "Yılmaz Ayşe Çağlar Şahin İzmir Eskişehir Güneş Işık Doğan Ticaret Gökçe Balıkesir",
    ),
}
WRITTEN = {
    "gb18030": ("Chinese",), "cp950": ("Taiwanese",), "cp932": ("Japanese",), "euc_jp": ("Japanese",),
    "cp949": ("Korean",), "cp1252": ("German", "French", "Spanish", "Portuguese", "Swedish", "Danish"),
    "cp1250": ("Polish", "Czech", "Hungarian"), "cp1251": ("Russian",), "koi8-r": ("Russian",), "cp1253": ("Greek",),
    "cp1254": ("Turkish",), "mac-roman": ("German", "French"),
}  # fmt: skip
PAIRS = [(encoding, language) for encoding, spoken in WRITTEN.items() for language in spoken]
ENGLISH = "Company,Owner,Amount,Stage"


def table(language: str, rows: int, chance: random.Random, *, english: bool = False) -> str:
    heading, words = WORDS[language]
    some = words.split()
    lines = [f"{chance.choice(some)},{chance.choice(some)},{chance.randint(1, 99999)}.5,won" for _ in range(rows)]
    return "\r\n".join([ENGLISH if english else heading, *lines, ""])


def tables(encoding: str, language: str, *sizes: int) -> Iterator[tuple[str, bytes]]:
    """Twenty tables of each small size, one of each large, every second with English headings; none in ASCII alone."""
    for rows in sizes:
        for seed in range(20 if rows < 100 else 1):
            text = table(language, rows, random.Random(seed), english=seed % 2 == 0)
            if not text.isascii():
                yield text, text.encode(encoding)


def in_words(texts: list[Text]) -> list[str]:
    return [f"{text.encoding} {text.text[:60]!r} {text.doubts}" for text in texts]


@pytest.mark.parametrize(("encoding", "language"), PAIRS)
def test_no_table_is_read_in_a_wrong_encoding_without_a_doubt(encoding: str, language: str) -> None:
    read = [(text, decoded(FILE, raw)) for text, raw in tables(encoding, language, 1, 2, 3, 10, 2000)]
    assert in_words([found for text, found in read if found.text != text and not found.doubts]) == []


@pytest.mark.parametrize(("encoding", "language"), PAIRS)
def test_tables_of_a_hundred_rows_leave_no_doubt(encoding: str, language: str) -> None:
    ((text, raw),) = tables(encoding, language, 100)
    found = decoded(FILE, raw)
    assert (found.text, found.doubts) == (text, ())


@pytest.mark.parametrize("language", ["Chinese", "German"])
def test_three_rows_are_enough_for_the_commonest_encodings(language: str) -> None:
    encoding = {"Chinese": "gb18030", "German": "cp1252"}[language]
    read = [(text, decoded(FILE, raw)) for text, raw in tables(encoding, language, 3)]
    assert in_words([found for text, found in read if (found.text, found.doubts) != (text, ())]) == []


def test_two_chinese_names_among_ascii_are_enough() -> None:
    text = "id,name,amount\n" + "".join(f"D{n},Customer {n},{n}.5\n" for n in range(3000)) + "D8,李娜,1\nD9,王小明,2\n"
    found = decoded(FILE, text.encode("gbk"))
    assert (found.text, found.encoding, found.doubts) == (text, "gb18030", ())


def test_one_word_may_be_a_doubt_which_shows_it_in_both_readings() -> None:
    found = decoded(FILE, "name,amount\nStănescu,1\n".encode("cp1250"))
    readings = {(found.encoding, doubt.read): (doubt.encoding, doubt.other) for doubt in found.doubts}
    assert readings[("cp1252", "Stãnescu")] == ("cp1250", "Stănescu")


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "iso8859-15", "cp1254"])
def test_encodings_that_agree_about_a_text_are_no_doubt(encoding: str) -> None:
    found = decoded(FILE, "name\nMüller\nSchröder\n".encode(encoding))
    assert (found.text, found.doubts) == ("name\nMüller\nSchröder\n", ())


def test_what_stands_late_in_a_large_file_counts() -> None:
    text = "id,name\n" + "1,Smith\n" * 400_000 + "2,王小明\n3,陈建国\n4,李娜\n"
    assert decoded(FILE, text.encode("gbk")).text == text


def test_a_large_file_without_any_separator_is_read() -> None:
    text = "青禾科技有限公司" * 50_000
    assert decoded(FILE, text.encode("gbk")).text == text


def test_one_lost_character_makes_no_file_unreadable() -> None:
    assert decoded(FILE, "name\nMüller".encode()[:-5] + b"\xc3").text.startswith("name\nM")


def test_a_damaged_character_does_not_make_a_file_another_encoding() -> None:
    text = table("Chinese", 50, random.Random(1))
    raw = bytearray(text.encode("gbk"))
    raw[raw.index(b",") - 1] = 0xFF
    found = decoded(FILE, bytes(raw))
    assert (found.encoding, "\ufffd" in found.text, found.text[-40:]) == ("gb18030", True, text[-40:])


MARKED = {
    "utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}  # fmt: skip


@pytest.mark.parametrize("named", ["", "gbk", "utf-8"])
@pytest.mark.parametrize("encoding", MARKED)
def test_a_byte_order_mark_decides_whatever_was_named(encoding: str, named: str) -> None:
    text = table("Chinese", 3, random.Random(1))
    assert decoded(FILE, MARKED[encoding] + text.encode(encoding), named) == Text(text, encoding)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str, language: str) -> None:
    text = table(language, 3, random.Random(1)) + "一,一,1\r\n"
    assert decoded(FILE, text.encode(encoding)) == Text(text, encoding)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xff\x80\0\x81",
        bytes(range(256)) * 4,
        b"\0" * 100,
    ],
)
def test_what_is_no_text_says_so(raw: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not text"):
        decoded(FILE, raw)


@pytest.mark.parametrize(
    "text", ["id,name\n1,Ada\0\n2,Ben\n", "姓名,备注\n李娜,\0\0\0\n王小明,\0\n" + "陈建国,无\n" * 9]
)
def test_a_cell_filled_with_nuls_makes_no_other_encoding_of_a_text(text: str) -> None:
    assert decoded(FILE, text.encode()) == Text(text, "utf-8")
    assert decoded(FILE, text.encode("gb18030")).text == text


@pytest.mark.parametrize("language", WORDS)
def test_utf_8_is_utf_8_even_for_one_word(language: str) -> None:
    for word in WORDS[language][1].split():
        text = f"id,name,amount\n1,{word},5\n"
        assert decoded(FILE, text.encode()) == Text(text, "utf-8")


@pytest.mark.parametrize("language", WORDS)
def test_a_cut_character_or_a_pasted_byte_leaves_utf_8_what_it_is(language: str) -> None:
    text = table(language, 6, random.Random(2)) + "M,é"
    raw = text.encode()
    cut = decoded(FILE, raw[:-1])
    assert (cut.encoding, cut.text) == ("utf-8", text[:-1] + "\ufffd")
    pasted = decoded(FILE, b"Caf\xe9\r\n" + raw)
    assert (pasted.encoding, pasted.text) == ("utf-8", "Caf\ufffd\r\n" + text)


def test_a_short_file_that_is_cut_is_still_utf_8() -> None:
    assert decoded(FILE, "姓名\n李娜\n王芳".encode()[:-1]) == Text("姓名\n李娜\n王\ufffd", "utf-8")


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=10, max_size=40).filter(
    lambda text: not text.isascii()))  # fmt: skip
def test_any_text_of_some_length_in_utf_8_is_read_as_it_is(text: str) -> None:
    many = "\n".join([text] * 8)
    assert decoded(FILE, many.encode()) == Text(many, "utf-8")


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    with contextlib.suppress(UnreadableSource):
        found = decoded(FILE, raw)
        assert codecs.lookup(found.encoding).name == found.encoding


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("GBK", "gb18030"), ("gb2312", "gb18030"), ("CP936", "gb18030"), ("936", "gb18030"), ("GB 18030", "gb18030"),
        ("utf8", "utf-8"), ("UTF-8-SIG", "utf-8"), ("utf-8", "utf-8"), ("ascii", "utf-8"), ("65001", "utf-8"),
        ("latin1", "cp1252"), ("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("Windows 1251", "cp1251"),
        ("1250", "cp1250"), ("win1251", "cp1251"), ("big5", "cp950"), ("Shift_JIS", "cp932"), ("sjis", "cp932"),
        ("euc-kr", "cp949"), ("EUC-JP", "euc_jp"), ("KOI8-R", "koi8-r"), ("koi8-u", "koi8-u"), ("utf16", "utf-16"),
        ("macroman", "mac-roman"), ("latin9", "iso8859-15"), ("", ""), (" ", ""),
    ],
)  # fmt: skip
def test_encodings_go_by_many_names(name: str, encoding: str) -> None:
    assert known(name) == encoding


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("utf-9", "utf-8"),
        ("gb1803", "gb18030"),
        ("ANSI", "country"),
        ("base64", "no encoding"),
        ("rot13", "no encoding"),
    ],
)
def test_a_name_that_no_encoding_has_is_refused(name: str, says: str) -> None:
    with pytest.raises(InvalidOption, match=says):
        known(name)


@pytest.mark.parametrize("name", ["x" * 100_000, "utf-8\n" * 1000])
def test_a_long_name_is_told_in_short(name: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        known(name)
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("encoding", "language"), PAIRS)
def test_a_named_encoding_is_taken_without_a_doubt(encoding: str, language: str) -> None:
    text = table(language, 3, random.Random(1))
    assert decoded(FILE, text.encode(encoding), encoding) == Text(text, encoding)


def test_bytes_that_do_not_fit_the_named_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(UnreadableSource, match="line 3 is not text in utf-8"):
        decoded(FILE, "name\r\nAda\r\nMüller\r\n".encode("cp1252"), "utf-8")


def test_utf_8_is_not_read_as_another_encoding_that_somebody_named() -> None:
    text = "姓名\n李娜\n王芳\n"
    found = decoded(FILE, text.encode(), "gbk")
    assert (found.text, found.encoding, [doubt.encoding for doubt in found.doubts]) == (text, "utf-8", ["gb18030"])


def test_a_named_encoding_that_may_be_utf_8_is_a_doubt() -> None:
    found = decoded(FILE, "name\nMüller\n".encode(), "latin1")
    assert (found.encoding, found.doubts[0].encoding, found.doubts[0].other) == ("cp1252", "utf-8", "Müller")


UKRAINIAN = "Назва,Місто,Сума\nКиїв,Львів,1\nОлексій,Чернігів,2\nНаталія,Їжак,3\n"
RUSSIAN = "Компания,Город,Сумма\nИванов,Москва,1\nСмирнова,Казань,2\nВосток,Пермь,3\n"
SERBIAN = "Фирма,Град\nЈовановић,Београд\nЂорђевић,Ниш\nЉубица,Крагујевац\nЊегош,Ужице\n"
ARABIC = "اسم,مدينة,مبلغ\nمحمد,القاهرة,1\nأحمد,الرياض,2\nفاطمة,دبي,3\n"
KOREAN = "고객명,담당자,금액\n김민수,한빛무역,1\n이서연,푸른기술,2\n박지훈,서울,3\n"
GREEK = "Εταιρεία,Πόλη\nΆννα,Αθήνα\nΓιώργος,Πάτρα\nΕλένη,Κρήτη\n"
HEBREW = "שם,עיר\nדוד,חיפה\nשרה,ירושלים\n"
CHINESE = "客户,负责人\n王小明,苏州\n李娜,成都\n陈建国,上海\n赵敏,北京\n"
TAIWANESE = "陳怡君,林志豪\n黃淑芬,高雄\n貿易有限公司,張家瑋\n"
JAPANESE = "顧客名,担当者\n佐藤健一,横浜\n鈴木花子,札幌\n田中太郎,大阪\n"
GERMAN = "Firma,Ort\nMüller,Köln\nSchröder,Düsseldorf\nJürgen,Grünwerk\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8-u", UKRAINIAN), ("cp1251", UKRAINIAN), ("mac-cyrillic", UKRAINIAN), ("cp1125", UKRAINIAN),
        ("koi8-r", RUSSIAN), ("cp866", RUSSIAN), ("mac-cyrillic", RUSSIAN), ("iso8859-5", RUSSIAN),
        ("cp1251", SERBIAN), ("iso8859-6", ARABIC), ("cp1256", ARABIC), ("johab", KOREAN), ("iso8859-7", GREEK),
        ("cp1255", HEBREW), ("hz", CHINESE), ("iso2022_jp", JAPANESE), ("iso2022_kr", KOREAN),
        ("iso2022_jp_2", "王小明,张伟\n佐藤,横浜\n"),
    ],
)  # fmt: skip
def test_a_few_rows_of_rarer_encodings_are_enough(encoding: str, text: str) -> None:
    for rows in (2, 3, 4):
        some = "".join(text.splitlines(keepends=True)[:rows])
        found = decoded(FILE, some.encode(encoding))
        assert (found.text, found.doubts) == (some, ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp720", ARABIC), ("cp737", GREEK), ("cp862", HEBREW), ("mac-greek", GREEK), ("cp855", RUSSIAN),
        ("cp869", GREEK), ("utf-7", CHINESE), ("utf-7", GERMAN), ("utf-7", RUSSIAN),
    ],
)  # fmt: skip
def test_what_is_no_word_of_any_language_is_a_doubt(encoding: str, text: str) -> None:
    found = decoded(FILE, text.encode(encoding))
    assert found.text != text
    assert found.doubts


def test_utf_7_is_named_where_a_file_in_ascii_may_be_that() -> None:
    assert decoded(FILE, GERMAN.encode("utf-7")).doubts == (Doubt("utf-7", "M+APw-ller", "Müller"),)


@pytest.mark.parametrize(
    "text",
    ["name,phone\nAnn,+49 123\nBob,+8613812345678\n", "C++,a+b\n1+1,X+ABC-1\n", "~{x},~}\n", "a ~{b~}\n", "+-,a\n"],
)
def test_signs_that_other_encodings_use_leave_ascii_what_it_is(text: str) -> None:
    assert decoded(FILE, text.encode()) == Text(text, "utf-8")


@pytest.mark.parametrize("raw", [b"\x1b$)A\x0eMuP!Cw\x0f,1\n", b"a\x1b$\n"])
def test_escape_sequences_of_no_encoding_known_are_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableSource, match="not text in any encoding known"):
        decoded(FILE, raw)


@pytest.mark.parametrize("text", ["{}°C", "{}°F", "{}€", "£{}", "€ {}", "{}½", "{}×{}", "±{}", "{}m²", "{}µm", "{}§"])
@pytest.mark.parametrize("rows", [1, 2, 50])
def test_signs_among_digits_are_no_letters_of_another_script(text: str, rows: int) -> None:
    table = "".join(f"D{n},{text.format(n, n)}\n" for n in range(rows))
    assert decoded(FILE, table.encode("cp1252")).text == table


@pytest.mark.parametrize(
    ("encoding", "text", "more"),
    [
        ("gb18030", CHINESE, "孙磊,北京\n"),
        ("gb18030", CHINESE * 50, "孙磊,5\n"),
        ("gb18030", CHINESE, "北京公司,5\n"),
        ("cp950", TAIWANESE, "臺北,貿易\n"),
        ("cp932", JAPANESE, "佐藤,大阪\n"),
        ("cp949", KOREAN, "김민수,서울\n"),
        ("cp1251", RUSSIAN, "Иванов,1\n"),
        ("cp1252", GERMAN, "Größe,1\n"),
    ],
)
@pytest.mark.parametrize("rows", [0, 200_000])
def test_rows_of_utf_8_in_a_file_of_another_encoding_are_told(encoding: str, text: str, more: str, rows: int) -> None:
    raw = text.encode(encoding) + b"D1,Ann,5\n" * rows + more.encode() + b"D1,Ann,5\n" * rows
    told = (encoding, "utf-8", more[: more.index(",")])
    found = decoded(FILE, raw)
    assert (found.encoding, found.doubts[0].encoding, found.doubts[0].other) == told
    with contextlib.suppress(UnreadableSource):  # where the bytes do not fit at all what was stated
        found = decoded(FILE, raw, encoding)
        assert (found.encoding, found.doubts[0].encoding, found.doubts[0].other) == told


@pytest.mark.parametrize("text", ["联通", "联通公司", "力挺,联通"])
def test_chinese_whose_bytes_happen_to_fit_utf_8_is_no_mixture(text: str) -> None:
    assert decoded(FILE, (CHINESE + text + "\n").encode("gbk")) == Text(CHINESE + text + "\n", "gb18030")


@pytest.mark.parametrize(("encoding", "language"), PAIRS)
def test_a_true_statement_is_never_doubted(encoding: str, language: str) -> None:
    read = [(raw, decoded(FILE, raw, encoding)) for _, raw in tables(encoding, language, 1, 3, 10)]
    assert in_words([found for _, found in read if found.doubts]) == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp862", HEBREW), ("cp737", GREEK), ("cp720", ARABIC), ("cp855", RUSSIAN), ("cp1251", SERBIAN),
        ("ptcp154", "Қазақстан,Әлем\nҮкімет,Өнім\n"), ("cp1258", "Nguyên,Hà Nôi\nÔng Đào,Huê\n"),
        ("cp437", GERMAN), ("mac-greek", GREEK), ("cp874", "กรุงเทพ,สมชาย\n"), ("cp1250", "Stănescu\n"),
    ],
)  # fmt: skip
def test_nor_is_that_of_an_encoding_that_is_hard_to_tell(encoding: str, text: str) -> None:
    assert decoded(FILE, text.encode(encoding), encoding) == Text(text, encoding)


@pytest.mark.parametrize(
    ("encoding", "text", "stated"),
    [
        ("gb18030", CHINESE, "cp1252"), ("cp1252", GERMAN, "gbk"),
        ("cp1251", RUSSIAN, "koi8-r"), ("koi8-r", RUSSIAN, "cp1251"), ("cp1253", GREEK, "cp1252"),
        ("cp949", KOREAN, "gbk"), ("cp1251", RUSSIAN, "cp1252"),
    ],
)  # fmt: skip
def test_a_statement_that_the_bytes_contradict_is_taken_with_a_doubt(encoding: str, text: str, stated: str) -> None:
    found = decoded(FILE, text.encode(encoding), stated)
    assert found.text == text.encode(encoding).decode(known(stated))
    assert [doubt.encoding for doubt in found.doubts] == [encoding]
