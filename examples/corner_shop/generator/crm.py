"""crm/customer.csv: what the office keeps about private customers."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault, files, places, revision, writing
from examples.corner_shop.generator.fault import RAW_DELIMITER, Fault
from examples.corner_shop.generator.revision import Revision
from examples.corner_shop.generator.world import World

NAMES = {"plain": 0.88, "slipped": 0.04, "traditional": 0.02, "pinyin": 0.02, "pinyin_western": 0.01, "titled": 0.03}
OCCUPATIONS = draw.listed("教师 医生 工程师 会计 程序员 设计师 销售 司机 厨师 护士 公务员 学生 退休 自由职业 律师 翻译")
CHANNEL_COST = {
    "walk_in": 0.0,
    "referral": 15.0,
    "wechat": 22.0,
    "leaflet": 18.0,
    "web_search": 45.0,
    "marketplace": 60.0,
    "event": 80.0,
}
CHANNEL_SHARE = (0.34, 0.25, 0.16, 0.09, 0.08, 0.05, 0.03)
COLUMNS = (
    "customer_no", "name", "gender", "birthday", "mobile", "email", "province", "city", "street", "postcode",
    "marital_status", "children", "occupation", "income_band", "customer_since", "updated_at", "acquisition_channel",
    "acquisition_cost", "referred_by",
)  # fmt: skip
FAULTS = (
    Fault("extra_delimiter", "street", pl.col("street").fill_null("武康路1弄") + RAW_DELIMITER + "近地铁站"),
    Fault("bad_date", "birthday", pl.lit("2026-13-45")),
    Fault("text_in_number", "children", pl.lit("两个")),
    Fault("text_in_number", "acquisition_cost", pl.lit("n/a")),
    Fault("future_date", "customer_since", pl.lit("2062-06-30")),
    Fault("duplicate_key", "mobile", pl.lit("19900000000")),
    Fault("null_key", "customer_no", pl.lit(None)),
)


def _names(world: World, rng: np.random.Generator, records: pl.DataFrame, people: pl.DataFrame) -> pl.Series:
    """Names as the office writes them; a few heads of a household are written together with their partner."""
    spouses = world.people.filter(pl.col("household_id").is_not_null() & (pl.col("head") != pl.col("person_id") - 1))
    spouse = people.select("household_id").join(
        spouses.unique("household_id", keep="first", maintain_order=True).select(
            "household_id", spouse_id="person_id", spouse_given="given", spouse_name="name"
        ),
        on="household_id",
        how="left",
        maintain_order="left",
    )
    couple = pl.concat([people, spouse.drop("household_id")], how="horizontal").select(
        pl.when("is_western")
        .then(pl.col("spouse_given") + " & " + pl.col("given") + " " + pl.col("family"))
        .otherwise(pl.col("name") + "/" + pl.col("spouse_name"))
    )
    is_head = (people["head"] == records["position"]).to_numpy() & spouse["spouse_id"].is_not_null().to_numpy()
    is_couple = is_head & (rng.random(people.height) < 0.12)
    rows = pl.DataFrame({"key": records["key"], "person_id": people["person_id"], "spouse_id": spouse["spouse_id"]})
    world.truth.add("couple", rows.filter(pl.Series(is_couple)), source="crm")
    return draw.either([writing.write_names(rng, people, NAMES), couple.to_series()], is_couple)


def _referrers(rng: np.random.Generator, channel: pl.Series, key: pl.Series) -> pl.Series:
    """Who brought the customer: somebody known earlier; two refer to themselves and two to each other."""
    earlier = (rng.random(len(key)) * np.arange(len(key))).astype(np.int64)
    referrer = np.where(channel == "referral", earlier, len(key))
    referrer[0] = len(key)
    wrong = rng.permutation(len(key))[:4]
    referrer[wrong] = [wrong[0], wrong[1], wrong[3], wrong[2]]
    return draw.pick([*key, None], referrer)


def _rows(world: World) -> pl.DataFrame:
    rng = world.stream("crm")
    records, people = world.of_source("crm")
    count = people.height
    contact = writing.write_contacts(rng, people, no_phone=0.05, no_email=0.35)
    fault.tell_contacts(world, "crm", records["key"], contact)
    gender = draw.either(
        [draw.words(rng, count, {"男": 0.85, "M": 0.15}), draw.words(rng, count, {"女": 0.85, "F": 0.15})],
        people["is_female"].to_numpy(),
    )
    born = people["birth_on"]
    swapped = born.dt.to_string("%Y-%d-%m")
    birthday = draw.either(
        [born.dt.to_string("%Y-%m-%d"), swapped], (born.dt.day() <= 12).to_numpy() & (rng.random(count) < 0.04)
    )
    short_city = people["city"].str.strip_suffix("市")
    street = draw.either([people["street"], people["street"] + ";" + '请放"门卫"'], rng.random(count) < 0.003)
    no_address = rng.random(count) < 0.18
    is_prospect = (people["kind"] == "prospect").to_numpy()
    channel = draw.either(
        [draw.words(rng, count, dict(zip(CHANNEL_COST, CHANNEL_SHARE, strict=True))), draw.same("lead_list", count)],
        is_prospect,
    )
    mean_cost = channel.replace_strict(CHANNEL_COST | {"lead_list": 30.0}, return_dtype=pl.Float64).to_numpy()
    opened = records["opened_at"].to_numpy()
    updated = clock.since(rng, opened, world.nights.cutoffs[0])
    blank = rng.random((6, count)) < np.array([[0.06], [0.16], [0.40], [0.45], [0.35], [0.50]])
    return pl.DataFrame(
        {
            "customer_no": records["key"],
            "name": _names(world, rng, records, people),
            "gender": draw.empty(gender, blank[0]),
            "birthday": draw.empty(birthday, blank[1]),
            "mobile": contact.phone,
            "email": contact.email,
            "province": draw.empty(people["province"], no_address),
            "city": draw.empty(draw.either([people["city"], short_city], rng.random(count) < 0.3), no_address),
            "street": draw.empty(street, no_address),
            "postcode": draw.empty(people["postcode"], no_address | blank[2]),
            "marital_status": draw.empty(draw.words(rng, count, {"已婚": 0.6, "未婚": 0.33, "离异": 0.07}), blank[3]),
            "children": draw.empty(draw.words(rng, count, {"0": 0.4, "1": 0.42, "2": 0.15, "3": 0.03}), blank[3]),
            "occupation": draw.empty(draw.pick(OCCUPATIONS, rng.integers(0, len(OCCUPATIONS), count)), blank[4]),
            "income_band": draw.empty(
                draw.words(rng, count, {"<5k": 0.15, "5k-10k": 0.35, "10k-20k": 0.3, "20k-50k": 0.15, ">50k": 0.05}),
                blank[5],
            ),
            "customer_since": clock.day(opened),
            "updated_at": clock.local(updated),
            "acquisition_channel": channel,
            "acquisition_cost": draw.decimals(mean_cost * rng.gamma(4.0, 0.25, count)),
            "referred_by": _referrers(rng, channel, records["key"]),
            "night": records["night"],
            "position": records["position"],
        }
    )


def _move(world: World) -> revision.Change:
    def change(rng: np.random.Generator, rows: pl.DataFrame, _: str) -> dict[str, pl.Series]:
        street = draw.pick(places.SHANGHAI_STREETS, rng.integers(0, len(places.SHANGHAI_STREETS), rows.height))
        house = (
            draw.number(rng.integers(1, 900, rows.height)) + "弄" + draw.number(rng.integers(1, 60, rows.height)) + "号"
        )
        here = draw.same("上海市", rows.height)
        return {
            "street": street + house,
            "city": here,
            "province": here,
            "postcode": draw.number(rng.integers(200000, 200099, rows.height)),
        }

    return change


def deliver(world: World) -> None:
    """Write the snapshot of each night."""
    rows = _rows(world)
    world.truth.parties("crm", rows["customer_no"], rows["position"] + 1)
    rows = fault.break_rows(world, "crm", "customer", "customer_no", rows, FAULTS)
    born = world.people["birth_on"].dt.to_string("%Y-%m-%d")
    revisions = (
        Revision("changed_phone", 0.003, 3, lambda rng, r, _: {"mobile": revision.new_mobile(rng, r)}),
        Revision("moved", 0.002, 3, _move(world)),
        Revision(
            "filled_birthday",
            0.001,
            2,
            lambda _rng, r, _: {"birthday": born.gather(r["position"])},
            revision.SOUND & pl.col("birthday").is_null(),
        ),
        Revision(
            "repaired",
            0.0,
            1,
            lambda _rng, r, _: {"birthday": born.gather(r["position"])},
            pl.col("birthday") == "2026-13-45",
        ),
        Revision("deleted", 0.001, 2, None),
    )
    for state in revision.states(world, "crm", "customer", "customer_no", rows, revisions):
        path = world.path(state.night, "crm/customer.csv")
        ordered = state.rows.sort("customer_no", "row", nulls_last=True).select(COLUMNS)
        files.write_csv(ordered, path, separator=";", encoding="gb18030")
