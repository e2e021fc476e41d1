"""business/*.csv: organisations, the people in them, contracts, and what serving them costs."""

import numpy as np
import polars as pl

from examples.corner_shop.generator import clock, draw, fault, files, organisations, revision, writing
from examples.corner_shop.generator.fault import RAW_DELIMITER, Fault
from examples.corner_shop.generator.revision import Revision
from examples.corner_shop.generator.world import World

ORGANISATION = (
    "org_no", "legal_name", "english_name", "tax_id", "kind", "market", "industry", "founded_on", "employees",
    "credit_grade", "payment_terms_days", "province", "city", "street", "postcode", "phone", "website", "parent_org_no",
    "updated_at",
)  # fmt: skip
PERSON = ("contact_no", "org_no", "name", "position", "email", "phone", "decides", "updated_at")
SUBSCRIPTION = (
    "contract_no", "org_no", "customer_no", "product", "contract_type", "started_on", "ended_on", "renews_on",
    "monthly_fee", "status", "churn_reason",
)  # fmt: skip
COST = ("cost_no", "org_no", "customer_no", "occurred_on", "cost_type", "amount")
POSITIONS = {"总经理": 0.15, "行政主管": 0.3, "采购经理": 0.25, "前台": 0.15, "财务": 0.15}
FEES = {"办公室水果": 680.0, "饮用水配送": 320.0, "咖啡机服务": 950.0, "保洁用品": 410.0, "家庭蔬菜箱": 168.0}
REASONS = {"价格太高": 0.35, "搬迁": 0.25, "换供应商": 0.2, "服务不满意": 0.15, None: 0.05}
COST_TYPES = {"visit": 120.0, "delivery": 35.0, "support": 60.0, "gift": 88.0, "discount": 50.0}
ORGANISATION_FAULTS = (
    Fault("bad_checksum", "tax_id", pl.lit("91310115MA1000000X")),
    Fault("text_in_number", "employees", pl.lit("约五十人")),
    Fault("extra_delimiter", "street", pl.col("street") + RAW_DELIMITER + "东楼"),
    Fault("null_key", "org_no", pl.lit(None)),
)
PERSON_FAULTS = (
    Fault("orphan", "org_no", pl.lit("B999999")),
    Fault("duplicate_key", "position", pl.lit("已离职")),
)
SUBSCRIPTION_FAULTS = (
    Fault("bad_date", "started_on", pl.lit("2026-13-45")),
    Fault("text_in_number", "monthly_fee", pl.lit("面议")),
    Fault("ends_too_early", "ended_on", pl.lit("2001-01-01")),
)
COST_FAULTS = (
    Fault("text_in_number", "amount", pl.lit("十元")),
    Fault("future_date", "occurred_on", pl.lit("2062-06-30")),
    Fault("duplicate_key", "cost_type", pl.lit("gift")),
)


def _customers(world: World) -> pl.DataFrame:
    return world.records.filter((pl.col("source") == "crm") & (pl.col("night") == 0))


