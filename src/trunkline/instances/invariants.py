"""What must always be true of the timeline."""

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
