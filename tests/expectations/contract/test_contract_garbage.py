"""Any value in any place of a contract of the manual is told, or read; nothing is raised."""

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.contract.file import read_contract
from tests.expectations.company.test_garbage import VALUES, places, planted
from tests.expectations.contract.test_contract import EXAMPLES


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data(), source=st.sampled_from(sorted(EXAMPLES)), value=VALUES)
def test_any_value_in_any_place_of_a_contract_is_told(data: st.DataObject, source: str, value: object) -> None:
    said = yaml.safe_load(EXAMPLES[source])
    spoilt = planted(said, data.draw(st.sampled_from(places(said))), value)
    contract, problems = read_contract(yaml.safe_dump(spoilt, allow_unicode=True), "contract.yaml", source)
    assert (contract is None) == bool(problems)
    assert all(one.sentence and one.fix for one in problems)
