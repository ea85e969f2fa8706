"""What must always be true of orders."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "an order is finished if and only if none of its lines is under way",
        """
        SELECT format('order %s is %s with %s lines under way', o.number, o.state,
                      count(l.id) FILTER (WHERE l.state = 'provisioning'))
        FROM ordering_order o LEFT JOIN ordering_orderline l ON l.order_id = o.id
        GROUP BY o.id
        HAVING (o.state = 'placed') <> (count(l.id) FILTER (WHERE l.state = 'provisioning') > 0)
        """,
    ),
    Invariant(
        "a line that is done has its service",
        """
        SELECT format('line %s of order %s is done without a service', l.position, o.number)
        FROM ordering_orderline l JOIN ordering_order o ON o.id = l.order_id
        WHERE l.state = 'done' AND l.instance_id IS NULL
        """,
    ),
]
