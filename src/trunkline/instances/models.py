from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.instances.states import (
    CANCELLATION_STATES,
    CONFIGURATION_STATES,
    OPEN_RENEWAL_STATES,
    RENEWAL_STATES,
    RUNNING_RENEWAL_STATES,
    WAITING_RENEWAL_STATES,
    CancellationReason,
    CancellationState,
    ConfigurationState,
    InstanceKind,
    RenewalState,
)
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.ranges import no_overlap, starts_before_end

_LIVE = Q(superseded_at__isnull=True)


@audited
class Subscription(models.Model):
    """What groups an account's instances for billing: who pays, from which plan, anchored when."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="subscriptions")
    payer = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="+")
    price_plan = models.ForeignKey("catalog.PricePlan", on_delete=models.PROTECT, related_name="+")
    anchor_on = models.DateField()
    started_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())


@audited
class Instance(models.Model):
    """A product, service or resource that someone has; retired, never deleted once it has lived."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    key = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    service_type = models.CharField(max_length=40, blank=True)
    service_uuid = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # null: not known to an OCS
    deprovisioning_play = models.CharField(max_length=80, blank=True)
    auto_renew = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)
    # When what is kept of an ended service in the charging system is to be removed; null: nothing is, or not yet.
    remove_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[*InstanceKind]), name="instance_kind_is_known"),
            models.CheckConstraint(condition=~Q(service_uuid=""), name="instance_service_uuid_is_not_empty"),
            models.CheckConstraint(
                condition=Q(remove_at__isnull=True) | Q(retired_at__isnull=False),
                name="instance_only_a_retired_one_is_removed",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["tags"], name="instance_by_tag"),
            models.Index(fields=["remove_at"], condition=Q(remove_at__isnull=False), name="instance_by_removal"),
        ]


_TIMELINE_RULES = """
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('CURRENT', 'HISTORY') OR OLD.superseded_at IS NOT NULL THEN
            RAISE EXCEPTION 'a configuration that has held is never deleted'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'DRAFT' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(OLD) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[])
        IS DISTINCT FROM (to_jsonb(NEW) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[]) THEN
        RAISE EXCEPTION 'a configuration is never rewritten; supersede it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.superseded_at IS NOT NULL THEN
        RAISE EXCEPTION 'a superseded configuration never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'PENDING' AND NEW.valid_from <> OLD.valid_from THEN
        RAISE EXCEPTION 'the start of a configuration that holds is never moved; supersede it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'PENDING' AND OLD.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
        RAISE EXCEPTION 'an end once recorded is never moved; supersede the configuration'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT (NEW.state = OLD.state OR (OLD.state, NEW.state) IN (('PENDING', 'CURRENT'), ('CURRENT', 'HISTORY'))) THEN
        RAISE EXCEPTION 'a configuration does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


@audited
class Configuration(models.Model):
    """What an instance was, is or will be over one span of time."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="configurations")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, null=True, related_name="+")
    resource_specification = models.ForeignKey(
        "catalog.ResourceSpecification", on_delete=models.PROTECT, null=True, related_name="+"
    )
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, null=True, related_name="configurations")
    subscriber = models.ForeignKey("parties.Subscriber", on_delete=models.PROTECT, null=True, related_name="+")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, null=True, related_name="configurations")
    parent = models.ForeignKey(Instance, on_delete=models.PROTECT, null=True, related_name="child_configurations")
    place = models.ForeignKey("parties.Address", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    icon = models.CharField(max_length=60, blank=True)
    quantity = models.IntegerField(default=1)
    service_state = models.ForeignKey("catalog.ServiceState", on_delete=models.PROTECT, null=True, related_name="+")
    rate_version = models.ForeignKey("catalog.RateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    agreed_retail = RateField(null=True)
    agreed_wholesale = RateField(null=True)
    characteristics = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=ConfigurationState.DRAFT)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    end_recorded_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CONFIGURATION_STATES.states), name="configuration_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=False, resource_specification__isnull=True)
                | Q(product__isnull=True, resource_specification__isnull=False),
                name="configuration_has_one_catalogue_entry",
            ),
            models.CheckConstraint(
                condition=starts_before_end(start="valid_from", end="valid_until"), name="configuration_is_a_span"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, end_recorded_at__isnull=True)
                | Q(valid_until__isnull=False, end_recorded_at__isnull=False),
                name="configuration_end_has_its_record",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConfigurationState.HISTORY) | Q(valid_until__isnull=False),
                name="configuration_history_has_an_end",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="configuration_quantity"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("instance")), name="configuration_is_not_its_own_parent"
            ),
            models.UniqueConstraint(
                fields=["instance"],
                condition=_LIVE & Q(state=ConfigurationState.CURRENT),
                name="configuration_one_current",
            ),
            no_overlap(
                name="configurations_held_do_not_overlap",
                owner="instance_id",
                start="valid_from",
                end="valid_until",
                condition=_LIVE & Q(state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY]),
            ),
            no_overlap(
                name="configurations_pending_do_not_overlap",
                owner="instance_id",
                start="valid_from",
                end="valid_until",
                condition=_LIVE & Q(state=ConfigurationState.PENDING),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "state"], name="configuration_by_account"),
            models.Index(fields=["parent"], name="configuration_by_parent"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="timeline_rules",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_TIMELINE_RULES,
            )
        ]


