"""What comes back from a recipient's system: ids of its own, and rows that it refused."""

from datetime import date
from pathlib import Path

from tests.warehouse.release.shop import FIRST, SECOND, THIRD, Shop, agreeing
from tests.warehouse.release.test_destination import CHANGED, CUSTOMERS, agreed

CONSENTS = agreeing("C1", "C2", "C3", "C4")


def shop_for(root: Path, target: str) -> Shop:
    agreement, query = agreed(target)
    shop = Shop(root, {"crm": agreement}, {"crm": query})
    shop.night(FIRST, {"identity.customer": CUSTOMERS, "core.consent_event": CONSENTS})
    return shop


def tell(shop: Shop, today: date, text: str) -> None:
    folder = shop.files(today) / "results"
    folder.mkdir()
    (folder / "job.csv").write_text(text, "utf-8")


def test_an_update_waits_until_the_target_has_told_its_own_id(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "tryton")
    changed = {"identity.customer": CHANGED, "core.consent_event": CONSENTS}
    shop.night(SECOND, changed)
    assert shop.rows(SECOND, "update") == []
    tell(shop, FIRST, "code,id\nC1,17\nC2,18\nC3,19\n")
    shop.night(THIRD, changed)
    assert [row["id"] for row in shop.rows(THIRD, "update")] == ["17"]
    assert shop.ask("select customer_id, target_id, first_sent_on from privacy.export_crosswalk order by 1") == [
        ("C1", "17", FIRST), ("C2", "18", FIRST),
    ]  # fmt: skip


def test_a_removal_names_the_targets_own_id(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "frappe")
    tell(shop, FIRST, "customer_id,ID\nC1,CRM-1\nC2,CRM-2\nC3,CRM-3\n")
    shop.night(SECOND, {"identity.customer": CHANGED, "core.consent_event": CONSENTS})
    assert shop.rows(SECOND, "remove") == [{"ID": "CRM-3", "customer_id": "C3"}]


def test_a_refused_row_is_sent_again_and_its_message_leaves_no_value_behind(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "salesforce")
    tell(
        shop, FIRST,
        "sf__Id,sf__Error,External_Id__c\n003A,,C1\n003B,,C3\n,INVALID_EMAIL_ADDRESS:Email: lei@example.cn,C2\n",
    )  # fmt: skip
    again = {"identity.customer": CUSTOMERS, "core.consent_event": CONSENTS}
    shop.night(SECOND, again)
    assert shop.ids_of(SECOND, "create", "External_Id__c") == ["C2"]
    told = "select customer_id, status, reason from privacy.delivery where sent_on = '2026-06-28' order by 1"
    assert shop.ask(told) == [
        ("C1", "accepted", None), ("C2", "rejected", "INVALID_EMAIL_ADDRESS"), ("C3", "accepted", None),
    ]  # fmt: skip
    shop.night(THIRD, again)
    assert shop.ids_of(THIRD, "create", "External_Id__c") == []


def test_a_refused_change_is_made_again(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "salesforce")
    changed = {"identity.customer": CHANGED, "core.consent_event": CONSENTS}
    shop.night(SECOND, changed)
    tell(shop, SECOND, "sf__Id,sf__Error,External_Id__c\n,UNABLE_TO_LOCK_ROW,C1\n")
    shop.night(THIRD, changed)
    assert shop.ids_of(THIRD, "update", "External_Id__c") == ["C1"]


def test_results_survive_a_night_that_is_run_again(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "tryton")
    tell(shop, FIRST, "code,id\nC1,17\n")
    shop.night(FIRST, {"identity.customer": CUSTOMERS, "core.consent_event": CONSENTS})
    assert (shop.files(FIRST) / "results" / "job.csv").exists()


def test_a_file_that_is_no_result_of_the_target_is_left_alone(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "tryton")
    tell(shop, FIRST, "something,else\n1,2\n")
    shop.night(SECOND, {"identity.customer": CHANGED, "core.consent_event": CONSENTS})
    assert shop.ask("select count(*) from privacy.export_crosswalk") == [(0,)]
