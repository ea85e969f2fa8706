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
]
