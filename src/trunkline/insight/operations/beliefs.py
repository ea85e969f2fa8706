"""What we believe that the charging system holds for our services, collected for many accounts at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from trunkline.catalog.policies.allowances import allowances_of
from trunkline.catalog.states import BaseStatus
from trunkline.charging.policies import accounts_named
from trunkline.insight.policies.accounts import (
    BalanceKey,
    ExpectedAccount,
    Grant,
    NotedCall,
    Replay,
    balances_held,
    lasting_plans,
    loosened,
    replay_calls,
)
from trunkline.insight.states import Standing
from trunkline.instances.models import Configuration, Instance, Renewal
from trunkline.instances.selectors.services import list_current_services
from trunkline.instances.states import OPEN_RENEWAL_STATES, RUNNING_RENEWAL_STATES, RenewalState
from trunkline.ocs.models import BalanceMovement, OcsBalance
from trunkline.ocs.states import MovementKind
from trunkline.platform.commands import ActorKind
from trunkline.provisioning.models import Effect, ProvisioningJob
from trunkline.provisioning.selectors import list_jobs_of_services, list_ocs_accounts_in_hand, list_ocs_calls
from trunkline.provisioning.states import EffectState, JobState

_UNDER_WAY = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.PREPARED, JobState.UNDOING})
_GRANTED_STATES = (*OPEN_RENEWAL_STATES, RenewalState.RENEWED, RenewalState.TAKING_BACK)
_SHIPPED_END = "play_deprovision_service"


@dataclass
class _Records:
    """All that is noted of one service and of what adds to it."""

    service: Configuration
    parts: list[Configuration] = field(default_factory=list)
    renewals: list[Renewal] = field(default_factory=list)
    jobs: list[ProvisioningJob] = field(default_factory=list)
    calls: list[Effect] = field(default_factory=list)


def expect_accounts(names: Collection[str], *, is_restored: bool) -> dict[str, ExpectedAccount]:
    """This will tell of accounts of the charging system what we believe of each.

    After a restore nothing is under way: what was open at the backup may have been done since, and undone here.
    """
    records = _collect(names)
    strangers = [name for name in names if name not in records]
    in_hand = list_ocs_accounts_in_hand(strangers) if strangers else set()
    expected = {
        name: ExpectedAccount(name, Standing.BUSY if name in in_hand else Standing.NOBODYS) for name in strangers
    }
    for name, noted in records.items():
        expected[name] = _expect(name, noted, is_restored=is_restored)
    return expected


def _collect(names: Collection[str]) -> dict[str, _Records]:
    services = list_current_services(None).filter(instance__service_uuid__in=names)
    records = {str(row.instance.service_uuid): _Records(row) for row in services}
    by_instance = {noted.service.instance_id: noted for noted in records.values()}
    for part in list_current_services(None).filter(parent_id__in=list(by_instance)):
        if part.instance_id in by_instance:
            # A part of a bundle has an account of its own.
            continue
        noted = by_instance[part.parent_id or 0]
        noted.parts.append(part)
        by_instance[part.instance_id] = noted
    for renewal in Renewal.objects.filter(instance_id__in=list(by_instance), state__in=_GRANTED_STATES):
        by_instance[renewal.instance_id].renewals.append(renewal)
    by_job: dict[int, _Records] = {}
    for job in list_jobs_of_services(list(by_instance)):
        line = job.order_line
        found = by_instance.get(line.instance_id or 0) or by_instance.get(line.parent_id or 0)
        if found is not None:
            found.jobs.append(job)
            by_job[job.pk] = found
    for effect in list_ocs_calls(list(by_job)):
        by_job[effect.job_id].calls.append(effect)
    return records


def _expect(name: str, noted: _Records, *, is_restored: bool) -> ExpectedAccount:
    service = noted.service
    standing = _standing(noted, is_restored=is_restored)
    replay, plans = replay_calls(name, _calls(noted))
    followed = lasting_plans(replay, plans, name)
    grants = {key: loosened(grant) if replay.is_loose else grant for key, grant in replay.grants.items()}
    by_plans = replay.is_loose or bool(followed)
    for renewal in noted.renewals:
        grants |= _grants_of_renewal(noted, renewal, is_optional=by_plans or is_restored)
    return ExpectedAccount(
        name=name,
        standing=standing,
        account_id=service.account_id,
        service_key=service.instance.key,
        currency=service.account.currency if service.account else "",
        is_expected=_is_expected(name, noted, replay),
        may_be_disabled=_may_be_disabled(noted, standing, replay, is_restored=is_restored),
        grants=grants,
        plans=followed,
        actions_ids=frozenset(replay.actions_ids),
        executed_ids=frozenset(replay.executed_ids),
        may_hold_others=replay.may_hold_others,
    )


def _standing(noted: _Records, *, is_restored: bool) -> Standing:
    left_behind = any(effect.state in {EffectState.INTENDED, EffectState.UNDO_FAILED} for effect in noted.calls) or any(
        job.state == JobState.NEEDS_ATTENTION for job in noted.jobs
    )
    under_way = any(job.state in _UNDER_WAY for job in noted.jobs) or any(
        renewal.state in RUNNING_RENEWAL_STATES for renewal in noted.renewals
    )
    if left_behind or (under_way and not is_restored):
        return Standing.BUSY
    instance = noted.service.instance
    if instance.retired_at is None:
        return Standing.LIVE
    return Standing.REMOVED if instance.remove_at is None else Standing.KEPT


def _calls(noted: _Records) -> Iterable[NotedCall]:
    not_before = {job.pk: job.business_at for job in noted.jobs}
    for effect in noted.calls:
        method, params = effect.request["method"], effect.request["params"]
        held = balances_held(effect.before) if "Account" in params else None
        yield NotedCall(method, params, not_before[effect.job_id], held)


def _grants_of_renewal(noted: _Records, renewal: Renewal, *, is_optional: bool) -> dict[BalanceKey, Grant]:
    """What is given for a further period; one that is planned may have been given before a restore."""
    [service] = [row for row in [noted.service, *noted.parts] if row.instance_id == renewal.instance_id]
    if service.product is None:
        return {}
    is_given = renewal.state == RenewalState.RENEWED
    is_required = is_given and service.instance.retired_at is None and not is_optional
    grants = {}
    for allowance in allowances_of(service.product.provisioning_variables, service.product.category):
        balance = {"Weight": allowance.weight, "DestinationIDs": "*any"}
        key = (allowance.balance_type, f"{allowance.name}_{service.instance.key}_{renewal.starts_on}")
        grants[key] = Grant(
            Decimal(allowance.value), renewal.ends_at, is_required=is_required, is_given=is_given, balance=balance
        )
    return grants


def _is_expected(name: str, noted: _Records, replay: Replay) -> bool:
    """Whether a job has made the account; where no journal tells of it, whether its product gives anything."""
    if any(name in accounts_named(call.method, call.params) for call in _calls(noted)):
        return replay.is_made
    product = noted.service.product
    is_whole = not any(job.state == JobState.IGNORED for job in noted.jobs)
    return is_whole and product is not None and bool(allowances_of(product.provisioning_variables, product.category))


def _may_be_disabled(noted: _Records, standing: Standing, replay: Replay, *, is_restored: bool) -> frozenset[bool]:
    service = noted.service
    by_state: frozenset[bool] = frozenset({True})
    product = service.product
    has_own_way = service.instance.deprovisioning_play not in {"", _SHIPPED_END}
    if standing is Standing.LIVE:
        status = service.service_state.base_status if service.service_state else ""
        by_status = {BaseStatus.ACTIVE: frozenset({False}), BaseStatus.SUSPENDED: frozenset({True})}
        by_state = by_status.get(BaseStatus(status), frozenset({True, False})) if status else frozenset({True, False})
        has_own_way = product is not None and bool(product.suspension_play or product.resumption_play)
    if replay.is_loose:
        return frozenset({True, False})
    is_open = is_restored and any(job.state in _UNDER_WAY for job in noted.jobs)
    # Plays of the operator's own may suspend in other ways: then what they set last counts as well.
    if (has_own_way or is_open) and replay.is_disabled is not None:
        return by_state | {replay.is_disabled}
    return by_state


def list_names_to_compare(*, after: int, limit: int) -> list[tuple[int, str]]:
    """This will list services that the charging system may know, by number and name, that come after one."""
    is_kept = Q(instance__retired_at__isnull=True) | Q(instance__remove_at__isnull=False)
    known = list_current_services(None).filter(is_kept, instance__service_uuid__isnull=False, instance_id__gt=after)
    rows = known.order_by("instance_id").values_list("instance_id", "instance__service_uuid")
    return [(number, str(name)) for number, name in rows[:limit]]


def leave_out_known(names: Collection[str]) -> list[str]:
    """This will leave out of some accounts those that a service should have, which `list_names_to_compare` lists."""
    is_kept = Q(retired_at__isnull=True) | Q(remove_at__isnull=False)
    known = set(Instance.objects.filter(is_kept, service_uuid__in=names).values_list("service_uuid", flat=True))
    return [name for name in names if name not in known]


@dataclass(frozen=True)
class StaffMoves:
    """What the staff have done to an account's balances through our own door: given or changed, and taken away."""

    given: frozenset[BalanceKey] = frozenset()
    taken: frozenset[BalanceKey] = frozenset()


