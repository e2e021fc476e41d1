"""Which organisations there are, and how the office wrote them down."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, names, places
from examples.corner_shop.generator.world import World

CHINESE = draw.listed(
    "明ming 德de 华hua 盛sheng 恒heng 信xin 远yuan 景jing 瑞rui 丰feng 嘉jia 禾he 同tong 创chuang 安an 达da 鼎ding "
    "新xin 海hai 通tong 金jin 源yuan 博bo 雅ya 乐le 宏hong 泰tai 东dong 方fang 兴xing 隆long 百bai 川chuan 中zhong "
    "成cheng 天tian"
)
INDUSTRIES = {
    "贸易": "Trading", "餐饮管理": "Catering", "信息技术": "IT", "文化传播": "Media", "物业管理": "Property",
    "教育科技": "Education", "医疗器械": "Medical", "建筑设计": "Architecture", "物流": "Logistics",
    "咨询": "Consulting", "酒店管理": "Hotels", "广告": "Advertising",
}  # fmt: skip
FORMS = {"GmbH": 0.35, "Ltd.": 0.25, "S.A.R.L.": 0.2, "S.r.l.": 0.2}
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TWICE_SHARE = 0.06


def uscc(prefix: str, serial: np.ndarray) -> pl.Series:
    """统一社会信用代码 (GB 32100-2015): category, district, organisation code with its check digit, check digit."""
    body = [prefix + "310115MA1" + f"{number:05d}" for number in serial]
    value = np.array([[USCC.index(letter) for letter in code] for code in body])
    code = np.array([[int(letter, 36) for letter in text[8:]] for text in body])
    inner = (11 - code @ np.array([3, 7, 9, 10, 5, 8, 4, 2]) % 11) % 11
    inner_text = draw.pick([*"0123456789X"], inner)
    weights = np.array([pow(3, power, 31) for power in range(17)])
    inner_value = np.array([USCC.index(letter) for letter in inner_text])
    outer = (31 - (value @ weights[:16] + inner_value * weights[16]) % 31) % 31
    return pl.Series(body) + inner_text + draw.pick([*USCC], outer)


def german_vat(serial: np.ndarray) -> pl.Series:
    """`DE` and nine digits, the last by ISO 7064 Mod 11,10."""
    check = np.full(len(serial), 10)
    for power in range(7, -1, -1):
        total = (serial // 10**power % 10 + check) % 10
        check = np.where(total == 0, 10, total) * 2 % 11
    return draw.number(serial, "DE", 8) + draw.number((11 - check) % 10)


def build(world: World) -> pl.DataFrame:
    """One row a record of an organisation; about one in seventeen stands in the file twice, written differently."""
    rng = world.stream("organisations")
    count = world.organisations
    characters, sounds = names.parted(CHINESE)
    pair = rng.integers(0, len(characters), (2, count))
    city = draw.index(rng, count, [row.share for row in places.CITIES])
    city_name = draw.pick([row.name.removesuffix("市") for row in places.CITIES], city)
    industry = rng.integers(0, len(INDUSTRIES), count)
    industry_name = draw.pick(list(INDUSTRIES), industry)
    brand = draw.pick(characters, pair[0]) + draw.pick(characters, pair[1])
    brand_latin = (draw.pick(sounds, pair[0]) + draw.pick(sounds, pair[1])).str.to_titlecase()
    western = rng.random(count) < 0.15
    last = draw.pick(
        [name.split("/")[0] for name in names.WESTERN_FAMILIES], rng.integers(0, len(names.WESTERN_FAMILIES), count)
    )
    form = draw.words(rng, count, FORMS)
    kind = draw.index(rng, count, (0.84, 0.10, 0.06))
    chinese_name = draw.either(
        [
            city_name + brand + industry_name + "有限公司",
            city_name + brand + industry_name + "有限公司",
            city_name + brand + "公益基金会",
        ],
        kind,
    )
    english = draw.pick(list(INDUSTRIES.values()), industry)
    latin_name = (
        brand_latin + " " + english + " (" + draw.pick([row.latin for row in places.CITIES], city) + ") Co., Ltd."
    )
    foreign_name = last + " " + english + " " + form
    serial = rng.permutation(99_999)[:count]
    tax = draw.either(
        [uscc("91", serial), uscc("53", serial), german_vat(10**7 + serial * 811), draw.same(None, count)],
        np.where(~western, np.where(kind == 2, 1, 0), np.where(form == "GmbH", 2, 3)),
    )
    domain = draw.either(
        [brand_latin.str.to_lowercase(), last.str.normalize("NFKD").str.to_lowercase().str.replace_all("[^a-z]", "")],
        western,
    )
    domain = (
        domain
        + draw.number(np.arange(count) + 11)
        + draw.either([draw.same(".com.cn", count), draw.same(".com", count)], western)
    )
    founded = np.datetime64("1995-01-01") + rng.integers(0, 10_500, count)
    at_home, elsewhere = (
        draw.pick(pool, rng.integers(0, len(pool), count)) for pool in (places.SHANGHAI_STREETS, places.STREETS)
    )
    street = draw.either([elsewhere, at_home], city == 0)
    parent = np.where(rng.random(count) < 0.08, (rng.random(count) * np.arange(count)).astype(int), count)
    parent[0] = count
    key = draw.number(np.arange(count) + 1, "B", 6)
    rows = pl.DataFrame(
        {
            "organisation_id": np.arange(1, count + 1),
            "org_no": key,
            "legal_name": draw.either([chinese_name, foreign_name], western),
            "english_name": draw.empty(draw.either([latin_name, foreign_name], western), rng.random(count) < 0.5),
            "tax_id": draw.empty(tax, rng.random(count) < 0.12),
            "kind": draw.pick(
                ["enterprise", "intermediary", "public_interest"], np.where(western & (kind == 2), 0, kind)
            ),
            "market": draw.words(
                rng,
                count,
                {"customer": 0.78, "supplier": 0.1, "referral": 0.05, "influence": 0.04, "recruitment": 0.03},
            ),
            "industry": industry_name,
            "founded_on": pl.Series(founded.astype("datetime64[D]")).dt.to_string("%Y-%m-%d"),
            "employees": draw.empty(
                draw.number(np.round(rng.lognormal(3.3, 1.1, count)).astype(int) + 1), rng.random(count) < 0.2
            ),
            "credit_grade": draw.words(rng, count, {"A": 0.35, "B": 0.4, "C": 0.15, "D": 0.03, None: 0.07}),
            "payment_terms_days": draw.words(rng, count, {"0": 0.2, "15": 0.2, "30": 0.45, "60": 0.1, None: 0.05}),
            "province": draw.pick([row.province for row in places.CITIES], city),
            "city": draw.pick([row.name for row in places.CITIES], city),
            "street": street
            + draw.number(rng.integers(1, 2000, count))
            + "号"
            + draw.number(rng.integers(1, 40, count))
            + "层",
            "postcode": draw.pick([row.postcode for row in places.CITIES], city)
            + draw.number(rng.integers(0, 99, count), "", 2),
            "phone": draw.pick([row.area_code for row in places.CITIES], city)
            + "-"
            + draw.number(rng.integers(50_000_000, 69_999_999, count)),
            "website": draw.empty("www." + domain, rng.random(count) < 0.3),
            "parent_org_no": draw.pick([*key, None], parent),
            "updated_at": clock.local(clock.since(rng, np.zeros(count, dtype=np.int64), int(world.nights.cutoffs[0]))),
            "domain": domain,
            "night": 0,
        }
    )
    return _twice(rng, rows)


def _twice(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows and a second record of a few: longer legal name, no tax number, phone written in another way."""
    again = rows[np.sort(rng.permutation(rows.height)[: max(2, int(rows.height * TWICE_SHARE))])].with_columns(
        org_no=draw.number(
            np.arange(rows.height + 1, rows.height + 1 + max(2, int(rows.height * TWICE_SHARE))), "B", 6
        ),
        legal_name=pl.col("legal_name")
        .str.replace("有限公司", "(中国)有限公司")
        .str.replace("GmbH", "Gesellschaft mbH"),
        phone="+86 " + pl.col("phone").str.strip_prefix("0"),
        tax_id=pl.lit(None, dtype=pl.String),
        parent_org_no=pl.lit(None, dtype=pl.String),
        english_name=pl.col("english_name").str.to_uppercase(),
    )
    return pl.concat([rows, again])
