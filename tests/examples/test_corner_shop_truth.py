"""What is really so behind the sample company, against what its files say."""

from collections.abc import Callable

import polars as pl
import pytest

from examples.corner_shop.generator.helpdesk import party_key
from tests.examples.conftest import NIGHTS, Company

Reader = Callable[[str, str], pl.DataFrame]
WRITTEN_EMAIL = pl.col("email").str.strip_chars().str.to_lowercase()
PARTIES = {
    "crm": ("customer", pl.col("customer_no")),
    "shop": ("account", pl.col("account_id")),
    "loyalty": ("member", pl.col("card_no")),
    "helpdesk": ("contact", party_key()),
    "survey": ("answer", WRITTEN_EMAIL),
    "consent": ("consent", WRITTEN_EMAIL),
}


@pytest.mark.parametrize("source", PARTIES)
def test_the_truth_knows_every_party_key_of_a_source(company: Company, rows: Reader, source: str) -> None:
    table, key = PARTIES[source]
    delivered = set(rows(source, table).select(key.alias("key")).to_series().drop_nulls())
    assert delivered == set(company.truth("party").filter(pl.col("source") == source)["party_key"]) - _unreadable(
        company, source
    )


def _unreadable(company: Company, source: str) -> set[str]:
    """Parties of the only line that is cut off, when no other line names them."""
    cut = company.truth("broken_row").filter((pl.col("kind") == "cut_line") & (pl.col("source") == source))["key"]
    contacts = company.truth("contact")
    parties = contacts.filter(pl.col("contact_id").is_in(cut.implode()))["party_key"]
    alone = contacts.filter(pl.col("party_key").is_in(parties.implode())).height == len(parties)
    return set(parties) if alone else set()


def test_the_truth_knows_every_organisation_and_contact_person(company: Company, rows: Reader) -> None:
    known = company.truth("party").filter(pl.col("source") == "business")
    delivered = {
        *rows("business", "organisation")["org_no"].drop_nulls(),
        *rows("business", "contact_person")["contact_no"].drop_nulls(),
    }
    assert delivered == set(known["party_key"])
    assert known.filter(pl.col("organisation_id").is_null() == pl.col("person_id").is_null()).is_empty()


def test_a_party_is_one_person_unless_it_is_ambiguous(company: Company) -> None:
    party = company.truth("party")
    assert party.select("source", "party_key").is_duplicated().sum() == 0
    nobody = party.filter(pl.col("person_id").is_null() & pl.col("organisation_id").is_null())
    assert nobody.equals(party.filter("is_ambiguous"))
    assert set(nobody["party_key"]) == {"test@test.com"}


def test_everybody_who_buys_stands_in_one_to_four_sources_and_some_twice_in_one(company: Company) -> None:
    party = company.truth("party").filter(pl.col("source").is_in(["crm", "shop", "loyalty", "helpdesk"]))
    sources = party.group_by("person_id").agg(pl.col("source").n_unique(), records=pl.len())
    assert set(sources["source"]) == {1, 2, 3, 4}
    buyers = set(company.truth("purchase")["person_id"])
    assert buyers <= set(sources["person_id"])
    twice = party.filter(pl.col("source") == "crm").filter(pl.col("person_id").is_duplicated())
    assert twice.height > 20


def test_prospects_and_office_people_never_bought(company: Company) -> None:
    person = company.truth("person")
    bought = set(company.truth("purchase")["person_id"])
    others = person.filter(pl.col("kind") != "buyer")
    assert set(others["kind"]) == {"prospect", "office"}
    assert not bought & set(others["person_id"])


def test_a_web_purchase_is_worth_the_sum_of_its_lines(company: Company) -> None:
    truth = company.truth("purchase").filter(pl.col("source") == "shop").select("purchase_id", "amount")
    broken = company.truth("broken_row").filter(pl.col("table") == "purchase_line")["key"]
    lines = company.query(
        NIGHTS[-1], "select purchase_id, sum(quantity * unit_price - discount) worth from purchase_line group by 1"
    )
    both = truth.join(lines, on="purchase_id").filter(~pl.col("purchase_id").is_in(broken.implode()))
    assert both.height == truth.height - broken.n_unique()
    assert both.select(((pl.col("amount") - pl.col("worth").cast(pl.Float64)).abs() < 0.005).all()).item()
    assert both.filter(pl.col("amount") <= 0).is_empty()


