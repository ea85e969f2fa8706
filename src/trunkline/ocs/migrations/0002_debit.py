from django.db import migrations

# One debit in one call: the account's lock, the balances in their order, the new values and the movements.
# Answers what is lacking (nothing is debited unless that is 0), or null when the account is not there any more.
# With a balance's id, or a list of keys, only those are debited, and a named one may be disabled.
_CREATE = """
CREATE FUNCTION ocs_debit(
    wanted_account bigint,
    wanted_type text,
    amount numeric,
    debited_at timestamptz,
    debit_reference text,
    wanted_id text DEFAULT NULL,
    wanted_keys bigint[] DEFAULT NULL
) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    may_be_negative boolean;
    lacking numeric := amount;
    taken numeric;
    last_value numeric;
    balance record;
    keys bigint[] := '{}';
    takes numeric[] := '{}';
BEGIN
    SELECT account.allow_negative INTO may_be_negative
    FROM ocs_ocsaccount account
    WHERE account.id = wanted_account AND account.removed_at IS NULL
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    FOR balance IN
        SELECT candidate.id, candidate.value, candidate.is_blocker
        FROM ocs_ocsbalance candidate
        WHERE candidate.account_id = wanted_account
            AND candidate.balance_type = wanted_type
            AND candidate.removed_at IS NULL
            AND (candidate.expires_at IS NULL OR candidate.expires_at > debited_at)
            AND CASE
                WHEN wanted_keys IS NOT NULL THEN candidate.id = ANY (wanted_keys)
                WHEN wanted_id IS NOT NULL THEN candidate.balance_id = wanted_id
                ELSE NOT candidate.is_disabled
            END
        ORDER BY candidate.weight DESC, candidate.expires_at NULLS LAST, candidate.balance_id, candidate.id
    LOOP
        taken := least(lacking, greatest(balance.value, 0));
        last_value := balance.value;
        keys := keys || balance.id;
        takes := takes || taken;
        lacking := lacking - taken;
        EXIT WHEN balance.is_blocker;
    END LOOP;

    -- The limit is that of the values that calls may give.
    IF lacking > 0 AND may_be_negative AND cardinality(keys) > 0 AND last_value - taken - lacking > -1e18 THEN
        takes[cardinality(takes)] := takes[cardinality(takes)] + lacking;
        lacking := 0;
    END IF;
    IF lacking > 0 THEN
        RETURN lacking;
    END IF;

    FOR position IN 1 .. cardinality(keys) LOOP
        CONTINUE WHEN takes[position] = 0;
        WITH debited AS (
            UPDATE ocs_ocsbalance changed
            SET value = changed.value - takes[position]
            WHERE changed.id = keys[position]
            RETURNING changed.value
        )
        INSERT INTO ocs_balancemovement (account_id, balance_id, kind, amount, value_after, at, reference)
        SELECT wanted_account, keys[position], 'debit', -takes[position], debited.value, debited_at, debit_reference
        FROM debited;
    END LOOP;
    RETURN 0;
END;
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("ocs", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=_CREATE,
            reverse_sql="DROP FUNCTION ocs_debit(bigint, text, numeric, timestamptz, text, text, bigint[])",
        )
    ]