@audited
class Relationship(models.Model):
    """A link from a configuration to an instance, as the catalogue defines it, with characteristics of its own."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    configuration = models.ForeignKey(Configuration, on_delete=models.CASCADE, related_name="relationships")
    to_instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="relationships_from")
    definition = models.ForeignKey("catalog.ProductRelationship", on_delete=models.PROTECT, related_name="+")
    characteristics = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["configuration", "to_instance", "definition"], name="relationship_once_per_configuration"
            )
        ]


@audited
class Renewal(models.Model):
    """The next period of a service, planned when the one before it begins; on its day it is renewed, or it expires.

    What was renewed is what the bill owes of further periods, at the price that is noted here.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="renewals")
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="renewals")
    state = models.CharField(max_length=12, default=RenewalState.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # When there is next something to do, by the business clock.
    due_at = models.DateTimeField()
    # That somebody asked for it, though the service does not renew by itself, or not yet.
    is_requested = models.BooleanField(default=False)
    attempts = models.SmallIntegerField(default=0)
    rate_version = models.ForeignKey("catalog.RateVersion", on_delete=models.PROTECT, null=True, related_name="+")
    retail = RateField(null=True)
    wholesale = RateField(null=True)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, null=True, related_name="renewals")
    failure = models.CharField(max_length=300, blank=True)
    renewed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RENEWAL_STATES.states), name="renewal_state_is_known"),
            models.CheckConstraint(
                condition=Q(starts_on__lt=models.F("ends_on"), starts_at__lt=models.F("ends_at")),
                name="renewal_is_a_span",
            ),
            models.UniqueConstraint(
                fields=["instance"], condition=Q(state__in=OPEN_RENEWAL_STATES), name="renewal_one_open_per_service"
            ),
            models.UniqueConstraint(
                fields=["instance", "starts_on"],
                condition=Q(renewed_at__isnull=False),
                name="renewal_once_per_period",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[RenewalState.RENEWED, RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK],
                    renewed_at__isnull=False,
                    rate_version__isnull=False,
                    retail__isnull=False,
                    wholesale__isnull=False,
                )
                | (
                    ~Q(state__in=[RenewalState.RENEWED, RenewalState.TAKING_BACK, RenewalState.TAKEN_BACK])
                    & Q(renewed_at__isnull=True)
                ),
                name="renewal_done_has_its_price",
            ),
            models.CheckConstraint(
                condition=~Q(state=RenewalState.CHARGING) | Q(payment__isnull=False),
                name="renewal_charging_has_its_payment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[*WAITING_RENEWAL_STATES, *RUNNING_RENEWAL_STATES]),
                name="renewal_due",
            ),
            models.Index(fields=["account", "id"], name="renewal_by_account"),
        ]


@audited
class Cancellation(models.Model):
    """That a service is to end, why, and when; until then it can be reversed."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    account = models.ForeignKey("parties.Account", on_delete=models.PROTECT, related_name="cancellations")
    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="cancellations")
    state = models.CharField(max_length=12, default=CancellationState.PENDING)
    reason = models.CharField(max_length=12)
    note = models.CharField(max_length=500, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    ends_at = models.DateTimeField()
    # When its end is ordered next, by the business clock: at its end, and again after a failure.
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CANCELLATION_STATES.states), name="cancellation_state_is_known"
            ),
            models.CheckConstraint(condition=Q(reason__in=[*CancellationReason]), name="cancellation_reason_is_known"),
            models.UniqueConstraint(
                fields=["instance"],
                condition=Q(state=CancellationState.PENDING),
                name="cancellation_one_pending_per_service",
            ),
            models.CheckConstraint(
                condition=Q(requested_at__lte=models.F("ends_at"), ends_at__lte=models.F("due_at")),
                name="cancellation_times_are_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state=CancellationState.PENDING), name="cancellation_due"),
        ]