def _contact_people(world: World, firms: pl.DataFrame) -> pl.DataFrame:
    """One row a person in an organisation: people met only there, and some of the private customers."""
    rng = world.stream("contact persons")
    office = np.flatnonzero((world.people["kind"] == "office").to_numpy())
    buyers = _customers(world).filter(~pl.col("is_second"))["position"].to_numpy()
    both = np.sort(rng.permutation(buyers)[: max(10, firms.height * 2 // 5)])
    position = rng.permutation(np.concatenate([office, both]))
    firm = rng.integers(0, firms.height, len(position))
    people = world.people[position]
    contact = writing.write_contacts(rng, people, no_phone=0.06, no_email=0.0)
    local = (people["given_latin"].str.normalize("NFKD") + "." + people["family_latin"]).str.to_lowercase()
    at_work = local.str.replace_all("[^a-z.]", "") + "@" + firms["domain"].gather(firm)
    count = len(position)
    return pl.DataFrame(
        {
            "contact_no": draw.number(np.arange(count) + 1, "K", 7),
            "org_no": firms["org_no"].gather(firm),
            "name": writing.write_names(rng, people, {"plain": 0.9, "pinyin": 0.05, "slipped": 0.02, "courtesy": 0.03}),
            "position": draw.empty(draw.words(rng, count, POSITIONS), rng.random(count) < 0.1),
            "email": draw.empty(
                draw.either([at_work, contact.email], rng.random(count) < 0.35), rng.random(count) < 0.1
            ),
            "phone": contact.phone,
            "decides": draw.words(rng, count, {"yes": 0.35, "no": 0.65}),
            "updated_at": clock.local(clock.since(rng, np.zeros(count, dtype=np.int64), int(world.nights.cutoffs[0]))),
            "person_id": people["person_id"],
            "night": 0,
        }
    )


def _owners(rng: np.random.Generator, world: World, firms: pl.DataFrame, of_firms: int, of_people: int) -> pl.DataFrame:
    """org_no or customer_no of a row, in random order."""
    customer = _customers(world)["key"]
    org_no = firms["org_no"].gather(rng.integers(0, firms.height, of_firms))
    customer_no = customer.gather(rng.integers(0, len(customer), of_people))
    rows = pl.DataFrame(
        {
            "org_no": pl.concat([org_no, draw.same(None, of_people)]),
            "customer_no": pl.concat([draw.same(None, of_firms), customer_no]),
        }
    )
    return rows[rng.permutation(rows.height)]


def _subscriptions(world: World, firms: pl.DataFrame) -> pl.DataFrame:
    """One row a contract of the last four years; one in four has ended."""
    rng = world.stream("subscriptions")
    rows = _owners(rng, world, firms, firms.height, len(_customers(world)) // 30)
    count = rows.height
    yearly = rng.random(count) < 0.45
    start = pl.Series(np.datetime64("2022-07-01") + rng.integers(0, 1440, count)).dt.month_start()
    lasted = pl.Series(rng.integers(2, 40, count))
    ended = pl.select(start.dt.offset_by(lasted.cast(pl.String) + "mo")).to_series()
    has_ended = (rng.random(count) < 0.4) & (ended < world.nights.days[0]).to_numpy()
    months = (2026 - start.dt.year()) * 12 + (7 - start.dt.month())
    step = np.where(yearly, -(-months.to_numpy() // 12) * 12, months.to_numpy())
    renews = start.dt.offset_by(pl.Series(step).cast(pl.String) + "mo")
    private = rows["org_no"].is_null().to_numpy()
    product = draw.either(
        [draw.pick(list(FEES)[:4], rng.integers(0, 4, count)), draw.same("家庭蔬菜箱", count)], private
    )
    fee = product.replace_strict(FEES, return_dtype=pl.Float64).to_numpy() * rng.choice(
        [1.0, 1.0, 1.5, 2.0, 3.0], count
    )
    return rows.with_columns(
        contract_no=draw.number(np.arange(count) + 1, "V", 7),
        product=product,
        contract_type=draw.either([draw.same("monthly", count), draw.same("annual", count)], yearly),
        started_on=start.dt.to_string("%Y-%m-%d"),
        ended_on=draw.empty(ended.dt.to_string("%Y-%m-%d"), ~has_ended),
        renews_on=draw.empty(renews.dt.to_string("%Y-%m-%d"), has_ended),
        monthly_fee=draw.decimals(fee * np.where(private, 1 / 1.5, 1.0)),
        status=draw.either([draw.same("active", count), draw.same("ended", count)], has_ended),
        churn_reason=draw.empty(draw.words(rng, count, REASONS), ~has_ended),
        night=pl.lit(0),
    )


def _costs(world: World, firms: pl.DataFrame) -> pl.DataFrame:
    """One row a service that cost something: six an organisation, one for every seventh customer."""
    rng = world.stream("service costs")
    rows = _owners(rng, world, firms, firms.height * 6, len(_customers(world)) // 7)
    count = rows.height
    end = world.nights.end
    moment = rng.integers(0, end, count) // clock.DAY * clock.DAY
    for night in range(1, len(world.nights)):
        moment[(night - 1) * 3 : night * 3] = int(world.nights.cutoffs[night]) - clock.CLOSING
    kind = draw.words(rng, count, {"delivery": 0.4, "support": 0.25, "visit": 0.15, "gift": 0.1, "discount": 0.1})
    mean = kind.replace_strict(COST_TYPES, return_dtype=pl.Float64).to_numpy()
    rows = rows.with_columns(
        moment=moment,
        cost_type=kind,
        amount=draw.decimals(mean * rng.gamma(6.0, 1 / 6, count)),
        occurred_on=clock.day(moment),
    ).sort("moment", maintain_order=True)
    return rows.with_columns(
        cost_no=draw.number(np.arange(count) + 1, "X", 8), night=pl.Series(world.nights.of(rows["moment"].to_numpy()))
    )


def _write(world: World, night: int, name: str, rows: pl.DataFrame) -> None:
    files.write_csv(
        rows, world.path(night, f"business/{name}.csv"), separator="\t", encoding="utf-16-le", with_bom=True
    )


def deliver(world: World) -> None:
    """Write the state of organisations, people and contracts, and the new costs, of each night."""
    firms = organisations.build(world)
    people, contracts, costs = _contact_people(world, firms), _subscriptions(world, firms), _costs(world, firms)
    world.truth.parties("business", firms["org_no"], organisation=firms["organisation_id"])
    world.truth.parties("business", people["contact_no"], people["person_id"])
    world.truth.add("organisation", firms.select("organisation_id", "org_no", "legal_name", "tax_id"))
    ends = Revision(
        "ended",
        0.002,
        1,
        lambda rng, r, day: {
            "status": draw.same("ended", r.height),
            "ended_on": draw.same(day, r.height),
            "renews_on": draw.same(None, r.height),
            "churn_reason": draw.words(rng, r.height, REASONS),
        },
        revision.SOUND & (pl.col("status") == "active"),
    )
    graded = Revision(
        "downgraded",
        0.002,
        1,
        lambda _rng, r, _: {"credit_grade": draw.same("D", r.height)},
        revision.SOUND & pl.col("credit_grade").is_in(["A", "B"]),
    )
    moved_on = Revision("deleted", 0.002, 1, None)
    calls = Revision("changed_phone", 0.002, 1, lambda rng, r, _: {"phone": revision.new_mobile(rng, r)})
    for table, key, rows, faults, revisions, columns, stamp in (
        ("organisation", "org_no", firms, ORGANISATION_FAULTS, [graded], ORGANISATION, clock.local),
        ("contact_person", "contact_no", people, PERSON_FAULTS, [calls, moved_on], PERSON, clock.local),
        ("subscription", "contract_no", contracts, SUBSCRIPTION_FAULTS, [ends], SUBSCRIPTION, None),
    ):
        broken = fault.break_rows(world, "business", table, key, rows, faults, least=1)
        for state in revision.states(world, "business", table, key, broken, revisions, stamp):
            _write(world, state.night, table, state.rows.sort(key, "row", nulls_last=True).select(columns))
    costs = fault.break_rows(world, "business", "service_cost", "cost_no", costs, COST_FAULTS)
    for night, part in enumerate(fault.deliveries(world, "business", "service_cost", "cost_no", costs)):
        _write(world, night, "service_cost", part.select(COST))
