"""Records of Chinese customers with truth: one person in simplified, traditional and pinyin, in either name order.

Written and fixed before any parameter of the matching was tuned. Names are drawn from a corpus of surnames with
their frequencies and of historical given names (Chinese-Names-Corpus, Apache-2.0), which is read, never copied.
About one person in five lives with a relative of the same surname, address and landline, so that merging
families costs precision. Every rate stands in `RATES`.

    python -m benchmarks.chinese_people --seed 1 --people 5000 --output people.parquet
"""

import argparse
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
import opencc
import polars as pl
from pypinyin import lazy_pinyin

NAMES = Path(os.environ.get("SHOPKEEPER_SHARED_DATA", "../shared/data")) / "er" / "chinese_names"

RATES = {
    "relative": 0.20,
    "traditional": 0.20,
    "pinyin": 0.40,
    "family_name_last": 0.50,
    "name_typo": 0.10,
    "birth_date_missing": 0.30,
    "birth_date_typo": 0.06,
    "phone_missing": 0.40,
    "phone_changed": 0.15,
    "email_missing": 0.65,
    "email_changed": 0.15,
    "city_missing": 0.10,
    "address_missing": 0.40,
    "moved": 0.12,
}
RECORDS_PER_PERSON = {1: 0.35, 2: 0.35, 3: 0.20, 4: 0.10}

# Readings that hold for a surname and not for the character alone.
SURNAME_READING = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge",
    "翟": "zhai", "乐": "yue", "缪": "miao", "覃": "qin", "卜": "bu", "召": "shao", "尉迟": "yuchi", "万俟": "moqi",
    "澹台": "tantai", "长孙": "zhangsun", "洗": "xian", "秘": "bi", "折": "she", "员": "yun", "黑": "he", "冼": "xian",
    "种": "chong", "繁": "po", "佴": "nai", "令狐": "linghu", "隗": "wei", "宓": "fu", "瞿": "qu", "牟": "mou",
}  # fmt: skip
CITIES = (
    "北京市", "上海市", "广州市", "深圳市", "成都市", "杭州市", "武汉市", "重庆市", "南京市", "天津市", "苏州市",
    "西安市", "长沙市", "沈阳市", "青岛市", "郑州市", "大连市", "宁波市", "厦门市", "福州市", "香港", "台北市",
)  # fmt: skip
ROADS = (
    "人民路", "解放路", "中山路", "建设路", "和平路", "新华路", "长江路", "文化路", "胜利路", "青年路", "北京路",
    "学府路", "滨江路", "科技路", "南京路", "光明路", "民主路", "延安路", "朝阳路", "东风路",
)  # fmt: skip
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def read_names() -> tuple[list[str], np.ndarray, list[str]]:
    """Surnames (simplified), their frequencies (summing to 1), and given names as written (traditional)."""
    table = pl.read_excel(NAMES / "chinese_family_name_1k.xlsx").select(
        pl.col("NameB").alias("surname"), pl.col("TF").alias("frequency")
    )
    surnames = table.get_column("surname").to_list()
    frequency = table.get_column("frequency").to_numpy()
    known = set(surnames)
    simplify = opencc.OpenCC("t2s")
    lines = (NAMES / "ancient_names_25W.txt").read_text(encoding="utf-8-sig").splitlines()[3:]
    given = []
    for line, simple in zip(lines, simplify.convert("\n".join(lines)).split("\n"), strict=True):
        surname_length = 2 if simple[:2] in known and len(simple) > 2 else 1
        if simple[:surname_length] in known and surname_length < len(line) <= surname_length + 2:
            given.append(line[surname_length:])
    return surnames, frequency / frequency.sum(), given


