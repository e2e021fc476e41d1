"""Labelled texts for judging the free-text scan: written from how people and systems write, not from its patterns.

Each text carries at most one finding and its label; about two in five carry something that looks like one and is not.
Numbers come from their public schemes (check digits computed here), so nothing of the scanner is used.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

CHINESE = (
    "客户", "反馈", "订单", "发货", "很", "满意", "请", "尽快", "联系", "我", "地址", "北京", "上海",
    "退款", "投诉", "会员", "积分", "优惠", "活动", "质量", "服务", "不错", "太慢", "了", "麻烦",
    "帮忙", "查一下", "昨天", "下午", "收到", "包裹", "破损", "换货", "发票", "抬头", "老板", "谢谢",
    "还没", "到账", "邻居", "推荐", "孩子", "喜欢", "尺码", "偏大",
)  # fmt: skip
ENGLISH = (
    "the", "customer", "asked", "about", "refund", "delivery", "late", "please", "call", "back",
    "invoice", "thanks", "great", "service", "points", "store", "blue", "size", "parcel", "broken",
    "exchange", "neighbour", "recommends", "still", "waiting", "yesterday", "afternoon", "receipt",
    "account",
)  # fmt: skip
BEFORE = {
    "phone": ("电话", "手机：", "tel ", "联系我", "微信同号", "call me on ", "ring ", ""),
    "email": ("邮箱", "发到", "email ", "write to ", "", "请抄送"),
    "card": ("卡号", "银行卡：", "card ", "paid with ", "", "退到"),
    "iban": ("账户 ", "IBAN ", "transfer to ", "退款到 "),
    "resident_id": ("身份证", "证件号：", "ID ", "", "实名"),
}
FULL_WIDTH = str.maketrans("0123456789@.+-", "０１２３４５６７８９＠．＋－")


@dataclass(frozen=True)
class Labelled:
    """A text, what it holds ("" for nothing) and whether its words are Chinese."""

    text: str
    kind: str
    is_chinese: bool


def labelled_texts(count: int, seed: int) -> list[Labelled]:
    """Texts in a fixed order for a seed: 30 % hold a finding, 40 % a look-
    alike, the rest words alone."""
    draw = random.Random(seed)
    texts = []
    for _ in range(count):
        is_chinese = draw.random() < 0.7
        fate = draw.random()
        kind = draw.choice(tuple(BEFORE)) if fate < 0.3 else ""
        words = [draw.choice(CHINESE if is_chinese else ENGLISH) for _ in range(draw.randint(4, 22))]
        if kind:
            thing = draw.choice(BEFORE[kind]) + disguised(draw, FINDINGS[kind](draw))
        elif fate < 0.7:
            thing = LOOKALIKES[draw.randrange(len(LOOKALIKES))](draw)
        else:
            thing = ""
        words.insert(draw.randint(0, len(words)), thing)
        gap = draw.choice(("", "", "，")) if is_chinese else " "
        texts.append(Labelled(gap.join(words), kind, is_chinese))
    return texts


def disguised(draw: random.Random, written: str) -> str:
    """Sometimes full-width, sometimes with a character nobody sees."""
    fate = draw.random()
    if fate < 0.1:
        return written.translate(FULL_WIDTH)
    if fate < 0.2:
        place = draw.randint(1, len(written) - 1)
        return written[:place] + draw.choice("\u200b\u200d\ufeff\u00ad\u2060") + written[place:]
    return written


def digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def phone(draw: random.Random) -> str:
    mobile = "1" + draw.choice(("38", "39", "50", "58", "77", "86", "98", "31", "99", "66")) + digits(draw, 8)
    landline = draw.choice(("010", "021", "0755", "0571", "028")), draw.choice("68") + digits(draw, 7)
    return draw.choice(
        (
            mobile,
            mobile,
            mobile,
            f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
            f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
            f"+86{mobile}",
            f"+86 {mobile}",
            f"0086-{mobile}",
            "-".join(landline),
            f"({landline[0]}) {landline[1]}",
            f"（{landline[0]}）{landline[1]}",
            f"+44 7400 {digits(draw, 6)}",
            f"+49 1512 {digits(draw, 7)}",
            f"+1 (415) 2{digits(draw, 2)}-{digits(draw, 4)}",
            f"415-7{digits(draw, 2)}-{digits(draw, 4)}",
        )
    )


def email(draw: random.Random) -> str:
    person = draw.choice(("zhang.wei", "li_na", "wang-fang88", "a.b", "13", "chen+shop", "x")) + digits(draw, 2)
    host = draw.choice(("qq.com", "163.com", "example.co.uk", "mail.example.org", "sina.com.cn", "firma.de"))
    return f"{person}@{host}"


def luhn_digit(body: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def card(draw: random.Random) -> str:
    length, start = draw.choice(((16, "4"), (16, "52"), (15, "37"), (16, "6222"), (19, "622848"), (16, "3528")))
    body = start + digits(draw, length - len(start) - 1)
    number = body + luhn_digit(body)
    if length == 16 and draw.random() < 0.5:
        return draw.choice(" -").join(number[place : place + 4] for place in range(0, 16, 4))
    return number


def iban(draw: random.Random) -> str:
    country, bank, length = draw.choice((("GB", "WEST", 14), ("DE", "", 18), ("NL", "ABNA", 10)))
    # Germany's account part carries no check digit of its own; Great Britain's and the Netherlands' have one, so
    # published examples stand for them.
    if country == "GB":
        return draw.choice(("GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32"))
    if country == "NL":
        return draw.choice(("NL91ABNA0417164300", "NL91 ABNA 0417 1643 00"))
    account = "37040044" + digits(draw, 10)
    check = 98 - int(account + "131400") % 97
    number = f"DE{check:02}{account}"
    if draw.random() < 0.5:
        return " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    return number


def resident_id(draw: random.Random) -> str:
    day = f"{draw.randint(1950, 2008)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    body = draw.choice(("110101", "310104", "440305", "510107", "330106", "620102")) + day + digits(draw, 3)
    weighed = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    number = body + "10X98765432"[weighed % 11]
    return number.lower() if draw.random() < 0.2 else number


def order_number(draw: random.Random) -> str:
    return draw.choice(("订单", "order ", "单号", "#")) + "20" + digits(draw, 14)


def waybill(draw: random.Random) -> str:
    return draw.choice(("SF", "YT", "运单", "JD")) + "7" + digits(draw, 12)


def moment(draw: random.Random) -> str:
    day = f"{draw.randint(2019, 2026)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    return draw.choice((f"{day} {draw.randint(0, 23):02}:{draw.randint(0, 59):02}", day, day.replace("-", ".")))


def long_number(draw: random.Random) -> str:
    return draw.choice(("流水号", "ref ", "编号")) + str(draw.randint(10**15, 10**16 - 1))


def resident_id_with_a_wrong_digit(draw: random.Random) -> str:
    number = resident_id(draw).upper()
    wrong = draw.choice([digit for digit in "0123456789X" if digit != number[-1]])
    return "证件号" + number[:-1] + wrong


def iban_with_a_wrong_check(draw: random.Random) -> str:
    return "IBAN DE00" + "37040044" + digits(draw, 10)


LOOKALIKES = (
    order_number,
    order_number,
    waybill,
    moment,
    moment,
    long_number,
    resident_id_with_a_wrong_digit,
    iban_with_a_wrong_check,
    lambda draw: f"￥{draw.randint(10, 99999)}.{draw.randint(0, 99):02}",
    lambda draw: f"ISBN 978-7-{draw.randint(100, 999)}-{draw.randint(10000, 99999)}-{draw.randint(0, 9)}",
    lambda draw: f"192.168.{draw.randint(0, 255)}.{draw.randint(0, 255)}",
    lambda draw: f"@{draw.choice(('小王', 'service', '客服'))} {draw.randint(1, 99)}%",
    lambda draw: f"{draw.choice(('AB', 'SKU', 'XK'))}{draw.randint(10, 99)}-{draw.randint(1000, 9999)}-RED",
    lambda draw: f"热线400-{draw.randint(600, 899)}-{draw.randint(1000, 9999)}",
    lambda draw: f"坐标31.{digits(draw, 6)}, 121.{digits(draw, 6)}",
)
FINDINGS = {"phone": phone, "email": email, "card": card, "iban": iban, "resident_id": resident_id}
