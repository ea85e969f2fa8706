"""What must always be true of payments."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "every captured payment is booked with its amount",
        """
        SELECT format('payment %s over %s is booked with %s', y.id, y.amount, coalesce(sum(p.amount), 0))
        FROM payments_payment y
        LEFT JOIN billing_ledgerposting p
               ON p.entry_id = y.ledger_entry_id AND p.ledger_account = 'gateway_clearing' AND p.currency = y.currency
        WHERE y.state = 'captured' GROUP BY y.id HAVING coalesce(sum(p.amount), 0) <> y.amount
        """,
    ),
    Invariant(
        "every refund is booked with its amount",
        """
        SELECT format('refund %s over %s is booked with %s', r.id, r.amount, coalesce(sum(p.amount), 0))
        FROM payments_refund r
        JOIN payments_payment y ON y.id = r.payment_id
        LEFT JOIN billing_ledgerposting p
               ON p.entry_id = r.ledger_entry_id AND p.ledger_account = 'gateway_clearing' AND p.currency = y.currency
        WHERE r.state = 'refunded' GROUP BY r.id HAVING coalesce(sum(p.amount), 0) <> -r.amount
        """,
    ),
    Invariant(
        "no more is refunded than was captured",
        """
        SELECT format('of payment %s over %s, which is %s, %s are given back', y.id, y.amount, y.state, sum(r.amount))
        FROM payments_payment y JOIN payments_refund r ON r.payment_id = y.id AND r.state <> 'refused'
        GROUP BY y.id HAVING y.state <> 'captured' OR sum(r.amount) > y.amount
        """,
    ),
    Invariant(
        "a renewed period that is paid by card is paid in full; what is not renewed is given back in full",
        """
        SELECT format('the renewal %s of service %s is %s; of its payment over %s, which is %s, %s are given back',
                      r.id, r.instance_id, r.state, y.amount, y.state, coalesce(b.amount, 0))
        FROM instances_renewal r
        JOIN payments_payment y ON y.id = r.payment_id
        LEFT JOIN (
            SELECT payment_id, sum(amount) AS amount FROM payments_refund WHERE state = 'refunded' GROUP BY payment_id
        ) b ON b.payment_id = y.id
        LEFT JOIN (
            SELECT instance_id, starts_on, sum(amount) AS amount
            FROM billing_charge WHERE component = 'recurring' GROUP BY instance_id, starts_on
        ) c ON c.instance_id = r.instance_id AND c.starts_on = r.starts_on
        WHERE CASE
            WHEN r.state = 'charging' THEN false
            WHEN r.state IN ('paid', 'giving_back', 'taking_back') THEN y.state <> 'captured'
            WHEN r.state = 'renewed' THEN y.state <> 'captured' OR y.amount IS DISTINCT FROM c.amount
            ELSE y.state IN ('intended', 'unknown') OR y.state = 'captured' AND y.amount <> coalesce(b.amount, 0)
        END
        """,
    ),
    # Payments and refunds under way are left out: their gateway may be ahead of us, and is asked.
    Invariant(
        "captured minus refunded equals what the demo gateway holds",
        """
        WITH ours AS (
            SELECT y.public_id, y.currency,
                   CASE WHEN y.state = 'captured' THEN y.amount ELSE 0 END - coalesce(sum(r.amount), 0) AS held,
                   y.state IN ('intended', 'unknown') OR EXISTS (
                       SELECT 1 FROM payments_refund o
                       WHERE o.payment_id = y.id AND o.state IN ('intended', 'unknown')
                   ) AS is_open
            FROM payments_payment y
            LEFT JOIN payments_refund r ON r.payment_id = y.id AND r.state = 'refunded'
            WHERE y.gateway = 'demo' GROUP BY y.id
        ), theirs AS (
            SELECT c.key, c.currency,
                   CASE WHEN c.state = 'captured' THEN c.amount ELSE 0 END - coalesce(sum(b.amount), 0) AS held
            FROM payments_demogatewaycharge c
            LEFT JOIN payments_demogatewayrefund b ON b.charge_id = c.id
            GROUP BY c.id
        )
        SELECT format('payment %s: we count %s, the gateway holds %s', coalesce(ours.public_id, theirs.key),
                      coalesce(ours.held, 0), coalesce(theirs.held, 0))
        FROM ours FULL JOIN theirs ON theirs.key = ours.public_id
        WHERE NOT coalesce(ours.is_open, false)
          AND (coalesce(ours.held, 0) <> coalesce(theirs.held, 0)
               OR (theirs.held <> 0 AND ours.currency IS DISTINCT FROM theirs.currency))
        """,
    ),
]
