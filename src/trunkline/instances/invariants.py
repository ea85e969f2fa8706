"""What must always be true of the timeline, of renewals and of ends."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "live configurations of an instance tile its life without a gap",
        """
        SELECT format('instance %s has a gap before configuration %s', instance_id, id)
        FROM (
            SELECT id, instance_id, valid_from,
                   lag(valid_until) OVER (PARTITION BY instance_id ORDER BY valid_from) AS previous_end,
                   row_number() OVER (PARTITION BY instance_id ORDER BY valid_from) AS position
            FROM instances_configuration
            WHERE superseded_at IS NULL AND state IN ('CURRENT', 'HISTORY')
        ) AS timeline
        WHERE position > 1 AND previous_end IS DISTINCT FROM valid_from
        """,
    ),
    Invariant(
        "an instance has exactly one CURRENT configuration",
        """
        SELECT format('instance %s has %s CURRENT configurations', i.id, count(c.id))
        FROM instances_instance i
        LEFT JOIN instances_configuration c
               ON c.instance_id = i.id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
        GROUP BY i.id HAVING count(c.id) <> 1
        """,
    ),
    Invariant(
        "a service is retired if and only if its state means that it has ended",
        """
        SELECT format('service %s is %s but its state is %s', i.key,
                      CASE WHEN i.retired_at IS NULL THEN 'not retired' ELSE 'retired' END, s.code)
        FROM instances_instance i
        JOIN instances_configuration c ON c.instance_id = i.id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
        JOIN catalog_servicestate s ON s.id = c.service_state_id
        WHERE (i.retired_at IS NOT NULL) <> (s.base_status = 'cancelled')
        """,
    ),
    Invariant(
        "a service with periods has one renewal under way, or is about to end; one that has ended has none waiting",
        """
        SELECT format('service %s, which %s, has %s renewals that are open', i.key,
                      CASE WHEN i.retired_at IS NULL THEN 'runs' ELSE 'has ended' END, count(r.id))
        FROM instances_instance i
        JOIN instances_configuration c ON c.instance_id = i.id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
        JOIN catalog_rateversion v ON v.id = c.rate_version_id
        JOIN catalog_rate p ON p.id = v.rate_id AND p.period_count IS NOT NULL
        LEFT JOIN instances_renewal r
               ON r.instance_id = i.id
              AND (r.state IN ('planned', 'paused', 'declined')
                   OR i.retired_at IS NULL AND r.state IN ('charging', 'paid', 'giving_back'))
        LEFT JOIN instances_cancellation e ON e.instance_id = i.id AND e.state = 'pending'
        WHERE c.subscription_id IS NOT NULL
        GROUP BY i.id
        HAVING CASE WHEN i.retired_at IS NOT NULL THEN count(r.id) > 0
                    WHEN count(e.id) > 0 THEN count(DISTINCT r.id) > 1
                    ELSE count(r.id) <> 1 END
        """,
    ),
    Invariant(
        "the renewed periods of a service follow each other",
        """
        SELECT format('service %s: the renewal from %s begins before the one before ends on %s',
                      instance_id, starts_on, previous_end)
        FROM (
            SELECT instance_id, starts_on,
                   lag(ends_on) OVER (PARTITION BY instance_id ORDER BY starts_on, id) AS previous_end
            FROM instances_renewal WHERE renewed_at IS NOT NULL
        ) AS periods
        WHERE previous_end > starts_on
        """,
    ),
    Invariant(
        "a cancellation is pending for a service that runs only, and there is no second one",
        """
        SELECT format('service %s has %s cancellations pending', i.key, count(*))
        FROM instances_cancellation e JOIN instances_instance i ON i.id = e.instance_id
        WHERE e.state = 'pending' GROUP BY i.id HAVING i.retired_at IS NOT NULL OR count(*) > 1
        """,
    ),
    Invariant(
        "a change that is to take over has one PENDING configuration, and there is no other",
        """
        SELECT format('change %s of instance %s has %s PENDING configurations', e.id, e.instance_id, count(c.id))
        FROM instances_change e
        LEFT JOIN instances_configuration c
               ON c.change_id = e.id AND c.state = 'PENDING' AND c.superseded_at IS NULL
              AND c.instance_id = e.instance_id AND c.planned_from = e.starts_at
        WHERE e.state IN ('planned', 'provisioning', 'prepared')
        GROUP BY e.id HAVING count(c.id) <> 1
        UNION ALL
        SELECT format('configuration %s of instance %s is PENDING for no change', c.id, c.instance_id)
        FROM instances_configuration c
        LEFT JOIN instances_change e ON e.id = c.change_id AND e.state IN ('planned', 'provisioning', 'prepared')
        WHERE c.state = 'PENDING' AND c.superseded_at IS NULL AND e.id IS NULL
        """,
    ),
    Invariant(
        "no service that runs is a part of one that has ended",
        """
        SELECT format('service %s runs under %s, which has ended', i.key, p.key)
        FROM instances_configuration c
        JOIN instances_instance i ON i.id = c.instance_id AND i.kind <> 'RESOURCE' AND i.retired_at IS NULL
        JOIN instances_instance p ON p.id = c.parent_id AND p.retired_at IS NOT NULL
        WHERE c.state = 'CURRENT' AND c.superseded_at IS NULL
        """,
    ),
    Invariant(
        "only an ended service that the charging system may know is still to be removed",
        """
        SELECT format('service %s is to be removed on %s', i.key, i.remove_at)
        FROM instances_instance i
        WHERE i.remove_at IS NOT NULL AND (i.retired_at IS NULL OR i.service_uuid IS NULL OR i.kind = 'RESOURCE')
        """,
    ),
    Invariant(
        "the history of a configuration replays to its present row",
        """
        SELECT format('configuration %s differs from its latest recorded version', c.id)
        FROM instances_configuration c
        LEFT JOIN (
            SELECT DISTINCT ON (pgh_obj_id) * FROM instances_configurationversion ORDER BY pgh_obj_id, pgh_id DESC
        ) v ON v.pgh_obj_id = c.id
        WHERE v.pgh_id IS NULL
           OR (to_jsonb(v) - '{pgh_id,pgh_created_at,pgh_label,pgh_obj_id,pgh_context_id}'::text[])
              IS DISTINCT FROM to_jsonb(c)
        """,
    ),
]
