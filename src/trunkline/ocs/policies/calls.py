"""The methods of the engine: which there are, and their parameters under one spelling, with their types checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trunkline.ocs.errors import OcsInvalidCallError
from trunkline.ocs.policies.envelope import json_kind
from trunkline.ocs.policies.numbers import TEXT_LENGTH_MAX, check_text

SERVICES = ("APIerSv1", "APIerSv2", "ApierV1", "ApierV2")
LIST_LENGTH_MAX = 1000
ACCOUNT_OPTIONS = ("Disabled", "AllowNegative")
_COUNT_LIMIT = 2**31


class Kind(StrEnum):
    """The type of a field, as Go's decoder names it where it differs from what was sent."""

    TEXT = "string"
    NUMBER = "float64"
    COUNT = "int"
    FLAG = "bool"
    TEXTS = "[]string"
    FLAGS = "map[string]bool"
    BALANCE = "map[string]interface {}"
    OBJECTS = "[]*struct"
    ANY = "interface {}"


@dataclass(frozen=True)
class Structure:
    """The parameters of a method: CGRateS's name for them, its fields, which are mandatory, and those of its rows.

    Where texts are loose, a number is read as its text.
    """

    name: str
    fields: Mapping[str, Kind]
    mandatory: tuple[str, ...] = ()
    row: "Structure | None" = None
    has_loose_texts: bool = False
    # Of CGRateS's source, where its errors name it.
    package: str = "utils"


_BALANCE_FIELDS = {
    "ID": Kind.ANY,
    "UUID": Kind.TEXT,
    "Value": Kind.ANY,
    "ExpiryTime": Kind.ANY,
    "Weight": Kind.ANY,
    "Blocker": Kind.ANY,
    "Disabled": Kind.ANY,
    "DestinationIDs": Kind.TEXT,
    "Categories": Kind.TEXT,
    "SharedGroups": Kind.TEXT,
    "TimingIDs": Kind.TEXT,
    "RatingSubject": Kind.TEXT,
    "Factor": Kind.ANY,
}
BALANCE = Structure("Balance", _BALANCE_FIELDS, has_loose_texts=True)

_ACCOUNT = {"Tenant": Kind.TEXT, "Account": Kind.TEXT}
_CHANGE = {
    **_ACCOUNT,
    "BalanceType": Kind.TEXT,
    "Value": Kind.NUMBER,
    "Balance": Kind.BALANCE,
    "ActionExtraData": Kind.ANY,
    "Overwrite": Kind.FLAG,
    "Cdrlog": Kind.FLAG,
}
# DebitUsage and GetMaxUsage are Trunkline's own: CGRateS has no use of a plain amount.
_USAGE = {**_ACCOUNT, "BalanceType": Kind.TEXT, "DestinationIDs": Kind.TEXT, "Category": Kind.TEXT}
_ACTION = dict.fromkeys(
    (
        *("Identifier", "BalanceId", "BalanceUuid", "BalanceType", "Units", "ExpiryTime", "Filter", "TimingTags"),
        *("DestinationIds", "RatingSubject", "Categories", "SharedGroups", "BalanceWeight", "ExtraParameters"),
        *("BalanceBlocker", "BalanceDisabled"),
    ),
    Kind.TEXT,
)
_PLAN_ROW = {
    **dict.fromkeys(("ActionsId", "Years", "Months", "MonthDays", "WeekDays", "Time"), Kind.TEXT),
    "Weight": Kind.NUMBER,
}

