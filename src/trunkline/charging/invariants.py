"""What must always be true of the calls to a charging system that knows no keys."""

from trunkline.platform.invariants import Invariant

INVARIANTS = [
    Invariant(
        "no grant or debit under a key is of unclear outcome, or open for over ten minutes",
        """
        SELECT format('call %s (%s of %s, asked for at %s) is %s: trunkline charging-calls', id, method, account,
                      called_at, state)
        FROM charging_enginecall
        WHERE state = 'unclear'
           OR (state IN ('intended', 'unknown') AND busy_until < now() - interval '10 minutes')
        """,
    ),
]
