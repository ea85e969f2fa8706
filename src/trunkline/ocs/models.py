from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from trunkline.ocs.states import BalanceType, MovementKind
from trunkline.platform.audit import audited, audited_without
from trunkline.platform.triggers import append_only

TEXT_LENGTH_MAX = 200

_REFUSE_OVERDRAFT = """
    IF TG_OP = 'UPDATE' THEN
        IF NEW.value >= OLD.value THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT (SELECT allow_negative FROM ocs_ocsaccount WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'balance % would fall below zero, which its account does not allow', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ocs_balance_is_not_overdrawn';
    END IF;
    RETURN NEW;
"""


def _texts() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=TEXT_LENGTH_MAX), default=list)


@audited
class OcsAccount(models.Model):
    """Whose balances are charged; a removed account keeps its row and its movements, and its name is free again."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.CharField(max_length=TEXT_LENGTH_MAX)
    account = models.CharField(max_length=TEXT_LENGTH_MAX)
    is_disabled = models.BooleanField(default=False)
    allow_negative = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "account"],
                condition=models.Q(removed_at=None),
                name="ocs_account_is_unique",
            ),
            models.CheckConstraint(
                condition=~models.Q(tenant="") & ~models.Q(account=""), name="ocs_account_has_a_name"
            ),
        ]


# Its trigger is one per row, whose condition a debit does not meet: debits cost nothing here.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["value"],
    model_name="OcsBalanceVersion",
    obj_field=pghistory.ObjForeignKey(related_name="recorded_versions"),
)
class OcsBalance(models.Model):
    """So much of one type, until `expires_at`; its value is the sum of its movements, and zero once it is removed.

    Its history holds changes of everything but the value, which the movements tell.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(OcsAccount, on_delete=models.PROTECT, related_name="balances")
    balance_type = models.CharField(max_length=20)
    balance_id = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    uuid = models.UUIDField(unique=True)
    value = models.DecimalField(max_digits=28, decimal_places=9)
    expires_at = models.DateTimeField(null=True)
    weight = models.DecimalField(max_digits=15, decimal_places=6, default=0)
    is_blocker = models.BooleanField(default=False)
    is_disabled = models.BooleanField(default=False)
    destinations = _texts()
    categories = _texts()
    shared_groups = _texts()
    timings = _texts()
    rating_subject = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    factor = models.JSONField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "balance_type", "balance_id"],
                condition=models.Q(removed_at=None),
                name="ocs_balance_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(balance_type__in=[str(kind) for kind in BalanceType]),
                name="ocs_balance_type_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(value=0), name="ocs_balance_removed_is_empty"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(removed_at=None, expires_at__isnull=False),
                name="ocs_balance_by_expiry",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="refuse_overdraft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__value__lt=0),
                func=_REFUSE_OVERDRAFT,
            ),
        ]


class BalanceMovement(models.Model):
    """One change of one balance's value, never altered; `at` is business time, `recorded_at` system time."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(OcsAccount, on_delete=models.PROTECT, related_name="movements", db_index=False)
    balance = models.ForeignKey(OcsBalance, on_delete=models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(max_length=10)
    amount = models.DecimalField(max_digits=28, decimal_places=9)
    value_after = models.DecimalField(max_digits=28, decimal_places=9)
    at = models.DateTimeField()
    reference = models.CharField(max_length=TEXT_LENGTH_MAX, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[str(kind) for kind in MovementKind]), name="ocs_movement_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="debit") | models.Q(amount__lte=0), name="ocs_debit_only_takes"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="grant") | models.Q(amount__gte=0), name="ocs_grant_only_gives"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["balance", "id"], name="ocs_movement_by_balance"),
            models.Index(fields=["account", "at"], name="ocs_movement_by_account"),
            BrinIndex(fields=["recorded_at"], name="ocs_movement_by_recorded_at"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [append_only()]


@audited
class OcsActions(models.Model):
    """A named list of actions that an account can have executed, each in CGRateS's field names; all tenants know it."""

    id = models.BigAutoField(primary_key=True)
    actions_id = models.CharField(max_length=TEXT_LENGTH_MAX, unique=True)
    actions = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(actions_id=""), name="ocs_actions_have_an_id"),
        ]


@audited
class OcsActionPlan(models.Model):
    """When which actions are due; known to all tenants, as in CGRateS."""

    id = models.BigAutoField(primary_key=True)
    plan_id = models.CharField(max_length=TEXT_LENGTH_MAX, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(plan_id=""), name="ocs_action_plan_has_an_id"),
        ]


@audited
class OcsActionTiming(models.Model):
    """One line of an action plan: actions and the times at which they are due (an empty list means any)."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(OcsActionPlan, on_delete=models.CASCADE, related_name="timings")
    uuid = models.UUIDField(unique=True)
    actions = models.ForeignKey(OcsActions, on_delete=models.PROTECT, related_name="timings")
    years = ArrayField(models.SmallIntegerField(), default=list)
    months = ArrayField(models.SmallIntegerField(), default=list)
    month_days = ArrayField(models.SmallIntegerField(), default=list)
    week_days = ArrayField(models.SmallIntegerField(), default=list)
    start_time = models.CharField(max_length=8)
    weight = models.DecimalField(max_digits=15, decimal_places=6)


# Both instants move with each execution, which the movements tell.
@audited_without("next_at", "last_at")
class OcsAccountActionPlan(models.Model):
    """That an account follows an action plan, whose actions are executed at `next_at` (None: never again).

    All instants before `next_at` are done, the latest of them at `last_at`, so each is executed once.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(OcsAccount, on_delete=models.PROTECT, related_name="plan_bindings")
    plan = models.ForeignKey(OcsActionPlan, on_delete=models.CASCADE, related_name="account_bindings")
    bound_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "plan"], name="ocs_plan_is_bound_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="ocs_plan_by_next_execution"
            ),
        ]
