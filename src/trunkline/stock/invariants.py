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
    Invariant(
        "the pieces on hand of a warehouse are what its stock movements sum to",
        """
        SELECT format('%s pieces of specification %s are on hand in warehouse %s, but its movements sum to %s',
                      coalesce(q.on_hand, 0), coalesce(q.specification_id, m.specification_id),
                      coalesce(q.warehouse_id, m.warehouse_id), coalesce(m.pieces, 0))
        FROM stock_stockquantity q
        FULL JOIN (
            SELECT v.specification_id, e.warehouse_id, sum(e.quantity) AS pieces
            FROM stock_stockmovemententry e JOIN stock_stockmovement v ON v.id = e.movement_id
            WHERE e.warehouse_id IS NOT NULL
            GROUP BY v.specification_id, e.warehouse_id
        ) m ON m.specification_id = q.specification_id AND m.warehouse_id = q.warehouse_id
        WHERE coalesce(q.on_hand, 0) <> coalesce(m.pieces, 0)
        """,
    ),
    Invariant(
        "the reserved pieces of a warehouse are those that live reservations keep",
        """
        SELECT format('%s pieces of row %s are reserved, but its live reservations keep %s',
                      q.reserved, q.id, coalesce(sum(r.quantity), 0))
        FROM stock_stockquantity q
        LEFT JOIN stock_quantityreservation r ON r.quantity_row_id = q.id AND r.state = 'reserved'
        GROUP BY q.id, q.reserved
        HAVING q.reserved <> coalesce(sum(r.quantity), 0)
        """,
    ),
    Invariant(
        "every stock movement has entries, which sum to zero",
        """
        SELECT format('movement %s has %s entries, which sum to %s', m.id, count(e.id), coalesce(sum(e.quantity), 0))
        FROM stock_stockmovement m LEFT JOIN stock_stockmovemententry e ON e.movement_id = m.id
        GROUP BY m.id
        HAVING count(e.id) < 2 OR sum(e.quantity) <> 0
        """,
    ),
    Invariant(
        "pieces given to a service left the warehouse once, and no more came back",
        """
        SELECT format('reservation %s is %s over %s pieces, but %s left and %s came back',
                      r.id, r.state, r.quantity, m.gone, m.returned)
        FROM stock_quantityreservation r
        CROSS JOIN LATERAL (
            SELECT -coalesce(sum(e.quantity) FILTER (WHERE v.kind = 'consumption'), 0) AS gone,
                   coalesce(sum(e.quantity) FILTER (WHERE v.kind = 'return'), 0) AS returned
            FROM stock_stockmovement v
            JOIN stock_stockmovemententry e ON e.movement_id = v.id AND e.side = 'warehouse'
            WHERE v.reservation_id = r.id
        ) m
        WHERE m.gone <> (CASE WHEN r.state = 'consumed' THEN r.quantity ELSE 0 END) OR m.returned > m.gone
        """,
    ),
    Invariant(
        "items and counted pieces are of specifications that are kept so",
        """
        SELECT format('item %s is of %s, which is counted', i.id, s.name)
        FROM stock_stockitem i JOIN catalog_resourcespecification s ON s.id = i.specification_id
        WHERE s.tracking <> 'item'
        UNION ALL
        SELECT format('row %s counts %s, which is known item by item', q.id, s.name)
        FROM stock_stockquantity q JOIN catalog_resourcespecification s ON s.id = q.specification_id
        WHERE s.tracking <> 'quantity'
        """,
    ),
    Invariant(
        "a part stands as its kit does: available, or in the same state, for the same holder",
        """
        SELECT format('item %s is %s for %s, but its kit %s is %s for %s', p.id, p.state, coalesce(a.holder::text, '-'),
                      k.id, k.state, coalesce(b.holder::text, '-'))
        FROM stock_stockitem p
        JOIN stock_stockitem k ON k.id = p.kit_id
        LEFT JOIN stock_allocation a ON a.item_id = p.id AND a.state IN ('reserved', 'assigned')
        LEFT JOIN stock_allocation b ON b.item_id = k.id AND b.state IN ('reserved', 'assigned')
        WHERE (CASE WHEN p.state = 'New' THEN 'In Stock' ELSE p.state END)
              <> (CASE WHEN k.state = 'New' THEN 'In Stock' ELSE k.state END)
           OR (a.holder, a.state, a.service_id) IS DISTINCT FROM (b.holder, b.state, b.service_id)
        """,
    ),
    Invariant(
        "a kit that is put together holds what its specification says",
        """
        SELECT format('kit %s holds %s of specification %s; it should hold %s',
                      coalesce(t.kit_id, w.kit_id), coalesce(t.there, 0), coalesce(t.part_id, w.part_id),
                      coalesce(w.quantity, 0))
        FROM (
            SELECT kit_id, specification_id AS part_id, count(*) AS there
            FROM stock_stockitem WHERE kit_id IS NOT NULL GROUP BY kit_id, specification_id
        ) t
        FULL JOIN (
            SELECT i.id AS kit_id, k.part_id, k.quantity
            FROM stock_stockitem i JOIN catalog_kitpart k ON k.kit_id = i.specification_id
            WHERE EXISTS (SELECT FROM stock_stockitem p WHERE p.kit_id = i.id)
        ) w ON w.kit_id = t.kit_id AND w.part_id = t.part_id
        WHERE coalesce(t.there, 0) <> coalesce(w.quantity, 0)
        """,
    ),
    Invariant(
        "a pool's items are as many as it was made of, and of its specification",
        """
        SELECT format('pool %s has %s items, and %s of another specification', p.id, count(i.id),
                      count(i.id) FILTER (WHERE i.specification_id <> p.specification_id))
        FROM stock_pool p LEFT JOIN stock_stockitem i ON i.pool_id = p.id
        GROUP BY p.id
        HAVING count(i.id) = 0 OR count(i.id) > p.last - p.first + 1
            OR bool_or(i.specification_id <> p.specification_id)
        """,
    ),
    Invariant(
        "what came of a purchase order line is there as items and receipts, and its order's state says so",
        """
        SELECT format('line %s of %s has %s received, but %s items and %s pieces came', l.position, o.number,
                      l.received, came.items, came.pieces)
        FROM stock_purchaseorderline l
        JOIN stock_purchaseorder o ON o.id = l.order_id
        CROSS JOIN LATERAL (
            SELECT (SELECT count(*) FROM stock_stockitem i WHERE i.purchase_line_id = l.id) AS items,
                   (SELECT coalesce(sum(e.quantity), 0)
                    FROM stock_stockmovement m JOIN stock_stockmovemententry e ON e.movement_id = m.id
                    WHERE m.purchase_line_id = l.id AND m.kind = 'receipt' AND e.side = 'warehouse') AS pieces
        ) AS came
        WHERE l.received <> came.items + came.pieces
        UNION ALL
        SELECT format('%s is %s, but %s of %s came', o.number, o.state, sum(l.received), sum(l.quantity))
        FROM stock_purchaseorder o JOIN stock_purchaseorderline l ON l.order_id = o.id
        GROUP BY o.id
        HAVING CASE o.state
            WHEN 'ordered' THEN sum(l.received) > 0
            WHEN 'partly_received' THEN sum(l.received) IN (0, sum(l.quantity))
            WHEN 'received' THEN sum(l.received) <> sum(l.quantity)
            ELSE sum(l.received) = sum(l.quantity)
        END
        """,
    ),
    Invariant(
        "an item is discarded if and only if its resource instance is retired",
        """
        SELECT format('item %s is %s, its instance %s', s.id,
                      CASE WHEN s.discarded_at IS NULL THEN 'in the books' ELSE 'discarded' END,
                      CASE WHEN i.retired_at IS NULL THEN 'is not retired' ELSE 'is retired' END)
        FROM stock_stockitem s JOIN instances_instance i ON i.id = s.instance_id
        WHERE (s.discarded_at IS NULL) <> (i.retired_at IS NULL)
        """,
    ),
    Invariant(
        "the timeline of a resource says at which service it is: the one to which its item is assigned, or none",
        """
        SELECT format('item %s is with service %s of account %s, its timeline says %s of %s', i.id,
                      coalesce(a.service_id, 0), coalesce(a.account_id, 0), coalesce(c.parent_id, 0),
                      coalesce(c.account_id, 0))
        FROM stock_stockitem i
        JOIN instances_configuration c
          ON c.instance_id = i.instance_id AND c.state = 'CURRENT' AND c.superseded_at IS NULL
        LEFT JOIN stock_allocation a ON a.item_id = i.id AND a.state = 'assigned'
        WHERE (a.service_id, a.account_id) IS DISTINCT FROM (c.parent_id, c.account_id)
        """,
    ),
]
