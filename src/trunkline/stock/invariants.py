"""What must always be true of stock."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "an item is reserved or assigned if and only if it has exactly one live allocation of that state",
        """
        SELECT format('item %s is %s but has %s live allocations (%s)', i.id, i.state, count(a.id),
                      coalesce(string_agg(a.state, ', '), 'none'))
        FROM stock_stockitem i
        LEFT JOIN stock_allocation a ON a.item_id = i.id AND a.state IN ('reserved', 'assigned')
        GROUP BY i.id
        HAVING (i.state IN ('Reserved', 'Assigned') OR count(a.id) > 0)
           AND NOT (count(a.id) = 1 AND lower(i.state) = min(a.state))
        """,
    ),
    Invariant(
        "every stock item is a resource instance of its specification",
        """
        SELECT format('item %s has no current configuration of its specification', i.id)
        FROM stock_stockitem i
        LEFT JOIN instances_configuration c
               ON c.instance_id = i.instance_id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
              AND c.resource_specification_id = i.specification_id
        WHERE c.id IS NULL
        """,
    ),
    Invariant(
        "no assigned item belongs to a service that has ended",
        """
        SELECT format('item %s is assigned to %s, which has ended', a.item_id, i.key)
        FROM stock_allocation a JOIN instances_instance i ON i.id = a.service_id
        WHERE a.state = 'assigned' AND i.retired_at IS NOT NULL
        """,
    ),
]
