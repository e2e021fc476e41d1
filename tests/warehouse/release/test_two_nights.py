"""What a recipient gets on a second night: only what changed, with removals and merges told apart."""

import hashlib
import json
import stat

import duckdb
import pytest

from tests.warehouse.release.shop import CRM, CUSTOMERS, FIRST, SECOND, THIRD, Shop, agreeing, refusing

ALL = agreeing("C1", "C2", "C3")


def facts(customers: str = CUSTOMERS, consents: str = ALL, **more: str) -> dict[str, str]:
    return {"identity.customer": customers, "core.consent_event": consents, **more}


def test_a_first_night_creates_everybody_who_agreed_and_writes_four_files_with_their_proofs(shop: Shop) -> None:
    assert shop.night(FIRST, facts()) == {"crm": "released"}
    assert shop.rows(FIRST, "create")[0] == {
        "customer_id": "C1", "full_name": "王芳", "email": "fang@example.cn", "city": "上海",
    }  # fmt: skip
    assert shop.ids(FIRST, "create") == ["C1", "C2", "C3"]
    assert [shop.ids(FIRST, part) for part in ("update", "remove", "merge")] == [[], [], []]
    names = {path.name for path in shop.files(FIRST).iterdir()}
    parts = {f"{part}.csv" for part in ("create", "update", "remove", "merge")}
    assert names == parts | {f"{part}.certificate.json" for part in parts} | {"manifest.json"}
    for entry in shop.manifest(FIRST)["files"]:
        assert hashlib.sha256((shop.files(FIRST) / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_a_second_night_without_change_writes_empty_files(shop: Shop) -> None:
    shop.night(FIRST, facts())
    assert shop.night(SECOND, facts()) == {"crm": "released"}
    assert [shop.ids(SECOND, part) for part in ("create", "update", "remove", "merge")] == [[], [], [], []]
    assert (shop.files(SECOND) / "create.csv").read_text() == "customer_id,full_name,email,city\n"
    assert shop.ask("select selected, unchanged from privacy.release_result") == [(3, 3)]


def test_a_changed_customer_is_updated_and_keeps_the_night_of_the_first_sending(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.night(SECOND, facts(CUSTOMERS.replace("北京", "天津")))
    assert [row["city"] for row in shop.rows(SECOND, "update")] == ["天津"]
    assert shop.ask("select * exclude (row_hash, labels) from privacy.disclosure_subject where customer_id = 'C2'") == [
        ("crm", "C2", "C2", FIRST, SECOND)
    ]
    shop.night(THIRD, facts(CUSTOMERS.replace("北京", "天津")))
    assert shop.ids(THIRD, "update") == []


def test_null_and_empty_text_are_different_rows(shop: Shop) -> None:
    shop.night(FIRST, facts(CUSTOMERS.replace("北京", "")))
    shop.night(SECOND, facts())
    assert shop.ids(SECOND, "update") == ["C2"]


def test_a_merged_customer_is_removed_under_the_old_id_and_the_notice_names_the_new_one(shop: Shop) -> None:
    shop.night(FIRST, facts())
    merged = "\n".join(line for line in CUSTOMERS.splitlines() if "C3" not in line)
    alias = {"identity.identity_alias": f"alias_id | customer_id | since_on\nC3 | C1 | {SECOND}"}
    records = {"identity.record": "source | party_key | customer_id\nshop | C1 | C1\nshop | C2 | C2\nshop | C3 | C1"}
    shop.night(SECOND, facts(merged, **alias, **records))
    assert shop.ids(SECOND, "remove") == ["C3"]
    assert shop.rows(SECOND, "merge") == [{"customer_id": "C3", "merged_into": "C1"}]
    shop.night(THIRD, facts(merged, **alias, **records))
    assert [shop.ids(THIRD, part) for part in ("remove", "merge")] == [[], []]


def test_a_merge_never_widens_consent_and_names_no_id_that_the_recipient_may_not_hold(shop: Shop) -> None:
    shop.night(FIRST, facts(consents=agreeing("C1", "C3")))
    merged = "\n".join(line for line in CUSTOMERS.splitlines() if "C3" not in line)
    alias = {"identity.identity_alias": f"alias_id | customer_id | since_on\nC3 | C2 | {SECOND}"}
    records = {"identity.record": "source | party_key | customer_id\nshop | C1 | C1\nshop | C2 | C2\nshop | C3 | C2"}
    shop.night(SECOND, facts(merged, agreeing("C1", "C3"), **alias, **records))
    assert shop.ids(SECOND, "remove") == ["C3"]
    assert shop.rows(SECOND, "merge") == []
    assert shop.ask("select customer_id, code from privacy.suppression") == [("C2", "DENIED")]


def test_a_withdrawal_takes_the_customer_away_says_why_and_lists_the_recipient_to_tell(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.night(SECOND, facts(consents=ALL + refusing("C2")))
    assert shop.ids(SECOND, "remove") == ["C2"]
    assert shop.ask("select customer_id, code, reason from privacy.suppression") == [
        ("C2", "DENIED", "The customer refused or withdrew.")
    ]
    assert shop.ask("select customer_id, recipient, code, last_sent_on, is_told from privacy.withdrawal") == [
        ("C2", "crm", "DENIED", FIRST, True)
    ]


def test_a_withdrawal_is_listed_even_when_the_release_is_refused(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.agreements["crm"] = CRM.replace("full_name, email", "email, full_name")
    assert shop.night(SECOND, facts(consents=ALL + refusing("C2"))) == {"crm": "refused"}
    assert not shop.files(SECOND).exists()
    assert shop.ask("select customer_id, code, is_told from privacy.withdrawal") == [("C2", "DENIED", False)]


def test_an_ended_agreement_lists_everybody_whom_the_recipient_still_holds(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.agreements["crm"] = CRM + "until: 2026-06-28\n"
    shop.night(SECOND, facts())
    assert shop.ask("select code from privacy.release_result") == [("EXPIRED",)]
    assert shop.ask("select customer_id, code from privacy.withdrawal order by 1") == [
        ("C1", "ENDED"), ("C2", "ENDED"), ("C3", "ENDED"),
    ]  # fmt: skip


def test_a_source_that_came_empty_does_not_empty_the_crm(shop: Shop) -> None:
    shop.night(FIRST, facts())
    assert shop.night(SECOND, {"core.consent_event": ALL}) == {"crm": "refused"}
    assert shop.ask("select code, reason from privacy.release_result") == [
        ("REMOVALS", "3 of 3 customers would be taken away, more than 50%")
    ]
    assert shop.night(THIRD, facts()) == {"crm": "released"}
    assert [shop.ids(THIRD, part) for part in ("create", "update", "remove")] == [[], [], []]


def test_withdrawals_go_out_however_many_they_are(shop: Shop) -> None:
    shop.night(FIRST, facts())
    assert shop.night(SECOND, facts(consents=ALL + refusing("C1", "C2", "C3"))) == {"crm": "released"}
    assert shop.ids(SECOND, "remove") == ["C1", "C2", "C3"]


def test_running_a_night_again_writes_the_same_bytes(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.night(SECOND, facts(CUSTOMERS.replace("北京", "天津")))
    before = {path.name: path.read_bytes() for path in shop.files(SECOND).iterdir()}
    shop.night(SECOND, facts(CUSTOMERS.replace("北京", "天津")))
    assert {path.name: path.read_bytes() for path in shop.files(SECOND).iterdir()} == before


def test_a_night_that_was_not_published_sends_nothing_and_leaves_nothing_behind(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.night(SECOND, facts(CUSTOMERS.replace("北京", "天津")), publish=False)
    assert not shop.files(SECOND).exists()
    shop.night(THIRD, facts(CUSTOMERS.replace("北京", "天津")))
    assert shop.ids(THIRD, "update") == ["C2"]
    assert [path.name for path in shop.files(THIRD).parent.iterdir() if path.name.startswith(".")] == []


def test_files_of_a_published_night_that_was_cut_off_are_placed_by_the_next(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.files(FIRST).rename(shop.files(FIRST).with_name(f".{FIRST}.waiting"))
    shop.night(SECOND, facts())
    assert shop.ids(FIRST, "create") == ["C1", "C2", "C3"]


def test_what_a_dropped_release_sent_stays_known(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.agreements.clear()
    shop.night(SECOND, facts())
    assert shop.ask("select count(*) from privacy.disclosure_subject where release = 'crm'") == [(3,)]


def test_only_the_owner_may_read_what_was_written(shop: Shop) -> None:
    shop.night(FIRST, facts())
    written = [path for name in ("exports", "keys", "ledger") for path in (shop.root / "var" / name).rglob("*")]
    assert {path.suffix for path in written} == {"", ".csv", ".json", ".key"}
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_a_certificate_tells_agreement_origins_counts_and_place_in_the_ledger(shop: Shop) -> None:
    shop.night(FIRST, facts(consents=agreeing("C1", "C2")))
    said = json.loads((shop.files(FIRST) / "create.csv.certificate.json").read_text("utf-8"))
    assert said["held_back"] == {"NO_CONSENT": 1}
    assert said["columns"][2] == {"column": "email", "grade": "confidential", "from": ["identity.customer.email"]}
    assert (said["selected"], said["rows"], said["lawful_basis"]) == (3, 2, "consent")
    [(number, previous, own)] = shop.ask(
        "select number, previous_hash, hash from privacy.disclosure where file = 'create.csv'"
    )
    assert said["ledger"] == {"number": number, "previous_hash": previous, "hash": own}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param("update privacy.disclosure set rows = 2 where number = 1", "row 1 of the ledger", id="changed"),
        pytest.param("delete from privacy.disclosure where number = 2", "row 2 of the ledger", id="taken out"),
        pytest.param("delete from privacy.disclosure where number > 2", "missing at the end", id="cut off"),
        pytest.param("delete from privacy.disclosure", "missing at the end", id="emptied"),
    ],
)
def test_a_broken_ledger_stops_every_release(shop: Shop, damage: str, said: str) -> None:
    shop.night(FIRST, facts())
    with duckdb.connect(str(shop.root / "var" / "warehouse" / "live.duckdb")) as con:
        con.execute(damage)
    assert shop.night(SECOND, facts()) == {"crm": "refused"}
    [(code, reason)] = shop.ask("select code, reason from privacy.release_result")
    assert code == "LEDGER"
    assert said in reason