def test_the_card_of_a_receipt_is_its_buyers_card(company: Company, rows: Reader) -> None:
    receipts = rows("till", "receipt").filter(pl.col("card_no").is_not_null() & pl.col("receipt_id").is_not_null())
    cards = company.truth("party").filter(pl.col("source") == "loyalty").select("party_key", holder="person_id")
    truth = company.truth("purchase").filter(pl.col("source") == "till")
    known = receipts.join(cards, left_on="card_no", right_on="party_key").join(
        truth, left_on="receipt_id", right_on="purchase_id"
    )
    assert known.height > 4000
    assert (known["holder"] == known["person_id"]).all()
    anonymous = rows("till", "receipt")["card_no"].is_null().mean()
    assert 0.3 < float(str(anonymous)) < 0.6


def test_households_share_home_and_often_name_and_phone(company: Company) -> None:
    person = company.truth("person").filter(pl.col("household_id").is_not_null())
    homes = person.group_by("household_id").agg(pl.col("street").n_unique(), pl.col("city").n_unique(), people=pl.len())
    assert homes["street"].max() == 1
    assert homes["city"].max() == 1
    assert set(homes["people"]) == {2, 3, 4}
    buyers = company.truth("person").filter(pl.col("kind") == "buyer").height
    assert 0.10 < person.height / buyers < 0.13
    shared = company.truth("shared_phone").filter(pl.col("kind") == "household")
    assert set(shared["source"]) == {"crm", "shop", "loyalty", "helpdesk"}


def test_namesakes_are_different_people(company: Company) -> None:
    namesake = company.truth("namesake")
    assert namesake["person_id"].n_unique() == namesake.height
    assert namesake.group_by("name").len()["len"].min() == 2
    assert namesake["name"].n_unique() > 50


def test_no_two_people_have_a_phone_or_an_email_of_their_own_in_common(company: Company) -> None:
    person = company.truth("person")
    for now, before in (("mobile", "old_mobile"), ("email", "old_email")):
        values = pl.concat([person[now], person[before]])
        assert values.n_unique() == 2 * person.height


def test_made_up_phones_and_emails_stand_on_about_one_row_in_two_hundred(company: Company, rows: Reader) -> None:
    junk = company.truth("junk_identifier").filter(pl.col("source") == "crm")
    customers = rows("crm", "customer").filter(pl.col("night") == NIGHTS[0])
    assert 0.003 < junk.height / customers.height < 0.02
    assert {"13800138000", "test@test.com"} <= set(junk["value"])
    written = customers.join(junk, left_on="customer_no", right_on="key")
    told = pl.when(pl.col("column_name") == "phone").then("mobile").otherwise("email")
    twins = company.truth("broken_row").filter(pl.col("kind") == "duplicate_key")["key"]
    sound = written.filter(~pl.col("customer_no").is_in(twins.implode()))
    assert sound.select((told == pl.col("value")).all()).item()


@pytest.mark.parametrize(
    ("source", "table", "key"),
    [
        ("crm", "customer", "customer_no"),
        ("shop", "account", "account_id"),
        ("business", "contact_person", "contact_no"),
        ("business", "subscription", "contract_no"),
    ],
)
def test_a_snapshot_differs_from_the_night_before_by_what_the_truth_tells(
    company: Company, source: str, table: str, key: str
) -> None:
    told = company.truth("change").filter((pl.col("source") == source) & (pl.col("table") == table))
    twins = company.truth("broken_row").filter(pl.col("kind").is_in(["duplicate_key", "extra_delimiter"]))["key"]
    for before_night, night in zip(NIGHTS, NIGHTS[1:], strict=False):
        before, after = (
            company.rows(n, source, table)
            .filter(pl.col(key).is_not_null() & ~pl.col(key).is_in(twins.implode()))
            .unpivot(index=key)
            for n in (before_night, night)
        )
        tonight = told.filter((pl.col("day") == night) & ~pl.col("key").is_in(twins.implode()))
        old, new = set(before[key]), set(after[key])
        assert old - new == set(tonight.filter(pl.col("kind") == "deleted")["key"])
        assert new - old == set(tonight.filter(pl.col("kind") == "new")["key"])
        both = before.join(after, on=[key, "variable"], suffix="_after")
        changed = both.filter(~pl.col("value").eq_missing(pl.col("value_after")) & (pl.col("variable") != "updated_at"))
        cells = tonight.filter(pl.col("column_name").is_not_null() & ~pl.col("before").eq_missing(pl.col("after")))
        assert set(changed.select(key, "variable").rows()) == set(cells.select("key", "column_name").rows())
        assert cells.height


