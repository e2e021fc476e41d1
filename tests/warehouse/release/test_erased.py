"""What a recipient is told of somebody who was erased."""

from pathlib import Path

from expectations.company.state import Files
from tests.warehouse.release.shop import FIRST, SECOND, THIRD, agreeing
from tests.warehouse.release.test_acknowledgement import shop_for, tell
from tests.warehouse.release.test_destination import CUSTOMERS
from warehouse.subject.rewrite import Places, Tombstone, rewrite
from warehouse.subject.subject import Subject, SubjectTables

REST = "\n".join(line for line in CUSTOMERS.splitlines() if not line.startswith("C1"))


def test_the_recipients_own_id_stays_until_the_removal_was_told(tmp_path: Path) -> None:
    shop = shop_for(tmp_path, "tryton")
    tell(shop, FIRST, "code,id\nC1,17\nC2,18\nC3,19\n")
    consents = {"core.consent_event": agreeing("C1", "C2", "C3")}
    shop.night(SECOND, {"identity.customer": CUSTOMERS, **consents})
    live = Files(tmp_path / "var" / "warehouse").live
    nowhere, stone = Places({}, {}, SubjectTables()), Tombstone(("C1",), SECOND, ["a mark"])
    rewrite(live, Subject(("C1",), (("shop", "C1"),)), nowhere, stone)
    assert shop.night(THIRD, {"identity.customer": REST, **consents}) == {"crm": "released"}
    assert shop.rows(THIRD, "remove") == [{"id": "17", "active": "False"}]
    assert shop.ask("select customer_id, code, is_told from privacy.withdrawal") == [("C1", "ERASED", True)]
    after = THIRD.replace(month=7, day=1)
    (shop.files(FIRST) / "results" / "job.csv").unlink()
    shop.night(after, {"identity.customer": REST, **consents})
    assert shop.ask("select customer_id from privacy.export_crosswalk order by 1") == [("C2",), ("C3",)]
    assert shop.rows(after, "remove") == []
