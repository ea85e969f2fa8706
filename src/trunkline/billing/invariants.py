"""What must always be true of money."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "every ledger entry sums to zero in each currency",
        """
        SELECT format('ledger entry %s is off by %s %s', entry_id, sum(amount), currency)
        FROM billing_ledgerposting GROUP BY entry_id, currency HAVING sum(amount) <> 0
        """,
    ),
    Invariant(
        "every charge above or below zero is booked once, with its amount",
        """
        SELECT format('charge %s over %s is booked with %s', c.id, c.amount, coalesce(sum(p.amount), 0))
        FROM billing_charge c
        LEFT JOIN billing_ledgerentry e ON e.charge_id = c.id
        LEFT JOIN billing_ledgerposting p
               ON p.entry_id = e.id AND p.ledger_account = 'unbilled_receivables' AND p.currency = c.currency
        GROUP BY c.id HAVING coalesce(sum(p.amount), 0) <> c.amount
        """,
    ),
    Invariant(
        "the periods charged for a service never overlap",
        """
        SELECT format('service %s: charge %s begins on %s but the one before ends on %s',
                      instance_id, key, starts_on, previous_end)
        FROM (
            SELECT instance_id, key, starts_on,
                   lag(ends_on) OVER (PARTITION BY instance_id ORDER BY starts_on) AS previous_end
            FROM billing_charge WHERE component = 'recurring' AND sequence = 0
        ) AS periods
        WHERE previous_end > starts_on
        """,
    ),
    Invariant(
        "every charge stands in the account's history with its amount",
        """
        SELECT format('charge %s over %s has no transaction of its amount', c.id, c.amount)
        FROM billing_charge c LEFT JOIN billing_transaction t ON t.charge_id = c.id
        WHERE t.id IS NULL OR t.retail <> c.amount OR t.account_id <> c.account_id
        """,
    ),
    Invariant(
        "the lines of an invoice make its total",
        """
        SELECT format('invoice %s totals %s but its lines %s', i.id, i.total, coalesce(sum(l.amount), 0))
        FROM billing_invoice i LEFT JOIN billing_invoiceline l ON l.invoice_id = i.id
        GROUP BY i.id HAVING coalesce(sum(l.amount), 0) <> i.total
        """,
    ),
    Invariant(
        "the numbers of an invoice series have no gap",
        """
        SELECT format('series %s is at %s but has %s invoices', s.id, s.next_number, count(i.id))
        FROM billing_invoiceseries s LEFT JOIN billing_invoice i ON i.series_id = s.id
        GROUP BY s.id HAVING count(i.id) <> s.next_number - 1 OR coalesce(max(i.number), 0) <> s.next_number - 1
        """,
    ),
]
