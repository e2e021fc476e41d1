"""HubSpot takes what is pushed: batches, refusals, limits and cuts, against a server that behaves as documented."""

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from expectations.company import CompanyError, Release
from flows.push import Pushed, push
from flows.push import hubspot as module
from flows.push.answer import Answer, PushStopped
from flows.push.hubspot import push_to_hubspot
from tests.flows.push.hubspot_server import TOKEN, HubSpot, serving
from tests.warehouse.release.shop import CRM, CRM_QUERY, CUSTOMERS, FIRST, SECOND, THIRD, Shop, agreeing

ALL = agreeing("C1", "C2", "C3", "C4")
CHANGED = CUSTOMERS.replace("北京", "天津").replace("C3 ", "C4 ").replace("mei@", "han@")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpot]:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    monkeypatch.setenv("HUBSPOT_TOKEN", TOKEN)
    with serving() as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path, hub: HubSpot) -> Shop:
    agreement = CRM + f'target: hubspot\npush: {{token: "${{HUBSPOT_TOKEN}}", url: "{hub.url}"}}\n'
    return Shop(tmp_path / "shop", {"crm": agreement}, {"crm": CRM_QUERY})


def night(shop: Shop, today: date, customers: str = CUSTOMERS) -> None:
    assert shop.night(today, {"identity.customer": customers, "core.consent_event": ALL}) == {"crm": "released"}


def lines(count: int, bad: tuple[int, ...] = ()) -> list[bytes]:
    """Calls of a hundred contacts each."""
    rows = [
        {"id": f"C{n}", "idProperty": "customer_id", "properties": {"email": "none" if n in bad else f"c{n}@x.cn"}}
        for n in range(count)
    ]
    calls = [rows[start : start + 100] for start in range(0, count, 100)]
    return ["".join(json.dumps({"inputs": call}) + "\n" for call in calls).encode()]


def told(hub: HubSpot, **more: str) -> dict[str, str]:
    return {"token": TOKEN, "url": hub.url, **more}


ANY = cast(Release, None)  # the calls say all


def test_nights_arrive_in_order_and_once_and_the_answers_are_read_by_the_next(shop: Shop, hub: HubSpot) -> None:
    night(shop, FIRST)
    night(shop, SECOND, CHANGED)
    assert push(shop.company, "crm") == [Pushed(FIRST, 3, 0), Pushed(SECOND, 3, 0)]
    assert {one: c["city"] for one, c in hub.by("customer_id").items()} == {"C1": "上海", "C2": "天津", "C4": "上海"}
    assert push(shop.company, "crm") == []
    night(shop, THIRD, CHANGED)
    ids = {contact["customer_id"]: one for one, contact in hub.contacts.items()}
    assert dict(shop.ask("select customer_id, target_id from privacy.export_crosswalk")).items() >= ids.items()
    stays = "select distinct status from privacy.delivery where customer_id <> 'C3'"
    assert shop.ask(stays) == [("accepted",)]


def test_a_bad_address_is_refused_alone_and_sent_again(shop: Shop, hub: HubSpot) -> None:
    night(shop, FIRST, CUSTOMERS.replace("lei@example.cn", "no address  "))
    assert push(shop.company, "crm") == [Pushed(FIRST, 2, 1)]
    assert set(hub.by("customer_id")) == {"C1", "C3"}
    night(shop, SECOND)
    assert shop.ask("select customer_id, status, reason from privacy.delivery where status = 'rejected'") == [
        ("C2", "rejected", "VALIDATION_ERROR")
    ]
    assert push(shop.company, "crm") == [Pushed(SECOND, 1, 0)]
    assert set(hub.by("customer_id")) == {"C1", "C2", "C3"}


def test_bad_rows_of_a_batch_cost_few_calls(hub: HubSpot) -> None:
    answers = push_to_hubspot(ANY, told(hub), "create", lines(100, bad=(7, 77)))
    assert [one.ours for one in answers if one.code] == ["C7", "C77"]
    assert len(hub.contacts) == 98
    assert len(hub.calls) <= 2 * 2 * 7 + 1


@pytest.mark.parametrize("names_errors", [True, False], ids=["errors that name rows", "errors that name none"])
def test_a_207_is_no_success_for_the_rows_that_it_refuses(hub: HubSpot, names_errors: bool) -> None:
    hub.conflicts, hub.names_errors = {"C3", "C5"}, names_errors
    answers = push_to_hubspot(ANY, told(hub), "create", lines(8))
    assert {one.ours: one.code for one in answers if one.code} == {"C3": "CONFLICT", "C5": "CONFLICT"}
    assert sorted(hub.by("customer_id")) == ["C0", "C1", "C2", "C4", "C6", "C7"]
    assert all(one.theirs for one in answers if not one.code)


