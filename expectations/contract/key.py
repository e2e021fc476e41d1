"""The keys of a contract: those of the Open Data Contract Standard's model, which by itself accepts any key."""

import re
from functools import cache
from typing import Any, get_args

from open_data_contract_standard.model import OpenDataContractStandard
from pydantic import BaseModel, ValidationError

from expectations.problem import Findings, Place

SECRET = re.compile(r"password|passwd|secret|token|api_?key|private_?key", re.IGNORECASE)
FROM_ENVIRONMENT = re.compile(r"\$\{\w+\}")


def read_model(data: Any, findings: Findings) -> OpenDataContractStandard | None:
    """The contract as the standard's model; None, with the findings, when it does not fit the standard."""
    if not isinstance(data, dict):
        findings.add((), "A contract is a mapping of keys.", "Begin with `apiVersion: v3.1.0`.")
        return None
    _unknown_keys(data, OpenDataContractStandard, (), findings)
    _secrets(data, (), findings)
    try:
        return OpenDataContractStandard.model_validate(_known(data, OpenDataContractStandard))
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            place = tuple(part for part in fault["loc"] if not str(part).startswith(("function", "list[")))
            findings.add(
                place,
                f"`{'.'.join(map(str, place))}` does not fit: {fault['msg']}.",
                "See docs/contracts.md.",
            )
        return None


@cache
def _fields(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """Key of the file -> the model that its value (or each item of its list) follows, if any."""
    return {field.alias or name: _model_in(field.annotation) for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _unknown_keys(value: Any, model: type[BaseModel], place: Place, findings: Findings) -> None:
    if isinstance(value, list):
        for index, item in enumerate(value):
            _unknown_keys(item, model, (*place, index), findings)
    elif isinstance(value, dict):
        fields = _fields(model)
        for key, inner in value.items():
            if key not in fields:
                findings.unknown((*place, str(key)), "key", key, fields)
            elif (deeper := fields[key]) is not None:
                _unknown_keys(inner, deeper, (*place, str(key)), findings)


def _known(data: dict[Any, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Without unknown keys at the top, where the model refuses them in words of its own."""
    return {key: value for key, value in data.items() if key in _fields(model)}


def _secrets(value: Any, place: Place, findings: Findings) -> None:
    """A secret may only be the name of an environment variable, wherever it stands."""
    if isinstance(value, dict):
        named = value.get("property")
        for key, inner in value.items():
            _secrets(inner, (*place, str(key)), findings)
            if (
                SECRET.search(str(named if key == "value" and named else key))
                and isinstance(inner, str | int)
                and not isinstance(inner, bool)
                and not str(named).endswith("_file")
                and not FROM_ENVIRONMENT.fullmatch(str(inner))
            ):
                fix = "Write the name of an environment variable instead, such as `${SHOP_PASSWORD}`."
                findings.add((*place, str(key)), "A secret stands in the contract.", fix)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _secrets(item, (*place, index), findings)
    elif isinstance(value, str) and re.search(r"://[^/@\s]*:[^/@\s]+@", value):
        findings.add(
            place,
            "An address holds a password.",
            "Give `host`, `port`, `database`, `user` and `password` apart.",
        )
