"""What must always be true of provisioning jobs."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "a job that is to be run waits in the queue",
        """
        SELECT format('job %s is queued, but the queue knows nothing of it', j.id)
        FROM provisioning_provisioningjob j
        WHERE j.state = 'queued' AND j.id NOT IN (
            SELECT (args ->> 'job_id')::bigint FROM procrastinate_jobs
            WHERE task_name = 'flows.run_provisioning_job' AND status IN ('todo', 'doing') AND args ? 'job_id')
        """,
    ),
    Invariant(
        "no job under way is past its lease",
        """
        SELECT format('job %s is %s and its lease ended at %s', id, state, lease_until)
        FROM provisioning_provisioningjob
        WHERE state IN ('running', 'undoing') AND lease_until < now() - interval '1 minute'
        """,
    ),
    Invariant(
        "a job that waits to take effect waits for another of its order that is under way",
        """
        SELECT format('job %s is prepared, but nothing that it takes effect together with is under way', j.id)
        FROM provisioning_provisioningjob j
        JOIN ordering_orderline l ON l.id = j.order_line_id
        WHERE j.state = 'prepared' AND NOT EXISTS (
            SELECT FROM ordering_orderline l2
            JOIN provisioning_provisioningjob j2 ON j2.order_line_id = l2.id
            WHERE l2.order_id = l.order_id AND l2.together = l.together
              AND j2.state IN ('queued', 'running', 'undoing'))
        """,
    ),
    Invariant(
        "a job that has ended leaves nothing open in its journal",
        """
        SELECT format('effect %s of job %s is %s though the job has %s', e.id, j.id, e.state, j.state)
        FROM provisioning_effect e JOIN provisioning_provisioningjob j ON j.id = e.job_id
        WHERE (j.state IN ('succeeded', 'ignored')
               AND (e.state = 'undo_failed' OR (e.attempt = j.attempt AND e.state IN ('intended', 'staged'))))
           OR (j.state = 'failed' AND e.state IN ('intended', 'staged', 'done', 'undo_failed', 'applied'))
        """,
    ),
    Invariant(
        "an order line is under way if and only if its job is",
        """
        SELECT format('job %s is %s but its order line is %s', j.id, j.state, l.state)
        FROM provisioning_provisioningjob j JOIN ordering_orderline l ON l.id = j.order_line_id
        WHERE (j.state IN ('queued', 'running', 'prepared', 'undoing', 'needs_attention'))
              <> (l.state = 'provisioning')
        """,
    ),
    Invariant(
        "a service's state is what its last finished job made it",
        """
        SELECT format('service %s is %s though job %s (%s) has succeeded', i.key, s.code, j.id, j.kind)
        FROM instances_instance i
        JOIN (
            SELECT DISTINCT ON (instance_id) instance_id, id, kind, finished_at FROM provisioning_provisioningjob
            WHERE state IN ('succeeded', 'ignored') AND kind NOT IN ('add_on', 'change')
            ORDER BY instance_id, finished_at DESC, id DESC
        ) j ON j.instance_id = i.id
        JOIN instances_configuration c ON c.instance_id = i.id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
        JOIN catalog_servicestate s ON s.id = c.service_state_id
        LEFT JOIN instances_instance p ON p.id = c.parent_id
        WHERE ((j.kind IN ('deprovision', 'remove')) <> (s.base_status = 'cancelled')
               OR (j.kind = 'suspend' AND s.base_status <> 'suspended')
               OR (j.kind = 'resume' AND s.base_status <> 'active'))
          -- What adds to a service ends with it, without a job of its own.
          AND (s.base_status = 'cancelled' AND i.retired_at = p.retired_at) IS NOT TRUE
          -- A transition that has taken over since then needs no job, or has one of another kind; it is never an end.
          AND (s.base_status = 'cancelled' OR NOT EXISTS (
              SELECT FROM instances_configuration t
              JOIN instances_change e ON e.id = t.change_id
              WHERE t.instance_id = i.id AND e.state = 'in_force' AND e.differences ? 'service_state_id'
                AND coalesce(t.taken_over_at, t.recorded_at) >= j.finished_at))
        """,
    ),
]