def test_the_pace_keeps_within_the_limit_so_that_no_call_is_refused(hub: HubSpot) -> None:
    hub.limit = (5, 0.5)
    began = time.monotonic()
    push_to_hubspot(ANY, told(hub, calls="5", seconds="0.55"), "create", lines(1200))
    assert time.monotonic() - began > 1.0
    assert (hub.refused_calls, len(hub.calls), len(hub.contacts)) == (0, 12, 1200)


def test_a_call_over_the_limit_waits_as_long_as_it_is_told(hub: HubSpot) -> None:
    hub.limit = (2, 0.3)
    assert len(push_to_hubspot(ANY, told(hub), "create", lines(400))) == 400
    assert hub.refused_calls > 0
    assert len(hub.contacts) == 400


@pytest.mark.parametrize("failure", [500, 503, "cut"], ids=["an error", "unavailable", "an answer that was lost"])
def test_a_call_that_failed_is_repeated_and_makes_nothing_twice(hub: HubSpot, failure: str | int) -> None:
    hub.failures = [failure]
    assert len(push_to_hubspot(ANY, told(hub), "create", lines(50))) == 50
    assert len(hub.contacts) == len(hub.by("customer_id")) == 50


def test_the_end_of_the_days_calls_stops_and_the_next_push_goes_on(shop: Shop, hub: HubSpot) -> None:
    night(shop, FIRST)
    hub.failures = ["daily"]
    with pytest.raises(PushStopped, match="tomorrow"):
        push(shop.company, "crm")
    assert push(shop.company, "crm") == [Pushed(FIRST, 3, 0)]


def test_who_is_not_there_is_taken_away_without_complaint(hub: HubSpot) -> None:
    push_to_hubspot(ANY, told(hub), "create", lines(2))
    assert push_to_hubspot(ANY, told(hub), "remove", lines(3))[2] == Answer("C2")
    assert hub.contacts == {}


def test_a_refused_token_is_told_without_it(shop: Shop, hub: HubSpot, monkeypatch: pytest.MonkeyPatch) -> None:
    night(shop, FIRST)
    monkeypatch.setenv("HUBSPOT_TOKEN", "a wrong secret")
    with pytest.raises(PushStopped) as stopped:
        push(shop.company, "crm")
    assert "wrong secret" not in str(stopped.value)


@pytest.mark.parametrize(
    ("status", "tries"), [(500, 5), (302, 1)], ids=["a server that stays broken", "an answer that makes no sense"]
)
def test_a_server_that_does_not_answer_well_stops_the_push(hub: HubSpot, status: int, tries: int) -> None:
    hub.failures = [status] * 9
    with pytest.raises(PushStopped):
        push_to_hubspot(ANY, told(hub), "create", lines(1))
    assert len(hub.failures) == 9 - tries


def test_a_file_that_is_not_what_was_certified_is_not_pushed(shop: Shop, hub: HubSpot) -> None:
    night(shop, FIRST)
    file = shop.files(FIRST) / "create.jsonl"
    file.write_text(file.read_text("utf-8").replace("fang@", "evil@"), "utf-8")
    with pytest.raises(PushStopped, match="not what was certified"):
        push(shop.company, "crm")
    assert hub.calls == []


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        pytest.param("other", {}, "no release `other`", id="no such release"),
        pytest.param("crm", {"crm": CRM}, "Nothing is pushed to csv", id="a target of files"),
        pytest.param("crm", {"crm": CRM + "target: hubspot\n"}, "where to push", id="nowhere to push"),
        pytest.param(
            "crm", {"crm": CRM + 'target: hubspot\npush: {token: "${UNSET_TOKEN}"}\n'}, "UNSET_TOKEN", id="no secret"
        ),
        pytest.param(
            "crm", {"crm": CRM + "target: hubspot\npush: {token_file: /nowhere}\n"}, "cannot be read", id="no file"
        ),
    ],
)
def test_what_cannot_be_pushed_is_told_with_its_cure(shop: Shop, name: str, change: dict[str, str], said: str) -> None:
    shop.agreements.update(change)
    with pytest.raises(CompanyError, match=said):
        push(shop.company, name)
