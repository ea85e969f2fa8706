"""What must always be true of the charging engine, as queries that find where it is not."""

from trunkline.platform.invariants import Invariant

INVARIANTS: list[Invariant] = [
    Invariant(
        "an OCS balance equals grants minus debits",
        """
        SELECT format('OCS balance %s holds %s, but its movements add up to %s', balance.id, balance.value,
                      coalesce(sum(movement.amount), 0))
        FROM ocs_ocsbalance balance
        LEFT JOIN ocs_balancemovement movement ON movement.balance_id = balance.id
        GROUP BY balance.id
        HAVING balance.value <> coalesce(sum(movement.amount), 0)
        """,
    ),
    Invariant(
        "each OCS movement tells the value that it left",
        """
        SELECT format('OCS movement %s says that balance %s held %s after it, not %s', id, balance_id, value_after,
                      running)
        FROM (
            SELECT id, balance_id, value_after, sum(amount) OVER (PARTITION BY balance_id ORDER BY id) AS running
            FROM ocs_balancemovement
        ) movement
        WHERE value_after <> running
        """,
    ),
    Invariant(
        "an OCS movement belongs to the account of its balance",
        """
        SELECT format('OCS movement %s is of account %s, its balance %s of %s', movement.id, movement.account_id,
                      balance.id, balance.account_id)
        FROM ocs_balancemovement movement
        JOIN ocs_ocsbalance balance ON balance.id = movement.balance_id
        WHERE balance.account_id <> movement.account_id
        """,
    ),
    Invariant(
        "no OCS balance is below zero where that is not allowed",
        """
        SELECT format('OCS balance %s of account %s holds %s', balance.id, account.id, balance.value)
        FROM ocs_ocsbalance balance
        JOIN ocs_ocsaccount account ON account.id = balance.account_id
        WHERE balance.value < 0 AND NOT account.allow_negative
        """,
    ),
    Invariant(
        "a removed OCS account has no live balance and follows no plan",
        """
        SELECT format('OCS account %s was removed, but its balance %s lives', account.id, balance.id)
        FROM ocs_ocsaccount account
        JOIN ocs_ocsbalance balance ON balance.account_id = account.id AND balance.removed_at IS NULL
        WHERE account.removed_at IS NOT NULL
        UNION ALL
        SELECT format('OCS account %s was removed, but follows plan %s', account.id, binding.plan_id)
        FROM ocs_ocsaccount account
        JOIN ocs_ocsaccountactionplan binding ON binding.account_id = account.id
        WHERE account.removed_at IS NOT NULL
        """,
    ),
    # An instant that is not past is one of a line, and who is never due again has no line that always comes back.
    Invariant(
        "an OCS plan that an account follows is next due when one of its lines is",
        """
        SELECT format('OCS account %s is due at %s by plan %s, which has no line for it', binding.account_id,
                      binding.next_at, binding.plan_id)
        FROM ocs_ocsaccountactionplan binding
        CROSS JOIN LATERAL (SELECT binding.next_at AT TIME ZONE 'UTC' AS moment) due
        WHERE binding.next_at > coalesce((SELECT held_at FROM platform_businessclock), now())
            AND NOT EXISTS (
                SELECT FROM ocs_ocsactiontiming line
                WHERE line.plan_id = binding.plan_id AND line.start_time = to_char(due.moment, 'HH24:MI:SS')
                    AND (line.years = '{}' OR extract(year FROM due.moment) = ANY (line.years))
                    AND (line.months = '{}' OR extract(month FROM due.moment) = ANY (line.months))
                    AND (line.month_days = '{}' OR extract(day FROM due.moment) = ANY (line.month_days))
                    AND (line.week_days = '{}' OR extract(dow FROM due.moment) = ANY (line.week_days))
            )
        UNION ALL
        SELECT format('OCS account %s is never due again by plan %s, which has a line without an end',
                      binding.account_id, binding.plan_id)
        FROM ocs_ocsaccountactionplan binding
        JOIN ocs_ocsactiontiming line ON line.plan_id = binding.plan_id
        WHERE binding.next_at IS NULL AND line.start_time <> '*asap' AND line.years = '{}' AND line.month_days = '{}'
        """,
    ),
]