STRUCTURES: Mapping[str, Structure] = {
    "Ping": Structure("CGREvent", {}),
    "SetAccount": Structure(
        "AttrSetAccount",
        {
            **_ACCOUNT,
            "ActionPlanIDs": Kind.TEXTS,
            "ActionPlanID": Kind.TEXT,
            "ActionPlansOverwrite": Kind.FLAG,
            "ActionTriggerIDs": Kind.TEXTS,
            "ActionTriggersID": Kind.TEXT,
            "ActionTriggerOverwrite": Kind.FLAG,
            "ExtraOptions": Kind.FLAGS,
            "ReloadScheduler": Kind.FLAG,
        },
        mandatory=("Tenant", "Account"),
    ),
    "GetAccount": Structure("AttrGetAccount", _ACCOUNT, mandatory=("Tenant", "Account")),
    "GetAccounts": Structure(
        "AttrGetAccounts",
        {
            "Tenant": Kind.TEXT,
            "AccountIDs": Kind.TEXTS,
            "Offset": Kind.COUNT,
            "Limit": Kind.COUNT,
            "Filter": Kind.FLAGS,
        },
        mandatory=("Tenant",),
    ),
    "RemoveAccount": Structure(
        "AttrRemoveAccount", {**_ACCOUNT, "ReloadScheduler": Kind.FLAG}, mandatory=("Tenant", "Account")
    ),
    "AddBalance": Structure("AttrAddBalance", _CHANGE, mandatory=("Tenant", "Account", "BalanceType"), package="v1"),
    "DebitBalance": Structure("AttrAddBalance", _CHANGE, mandatory=("Tenant", "Account", "BalanceType"), package="v1"),
    "SetBalance": Structure("AttrSetBalance", _CHANGE, mandatory=("Tenant", "Account", "BalanceType")),
    "RemoveBalances": Structure("AttrSetBalance", _CHANGE, mandatory=("Tenant", "Account", "BalanceType")),
    "SetActions": Structure(
        "AttrSetActions",
        {"ActionsId": Kind.TEXT, "Overwrite": Kind.FLAG, "Actions": Kind.OBJECTS},
        mandatory=("ActionsId", "Actions"),
        row=Structure("TPAction", {**_ACTION, "Weight": Kind.NUMBER}),
    ),
    "GetActions": Structure("AttrGetActions", {"ActionIDs": Kind.TEXTS, "Offset": Kind.COUNT, "Limit": Kind.COUNT}),
    "RemoveActions": Structure("AttrRemoveActions", {"ActionIDs": Kind.TEXTS}, package="v1"),
    "SetActionPlan": Structure(
        "AttrSetActionPlan",
        {"Id": Kind.TEXT, "ActionPlan": Kind.OBJECTS, "Overwrite": Kind.FLAG, "ReloadScheduler": Kind.FLAG},
        mandatory=("Id", "ActionPlan"),
        row=Structure("AttrActionPlan", _PLAN_ROW),
        package="v1",
    ),
    "GetActionPlan": Structure("AttrGetActionPlan", {"ID": Kind.TEXT}, package="v1"),
    "RemoveActionPlan": Structure("AttrGetActionPlan", {"ID": Kind.TEXT}, mandatory=("ID",), package="v1"),
    "GetAccountActionPlan": Structure("TenantAccount", _ACCOUNT, mandatory=("Tenant", "Account")),
    "DebitUsage": Structure(
        "AttrDebitUsage", {**_USAGE, "Value": Kind.NUMBER}, mandatory=("Tenant", "Account", "BalanceType")
    ),
    "GetMaxUsage": Structure("AttrGetMaxUsage", _USAGE, mandatory=("Tenant", "Account", "BalanceType")),
    "ExecuteAction": Structure(
        "AttrExecuteAction", {**_ACCOUNT, "ActionsId": Kind.TEXT}, mandatory=("Tenant", "Account", "ActionsId")
    ),
}


def split_method(method: str) -> tuple[str, str]:
    """This will take a method apart into service and name; raises OcsInvalidCallError for an unknown one."""
    service, dot, name = method.rpartition(".")
    if not dot:
        raise OcsInvalidCallError(f"rpc: service/method request ill-formed: {method}")
    if service not in SERVICES:
        raise OcsInvalidCallError(f"rpc: can't find service {method}")
    if name not in STRUCTURES:
        raise OcsInvalidCallError(f"rpc: can't find method {method}")
    return service, name


def parse_call(method: str, params: Any, *, default_tenant: str | None) -> tuple[str, dict[str, Any]]:
    """This will check a call and write it in one spelling: the method's bare name and its canonical fields.

    Fields that the engine does not know are dropped, as are those that are null. The tenant is completed where one is
    missing. Raises OcsInvalidCallError.
    """
    service, name = split_method(method)
    structure = STRUCTURES[name]
    if structure.row is not None and structure.row.name == "TPAction" and service.endswith("1"):
        # Version 1 has numbers for Units and BalanceWeight where version 2 has texts.
        structure = replace(structure, row=replace(structure.row, has_loose_texts=True))
    if not isinstance(params, dict):
        raise OcsInvalidCallError(
            f"json: cannot unmarshal {json_kind(params)} into Go value of type {structure.package}.{structure.name}"
        )
    call = _parse_fields(structure, params, structure.name)
    if name == "SetAccount":
        _unify_account_options(call)
    if default_tenant and "Tenant" in structure.fields and not call.get("Tenant"):
        call = {"Tenant": default_tenant, **{field: value for field, value in call.items() if field != "Tenant"}}
    if ":" in call.get("Tenant", ""):
        raise OcsInvalidCallError.for_field("Tenant", "must not hold a colon, which ends it in an account's ID.")
    missing = [field for field in structure.mandatory if not call.get(field)]
    if missing:
        raise OcsInvalidCallError.missing(*missing)
    return name, call