def find_staff_moves(name: str) -> StaffMoves:
    """This will tell which balances of an account are as the staff have made them, where the engine is ours.

    What they have done is known with who did it: no difference, but theirs to take back.
    """
    if settings.TRUNKLINE_CGRATES_URL is not None:
        return StaffMoves()
    movements = BalanceMovement.objects.filter(
        account__tenant=settings.TRUNKLINE_OCS_TENANT, account__account=name, account__removed_at=None
    )
    by_staff = f"{ActorKind.STAFF}:"
    changed = movements.filter(kind__in=[MovementKind.GRANT, MovementKind.SET], reference__startswith=by_staff)
    touched = set(changed.values_list("balance_id", flat=True))
    rows = OcsBalance.objects.filter(
        account__tenant=settings.TRUNKLINE_OCS_TENANT, account__account=name, account__removed_at=None
    )
    # Its end alone can be set as well, which moves nothing.
    set_by_staff = rows.filter(
        recorded_versions__pgh_context__metadata__actor__startswith=by_staff, recorded_versions__removed_at=None
    )
    touched |= set(set_by_staff.values_list("pk", flat=True))
    given = rows.filter(pk__in=touched, removed_at=None).values_list("balance_type", "balance_id")
    last = movements.order_by("balance__balance_type", "balance__balance_id", "-pk").distinct(
        "balance__balance_type", "balance__balance_id"
    )
    taken = {
        (row.balance.balance_type, row.balance.balance_id)
        for row in last.select_related("balance")
        if (row.kind == MovementKind.REMOVAL and row.reference.startswith(by_staff))
        or (row.kind == MovementKind.EXPIRY and row.balance_id in touched)
    }
    return StaffMoves(frozenset(given), frozenset(taken))
