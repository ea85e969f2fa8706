from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from trunkline.catalog.models import RateField
from trunkline.instances.models.changes import Change
from trunkline.instances.models.instances import Instance, Subscription
from trunkline.instances.states import (
    CONFIGURATION_STATES,
    ConfigurationState,
)
from trunkline.kernel.exact_json import ExactDecoder, ExactEncoder
from trunkline.kernel.ids import new_public_id
from trunkline.platform.audit import audited
from trunkline.platform.ranges import no_overlap, starts_before_end

_LIVE = Q(superseded_at__isnull=True)


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
    IF (to_jsonb(OLD) - '{state,valid_from,valid_until,end_recorded_at,taken_over_at,superseded_at}'::text[])
        IS DISTINCT FROM
        (to_jsonb(NEW) - '{state,valid_from,valid_until,end_recorded_at,taken_over_at,superseded_at}'::text[]) THEN
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
    IF OLD.taken_over_at IS NOT NULL AND NEW.taken_over_at IS DISTINCT FROM OLD.taken_over_at THEN
        RAISE EXCEPTION 'when a configuration took over is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT (NEW.state = OLD.state OR (OLD.state, NEW.state) IN (('PENDING', 'CURRENT'), ('CURRENT', 'HISTORY'))) THEN
        RAISE EXCEPTION 'a configuration does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""

# A life is whole when a transaction ends: within it, one configuration ends before the next is there.
_LIFE_RULES = """
    IF EXISTS (
        SELECT FROM (
            SELECT valid_from, lag(valid_until) OVER life AS previous_end, row_number() OVER life AS position
            FROM instances_configuration
            WHERE instance_id = NEW.instance_id AND superseded_at IS NULL AND state IN ('CURRENT', 'HISTORY')
            WINDOW life AS (ORDER BY valid_from)
        ) AS spans
        WHERE position > 1 AND previous_end IS DISTINCT FROM valid_from
    ) THEN
        RAISE EXCEPTION 'the life of instance % would have a gap; record what it is meanwhile', NEW.instance_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'configuration_life_has_no_gap';
    END IF;
    IF EXISTS (
        SELECT FROM instances_configuration
        WHERE instance_id = NEW.instance_id AND superseded_at IS NULL AND state IN ('CURRENT', 'HISTORY')
        HAVING count(*) FILTER (WHERE state = 'CURRENT') <> 1 AND count(*) > 0
    ) THEN
        RAISE EXCEPTION 'instance % has lived and would not be CURRENT any more', NEW.instance_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'configuration_life_is_current';
    END IF;
    RETURN NULL;
"""

# At no instant is an instance a part of itself, nor of a part of itself. What is planned is asked when it takes over.
_TREE_RULES = """
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.parent_id AS id, tstzrange(NEW.valid_from, NEW.valid_until) AS span
            UNION
            SELECT held.parent_id, above.span * tstzrange(held.valid_from, held.valid_until)
            FROM instances_configuration held
            JOIN above ON held.instance_id = above.id
            WHERE held.parent_id IS NOT NULL AND held.superseded_at IS NULL AND held.state IN ('CURRENT', 'HISTORY')
              AND tstzrange(held.valid_from, held.valid_until) && above.span
        )
        SELECT FROM above WHERE id = NEW.instance_id
    ) THEN
        RAISE EXCEPTION 'instance % would be a part of itself', NEW.instance_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'configuration_tree_has_no_ring';
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
    characteristics = models.JSONField(default=dict, encoder=ExactEncoder, decoder=ExactDecoder)
    # What it is like this for; null: the order that made it, or a play.
    change = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="configurations")
    state = models.CharField(max_length=8, default=ConfigurationState.DRAFT)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    end_recorded_at = models.DateTimeField(null=True)
    # From when it was planned, whenever it then took over, and when that was recorded.
    planned_from = models.DateTimeField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CONFIGURATION_STATES.states), name="configuration_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ConfigurationState.CURRENT) | Q(valid_until__isnull=True),
                name="configuration_current_is_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=ConfigurationState.PENDING)
                | Q(planned_from__isnull=False, change__isnull=False, taken_over_at__isnull=True),
                name="configuration_pending_has_its_change",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at__isnull=True) | Q(planned_from__isnull=False),
                name="configuration_taken_over_was_planned",
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
            ),
            pgtrigger.Trigger(
                name="tree_rules",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(
                    new__parent__isnull=False,
                    new__superseded_at__isnull=True,
                    new__state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY],
                ),
                func=_TREE_RULES,
            ),
            pgtrigger.Trigger(
                name="life_rules",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state__in=[ConfigurationState.CURRENT, ConfigurationState.HISTORY]),
                func=_LIFE_RULES,
            ),
        ]


@audited
class Relationship(models.Model):
    """A link from a configuration to an instance, as the catalogue defines it, with characteristics of its own."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    configuration = models.ForeignKey(Configuration, on_delete=models.CASCADE, related_name="relationships")
    to_instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="relationships_from")
    definition = models.ForeignKey("catalog.ProductRelationship", on_delete=models.PROTECT, related_name="+")
    characteristics = models.JSONField(default=dict, encoder=ExactEncoder, decoder=ExactDecoder)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["configuration", "to_instance", "definition"], name="relationship_once_per_configuration"
            )
        ]