def _unify_account_options(call: dict[str, Any]) -> None:
    """Bring version 1's single plan and trigger, and the options in any case, to the form of version 2."""
    for one, many in (("ActionPlanID", "ActionPlanIDs"), ("ActionTriggersID", "ActionTriggerIDs")):
        single = call.pop(one, "")
        if single:
            call[many] = [*call.get(many, []), single]
    if "ExtraOptions" in call:
        given = {name.lower(): flag for name, flag in call["ExtraOptions"].items()}
        call["ExtraOptions"] = {name: given[name.lower()] for name in ACCOUNT_OPTIONS if name.lower() in given}


def _parse_fields(structure: Structure, given: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Map the fields given in any case to their canonical names, in canonical order."""
    spellings = {name.lower(): name for name in structure.fields}
    parsed: dict[str, Any] = {}
    for given_name, value in given.items():
        name = spellings.get(given_name.lower())
        if name is None or value is None:
            continue
        kind = structure.fields[name]
        if kind is Kind.OBJECTS and structure.row is not None:
            parsed[name] = _parse_rows(structure.row, value, f"{path}.{name}")
        elif kind is Kind.BALANCE:
            parsed[name] = _parse_fields(BALANCE, _expect(value, dict, kind, f"{path}.{name}"), f"{path}.{name}")
        else:
            parsed[name] = _parse_value(kind, value, f"{path}.{name}", has_loose_texts=structure.has_loose_texts)
    return {name: parsed[name] for name in structure.fields if name in parsed}


def _parse_rows(row: Structure, value: Any, path: str) -> list[dict[str, Any]]:
    # Go names the row's type, then the way to the field from the outside.
    row_path = f"{row.name}.{_field_of(path)}"
    entries = _expect_list(value, Kind.OBJECTS, path)
    return [_parse_fields(row, _expect(entry, dict, Kind.OBJECTS, path), row_path) for entry in entries]


def _parse_value(kind: Kind, value: Any, path: str, *, has_loose_texts: bool) -> Any:
    field = _field_of(path)
    if kind is Kind.ANY:
        return check_text(value, field) if isinstance(value, str) else value
    if kind is Kind.TEXT:
        if has_loose_texts and isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = number_text(value, field)
        return check_text(_expect(value, str, kind, path), field)
    if kind is Kind.FLAG:
        return _expect(value, bool, kind, path)
    if kind is Kind.TEXTS:
        return [check_text(_expect(text, str, kind, path), field) for text in _expect_list(value, kind, path)]
    if kind is Kind.FLAGS:
        flags = _expect(value, dict, kind, path)
        return {check_text(name, field): _expect(flag, bool, Kind.FLAG, path) for name, flag in flags.items()}
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong_type(value, kind, path)
    if kind is Kind.COUNT and (not isinstance(value, int) or not 0 <= value < _COUNT_LIMIT):
        raise _wrong_type(value, kind, path)
    return value


def number_text(value: int | Decimal, field: str) -> str:
    """This will write a number as the text of an identifier or amount; raises OcsInvalidCallError for a huge one."""
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value.adjusted()) > TEXT_LENGTH_MAX):
        raise OcsInvalidCallError.for_field(field, "is too large.")
    return check_text(f"{value:f}" if isinstance(value, Decimal) else str(value), field)


def _field_of(path: str) -> str:
    """Leave the structure's name away: AttrAddBalance.Balance.ID is Balance.ID to people."""
    return path.partition(".")[2]


def _expect_list(value: Any, kind: Kind, path: str) -> list[Any]:
    entries: list[Any] = _expect(value, list, kind, path)
    if len(entries) > LIST_LENGTH_MAX:
        raise OcsInvalidCallError.for_field(_field_of(path), f"has more than {LIST_LENGTH_MAX} entries.")
    return entries


def _expect(value: Any, wanted: type, kind: Kind, path: str) -> Any:
    if not isinstance(value, wanted):
        raise _wrong_type(value, kind, path)
    return value


def _wrong_type(value: Any, kind: Kind, path: str) -> OcsInvalidCallError:
    field = _field_of(path)
    return OcsInvalidCallError(
        f"json: cannot unmarshal {json_kind(value)} into Go struct field {path} of type {kind.value}",
        fields={field: f"must be a {kind.value}, not a {json_kind(value)}."},
    )