class World:
    """People and the ways their records are written down; every choice comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.surnames, self.frequency, self.given = read_names()
        self.simplify, self.traditionalise = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
        self.homophones: dict[str, list[str]] = defaultdict(list)
        for character in sorted(set(self.simplify.convert("".join(self.given)))):
            self.homophones[lazy_pinyin(character)[0]].append(character)

    def happens(self, rate: str) -> bool:
        return bool(self.random.random() < RATES[rate])

    def pick(self, values: list[str] | tuple[str, ...]) -> str:
        return values[int(self.random.integers(len(values)))]

    def person(self, relative: dict[str, str] | None) -> dict[str, str]:
        """One person; a relative gives surname, home and landline."""
        surname = relative["surname"] if relative else str(self.random.choice(self.surnames, p=self.frequency))
        traditional_given = self.pick(self.given)
        home = relative or {
            "city": self.pick(CITIES),
            "address": f"{self.pick(ROADS)}{self.random.integers(1, 400)}号{self.random.integers(1, 30)}栋"
            f"{self.random.integers(101, 2500)}室",
            "landline": f"+8602{self.random.integers(1, 9)}{self.random.integers(10**7, 10**8)}",
        }
        born = np.datetime64("1940-01-01") + int(self.random.integers(0, 24_000))
        return {
            "surname": surname,
            "given": self.simplify.convert(traditional_given),
            "traditional_given": traditional_given,
            "birth_date": str(born),
            "mobile": f"+861{self.random.integers(3 * 10**9, 10**10)}",
            "email": f"{''.join(self.random.choice(LETTERS, 6))}{self.random.integers(1, 999)}@example.cn",
            "city": home["city"],
            "address": home["address"],
            "landline": home["landline"],
        }

    def name(self, person: dict[str, str]) -> str:
        """The name as one clerk wrote it: a script, an order, now and then a slip of the pen."""
        surname, given = person["surname"], person["given"]
        typo = self.happens("name_typo")
        form = self.random.random()
        if form >= RATES["pinyin"]:
            if form < RATES["pinyin"] + RATES["traditional"]:
                surname, given = self.traditionalise.convert(surname), person["traditional_given"]
            if typo:
                position = int(self.random.integers(len(given)))
                same_sound = self.homophones[lazy_pinyin(self.simplify.convert(given[position]))[0]]
                given = given[:position] + self.pick(same_sound or [given[position]]) + given[position + 1 :]
            return surname + given
        syllables = [syllable.replace("v", "u") for syllable in lazy_pinyin(given)]
        family = SURNAME_READING.get(surname) or "".join(lazy_pinyin(surname)).replace("v", "u")
        first = self.pick(("", " ", "-")).join(syllables)
        if typo:
            position = int(self.random.integers(len(first)))
            replacement = self.pick(("", str(self.random.choice(LETTERS)), first[position] * 2))
            first = first[:position] + replacement + first[position + 1 :]
        first, family = first.title(), self.pick((family.title(), family.upper()))
        return f"{first} {family}" if self.happens("family_name_last") else f"{family} {first}"

    def record(self, person: dict[str, str]) -> dict[str, str | None]:
        """One record of a person, with gaps, changes and typing errors."""
        born: str | None = person["birth_date"]
        if self.happens("birth_date_missing"):
            born = None
        elif born and self.happens("birth_date_typo"):
            position = (3, 6, 8, 9)[int(self.random.integers(4))]
            born = born[:position] + str(self.random.integers(0, 10)) + born[position + 1 :]
        phone: str | None = person["landline"] if self.random.random() < 0.15 else person["mobile"]
        if self.happens("phone_missing"):
            phone = None
        elif self.happens("phone_changed"):
            phone = f"+861{self.random.integers(3 * 10**9, 10**10)}"
        email: str | None = person["email"]
        if self.happens("email_missing"):
            email = None
        elif self.happens("email_changed"):
            email = f"{''.join(self.random.choice(LETTERS, 6))}{self.random.integers(1, 999)}@example.com"
        city, address = person["city"], person["address"]
        if self.happens("moved"):
            city, address = self.pick(CITIES), f"{self.pick(ROADS)}{self.random.integers(1, 400)}号"
        return {
            "name": self.name(person),
            "birth_date": born,
            "phone": phone,
            "email": email,
            "city": None if self.happens("city_missing") else city,
            "address": None if self.happens("address_missing") else address,
        }


def generate(seed: int, people: int) -> pl.DataFrame:
    """One row a record: record_id, entity (the truth), name, birth_date, phone, email, city, address."""
    world = World(seed)
    counts = np.array(list(RECORDS_PER_PERSON))
    rows: list[dict[str, str | None]] = []
    previous: dict[str, str] | None = None
    for number in range(people):
        person = world.person(previous if previous and world.happens("relative") else None)
        for _ in range(int(world.random.choice(counts, p=list(RECORDS_PER_PERSON.values())))):
            rows.append({"entity": f"person-{number}", **world.record(person)})
        previous = person
    order = world.random.permutation(len(rows))
    return pl.DataFrame(rows)[order].with_row_index("record_id").with_columns(pl.col("record_id").cast(pl.String))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    generate(arguments.seed, arguments.people).write_parquet(arguments.output)
