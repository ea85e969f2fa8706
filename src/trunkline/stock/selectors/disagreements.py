"""Where stock tells another story of an item than the timeline, or than the orders that it is kept for."""

from django.db import connection

from trunkline.stock.policies.disagreements import Disagreement

# One statement sees one instant: what commits meanwhile is no disagreement. The timeline says at which service a
# resource is; the allocation that is live, and the state, say it of the item. A hold runs while its order does.
_DISAGREEMENTS = """
    SELECT i.id, s.name, i.reference_number, i.state, a.state, a.service_id, held.key, c.parent_id, t.key,
        t.retired_at IS NOT NULL, coalesce(c.account_id, a.account_id), hold.runs
    FROM stock_stockitem AS i
    JOIN catalog_resourcespecification AS s ON s.id = i.specification_id
    JOIN instances_configuration AS c
        ON c.instance_id = i.instance_id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
    LEFT JOIN instances_instance AS t ON t.id = c.parent_id
    LEFT JOIN stock_allocation AS a ON a.item_id = i.id AND a.state IN ('reserved', 'assigned')
    LEFT JOIN instances_instance AS held ON held.id = a.service_id
    CROSS JOIN LATERAL (
        SELECT a.state IS NOT DISTINCT FROM 'reserved' AND CASE
            WHEN a.expires_at IS NOT NULL THEN a.expires_at > now()
            ELSE EXISTS (
                SELECT FROM ordering_orderline AS line WHERE line.public_id = a.holder AND line.state = 'provisioning'
            )
        END AS runs
    ) AS hold
    WHERE i.id > %(after)s AND (%(only)s::bigint IS NULL OR i.id = %(only)s::bigint) AND CASE
        WHEN c.parent_id IS NOT NULL THEN t.retired_at IS NOT NULL OR i.state <> 'Assigned'
            OR (a.state, a.service_id, a.account_id) IS DISTINCT FROM ('assigned', c.parent_id, c.account_id)
        WHEN a.state = 'assigned' OR i.state = 'Assigned' THEN true
        WHEN a.id IS NULL THEN i.state = 'Reserved'
        ELSE i.state <> 'Reserved' OR (a.expires_at IS NULL AND NOT hold.runs)
    END
    ORDER BY i.id LIMIT %(limit)s
"""


def list_disagreements(*, after: int = 0, limit: int, only: int | None = None) -> list[Disagreement]:
    """This will list items of which different things are said, that come after one, by number; or that one only."""
    with connection.cursor() as cursor:
        cursor.execute(_DISAGREEMENTS, {"after": after, "limit": limit, "only": only})
        return [Disagreement(*row) for row in cursor.fetchall()]
