"""What must always be true of money."""

from moneyed import list_all_currencies

from trunkline.kernel.money import minor_unit
from trunkline.platform.invariants import Invariant

# How many decimals the currency of a charge `c` has: most have two.
_USUAL = 2
_DECIMALS_OF = {
    currency.code: -int(minor_unit(currency.code).as_tuple().exponent) for currency in list_all_currencies()
}
_OTHER_THAN_TWO = " ".join(
    f"WHEN '{code}' THEN {decimals}" for code, decimals in _DECIMALS_OF.items() if decimals != _USUAL
)
_DECIMALS = f"CASE c.currency {_OTHER_THAN_TWO} ELSE {_USUAL} END"
# What the renewed periods `p` cost at their rates for the units that were `charged`, before it is rounded: the rules of
# `catalog.policies.rates`, told once more.
_OWED = """
            SELECT p.id,
                   least(greatest(counted.amount, p.minimum_charge), p.maximum_charge) AS amount,
                   p.wholesale * CASE p.model WHEN 'flat' THEN 1 WHEN 'package' THEN counted.blocks ELSE c.quantity END
                       AS wholesale
            FROM periods p
            JOIN charged c ON c.key = p.key AND c.instance_id = p.instance_id
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(t.fixed_amount + t.unit_price * (least(t.ends_at, c.quantity) - t.starts_at))
                                FILTER (WHERE t.starts_at < c.quantity), 0) AS tiered,
                       coalesce(sum(t.fixed_amount + t.unit_price * c.quantity)
                                FILTER (WHERE c.quantity::numeric <@ numrange(t.starts_at, t.ends_at)), 0) AS reached
                FROM (SELECT starts_at, unit_price, fixed_amount, lead(starts_at) OVER (ORDER BY starts_at) AS ends_at
                      FROM catalog_ratetier WHERE version_id = p.version_id) t
            ) tiers
            CROSS JOIN LATERAL (
                SELECT ceil(c.quantity / coalesce(p.block_size, 1)::numeric) AS blocks
            ) counted_blocks
            CROSS JOIN LATERAL (
                SELECT counted_blocks.blocks, p.retail * CASE p.model
                           WHEN 'per_unit' THEN c.quantity WHEN 'package' THEN counted_blocks.blocks ELSE 1 END
                       + CASE p.model WHEN 'tiered' THEN tiers.tiered WHEN 'volume' THEN tiers.reached
                           WHEN 'stepped' THEN tiers.reached ELSE 0 END AS amount
            ) counted"""

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
            FROM billing_charge c
            WHERE component = 'recurring' AND sequence = 0
              -- What was taken back is not charged any more.
              AND NOT EXISTS (
                  SELECT 1 FROM billing_charge o WHERE o.key = c.key HAVING count(*) > 1 AND sum(o.amount) = 0
              )
        ) AS periods
        WHERE previous_end > starts_on
        """,
    ),
    Invariant(
        "a further period is charged as it was renewed, and not at all when it was taken back or never renewed",
        """
        WITH periods AS (
            SELECT r.id, r.instance_id, r.starts_on, r.state = 'renewed' AS is_owed, r.retail, r.wholesale,
                   v.id AS version_id, v.model, v.block_size, v.minimum_charge, v.maximum_charge,
                   format('instance:%s:recurring:%s:%s', r.instance_id, v.rate_id, r.starts_on) AS key
            FROM instances_renewal r JOIN catalog_rateversion v ON v.id = r.rate_version_id
            WHERE r.renewed_at IS NOT NULL
        ), charged AS (
            SELECT key, instance_id, currency, min(starts_on) AS starts_on, max(quantity) AS quantity,
                   sum(amount) AS amount, sum(wholesale) AS wholesale
            FROM billing_charge WHERE component = 'recurring' GROUP BY key, instance_id, currency
        ), firsts AS (
            SELECT instance_id, min(starts_on) AS starts_on FROM charged GROUP BY instance_id
        ), owed AS (<owed>
        )
        SELECT format('service %s, period from %s: renewed for %s, charged %s (wholesale %s, %s)',
                      coalesce(p.instance_id, c.instance_id), coalesce(p.starts_on, c.starts_on),
                      CASE WHEN p.is_owed THEN o.amount ELSE 0 END, c.amount,
                      CASE WHEN p.is_owed THEN o.wholesale ELSE 0 END, c.wholesale)
        FROM periods p
        FULL JOIN charged c ON c.key = p.key AND c.instance_id = p.instance_id
        LEFT JOIN firsts f ON f.instance_id = c.instance_id AND f.starts_on = c.starts_on
        LEFT JOIN owed o ON o.id = p.id
        WHERE CASE
            WHEN p.id IS NULL THEN f.instance_id IS NULL AND (c.amount, c.wholesale) <> (0, 0)
            WHEN c.key IS NULL THEN true
            WHEN p.is_owed THEN NOT (
                c.amount = round(o.amount, <decimals>) AND c.wholesale = round(o.wholesale, <decimals>))
            ELSE (c.amount, c.wholesale) <> (0, 0)
        END
        """.replace("<owed>", _OWED).replace("<decimals>", _DECIMALS),
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