def test_members_come_as_changes_after_the_first_night(company: Company) -> None:
    told = company.truth("change").filter(pl.col("table") == "member")
    broken = company.truth("broken_row").filter(pl.col("table") == "member")
    for night in NIGHTS[1:]:
        came = company.rows(night, "loyalty", "member").filter(pl.col("card_no").is_not_null())
        tonight = told.filter((pl.col("day") == night) & pl.col("key").is_not_null())
        gone = set(tonight.filter(pl.col("kind") == "deleted")["key"])
        assert set(came.filter(pl.col("op") == "delete")["card_no"]) == gone
        assert set(came.filter(pl.col("op") == "upsert")["card_no"]) == set(tonight["key"]) - gone
        assert gone
        assert came["updated_at"].str.starts_with(night).sum() >= came.height - broken.height
    shifted = broken.filter(pl.col("kind") == "extra_delimiter")["key"]
    first = company.rows(NIGHTS[0], "loyalty", "member")
    assert set(first.filter(~pl.col("card_no").is_in(shifted.implode()))["op"]) == {"upsert"}


def test_consent_is_withdrawn_on_later_nights(company: Company) -> None:
    broken = company.truth("broken_row").filter(pl.col("source") == "consent")["key"].drop_nulls()
    told = company.truth("change").filter(pl.col("kind") == "withdrawn")
    told = told.filter(~pl.col("key").is_in(broken.implode()))
    for night in NIGHTS[1:]:
        events = company.rows(night, "consent", "consent").filter(pl.col("granted") == "False")
        tonight = told.filter(pl.col("day") == night)
        assert tonight.height
        assert set(tonight.select("key", "column_name").rows()) <= set(events.select("email", "purpose").rows())


def test_zones_of_tolerance_are_possible_but_for_those_in_the_truth(company: Company, rows: Reader) -> None:
    broken = company.truth("broken_row").filter(pl.col("table") == "answer")["key"].drop_nulls()
    servqual = (
        rows("survey", "answer")
        .filter(
            (pl.col("instrument") == "servqual")
            & ~pl.col("answer_id").is_in(broken.implode())
            & pl.col("answer_id").is_not_null()
        )
        .unique("answer_id")
    )
    scores = servqual.with_columns(pl.col("score").cast(pl.Float64)).pivot(
        "aspect", index=["email", "wave", "item"], values="score", aggregate_function="first"
    )
    wrong = scores.filter((pl.col("adequate") > pl.col("desired")) & (pl.col("email") != "test@test.com"))
    told = company.truth("impossible_zone")
    assert set(wrong.select("email", "wave", "item").rows()) <= set(told.select("email", "wave", "item").rows())
    assert told.height >= 3


def test_referrals_hold_themselves_and_a_pair(company: Company) -> None:
    customers = company.rows(NIGHTS[0], "crm", "customer")
    shifted = company.truth("broken_row").filter(pl.col("kind") == "extra_delimiter")["key"]
    sound = customers.filter(~pl.col("customer_no").is_in(shifted.implode()))
    by = dict(sound.select("customer_no", "referred_by").drop_nulls().rows())
    assert sum(key == referrer for key, referrer in by.items()) == 2
    assert any(by.get(by[key]) == key for key in by if by[key] != key)
    assert set(by.values()) <= set(customers["customer_no"])
