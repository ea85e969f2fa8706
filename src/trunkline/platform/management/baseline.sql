-- The tables as migrations leave them, which empty databases start from. Written by `make baseline`; never edited.
SET LOCAL check_function_bodies = false;
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);


CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);


CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);


CREATE FUNCTION public._pgh_attach_context() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
                    DECLARE
                        _pgh_context_id UUID;
                        _pgh_context_metadata JSONB;
                    BEGIN
                        BEGIN
                            SELECT INTO _pgh_context_id
                                CURRENT_SETTING('pghistory.context_id');
                            SELECT INTO _pgh_context_metadata
                                CURRENT_SETTING('pghistory.context_metadata');
                            EXCEPTION WHEN OTHERS THEN
                        END;
                        IF _pgh_context_id IS NOT NULL AND _pgh_context_metadata IS NOT NULL THEN
                            INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
                                VALUES (_pgh_context_id, _pgh_context_metadata, NOW(), NOW())
                                ON CONFLICT (id) DO UPDATE
                                    SET metadata = EXCLUDED.metadata,
                                        updated_at = EXCLUDED.updated_at
                                    WHERE pghistory_context.metadata != EXCLUDED.metadata;
                            RETURN _pgh_context_id;
                        ELSE
                            RETURN NULL;
                        END IF;
                    END;
                $$;


CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;


CREATE FUNCTION public.ocs_debit(wanted_account bigint, wanted_type text, amount numeric, debited_at timestamp with time zone, debit_reference text, wanted_id text DEFAULT NULL::text, wanted_keys bigint[] DEFAULT NULL::bigint[]) RETURNS numeric
    LANGUAGE plpgsql
    AS $$
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


CREATE FUNCTION public.pgtrigger_append_only_05d64() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_0e4a9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_148d2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_18307() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_19b04() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_1c259() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_1f0ff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_1f6c3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_2005e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_24155() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_28e6d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_2a1de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_32447() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_32499() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_3653e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_37075() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_37696() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_3cbaf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_3fd68() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_45847() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_4c51e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_54d2e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_58730() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_5fa3e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_6973b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_6df1e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_722a9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_735e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_81093() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_811e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_84aff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_87831() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_8a300() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_8b8f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_8c67d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_8dfb8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_92e98() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_9324e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_951d9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_9853a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_98da5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_99a11() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_9bd63() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_9e161() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_9eaff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_a1d02() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_a21de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_a4510() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_a9011() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_ad75e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_b08db() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_b17d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_b2600() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_b4fc3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_bbf22() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_bec8f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_bfb97() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_c0491() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_c4db7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_c7035() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_c9e1b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_ce61a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_d2d12() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_d3be0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_d5762() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_d9869() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_e23ed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_e3a33() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_e5062() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_ea51d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_f7323() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_fd7ea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_ff869() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_append_only_fff17() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_012ce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT old_values."action", old_values."auto_renew", old_values."currency", old_values."failure", old_values."id", old_values."instance_id", old_values."order_id", old_values."parent_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."product_id", old_values."public_id", old_values."rate_version_id", old_values."retail", old_values."retail_set_up", old_values."state", old_values."subscriber_id", old_values."variables", old_values."wholesale", old_values."wholesale_set_up" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_0c869() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountclassversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_0d6ce() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT old_values."account_id", old_values."anchor_on", old_values."created_at", old_values."id", old_values."payer_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."price_plan_id", old_values."public_id", old_values."started_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_0ef43() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_addressversion" ("city", "country", "id", "lines", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "region") SELECT old_values."city", old_values."country", old_values."id", old_values."lines", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."postal_code", old_values."region" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_107d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderversion" ("created_at", "expected_on", "id", "number", "ordered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "supplier", "warehouse_id") SELECT old_values."created_at", old_values."expected_on", old_values."id", old_values."number", old_values."ordered_at", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."state", old_values."supplier", old_values."warehouse_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_14113() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT old_values."account_id", old_values."agreed_retail", old_values."agreed_wholesale", old_values."characteristics", old_values."end_recorded_at", old_values."icon", old_values."id", old_values."instance_id", old_values."name", old_values."parent_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."place_id", old_values."product_id", old_values."public_id", old_values."quantity", old_values."rate_version_id", old_values."recorded_at", old_values."resource_specification_id", old_values."service_state_id", old_values."state", old_values."subscriber_id", old_values."subscription_id", old_values."superseded_at", old_values."valid_from", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_207d0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_quantityreservationversion" ("account_id", "created_at", "expires_at", "holder", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "quantity_row_id", "reserved_by", "service_id", "settled_at", "state") SELECT old_values."account_id", old_values."created_at", old_values."expires_at", old_values."holder", old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."quantity", old_values."quantity_row_id", old_values."reserved_by", old_values."service_id", old_values."settled_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_208a3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT old_values."characteristics", old_values."configuration_id", old_values."definition_id", old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."to_instance_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_236c0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."currency", old_values."id", old_values."is_default", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_28c57() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_refundversion" ("amount", "created_at", "failure", "gateway_reference", "id", "ledger_entry_id", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "settled_at", "state") SELECT old_values."amount", old_values."created_at", old_values."failure", old_values."gateway_reference", old_values."id", old_values."ledger_entry_id", old_values."payment_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."reason", old_values."requested_at", old_values."settled_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_2ed6f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."product_id", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_2f030() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_2f7b9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_userversion" ("created_at", "email", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT old_values."created_at", old_values."email", old_values."id", old_values."is_active", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_2f85e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."can_be_provisioned", old_values."charging_kind", old_values."classification", old_values."code", old_values."id", old_values."is_traceable", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_38708() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platform_restorationversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "restored_at", "settled_at", "settled_by", "taken_at") SELECT old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."reason", old_values."restored_at", old_values."settled_at", old_values."settled_by", old_values."taken_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_3b870() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "reserved_by", "service_id", "state") SELECT old_values."account_id", old_values."assigned_at", old_values."created_at", old_values."expires_at", old_values."holder", old_values."id", old_values."item_id", old_values."item_state_before", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."released_at", old_values."reserved_by", old_values."service_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_3e96c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "is_to_run_again", "is_trial", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "runs", "started_at", "state", "variables") SELECT old_values."account_id", old_values."attempt", old_values."business_at", old_values."created_at", old_values."failing_task", old_values."failure", old_values."finished_at", old_values."id", old_values."initiated_by", old_values."instance_id", old_values."is_to_run_again", old_values."is_trial", old_values."kind", old_values."order_line_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."play", old_values."play_failures_are_ignored", old_values."public_id", old_values."rescue_counts_as_failure", old_values."runs", old_values."started_at", old_values."state", old_values."variables" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_50b47() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT old_values."account_id", old_values."attempts", old_values."channel", old_values."created_at", old_values."data", old_values."failure", old_values."id", old_values."key", old_values."kind", old_values."lease_until", old_values."locale", old_values."next_attempt_at", old_values."noticed_at", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."sent_at", old_values."state", old_values."time_zone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_512a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT old_values."account_id", old_values."created_at", old_values."finished_at", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."placed_at", old_values."placed_by", old_values."public_id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_52bba() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_kitpartversion" ("id", "kit_id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity") SELECT old_values."id", old_values."kit_id", old_values."part_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."quantity" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_58f2d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT old_values."account_id", old_values."bound_at", old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."plan_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_59736() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_storedcardversion" ("account_id", "brand", "expiry_month", "expiry_year", "gateway", "gateway_reference", "id", "is_default", "last_four", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "removed_at", "stored_at") SELECT old_values."account_id", old_values."brand", old_values."expiry_month", old_values."expiry_year", old_values."gateway", old_values."gateway_reference", old_values."id", old_values."is_default", old_values."last_four", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."removed_at", old_values."stored_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_6863c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_roleassignmentversion" ("brand_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") SELECT old_values."brand_id", old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."role", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_6ee95() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "insight_mendversion" ("account_id", "action", "asked_as", "begun_at", "begun_by", "ended_at", "explanation", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "subject") SELECT old_values."account_id", old_values."action", old_values."asked_as", old_values."begun_at", old_values."begun_by", old_values."ended_at", old_values."explanation", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."reason", old_values."state", old_values."subject" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_73e4f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT old_values."id", old_values."label", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."specification_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_7f2cc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountversion" ("billing_address_id", "brand_id", "created_at", "currency", "id", "number", "parent_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT old_values."billing_address_id", old_values."brand_id", old_values."created_at", old_values."currency", old_values."id", old_values."number", old_values."parent_id", old_values."person_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_85b9b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "discarded_at", "held_until", "id", "instance_id", "kit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "pool_id", "public_id", "purchase_line_id", "received_at", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id", "warranty_until") SELECT old_values."condition", old_values."cost", old_values."cost_currency", old_values."created_at", old_values."discarded_at", old_values."held_until", old_values."id", old_values."instance_id", old_values."kit_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."place", old_values."pool_id", old_values."public_id", old_values."purchase_line_id", old_values."received_at", old_values."reference_number", old_values."serial", old_values."serial_normalised", old_values."specification_id", old_values."state", old_values."texts", old_values."warehouse_id", old_values."warranty_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_87ccd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderlineversion" ("currency", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity", "received", "specification_id", "unit_cost") SELECT old_values."currency", old_values."id", old_values."order_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."quantity", old_values."received", old_values."specification_id", old_values."unit_cost" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_a763a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "grace_days", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "removal_play", "renewal_payment", "rescue_counts_as_failure", "resumption_play", "service_type", "slug", "suspension_play") SELECT old_values."allow_auto_renew", old_values."auto_renew", old_values."available_from", old_values."available_until", old_values."brand_id", old_values."category", old_values."comment", old_values."contract_days", old_values."created_at", old_values."customer_can_purchase", old_values."deprovisioning_play", old_values."grace_days", old_values."icon", old_values."id", old_values."is_enabled", old_values."is_for_business", old_values."is_for_residential", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."play_failures_are_ignored", old_values."product_type_id", old_values."provisioning_play", old_values."provisioning_variables", old_values."public_id", old_values."removal_play", old_values."renewal_payment", old_values."rescue_counts_as_failure", old_values."resumption_play", old_values."service_type", old_values."slug", old_values."suspension_play" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_a98f6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_taxregistrationversion" ("country", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seller_id") SELECT old_values."country", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."seller_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_a9a3a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_a9d83() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT old_values."actions_id", old_values."id", old_values."month_days", old_values."months", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."plan_id", old_values."start_time", old_values."uuid", old_values."week_days", old_values."weight", old_values."years" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_af6aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_sellerversion" ("bank_name", "bic", "country", "currency", "iban", "id", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") SELECT old_values."bank_name", old_values."bic", old_values."country", old_values."currency", old_values."iban", old_values."id", old_values."legal_name", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."time_zone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_b2c62() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "card_id", "created_at", "currency", "description", "failure", "gateway", "gateway_reference", "id", "is_unclaimed", "job_id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT old_values."account_id", old_values."amount", old_values."card_id", old_values."created_at", old_values."currency", old_values."description", old_values."failure", old_values."gateway", old_values."gateway_reference", old_values."id", old_values."is_unclaimed", old_values."job_id", old_values."ledger_entry_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."requested_at", old_values."settled_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_b651a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT old_values."account", old_values."allow_negative", old_values."created_at", old_values."id", old_values."is_disabled", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."removed_at", old_values."tenant" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_b67d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."base_status", old_values."code", old_values."id", old_values."is_billable", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_b7ea4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_brandversion" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "seller_id", "slug") SELECT old_values."id", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."seller_id", old_values."slug" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_ca704() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."product_id", old_values."to_product_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_d55a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."product_id", old_values."specification_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_de0cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockquantityversion" ("id", "on_hand", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "specification_id", "warehouse_id") SELECT old_values."id", old_values."on_hand", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."reserved", old_values."specification_id", old_values."warehouse_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_e59c3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."actions", old_values."actions_id", old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_e9720() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remove_at", "retired_at", "service_type", "service_uuid", "tags") SELECT old_values."auto_renew", old_values."created_at", old_values."deprovisioning_play", old_values."id", old_values."key", old_values."kind", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."remove_at", old_values."retired_at", old_values."service_type", old_values."service_uuid", old_values."tags" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_e98cb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_personversion" ("email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id") SELECT old_values."email", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."phone", old_values."public_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_f0ac5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("end_fate", "hold_days", "id", "kind", "low_stock_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "tracking", "warranty_days") SELECT old_values."end_fate", old_values."hold_days", old_values."id", old_values."kind", old_values."low_stock_threshold", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."tracking", old_values."warranty_days" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_f2056() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_poolversion" ("created_at", "definition", "first", "id", "kind", "last", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "scope", "specification_id", "warehouse_id") SELECT old_values."created_at", old_values."definition", old_values."first", old_values."id", old_values."kind", old_values."last", old_values."name", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."scope", old_values."specification_id", old_values."warehouse_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_f815a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_renewalversion" ("account_id", "attempts", "created_at", "due_at", "ends_at", "ends_on", "failure", "id", "instance_id", "is_requested", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rate_version_id", "renewed_at", "retail", "starts_at", "starts_on", "state", "wholesale") SELECT old_values."account_id", old_values."attempts", old_values."created_at", old_values."due_at", old_values."ends_at", old_values."ends_on", old_values."failure", old_values."id", old_values."instance_id", old_values."is_requested", old_values."payment_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."rate_version_id", old_values."renewed_at", old_values."retail", old_values."starts_at", old_values."starts_on", old_values."state", old_values."wholesale" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_f899a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_subscriberversion" ("account_id", "id", "label", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "site_id", "technology") SELECT old_values."account_id", old_values."id", old_values."label", old_values."person_id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."site_id", old_values."technology" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_f9a00() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT old_values."id", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."position", old_values."product_id", old_values."service_name" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_delete_delete_fa263() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_cancellationversion" ("account_id", "due_at", "ends_at", "id", "instance_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "requested_by", "settled_at", "state") SELECT old_values."account_id", old_values."due_at", old_values."ends_at", old_values."id", old_values."instance_id", old_values."note", _pgh_attached_context.value, NOW(), 'delete', old_values."id", old_values."public_id", old_values."reason", old_values."requested_at", old_values."requested_by", old_values."settled_at", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_09bd5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountclassversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_1940d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_taxregistrationversion" ("country", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seller_id") SELECT new_values."country", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."seller_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_1b88a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_sellerversion" ("bank_name", "bic", "country", "currency", "iban", "id", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") SELECT new_values."bank_name", new_values."bic", new_values."country", new_values."currency", new_values."iban", new_values."id", new_values."legal_name", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."time_zone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_1ebe6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountversion" ("billing_address_id", "brand_id", "created_at", "currency", "id", "number", "parent_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."billing_address_id", new_values."brand_id", new_values."created_at", new_values."currency", new_values."id", new_values."number", new_values."parent_id", new_values."person_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_1ef8d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platform_restorationversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "restored_at", "settled_at", "settled_by", "taken_at") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."reason", new_values."restored_at", new_values."settled_at", new_values."settled_by", new_values."taken_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_24a65() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "card_id", "created_at", "currency", "description", "failure", "gateway", "gateway_reference", "id", "is_unclaimed", "job_id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT new_values."account_id", new_values."amount", new_values."card_id", new_values."created_at", new_values."currency", new_values."description", new_values."failure", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."is_unclaimed", new_values."job_id", new_values."ledger_entry_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_2cf59() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockquantityversion" ("id", "on_hand", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "specification_id", "warehouse_id") SELECT new_values."id", new_values."on_hand", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."reserved", new_values."specification_id", new_values."warehouse_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_2d9f6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "reserved_by", "service_id", "state") SELECT new_values."account_id", new_values."assigned_at", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", new_values."item_id", new_values."item_state_before", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."released_at", new_values."reserved_by", new_values."service_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_35a16() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT new_values."account_id", new_values."anchor_on", new_values."created_at", new_values."id", new_values."payer_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."price_plan_id", new_values."public_id", new_values."started_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_4499d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT new_values."id", new_values."label", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."specification_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_55400() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."account_id", new_values."bound_at", new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_55b21() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."actions", new_values."actions_id", new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_64d8b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_userversion" ("created_at", "email", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."created_at", new_values."email", new_values."id", new_values."is_active", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6893c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderlineversion" ("currency", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity", "received", "specification_id", "unit_cost") SELECT new_values."currency", new_values."id", new_values."order_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."quantity", new_values."received", new_values."specification_id", new_values."unit_cost" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_69603() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT new_values."account_id", new_values."attempts", new_values."channel", new_values."created_at", new_values."data", new_values."failure", new_values."id", new_values."key", new_values."kind", new_values."lease_until", new_values."locale", new_values."next_attempt_at", new_values."noticed_at", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."sent_at", new_values."state", new_values."time_zone" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6d6e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT new_values."characteristics", new_values."configuration_id", new_values."definition_id", new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."to_instance_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6e6b1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_storedcardversion" ("account_id", "brand", "expiry_month", "expiry_year", "gateway", "gateway_reference", "id", "is_default", "last_four", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "removed_at", "stored_at") SELECT new_values."account_id", new_values."brand", new_values."expiry_month", new_values."expiry_year", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."is_default", new_values."last_four", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."removed_at", new_values."stored_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6ed5d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_cancellationversion" ("account_id", "due_at", "ends_at", "id", "instance_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "requested_by", "settled_at", "state") SELECT new_values."account_id", new_values."due_at", new_values."ends_at", new_values."id", new_values."instance_id", new_values."note", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."reason", new_values."requested_at", new_values."requested_by", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6f7a1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."currency", new_values."id", new_values."is_default", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_7529a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "insight_mendversion" ("account_id", "action", "asked_as", "begun_at", "begun_by", "ended_at", "explanation", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "subject") SELECT new_values."account_id", new_values."action", new_values."asked_as", new_values."begun_at", new_values."begun_by", new_values."ended_at", new_values."explanation", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."reason", new_values."state", new_values."subject" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_7d773() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT new_values."account_id", new_values."agreed_retail", new_values."agreed_wholesale", new_values."characteristics", new_values."end_recorded_at", new_values."icon", new_values."id", new_values."instance_id", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."place_id", new_values."product_id", new_values."public_id", new_values."quantity", new_values."rate_version_id", new_values."recorded_at", new_values."resource_specification_id", new_values."service_state_id", new_values."state", new_values."subscriber_id", new_values."subscription_id", new_values."superseded_at", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_7e655() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_roleassignmentversion" ("brand_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") SELECT new_values."brand_id", new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."role", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_846b6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_85e9d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "is_to_run_again", "is_trial", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "runs", "started_at", "state", "variables") SELECT new_values."account_id", new_values."attempt", new_values."business_at", new_values."created_at", new_values."failing_task", new_values."failure", new_values."finished_at", new_values."id", new_values."initiated_by", new_values."instance_id", new_values."is_to_run_again", new_values."is_trial", new_values."kind", new_values."order_line_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."play", new_values."play_failures_are_ignored", new_values."public_id", new_values."rescue_counts_as_failure", new_values."runs", new_values."started_at", new_values."state", new_values."variables" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_86f4f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."base_status", new_values."code", new_values."id", new_values."is_billable", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_8b9d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."product_id", new_values."to_product_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_957fa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."can_be_provisioned", new_values."charging_kind", new_values."classification", new_values."code", new_values."id", new_values."is_traceable", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a22f9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_quantityreservationversion" ("account_id", "created_at", "expires_at", "holder", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "quantity_row_id", "reserved_by", "service_id", "settled_at", "state") SELECT new_values."account_id", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."quantity", new_values."quantity_row_id", new_values."reserved_by", new_values."service_id", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a584d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderversion" ("created_at", "expected_on", "id", "number", "ordered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "supplier", "warehouse_id") SELECT new_values."created_at", new_values."expected_on", new_values."id", new_values."number", new_values."ordered_at", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."state", new_values."supplier", new_values."warehouse_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a67e8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT new_values."action", new_values."auto_renew", new_values."currency", new_values."failure", new_values."id", new_values."instance_id", new_values."order_id", new_values."parent_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."product_id", new_values."public_id", new_values."rate_version_id", new_values."retail", new_values."retail_set_up", new_values."state", new_values."subscriber_id", new_values."variables", new_values."wholesale", new_values."wholesale_set_up" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_ae3fa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "grace_days", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "removal_play", "renewal_payment", "rescue_counts_as_failure", "resumption_play", "service_type", "slug", "suspension_play") SELECT new_values."allow_auto_renew", new_values."auto_renew", new_values."available_from", new_values."available_until", new_values."brand_id", new_values."category", new_values."comment", new_values."contract_days", new_values."created_at", new_values."customer_can_purchase", new_values."deprovisioning_play", new_values."grace_days", new_values."icon", new_values."id", new_values."is_enabled", new_values."is_for_business", new_values."is_for_residential", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."play_failures_are_ignored", new_values."product_type_id", new_values."provisioning_play", new_values."provisioning_variables", new_values."public_id", new_values."removal_play", new_values."renewal_payment", new_values."rescue_counts_as_failure", new_values."resumption_play", new_values."service_type", new_values."slug", new_values."suspension_play" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b15de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_subscriberversion" ("account_id", "id", "label", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "site_id", "technology") SELECT new_values."account_id", new_values."id", new_values."label", new_values."person_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."site_id", new_values."technology" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b36f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT new_values."actions_id", new_values."id", new_values."month_days", new_values."months", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."plan_id", new_values."start_time", new_values."uuid", new_values."week_days", new_values."weight", new_values."years" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b4b31() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "ocs_ocsbalanceversion" ("account_id", "balance_id", "balance_type", "categories", "destinations", "expires_at", "factor", "id", "is_blocker", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating_subject", "removed_at", "shared_groups", "timings", "uuid", "weight") VALUES (NEW."account_id", NEW."balance_id", NEW."balance_type", NEW."categories", NEW."destinations", NEW."expires_at", NEW."factor", NEW."id", NEW."is_blocker", NEW."is_disabled", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."rating_subject", NEW."removed_at", NEW."shared_groups", NEW."timings", NEW."uuid", NEW."weight"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b5c83() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."product_id", new_values."text" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_bc401() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("end_fate", "hold_days", "id", "kind", "low_stock_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "tracking", "warranty_days") SELECT new_values."end_fate", new_values."hold_days", new_values."id", new_values."kind", new_values."low_stock_threshold", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."tracking", new_values."warranty_days" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_bf52e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_addressversion" ("city", "country", "id", "lines", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "region") SELECT new_values."city", new_values."country", new_values."id", new_values."lines", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."postal_code", new_values."region" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_cad9e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT new_values."account_id", new_values."created_at", new_values."finished_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."placed_at", new_values."placed_by", new_values."public_id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_cdc0a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_personversion" ("email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id") SELECT new_values."email", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."phone", new_values."public_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_cf1eb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_renewalversion" ("account_id", "attempts", "created_at", "due_at", "ends_at", "ends_on", "failure", "id", "instance_id", "is_requested", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rate_version_id", "renewed_at", "retail", "starts_at", "starts_on", "state", "wholesale") SELECT new_values."account_id", new_values."attempts", new_values."created_at", new_values."due_at", new_values."ends_at", new_values."ends_on", new_values."failure", new_values."id", new_values."instance_id", new_values."is_requested", new_values."payment_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."rate_version_id", new_values."renewed_at", new_values."retail", new_values."starts_at", new_values."starts_on", new_values."state", new_values."wholesale" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_cf955() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."product_id", new_values."specification_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_d543a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_kitpartversion" ("id", "kit_id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity") SELECT new_values."id", new_values."kit_id", new_values."part_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."quantity" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_d7148() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT new_values."account", new_values."allow_negative", new_values."created_at", new_values."id", new_values."is_disabled", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."removed_at", new_values."tenant" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_dc818() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remove_at", "retired_at", "service_type", "service_uuid", "tags") SELECT new_values."auto_renew", new_values."created_at", new_values."deprovisioning_play", new_values."id", new_values."key", new_values."kind", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."remove_at", new_values."retired_at", new_values."service_type", new_values."service_uuid", new_values."tags" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_dcbe6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."position", new_values."product_id", new_values."service_name" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_eef12() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "discarded_at", "held_until", "id", "instance_id", "kit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "pool_id", "public_id", "purchase_line_id", "received_at", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id", "warranty_until") SELECT new_values."condition", new_values."cost", new_values."cost_currency", new_values."created_at", new_values."discarded_at", new_values."held_until", new_values."id", new_values."instance_id", new_values."kit_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."place", new_values."pool_id", new_values."public_id", new_values."purchase_line_id", new_values."received_at", new_values."reference_number", new_values."serial", new_values."serial_normalised", new_values."specification_id", new_values."state", new_values."texts", new_values."warehouse_id", new_values."warranty_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_eff19() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_refundversion" ("amount", "created_at", "failure", "gateway_reference", "id", "ledger_entry_id", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "settled_at", "state") SELECT new_values."amount", new_values."created_at", new_values."failure", new_values."gateway_reference", new_values."id", new_values."ledger_entry_id", new_values."payment_id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."reason", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_f2bb7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_fd145() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_brandversion" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "seller_id", "slug") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."seller_id", new_values."slug" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_fed74() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_poolversion" ("created_at", "definition", "first", "id", "kind", "last", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "scope", "specification_id", "warehouse_id") SELECT new_values."created_at", new_values."definition", new_values."first", new_values."id", new_values."kind", new_values."last", new_values."name", _pgh_attached_context.value, NOW(), 'insert', new_values."id", new_values."public_id", new_values."scope", new_values."specification_id", new_values."warehouse_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_refuse_overdraft_4df87() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    IF TG_OP = 'UPDATE' THEN
        IF NEW.value >= OLD.value THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT (SELECT allow_negative FROM ocs_ocsaccount WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'balance % would fall below zero, which its account does not allow', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ocs_balance_is_not_overdrawn';
    END IF;
    RETURN NEW;

                END;
            $$;


CREATE FUNCTION public.pgtrigger_set_once_27085() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
        IF (to_jsonb(OLD) - 'valid_until'::text) IS DISTINCT FROM (to_jsonb(NEW) - 'valid_until'::text) THEN
            RAISE EXCEPTION 'a row of % is never rewritten', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        
        IF OLD.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
            RAISE EXCEPTION '% of % is set once and stays', 'valid_until', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
        
                END;
            $$;


CREATE FUNCTION public.pgtrigger_sums_to_zero_5e695() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    IF (SELECT sum(quantity) FROM stock_stockmovemententry WHERE movement_id = NEW.movement_id) <> 0 THEN
        RAISE EXCEPTION 'stock movement % does not sum to zero', NEW.movement_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;

                END;
            $$;


CREATE FUNCTION public.pgtrigger_sums_to_zero_ff3dd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    IF EXISTS (
        SELECT 1 FROM billing_ledgerposting WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger entry % does not sum to zero', NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;

                END;
            $$;


CREATE FUNCTION public.pgtrigger_timeline_rules_c5b47() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('CURRENT', 'HISTORY') OR OLD.superseded_at IS NOT NULL THEN
            RAISE EXCEPTION 'a configuration that has held is never deleted'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'DRAFT' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(OLD) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[])
        IS DISTINCT FROM (to_jsonb(NEW) - '{state,valid_from,valid_until,end_recorded_at,superseded_at}'::text[]) THEN
        RAISE EXCEPTION 'a configuration is never rewritten; supersede it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.superseded_at IS NOT NULL THEN
        RAISE EXCEPTION 'a superseded configuration never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'PENDING' AND NEW.valid_from <> OLD.valid_from THEN
        RAISE EXCEPTION 'the start of a configuration that holds is never moved; supersede it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state <> 'PENDING' AND OLD.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
        RAISE EXCEPTION 'an end once recorded is never moved; supersede the configuration'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT (NEW.state = OLD.state OR (OLD.state, NEW.state) IN (('PENDING', 'CURRENT'), ('CURRENT', 'HISTORY'))) THEN
        RAISE EXCEPTION 'a configuration does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;

                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_249b9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_2b16b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_302fa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_3d22b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_4ca5f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_7ce58() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_803c8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_8ac83() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_a2d4d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_ac974() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_c6b7a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_c97c7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_c9c38() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_cae82() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_d81d0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_ee505() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_undeletable_fcffb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_02cf5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "platform_restorationversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "restored_at", "settled_at", "settled_by", "taken_at") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."reason", new_values."restored_at", new_values."settled_at", new_values."settled_by", new_values."taken_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_0b898() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionplanversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_18039() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "ocs_ocsbalanceversion" ("account_id", "balance_id", "balance_type", "categories", "destinations", "expires_at", "factor", "id", "is_blocker", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rating_subject", "removed_at", "shared_groups", "timings", "uuid", "weight") VALUES (NEW."account_id", NEW."balance_id", NEW."balance_type", NEW."categories", NEW."destinations", NEW."expires_at", NEW."factor", NEW."id", NEW."is_blocker", NEW."is_disabled", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."rating_subject", NEW."removed_at", NEW."shared_groups", NEW."timings", NEW."uuid", NEW."weight"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_1c17b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_refundversion" ("amount", "created_at", "failure", "gateway_reference", "id", "ledger_entry_id", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "settled_at", "state") SELECT new_values."amount", new_values."created_at", new_values."failure", new_values."gateway_reference", new_values."id", new_values."ledger_entry_id", new_values."payment_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."reason", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_235e2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcespecificationversion" ("end_fate", "hold_days", "id", "kind", "low_stock_threshold", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "tracking", "warranty_days") SELECT new_values."end_fate", new_values."hold_days", new_values."id", new_values."kind", new_values."low_stock_threshold", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."tracking", new_values."warranty_days" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_2633c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productrelationshipversion" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "to_product_id") SELECT new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."product_id", new_values."to_product_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_3cab3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicerelianceversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "service_name") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."product_id", new_values."service_name" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_4081f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderlineversion" ("currency", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity", "received", "specification_id", "unit_cost") SELECT new_values."currency", new_values."id", new_values."order_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."quantity", new_values."received", new_values."specification_id", new_values."unit_cost" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_41fc3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcerequirementversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "specification_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."product_id", new_values."specification_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_4e390() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_purchaseorderversion" ("created_at", "expected_on", "id", "number", "ordered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "supplier", "warehouse_id") SELECT new_values."created_at", new_values."expected_on", new_values."id", new_values."number", new_values."ordered_at", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."state", new_values."supplier", new_values."warehouse_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_580c5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productversion" ("allow_auto_renew", "auto_renew", "available_from", "available_until", "brand_id", "category", "comment", "contract_days", "created_at", "customer_can_purchase", "deprovisioning_play", "grace_days", "icon", "id", "is_enabled", "is_for_business", "is_for_residential", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play_failures_are_ignored", "product_type_id", "provisioning_play", "provisioning_variables", "public_id", "removal_play", "renewal_payment", "rescue_counts_as_failure", "resumption_play", "service_type", "slug", "suspension_play") SELECT new_values."allow_auto_renew", new_values."auto_renew", new_values."available_from", new_values."available_until", new_values."brand_id", new_values."category", new_values."comment", new_values."contract_days", new_values."created_at", new_values."customer_can_purchase", new_values."deprovisioning_play", new_values."grace_days", new_values."icon", new_values."id", new_values."is_enabled", new_values."is_for_business", new_values."is_for_residential", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."play_failures_are_ignored", new_values."product_type_id", new_values."provisioning_play", new_values."provisioning_variables", new_values."public_id", new_values."removal_play", new_values."renewal_payment", new_values."rescue_counts_as_failure", new_values."resumption_play", new_values."service_type", new_values."slug", new_values."suspension_play" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_5cf14() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_userversion" ("created_at", "email", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."created_at", new_values."email", new_values."id", new_values."is_active", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_5d0f9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_configurationversion" ("account_id", "agreed_retail", "agreed_wholesale", "characteristics", "end_recorded_at", "icon", "id", "instance_id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "product_id", "public_id", "quantity", "rate_version_id", "recorded_at", "resource_specification_id", "service_state_id", "state", "subscriber_id", "subscription_id", "superseded_at", "valid_from", "valid_until") SELECT new_values."account_id", new_values."agreed_retail", new_values."agreed_wholesale", new_values."characteristics", new_values."end_recorded_at", new_values."icon", new_values."id", new_values."instance_id", new_values."name", new_values."parent_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."place_id", new_values."product_id", new_values."public_id", new_values."quantity", new_values."rate_version_id", new_values."recorded_at", new_values."resource_specification_id", new_values."service_state_id", new_values."state", new_values."subscriber_id", new_values."subscription_id", new_values."superseded_at", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_5da1f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountactionplanversion" ("account_id", "bound_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id") SELECT new_values."account_id", new_values."bound_at", new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."plan_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_id" IS DISTINCT FROM (new_values."account_id") OR old_values."bound_at" IS DISTINCT FROM (new_values."bound_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."plan_id" IS DISTINCT FROM (new_values."plan_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_607e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountversion" ("billing_address_id", "brand_id", "created_at", "currency", "id", "number", "parent_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id") SELECT new_values."billing_address_id", new_values."brand_id", new_values."created_at", new_values."currency", new_values."id", new_values."number", new_values."parent_id", new_values."person_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_66bb0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockquantityversion" ("id", "on_hand", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reserved", "specification_id", "warehouse_id") SELECT new_values."id", new_values."on_hand", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."reserved", new_values."specification_id", new_values."warehouse_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_66ef1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_subscriberversion" ("account_id", "id", "label", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "site_id", "technology") SELECT new_values."account_id", new_values."id", new_values."label", new_values."person_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."site_id", new_values."technology" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_696af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_stockitemversion" ("condition", "cost", "cost_currency", "created_at", "discarded_at", "held_until", "id", "instance_id", "kit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "pool_id", "public_id", "purchase_line_id", "received_at", "reference_number", "serial", "serial_normalised", "specification_id", "state", "texts", "warehouse_id", "warranty_until") SELECT new_values."condition", new_values."cost", new_values."cost_currency", new_values."created_at", new_values."discarded_at", new_values."held_until", new_values."id", new_values."instance_id", new_values."kit_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."place", new_values."pool_id", new_values."public_id", new_values."purchase_line_id", new_values."received_at", new_values."reference_number", new_values."serial", new_values."serial_normalised", new_values."specification_id", new_values."state", new_values."texts", new_values."warehouse_id", new_values."warranty_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_6aa8c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_priceplanversion" ("code", "currency", "id", "is_default", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."currency", new_values."id", new_values."is_default", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_6be6c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_subscriptionversion" ("account_id", "anchor_on", "created_at", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_plan_id", "public_id", "started_at") SELECT new_values."account_id", new_values."anchor_on", new_values."created_at", new_values."id", new_values."payer_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."price_plan_id", new_values."public_id", new_values."started_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_6dc54() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_poolversion" ("created_at", "definition", "first", "id", "kind", "last", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "scope", "specification_id", "warehouse_id") SELECT new_values."created_at", new_values."definition", new_values."first", new_values."id", new_values."kind", new_values."last", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."scope", new_values."specification_id", new_values."warehouse_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_70d59() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_accountclassversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_70e9c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_taxregistrationversion" ("country", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seller_id") SELECT new_values."country", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."seller_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_71790() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_kitpartversion" ("id", "kit_id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity") SELECT new_values."id", new_values."kit_id", new_values."part_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."quantity" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_7b1ae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_storedcardversion" ("account_id", "brand", "expiry_month", "expiry_year", "gateway", "gateway_reference", "id", "is_default", "last_four", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "removed_at", "stored_at") SELECT new_values."account_id", new_values."brand", new_values."expiry_month", new_values."expiry_year", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."is_default", new_values."last_four", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."removed_at", new_values."stored_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_7b505() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_warehouseversion" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_7b867() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsaccountversion" ("account", "allow_negative", "created_at", "id", "is_disabled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "removed_at", "tenant") SELECT new_values."account", new_values."allow_negative", new_values."created_at", new_values."id", new_values."is_disabled", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."removed_at", new_values."tenant" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_80ab8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_allocationversion" ("account_id", "assigned_at", "created_at", "expires_at", "holder", "id", "item_id", "item_state_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "reserved_by", "service_id", "state") SELECT new_values."account_id", new_values."assigned_at", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", new_values."item_id", new_values."item_state_before", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."released_at", new_values."reserved_by", new_values."service_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_84932() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_relationshipversion" ("characteristics", "configuration_id", "definition_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "to_instance_id") SELECT new_values."characteristics", new_values."configuration_id", new_values."definition_id", new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."to_instance_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_a050a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_productfeatureversion" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "text") SELECT new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."product_id", new_values."text" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ad277() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_cancellationversion" ("account_id", "due_at", "ends_at", "id", "instance_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "requested_by", "settled_at", "state") SELECT new_values."account_id", new_values."due_at", new_values."ends_at", new_values."id", new_values."instance_id", new_values."note", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."reason", new_values."requested_at", new_values."requested_by", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ae4fc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_resourcetextversion" ("id", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "specification_id") SELECT new_values."id", new_values."label", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."specification_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_b3447() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "insight_mendversion" ("account_id", "action", "asked_as", "begun_at", "begun_by", "ended_at", "explanation", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "state", "subject") SELECT new_values."account_id", new_values."action", new_values."asked_as", new_values."begun_at", new_values."begun_by", new_values."ended_at", new_values."explanation", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."reason", new_values."state", new_values."subject" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_b5870() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactionsversion" ("actions", "actions_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."actions", new_values."actions_id", new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_c441e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_sellerversion" ("bank_name", "bic", "country", "currency", "iban", "id", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "time_zone") SELECT new_values."bank_name", new_values."bic", new_values."country", new_values."currency", new_values."iban", new_values."id", new_values."legal_name", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."time_zone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_cfc07() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_personversion" ("email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id") SELECT new_values."email", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."phone", new_values."public_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_d7b66() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_renewalversion" ("account_id", "attempts", "created_at", "due_at", "ends_at", "ends_on", "failure", "id", "instance_id", "is_requested", "payment_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rate_version_id", "renewed_at", "retail", "starts_at", "starts_on", "state", "wholesale") SELECT new_values."account_id", new_values."attempts", new_values."created_at", new_values."due_at", new_values."ends_at", new_values."ends_on", new_values."failure", new_values."id", new_values."instance_id", new_values."is_requested", new_values."payment_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."rate_version_id", new_values."renewed_at", new_values."retail", new_values."starts_at", new_values."starts_on", new_values."state", new_values."wholesale" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_db937() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_addressversion" ("city", "country", "id", "lines", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "region") SELECT new_values."city", new_values."country", new_values."id", new_values."lines", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."postal_code", new_values."region" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_dd546() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "payments_paymentversion" ("account_id", "amount", "card_id", "created_at", "currency", "description", "failure", "gateway", "gateway_reference", "id", "is_unclaimed", "job_id", "ledger_entry_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "requested_at", "settled_at", "state") SELECT new_values."account_id", new_values."amount", new_values."card_id", new_values."created_at", new_values."currency", new_values."description", new_values."failure", new_values."gateway", new_values."gateway_reference", new_values."id", new_values."is_unclaimed", new_values."job_id", new_values."ledger_entry_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."requested_at", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_eac1b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderlineversion" ("action", "auto_renew", "currency", "failure", "id", "instance_id", "order_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "public_id", "rate_version_id", "retail", "retail_set_up", "state", "subscriber_id", "variables", "wholesale", "wholesale_set_up") SELECT new_values."action", new_values."auto_renew", new_values."currency", new_values."failure", new_values."id", new_values."instance_id", new_values."order_id", new_values."parent_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."position", new_values."product_id", new_values."public_id", new_values."rate_version_id", new_values."retail", new_values."retail_set_up", new_values."state", new_values."subscriber_id", new_values."variables", new_values."wholesale", new_values."wholesale_set_up" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_eaf4c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "provisioning_provisioningjobversion" ("account_id", "attempt", "business_at", "created_at", "failing_task", "failure", "finished_at", "id", "initiated_by", "instance_id", "is_to_run_again", "is_trial", "kind", "order_line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "play", "play_failures_are_ignored", "public_id", "rescue_counts_as_failure", "runs", "started_at", "state", "variables") SELECT new_values."account_id", new_values."attempt", new_values."business_at", new_values."created_at", new_values."failing_task", new_values."failure", new_values."finished_at", new_values."id", new_values."initiated_by", new_values."instance_id", new_values."is_to_run_again", new_values."is_trial", new_values."kind", new_values."order_line_id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."play", new_values."play_failures_are_ignored", new_values."public_id", new_values."rescue_counts_as_failure", new_values."runs", new_values."started_at", new_values."state", new_values."variables" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."account_id" IS DISTINCT FROM (new_values."account_id") OR old_values."attempt" IS DISTINCT FROM (new_values."attempt") OR old_values."business_at" IS DISTINCT FROM (new_values."business_at") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."failing_task" IS DISTINCT FROM (new_values."failing_task") OR old_values."failure" IS DISTINCT FROM (new_values."failure") OR old_values."finished_at" IS DISTINCT FROM (new_values."finished_at") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."initiated_by" IS DISTINCT FROM (new_values."initiated_by") OR old_values."instance_id" IS DISTINCT FROM (new_values."instance_id") OR old_values."is_to_run_again" IS DISTINCT FROM (new_values."is_to_run_again") OR old_values."is_trial" IS DISTINCT FROM (new_values."is_trial") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."order_line_id" IS DISTINCT FROM (new_values."order_line_id") OR old_values."play" IS DISTINCT FROM (new_values."play") OR old_values."play_failures_are_ignored" IS DISTINCT FROM (new_values."play_failures_are_ignored") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."rescue_counts_as_failure" IS DISTINCT FROM (new_values."rescue_counts_as_failure") OR old_values."runs" IS DISTINCT FROM (new_values."runs") OR old_values."started_at" IS DISTINCT FROM (new_values."started_at") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."variables" IS DISTINCT FROM (new_values."variables")) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ecfd8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ocs_ocsactiontimingversion" ("actions_id", "id", "month_days", "months", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "start_time", "uuid", "week_days", "weight", "years") SELECT new_values."actions_id", new_values."id", new_values."month_days", new_values."months", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."plan_id", new_values."start_time", new_values."uuid", new_values."week_days", new_values."weight", new_values."years" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ee42e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_producttypeversion" ("can_be_provisioned", "charging_kind", "classification", "code", "id", "is_traceable", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."can_be_provisioned", new_values."charging_kind", new_values."classification", new_values."code", new_values."id", new_values."is_traceable", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ee5de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_brandversion" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "seller_id", "slug") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."seller_id", new_values."slug" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_f088e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "parties_roleassignmentversion" ("brand_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") SELECT new_values."brand_id", new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."role", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_f3262() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalog_servicestateversion" ("base_status", "code", "id", "is_billable", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."base_status", new_values."code", new_values."id", new_values."is_billable", _pgh_attached_context.value, NOW(), 'update', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_f47b6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "instances_instanceversion" ("auto_renew", "created_at", "deprovisioning_play", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "remove_at", "retired_at", "service_type", "service_uuid", "tags") SELECT new_values."auto_renew", new_values."created_at", new_values."deprovisioning_play", new_values."id", new_values."key", new_values."kind", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."remove_at", new_values."retired_at", new_values."service_type", new_values."service_uuid", new_values."tags" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_f8c83() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "notify_noticeversion" ("account_id", "attempts", "channel", "created_at", "data", "failure", "id", "key", "kind", "lease_until", "locale", "next_attempt_at", "noticed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sent_at", "state", "time_zone") SELECT new_values."account_id", new_values."attempts", new_values."channel", new_values."created_at", new_values."data", new_values."failure", new_values."id", new_values."key", new_values."kind", new_values."lease_until", new_values."locale", new_values."next_attempt_at", new_values."noticed_at", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."public_id", new_values."sent_at", new_values."state", new_values."time_zone" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_fb4e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stock_quantityreservationversion" ("account_id", "created_at", "expires_at", "holder", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "quantity_row_id", "reserved_by", "service_id", "settled_at", "state") SELECT new_values."account_id", new_values."created_at", new_values."expires_at", new_values."holder", new_values."id", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."quantity", new_values."quantity_row_id", new_values."reserved_by", new_values."service_id", new_values."settled_at", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_fdc2d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "ordering_orderversion" ("account_id", "created_at", "finished_at", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by", "public_id", "state") SELECT new_values."account_id", new_values."created_at", new_values."finished_at", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), 'update', new_values."id", new_values."placed_at", new_values."placed_by", new_values."public_id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;


CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);


CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;


CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;


CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;


CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;


CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;


CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);


ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);


ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);


ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_billablefact (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    title character varying(200) NOT NULL,
    description character varying(500) NOT NULL,
    retail numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    instance_id bigint
);


ALTER TABLE public.billing_billablefact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_billablefact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_charge (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    key character varying(200) NOT NULL,
    sequence integer NOT NULL,
    component character varying(12) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    quantity integer NOT NULL,
    amount numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    rule character varying(60) NOT NULL,
    engine_version character varying(20) NOT NULL,
    inputs_hash character varying(64) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    configuration_id bigint,
    fact_id bigint,
    instance_id bigint,
    rate_version_id bigint,
    subscription_id bigint,
    CONSTRAINT charge_component_is_known CHECK (((component)::text = ANY ((ARRAY['set_up'::character varying, 'recurring'::character varying, 'one_time'::character varying, 'fact'::character varying])::text[]))),
    CONSTRAINT charge_has_a_span CHECK ((starts_on < ends_on)),
    CONSTRAINT charge_has_its_reason CHECK (((((component)::text = 'fact'::text) AND (fact_id IS NOT NULL)) OR ((NOT ((component)::text = 'fact'::text)) AND (instance_id IS NOT NULL) AND (rate_version_id IS NOT NULL))))
);


ALTER TABLE public.billing_charge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_charge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_invoice (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number bigint NOT NULL,
    currency character varying(3) NOT NULL,
    issued_on date NOT NULL,
    total numeric(24,9) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    series_id bigint NOT NULL
);


ALTER TABLE public.billing_invoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_invoiceline (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    amount numeric(24,9) NOT NULL,
    charge_id bigint NOT NULL,
    invoice_id bigint NOT NULL
);


ALTER TABLE public.billing_invoiceline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_invoiceline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_invoiceseries (
    id bigint NOT NULL,
    prefix character varying(20) NOT NULL,
    next_number bigint NOT NULL,
    seller_id bigint NOT NULL,
    CONSTRAINT invoice_series_number CHECK ((next_number >= 1))
);


ALTER TABLE public.billing_invoiceseries ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_invoiceseries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_ledgerentry (
    id bigint NOT NULL,
    reason character varying(60) NOT NULL,
    booked_on date NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    charge_id bigint
);


ALTER TABLE public.billing_ledgerentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_ledgerentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_ledgerposting (
    id bigint NOT NULL,
    ledger_account character varying(30) NOT NULL,
    amount numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    entry_id bigint NOT NULL,
    CONSTRAINT ledger_account_is_known CHECK (((ledger_account)::text = ANY ((ARRAY['unbilled_receivables'::character varying, 'receivables'::character varying, 'revenue'::character varying, 'tax_payable'::character varying, 'gateway_clearing'::character varying])::text[]))),
    CONSTRAINT ledger_posting_is_not_zero CHECK ((NOT (amount = (0)::numeric)))
);


ALTER TABLE public.billing_ledgerposting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_ledgerposting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.billing_transaction (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    title character varying(200) NOT NULL,
    description character varying(500) NOT NULL,
    retail numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    claimed_retail numeric(24,9),
    claimed_wholesale numeric(24,9),
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    charge_id bigint NOT NULL,
    claimed_by_id bigint,
    instance_id bigint
);


ALTER TABLE public.billing_transaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.billing_transaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_kitpart (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    quantity smallint NOT NULL,
    kit_id bigint NOT NULL,
    part_id bigint NOT NULL,
    CONSTRAINT kit_is_no_part_of_itself CHECK ((NOT (part_id = kit_id))),
    CONSTRAINT kit_part_quantity CHECK ((quantity >= 1))
);


ALTER TABLE public.catalog_kitpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_kitpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_kitpartversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    quantity smallint NOT NULL,
    kit_id bigint NOT NULL,
    part_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.catalog_kitpartversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_kitpartversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_priceplan (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    is_default boolean NOT NULL
);


ALTER TABLE public.catalog_priceplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_priceplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_priceplanversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    is_default boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.catalog_priceplanversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_priceplanversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_product (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(80) NOT NULL,
    category character varying(12) NOT NULL,
    service_type character varying(40) NOT NULL,
    is_enabled boolean NOT NULL,
    icon character varying(60) NOT NULL,
    comment text NOT NULL,
    contract_days integer NOT NULL,
    is_for_residential boolean NOT NULL,
    is_for_business boolean NOT NULL,
    customer_can_purchase boolean NOT NULL,
    available_from timestamp with time zone,
    available_until timestamp with time zone,
    auto_renew character varying(6) NOT NULL,
    allow_auto_renew boolean NOT NULL,
    provisioning_play character varying(80) NOT NULL,
    deprovisioning_play character varying(80) NOT NULL,
    provisioning_variables jsonb NOT NULL,
    rescue_counts_as_failure boolean NOT NULL,
    play_failures_are_ignored boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    brand_id bigint,
    product_type_id bigint NOT NULL,
    grace_days smallint NOT NULL,
    removal_play character varying(80) NOT NULL,
    renewal_payment character varying(8) NOT NULL,
    resumption_play character varying(80) NOT NULL,
    suspension_play character varying(80) NOT NULL,
    CONSTRAINT product_auto_renew_is_known CHECK (((auto_renew)::text = ANY ((ARRAY['prompt'::character varying, 'true'::character varying, 'false'::character varying])::text[]))),
    CONSTRAINT product_availability_is_a_span CHECK (((available_from IS NULL) OR (available_until IS NULL) OR (available_until > available_from))),
    CONSTRAINT product_category_is_known CHECK (((category)::text = ANY ((ARRAY['standalone'::character varying, 'addon'::character varying, 'bundle'::character varying])::text[]))),
    CONSTRAINT product_contract_days CHECK ((contract_days >= 0)),
    CONSTRAINT product_grace_days CHECK (((grace_days >= 0) AND (grace_days <= 90))),
    CONSTRAINT product_renewal_payment_is_known CHECK (((renewal_payment)::text = ANY ((ARRAY['account'::character varying, 'card'::character varying])::text[])))
);


ALTER TABLE public.catalog_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productfeature (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text character varying(300) NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.catalog_productfeature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productfeature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productfeatureversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text character varying(300) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.catalog_productfeatureversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productfeatureversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productrelationship (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    product_id bigint NOT NULL,
    to_product_id bigint NOT NULL
);


ALTER TABLE public.catalog_productrelationship ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productrelationship_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productrelationshipversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL,
    to_product_id bigint NOT NULL
);


ALTER TABLE public.catalog_productrelationshipversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productrelationshipversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productterms (
    id bigint NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.catalog_productterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_producttype (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    classification character varying(10) NOT NULL,
    charging_kind character varying(10) NOT NULL,
    is_traceable boolean NOT NULL,
    can_be_provisioned boolean NOT NULL,
    CONSTRAINT product_type_charging CHECK (((charging_kind)::text = ANY ((ARRAY['usage'::character varying, 'termed'::character varying, 'one_time'::character varying, 'expense'::character varying])::text[]))),
    CONSTRAINT product_type_class CHECK (((classification)::text = ANY ((ARRAY['good'::character varying, 'service'::character varying])::text[]))),
    CONSTRAINT product_type_only_goods_are_traceable CHECK (((NOT is_traceable) OR ((classification)::text = 'good'::text)))
);


ALTER TABLE public.catalog_producttype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_producttype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_producttypeversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    classification character varying(10) NOT NULL,
    charging_kind character varying(10) NOT NULL,
    is_traceable boolean NOT NULL,
    can_be_provisioned boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.catalog_producttypeversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_producttypeversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_productversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(80) NOT NULL,
    category character varying(12) NOT NULL,
    service_type character varying(40) NOT NULL,
    is_enabled boolean NOT NULL,
    icon character varying(60) NOT NULL,
    comment text NOT NULL,
    contract_days integer NOT NULL,
    is_for_residential boolean NOT NULL,
    is_for_business boolean NOT NULL,
    customer_can_purchase boolean NOT NULL,
    available_from timestamp with time zone,
    available_until timestamp with time zone,
    auto_renew character varying(6) NOT NULL,
    allow_auto_renew boolean NOT NULL,
    provisioning_play character varying(80) NOT NULL,
    deprovisioning_play character varying(80) NOT NULL,
    provisioning_variables jsonb NOT NULL,
    rescue_counts_as_failure boolean NOT NULL,
    play_failures_are_ignored boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    brand_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_type_id bigint NOT NULL,
    grace_days smallint NOT NULL,
    removal_play character varying(80) NOT NULL,
    renewal_payment character varying(8) NOT NULL,
    resumption_play character varying(80) NOT NULL,
    suspension_play character varying(80) NOT NULL
);


ALTER TABLE public.catalog_productversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_productversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_rate (
    id bigint NOT NULL,
    period_count integer,
    period_unit character varying(8),
    price_plan_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT rate_period_is_known CHECK ((((period_count IS NULL) AND (period_unit IS NULL)) OR ((period_count >= 1) AND ((period_unit)::text = ANY ((ARRAY['day'::character varying, 'week'::character varying, 'month'::character varying, 'quarter'::character varying, 'year'::character varying])::text[])))))
);


ALTER TABLE public.catalog_rate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_rate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_rateversion (
    id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    audience character varying(10) NOT NULL,
    retail numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    retail_set_up numeric(24,9) NOT NULL,
    wholesale_set_up numeric(24,9) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    rate_id bigint NOT NULL,
    CONSTRAINT rate_version_audience CHECK (((audience)::text = ANY ((ARRAY['everybody'::character varying, 'new_sales'::character varying])::text[]))),
    CONSTRAINT rate_version_is_a_span CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT rate_version_is_not_negative CHECK (((retail >= (0)::numeric) AND (retail_set_up >= (0)::numeric) AND (wholesale >= (0)::numeric) AND (wholesale_set_up >= (0)::numeric)))
);


ALTER TABLE public.catalog_rateversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_rateversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcerequirement (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    product_id bigint NOT NULL,
    specification_id bigint NOT NULL
);


ALTER TABLE public.catalog_resourcerequirement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcerequirement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcerequirementversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL,
    specification_id bigint NOT NULL
);


ALTER TABLE public.catalog_resourcerequirementversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcerequirementversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcespecification (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(10) NOT NULL,
    end_fate character varying(12) NOT NULL,
    hold_days smallint,
    low_stock_threshold integer,
    tracking character varying(10) NOT NULL,
    warranty_days integer,
    CONSTRAINT resource_specification_end_fate CHECK (((end_fate)::text = ANY ((ARRAY['release'::character varying, 'hold'::character varying, 'inspect'::character varying, 'decommission'::character varying])::text[]))),
    CONSTRAINT resource_specification_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT resource_specification_kind CHECK (((kind)::text = ANY ((ARRAY['physical'::character varying, 'logical'::character varying])::text[]))),
    CONSTRAINT resource_specification_only_held_ones_have_days CHECK (((((end_fate)::text = 'hold'::text) AND (hold_days >= 1)) OR ((NOT ((end_fate)::text = 'hold'::text)) AND (hold_days IS NULL)))),
    CONSTRAINT resource_specification_threshold CHECK (((low_stock_threshold IS NULL) OR (low_stock_threshold >= 0))),
    CONSTRAINT resource_specification_tracking CHECK (((tracking)::text = ANY ((ARRAY['item'::character varying, 'quantity'::character varying])::text[]))),
    CONSTRAINT resource_specification_warranty CHECK (((warranty_days IS NULL) OR (warranty_days >= 0)))
);


ALTER TABLE public.catalog_resourcespecification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcespecification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcespecificationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(10) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    end_fate character varying(12) NOT NULL,
    hold_days smallint,
    low_stock_threshold integer,
    tracking character varying(10) NOT NULL,
    warranty_days integer
);


ALTER TABLE public.catalog_resourcespecificationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcespecificationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcetext (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    label character varying(80) NOT NULL,
    specification_id bigint NOT NULL,
    CONSTRAINT resource_text_range CHECK ((("position" >= 1) AND ("position" <= 10)))
);


ALTER TABLE public.catalog_resourcetext ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcetext_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_resourcetextversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    label character varying(80) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    specification_id bigint NOT NULL
);


ALTER TABLE public.catalog_resourcetextversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_resourcetextversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_servicereliance (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    service_name character varying(120) NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.catalog_servicereliance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_servicereliance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_servicerelianceversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    service_name character varying(120) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.catalog_servicerelianceversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_servicerelianceversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_servicestate (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    base_status character varying(12) NOT NULL,
    is_billable boolean NOT NULL,
    CONSTRAINT service_state_base_is_known CHECK (((base_status)::text = ANY ((ARRAY['prospect'::character varying, 'active'::character varying, 'suspended'::character varying, 'cancelled'::character varying])::text[])))
);


ALTER TABLE public.catalog_servicestate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_servicestate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_servicestateversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    base_status character varying(12) NOT NULL,
    is_billable boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.catalog_servicestateversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_servicestateversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.charging_callsettlement (
    id bigint NOT NULL,
    call_number bigint NOT NULL,
    method character varying(40) NOT NULL,
    tenant character varying(200) NOT NULL,
    account character varying(200) NOT NULL,
    steps jsonb NOT NULL,
    was_done boolean NOT NULL,
    reason character varying(500) NOT NULL,
    settled_by character varying(60) NOT NULL,
    settled_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT call_settlement_has_a_reason CHECK ((NOT ((reason)::text = ''::text)))
);


ALTER TABLE public.charging_callsettlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.charging_callsettlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.charging_enginecall (
    id bigint NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    method character varying(40) NOT NULL,
    account character varying(200) NOT NULL,
    steps jsonb NOT NULL,
    state character varying(8) NOT NULL,
    answer jsonb,
    reference character varying(200) NOT NULL,
    called_at timestamp with time zone NOT NULL,
    busy_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    concluded_at timestamp with time zone,
    tenant character varying(200) NOT NULL,
    CONSTRAINT engine_call_has_an_answer_unless_intended CHECK ((((state)::text = 'intended'::text) OR (answer IS NOT NULL))),
    CONSTRAINT engine_call_is_concluded_unless_open CHECK ((((concluded_at IS NULL) AND ((state)::text = ANY ((ARRAY['intended'::character varying, 'unknown'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['intended'::character varying, 'unknown'::character varying])::text[]))) AND (concluded_at IS NOT NULL)))),
    CONSTRAINT engine_call_state_is_known CHECK (((state)::text = ANY ((ARRAY['intended'::character varying, 'done'::character varying, 'refused'::character varying, 'unknown'::character varying, 'unclear'::character varying])::text[])))
);


ALTER TABLE public.charging_enginecall ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.charging_enginecall_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);


CREATE TABLE public.insight_mend (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(30) NOT NULL,
    subject character varying(900) NOT NULL,
    account_id bigint,
    explanation text NOT NULL,
    action text NOT NULL,
    reason character varying(500) NOT NULL,
    state character varying(10) NOT NULL,
    begun_by character varying(60) NOT NULL,
    asked_as character varying(64),
    begun_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT mend_has_a_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT mend_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['ocs_account_missing'::character varying, 'ocs_account_unexplained'::character varying, 'ocs_account_outlived'::character varying, 'ocs_account_enabled'::character varying, 'ocs_account_disabled'::character varying, 'ocs_balance_missing'::character varying, 'ocs_balance_unexplained'::character varying, 'ocs_balance_altered'::character varying, 'ocs_plan_missing'::character varying, 'ocs_plan_unexplained'::character varying, 'item_not_assigned'::character varying, 'item_not_in_timeline'::character varying, 'item_at_ended_service'::character varying, 'item_reserved_for_nothing'::character varying, 'item_not_reserved'::character varying, 'charge_missing'::character varying, 'charge_not_owed'::character varying, 'addon_not_charged'::character varying, 'payment_unknown_here'::character varying, 'payment_captured_there'::character varying, 'payment_unsettled'::character varying, 'payment_held_less'::character varying, 'payment_held_more'::character varying, 'payment_for_nothing'::character varying])::text[]))),
    CONSTRAINT mend_state_is_known CHECK (((state)::text = ANY ((ARRAY['begun'::character varying, 'mended'::character varying, 'remains'::character varying])::text[])))
);


ALTER TABLE public.insight_mend ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_mend_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_mendversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(30) NOT NULL,
    subject character varying(900) NOT NULL,
    account_id bigint,
    explanation text NOT NULL,
    action text NOT NULL,
    reason character varying(500) NOT NULL,
    state character varying(10) NOT NULL,
    begun_by character varying(60) NOT NULL,
    asked_as character varying(64),
    begun_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.insight_mendversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_mendversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_cancellation (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(12) NOT NULL,
    note character varying(500) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by character varying(60) NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    account_id bigint NOT NULL,
    instance_id bigint NOT NULL,
    CONSTRAINT cancellation_reason_is_known CHECK (((reason)::text = ANY ((ARRAY['customer'::character varying, 'staff'::character varying, 'non_payment'::character varying, 'contract_end'::character varying])::text[]))),
    CONSTRAINT cancellation_state_is_known CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'reversed'::character varying, 'carried_out'::character varying])::text[]))),
    CONSTRAINT cancellation_times_are_in_order CHECK (((ends_at <= due_at) AND (requested_at <= ends_at)))
);


ALTER TABLE public.instances_cancellation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_cancellation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_cancellationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(12) NOT NULL,
    note character varying(500) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    requested_by character varying(60) NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    account_id bigint NOT NULL,
    instance_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.instances_cancellationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_cancellationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_configuration (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    icon character varying(60) NOT NULL,
    quantity integer NOT NULL,
    agreed_retail numeric(24,9),
    agreed_wholesale numeric(24,9),
    characteristics jsonb NOT NULL,
    state character varying(8) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    end_recorded_at timestamp with time zone,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    superseded_at timestamp with time zone,
    account_id bigint,
    place_id bigint,
    product_id bigint,
    rate_version_id bigint,
    resource_specification_id bigint,
    service_state_id bigint,
    subscriber_id bigint,
    instance_id bigint NOT NULL,
    parent_id bigint,
    subscription_id bigint,
    CONSTRAINT configuration_end_has_its_record CHECK ((((end_recorded_at IS NULL) AND (valid_until IS NULL)) OR ((end_recorded_at IS NOT NULL) AND (valid_until IS NOT NULL)))),
    CONSTRAINT configuration_has_one_catalogue_entry CHECK ((((product_id IS NOT NULL) AND (resource_specification_id IS NULL)) OR ((product_id IS NULL) AND (resource_specification_id IS NOT NULL)))),
    CONSTRAINT configuration_history_has_an_end CHECK (((NOT ((state)::text = 'HISTORY'::text)) OR (valid_until IS NOT NULL))),
    CONSTRAINT configuration_is_a_span CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT configuration_is_not_its_own_parent CHECK ((NOT ((parent_id = instance_id) AND (parent_id IS NOT NULL)))),
    CONSTRAINT configuration_quantity CHECK ((quantity >= 0)),
    CONSTRAINT configuration_state_is_known CHECK (((state)::text = ANY ((ARRAY['DRAFT'::character varying, 'PENDING'::character varying, 'CURRENT'::character varying, 'HISTORY'::character varying])::text[])))
);


ALTER TABLE public.instances_configuration ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_configuration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_configurationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    icon character varying(60) NOT NULL,
    quantity integer NOT NULL,
    agreed_retail numeric(24,9),
    agreed_wholesale numeric(24,9),
    characteristics jsonb NOT NULL,
    state character varying(8) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    end_recorded_at timestamp with time zone,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    superseded_at timestamp with time zone,
    account_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint,
    product_id bigint,
    rate_version_id bigint,
    resource_specification_id bigint,
    service_state_id bigint,
    subscriber_id bigint,
    instance_id bigint NOT NULL,
    parent_id bigint,
    subscription_id bigint
);


ALTER TABLE public.instances_configurationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_configurationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_instance (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    key character varying(30) NOT NULL,
    kind character varying(10) NOT NULL,
    tags character varying(60)[] NOT NULL,
    service_type character varying(40) NOT NULL,
    service_uuid character varying(200),
    deprovisioning_play character varying(80) NOT NULL,
    auto_renew boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    retired_at timestamp with time zone,
    remove_at timestamp with time zone,
    CONSTRAINT instance_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['PRODUCT'::character varying, 'SERVICE'::character varying, 'RESOURCE'::character varying])::text[]))),
    CONSTRAINT instance_only_a_retired_one_is_removed CHECK (((remove_at IS NULL) OR (retired_at IS NOT NULL))),
    CONSTRAINT instance_service_uuid_is_not_empty CHECK ((NOT (((service_uuid)::text = ''::text) AND (service_uuid IS NOT NULL))))
);


ALTER TABLE public.instances_instance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_instance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_instanceversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    key character varying(30) NOT NULL,
    kind character varying(10) NOT NULL,
    tags character varying(60)[] NOT NULL,
    service_type character varying(40) NOT NULL,
    service_uuid character varying(200),
    deprovisioning_play character varying(80) NOT NULL,
    auto_renew boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    retired_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    remove_at timestamp with time zone
);


ALTER TABLE public.instances_instanceversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_instanceversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_relationship (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    characteristics jsonb NOT NULL,
    configuration_id bigint NOT NULL,
    definition_id bigint NOT NULL,
    to_instance_id bigint NOT NULL
);


ALTER TABLE public.instances_relationship ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_relationship_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_relationshipversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    characteristics jsonb NOT NULL,
    configuration_id bigint NOT NULL,
    definition_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    to_instance_id bigint NOT NULL
);


ALTER TABLE public.instances_relationshipversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_relationshipversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_renewal (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    state character varying(12) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    is_requested boolean NOT NULL,
    attempts smallint NOT NULL,
    retail numeric(24,9),
    wholesale numeric(24,9),
    failure character varying(300) NOT NULL,
    renewed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    instance_id bigint NOT NULL,
    payment_id bigint,
    rate_version_id bigint,
    CONSTRAINT renewal_charging_has_its_payment CHECK (((NOT ((state)::text = 'charging'::text)) OR (payment_id IS NOT NULL))),
    CONSTRAINT renewal_done_has_its_price CHECK ((((rate_version_id IS NOT NULL) AND (renewed_at IS NOT NULL) AND (retail IS NOT NULL) AND ((state)::text = ANY ((ARRAY['renewed'::character varying, 'taking_back'::character varying, 'taken_back'::character varying])::text[])) AND (wholesale IS NOT NULL)) OR ((NOT ((state)::text = ANY ((ARRAY['renewed'::character varying, 'taking_back'::character varying, 'taken_back'::character varying])::text[]))) AND (renewed_at IS NULL)))),
    CONSTRAINT renewal_is_a_span CHECK (((starts_at < ends_at) AND (starts_on < ends_on))),
    CONSTRAINT renewal_state_is_known CHECK (((state)::text = ANY ((ARRAY['planned'::character varying, 'charging'::character varying, 'paid'::character varying, 'declined'::character varying, 'paused'::character varying, 'expired'::character varying, 'withdrawn'::character varying, 'renewed'::character varying, 'giving_back'::character varying, 'taking_back'::character varying, 'taken_back'::character varying])::text[])))
);


ALTER TABLE public.instances_renewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_renewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_renewalversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    state character varying(12) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    is_requested boolean NOT NULL,
    attempts smallint NOT NULL,
    retail numeric(24,9),
    wholesale numeric(24,9),
    failure character varying(300) NOT NULL,
    renewed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    instance_id bigint NOT NULL,
    payment_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    rate_version_id bigint
);


ALTER TABLE public.instances_renewalversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_renewalversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_subscription (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    anchor_on date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    payer_id bigint,
    price_plan_id bigint NOT NULL
);


ALTER TABLE public.instances_subscription ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_subscription_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.instances_subscriptionversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    anchor_on date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    payer_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    price_plan_id bigint NOT NULL
);


ALTER TABLE public.instances_subscriptionversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.instances_subscriptionversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);


ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.notify_notice (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    key character varying(200) NOT NULL,
    data jsonb NOT NULL,
    locale character varying(20) NOT NULL,
    time_zone character varying(60) NOT NULL,
    state character varying(8) NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    channel character varying(4) NOT NULL,
    attempts smallint NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT notice_being_sent_has_a_lease CHECK ((((lease_until IS NOT NULL) AND ((state)::text = 'sending'::text)) OR ((NOT ((state)::text = 'sending'::text)) AND (lease_until IS NULL)))),
    CONSTRAINT notice_channel_is_known CHECK (((channel)::text = ANY ((ARRAY[''::character varying, 'file'::character varying, 'smtp'::character varying])::text[]))),
    CONSTRAINT notice_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['welcome'::character varying, 'added'::character varying, 'renewal'::character varying, 'renewal_failed'::character varying, 'failure'::character varying, 'suspended'::character varying, 'resumed'::character varying, 'cancellation_requested'::character varying, 'cancellation_reversed'::character varying, 'ended'::character varying])::text[]))),
    CONSTRAINT notice_sent_has_its_time CHECK ((((sent_at IS NOT NULL) AND ((state)::text = 'sent'::text)) OR ((NOT ((state)::text = 'sent'::text)) AND (sent_at IS NULL)))),
    CONSTRAINT notice_state_is_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'failed'::character varying, 'sent'::character varying, 'unknown'::character varying])::text[])))
);


ALTER TABLE public.notify_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notify_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.notify_noticeversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    key character varying(200) NOT NULL,
    data jsonb NOT NULL,
    locale character varying(20) NOT NULL,
    time_zone character varying(60) NOT NULL,
    state character varying(8) NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    channel character varying(4) NOT NULL,
    attempts smallint NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.notify_noticeversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notify_noticeversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_balancemovement (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount numeric(28,9) NOT NULL,
    value_after numeric(28,9) NOT NULL,
    at timestamp with time zone NOT NULL,
    reference character varying(200) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    balance_id bigint NOT NULL,
    CONSTRAINT ocs_debit_only_takes CHECK (((NOT ((kind)::text = 'debit'::text)) OR (amount <= (0)::numeric))),
    CONSTRAINT ocs_grant_only_gives CHECK (((NOT ((kind)::text = 'grant'::text)) OR (amount >= (0)::numeric))),
    CONSTRAINT ocs_movement_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['grant'::character varying, 'debit'::character varying, 'set'::character varying, 'removal'::character varying, 'expiry'::character varying])::text[])))
);


ALTER TABLE public.ocs_balancemovement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_balancemovement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsaccount (
    id bigint NOT NULL,
    tenant character varying(200) NOT NULL,
    account character varying(200) NOT NULL,
    is_disabled boolean NOT NULL,
    allow_negative boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT ocs_account_has_a_name CHECK (((NOT ((tenant)::text = ''::text)) AND (NOT ((account)::text = ''::text))))
);


ALTER TABLE public.ocs_ocsaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsaccountactionplan (
    id bigint NOT NULL,
    bound_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    next_at timestamp with time zone,
    last_at timestamp with time zone
);


ALTER TABLE public.ocs_ocsaccountactionplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsaccountactionplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsaccountactionplanversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    bound_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    plan_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsaccountactionplanversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsaccountactionplanversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsaccountversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    tenant character varying(200) NOT NULL,
    account character varying(200) NOT NULL,
    is_disabled boolean NOT NULL,
    allow_negative boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsaccountversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsaccountversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactionplan (
    id bigint NOT NULL,
    plan_id character varying(200) NOT NULL,
    CONSTRAINT ocs_action_plan_has_an_id CHECK ((NOT ((plan_id)::text = ''::text)))
);


ALTER TABLE public.ocs_ocsactionplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactionplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactionplanversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    plan_id character varying(200) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsactionplanversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactionplanversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactions (
    id bigint NOT NULL,
    actions_id character varying(200) NOT NULL,
    actions jsonb NOT NULL,
    CONSTRAINT ocs_actions_have_an_id CHECK ((NOT ((actions_id)::text = ''::text)))
);


ALTER TABLE public.ocs_ocsactions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactionsversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    actions_id character varying(200) NOT NULL,
    actions jsonb NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsactionsversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactionsversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactiontiming (
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    years smallint[] NOT NULL,
    months smallint[] NOT NULL,
    month_days smallint[] NOT NULL,
    week_days smallint[] NOT NULL,
    start_time character varying(8) NOT NULL,
    weight numeric(15,6) NOT NULL,
    actions_id bigint NOT NULL,
    plan_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsactiontiming ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactiontiming_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsactiontimingversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    years smallint[] NOT NULL,
    months smallint[] NOT NULL,
    month_days smallint[] NOT NULL,
    week_days smallint[] NOT NULL,
    start_time character varying(8) NOT NULL,
    weight numeric(15,6) NOT NULL,
    actions_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    plan_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsactiontimingversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsactiontimingversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsbalance (
    id bigint NOT NULL,
    balance_type character varying(20) NOT NULL,
    balance_id character varying(200) NOT NULL,
    uuid uuid NOT NULL,
    value numeric(28,9) NOT NULL,
    expires_at timestamp with time zone,
    weight numeric(15,6) NOT NULL,
    is_blocker boolean NOT NULL,
    is_disabled boolean NOT NULL,
    destinations character varying(200)[] NOT NULL,
    categories character varying(200)[] NOT NULL,
    shared_groups character varying(200)[] NOT NULL,
    timings character varying(200)[] NOT NULL,
    rating_subject character varying(200) NOT NULL,
    factor jsonb,
    removed_at timestamp with time zone,
    account_id bigint NOT NULL,
    CONSTRAINT ocs_balance_removed_is_empty CHECK (((removed_at IS NULL) OR (value = (0)::numeric))),
    CONSTRAINT ocs_balance_type_is_known CHECK (((balance_type)::text = ANY ((ARRAY['*data'::character varying, '*voice'::character varying, '*sms'::character varying, '*mms'::character varying, '*monetary'::character varying, '*generic'::character varying])::text[])))
);


ALTER TABLE public.ocs_ocsbalance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsbalance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ocs_ocsbalanceversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    balance_type character varying(20) NOT NULL,
    balance_id character varying(200) NOT NULL,
    uuid uuid NOT NULL,
    expires_at timestamp with time zone,
    weight numeric(15,6) NOT NULL,
    is_blocker boolean NOT NULL,
    is_disabled boolean NOT NULL,
    destinations character varying(200)[] NOT NULL,
    categories character varying(200)[] NOT NULL,
    shared_groups character varying(200)[] NOT NULL,
    timings character varying(200)[] NOT NULL,
    rating_subject character varying(200) NOT NULL,
    factor jsonb,
    removed_at timestamp with time zone,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.ocs_ocsbalanceversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ocs_ocsbalanceversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_acceptedterms (
    id bigint NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    accepted_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    terms_id bigint NOT NULL,
    line_id bigint NOT NULL
);


ALTER TABLE public.ordering_acceptedterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_acceptedterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_order (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by character varying(60) NOT NULL,
    finished_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT order_state_is_known CHECK (((state)::text = ANY ((ARRAY['placed'::character varying, 'completed'::character varying, 'failed'::character varying])::text[])))
);


ALTER TABLE public.ordering_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_orderline (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    "position" smallint NOT NULL,
    action character varying(10) NOT NULL,
    state character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    retail numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    retail_set_up numeric(24,9) NOT NULL,
    wholesale_set_up numeric(24,9) NOT NULL,
    auto_renew boolean NOT NULL,
    variables jsonb NOT NULL,
    failure text NOT NULL,
    instance_id bigint,
    order_id bigint NOT NULL,
    product_id bigint NOT NULL,
    rate_version_id bigint,
    subscriber_id bigint,
    parent_id bigint,
    CONSTRAINT order_line_action_is_known CHECK (((action)::text = ANY ((ARRAY['add'::character varying, 'suspend'::character varying, 'resume'::character varying, 'end'::character varying, 'remove'::character varying])::text[]))),
    CONSTRAINT order_line_state_is_known CHECK (((state)::text = ANY ((ARRAY['provisioning'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);


ALTER TABLE public.ordering_orderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_orderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_orderlineversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    "position" smallint NOT NULL,
    action character varying(10) NOT NULL,
    state character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    retail numeric(24,9) NOT NULL,
    wholesale numeric(24,9) NOT NULL,
    retail_set_up numeric(24,9) NOT NULL,
    wholesale_set_up numeric(24,9) NOT NULL,
    auto_renew boolean NOT NULL,
    variables jsonb NOT NULL,
    failure text NOT NULL,
    instance_id bigint,
    order_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL,
    rate_version_id bigint,
    subscriber_id bigint,
    parent_id bigint
);


ALTER TABLE public.ordering_orderlineversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_orderlineversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_orderpick (
    id bigint NOT NULL,
    item_id bigint NOT NULL,
    line_id bigint NOT NULL
);


ALTER TABLE public.ordering_orderpick ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_orderpick_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ordering_orderversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    state character varying(10) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by character varying(60) NOT NULL,
    finished_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.ordering_orderversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ordering_orderversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_account (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    currency character varying(3) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    parent_id bigint,
    billing_address_id bigint,
    brand_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT account_is_not_its_own_parent CHECK ((NOT ((parent_id = id) AND (parent_id IS NOT NULL))))
);


ALTER TABLE public.parties_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_accountclass (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL
);


ALTER TABLE public.parties_accountclass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_accountclass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_accountclassversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.parties_accountclassversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_accountclassversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_accountterms (
    id bigint NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    kind character varying(12) NOT NULL,
    time_zone character varying(60) NOT NULL,
    locale character varying(20) NOT NULL,
    billing_day smallint NOT NULL,
    tax_country character varying(2) NOT NULL,
    tax_region character varying(40) NOT NULL,
    is_tax_exempt boolean NOT NULL,
    account_id bigint NOT NULL,
    account_class_id bigint,
    payer_id bigint,
    CONSTRAINT account_terms_billing_day CHECK (((billing_day >= 1) AND (billing_day <= 31))),
    CONSTRAINT account_terms_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['residential'::character varying, 'business'::character varying])::text[])))
);


ALTER TABLE public.parties_accountterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_accountterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_accountversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    currency character varying(3) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    parent_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    billing_address_id bigint,
    brand_id bigint NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.parties_accountversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_accountversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_address (
    id bigint NOT NULL,
    lines character varying(300) NOT NULL,
    city character varying(100) NOT NULL,
    region character varying(100) NOT NULL,
    postal_code character varying(20) NOT NULL,
    country character varying(2) NOT NULL
);


ALTER TABLE public.parties_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_addressversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    lines character varying(300) NOT NULL,
    city character varying(100) NOT NULL,
    region character varying(100) NOT NULL,
    postal_code character varying(20) NOT NULL,
    country character varying(2) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.parties_addressversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_addressversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_apitoken (
    id bigint NOT NULL,
    label character varying(120) NOT NULL,
    token_hash character varying(64) NOT NULL,
    only_role character varying(20) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    user_id bigint NOT NULL,
    CONSTRAINT api_token_role_is_known CHECK (((only_role)::text = ANY ((ARRAY[''::character varying, 'product_manager'::character varying, 'agent'::character varying, 'network'::character varying, 'billing'::character varying, 'admin'::character varying])::text[])))
);


ALTER TABLE public.parties_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_brand (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(80) NOT NULL,
    seller_id bigint NOT NULL
);


ALTER TABLE public.parties_brand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_brand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_brandversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(80) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    seller_id bigint NOT NULL
);


ALTER TABLE public.parties_brandversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_brandversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_person (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(20) NOT NULL
);


ALTER TABLE public.parties_person ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_personversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(20) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.parties_personversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_personversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_roleassignment (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    brand_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT role_is_known CHECK (((role)::text = ANY ((ARRAY['product_manager'::character varying, 'agent'::character varying, 'network'::character varying, 'billing'::character varying, 'admin'::character varying])::text[])))
);


ALTER TABLE public.parties_roleassignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_roleassignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_roleassignmentversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    brand_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.parties_roleassignmentversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_roleassignmentversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_seller (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    legal_name character varying(200) NOT NULL,
    country character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    time_zone character varying(60) NOT NULL,
    bank_name character varying(120) NOT NULL,
    iban character varying(34) NOT NULL,
    bic character varying(11) NOT NULL
);


ALTER TABLE public.parties_seller ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_seller_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_sellerversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    name character varying(120) NOT NULL,
    legal_name character varying(200) NOT NULL,
    country character varying(2) NOT NULL,
    currency character varying(3) NOT NULL,
    time_zone character varying(60) NOT NULL,
    bank_name character varying(120) NOT NULL,
    iban character varying(34) NOT NULL,
    bic character varying(11) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.parties_sellerversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_sellerversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_subscriber (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    label character varying(120) NOT NULL,
    technology character varying(40) NOT NULL,
    account_id bigint NOT NULL,
    person_id bigint,
    site_id bigint
);


ALTER TABLE public.parties_subscriber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_subscriber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_subscriberversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    label character varying(120) NOT NULL,
    technology character varying(40) NOT NULL,
    account_id bigint NOT NULL,
    person_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    site_id bigint
);


ALTER TABLE public.parties_subscriberversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_subscriberversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_taxregistration (
    id bigint NOT NULL,
    country character varying(2) NOT NULL,
    number character varying(40) NOT NULL,
    seller_id bigint NOT NULL
);


ALTER TABLE public.parties_taxregistration ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_taxregistration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_taxregistrationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    country character varying(2) NOT NULL,
    number character varying(40) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    seller_id bigint NOT NULL
);


ALTER TABLE public.parties_taxregistrationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_taxregistrationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    public_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT user_email_is_in_lower_case CHECK (((email)::text = lower((email)::text)))
);


ALTER TABLE public.parties_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.parties_userversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.parties_userversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_userversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_demogatewaycharge (
    id bigint NOT NULL,
    key uuid NOT NULL,
    reference character varying(60) NOT NULL,
    card_reference character varying(120) NOT NULL,
    amount numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    state character varying(10) NOT NULL,
    happened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT demo_charge_state_is_known CHECK (((state)::text = ANY ((ARRAY['captured'::character varying, 'declined'::character varying, 'cancelled'::character varying])::text[])))
);


ALTER TABLE public.payments_demogatewaycharge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_demogatewaycharge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_demogatewayrefund (
    id bigint NOT NULL,
    key uuid NOT NULL,
    reference character varying(60) NOT NULL,
    amount numeric(24,9) NOT NULL,
    happened_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    charge_id bigint NOT NULL,
    CONSTRAINT demo_refund_is_above_zero CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.payments_demogatewayrefund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_demogatewayrefund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_payment (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    gateway_reference character varying(120),
    state character varying(10) NOT NULL,
    amount numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    ledger_entry_id bigint,
    description character varying(500) NOT NULL,
    failure character varying(300) NOT NULL,
    job_id bigint,
    card_id bigint,
    is_unclaimed boolean DEFAULT false NOT NULL,
    CONSTRAINT payment_booked_is_captured CHECK ((((state)::text = 'captured'::text) OR (ledger_entry_id IS NULL))),
    CONSTRAINT payment_captured_is_booked CHECK (((NOT ((state)::text = 'captured'::text)) OR (ledger_entry_id IS NOT NULL))),
    CONSTRAINT payment_is_above_zero CHECK ((amount > (0)::numeric)),
    CONSTRAINT payment_state_is_known CHECK (((state)::text = ANY ((ARRAY['intended'::character varying, 'captured'::character varying, 'declined'::character varying, 'cancelled'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT payment_unclaimed_is_captured CHECK (((NOT is_unclaimed) OR ((job_id IS NULL) AND ((state)::text = 'captured'::text))))
);


ALTER TABLE public.payments_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_paymentversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    gateway_reference character varying(120),
    state character varying(10) NOT NULL,
    amount numeric(24,9) NOT NULL,
    currency character varying(3) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    ledger_entry_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    description character varying(500) NOT NULL,
    failure character varying(300) NOT NULL,
    job_id bigint,
    card_id bigint,
    is_unclaimed boolean DEFAULT false NOT NULL
);


ALTER TABLE public.payments_paymentversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_refund (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway_reference character varying(120),
    state character varying(10) NOT NULL,
    amount numeric(24,9) NOT NULL,
    reason character varying(500) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ledger_entry_id bigint,
    payment_id bigint NOT NULL,
    CONSTRAINT refund_is_above_zero CHECK ((amount > (0)::numeric)),
    CONSTRAINT refund_is_booked_once_refunded CHECK ((((ledger_entry_id IS NOT NULL) AND ((state)::text = 'refunded'::text)) OR ((NOT ((state)::text = 'refunded'::text)) AND (ledger_entry_id IS NULL)))),
    CONSTRAINT refund_state_is_known CHECK (((state)::text = ANY ((ARRAY['intended'::character varying, 'refunded'::character varying, 'refused'::character varying, 'unknown'::character varying])::text[])))
);


ALTER TABLE public.payments_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_refundversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway_reference character varying(120),
    state character varying(10) NOT NULL,
    amount numeric(24,9) NOT NULL,
    reason character varying(500) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    ledger_entry_id bigint,
    payment_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.payments_refundversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_refundversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_storedcard (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    gateway_reference character varying(120) NOT NULL,
    brand character varying(20) NOT NULL,
    last_four character varying(4) NOT NULL,
    expiry_month smallint NOT NULL,
    expiry_year smallint NOT NULL,
    is_default boolean NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    account_id bigint NOT NULL,
    CONSTRAINT card_expiry_month CHECK (((expiry_month >= 1) AND (expiry_month <= 12))),
    CONSTRAINT card_removed_is_no_default CHECK (((NOT is_default) OR (removed_at IS NULL))),
    CONSTRAINT card_shows_four_digits CHECK (((last_four)::text ~ '^[0-9]{4}$'::text))
);


ALTER TABLE public.payments_storedcard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_storedcard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_storedcardversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    gateway character varying(40) NOT NULL,
    gateway_reference character varying(120) NOT NULL,
    brand character varying(20) NOT NULL,
    last_four character varying(4) NOT NULL,
    expiry_month smallint NOT NULL,
    expiry_year smallint NOT NULL,
    is_default boolean NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.payments_storedcardversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_storedcardversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.pghistory_context (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    metadata jsonb NOT NULL
);


CREATE TABLE public.platform_businessclock (
    id smallint NOT NULL,
    held_at timestamp with time zone NOT NULL,
    CONSTRAINT business_clock_is_one_row CHECK ((id = 1))
);


CREATE TABLE public.platform_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);


CREATE TABLE public.platform_event (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    account_id bigint NOT NULL,
    payload jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.platform_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.platform_forgottenjob (
    id bigint NOT NULL,
    number bigint NOT NULL,
    name character varying(128) NOT NULL,
    arguments jsonb NOT NULL,
    attempts integer NOT NULL,
    reason character varying(500) NOT NULL,
    forgotten_by character varying(60) NOT NULL,
    forgotten_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT job_is_forgotten_for_a_reason CHECK ((NOT ((reason)::text = ''::text)))
);


ALTER TABLE public.platform_forgottenjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_forgottenjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.platform_idempotencykey (
    id bigint NOT NULL,
    actor character varying(60) NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    is_done boolean NOT NULL,
    result jsonb,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.platform_idempotencykey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_idempotencykey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.platform_restoration (
    id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    restored_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(60) DEFAULT ''::character varying NOT NULL,
    reason character varying(500) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT restoration_is_settled_with_a_reason CHECK (((settled_at IS NULL) OR (NOT ((reason)::text = ''::text))))
);


ALTER TABLE public.platform_restoration ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_restoration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.platform_restorationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    restored_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(60) DEFAULT ''::character varying NOT NULL,
    reason character varying(500) DEFAULT ''::character varying NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.platform_restorationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_restorationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);


CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;


CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;


CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);


CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;


CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.provisioning_effect (
    id bigint NOT NULL,
    attempt smallint NOT NULL,
    kind character varying(24) NOT NULL,
    state character varying(12) NOT NULL,
    target character varying(250) NOT NULL,
    request jsonb NOT NULL,
    before jsonb,
    answer jsonb,
    failure text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    job_id bigint NOT NULL,
    CONSTRAINT effect_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['ocs_call'::character varying, 'card_charged'::character varying, 'service_created'::character varying, 'service_changed'::character varying, 'item_changed'::character varying, 'transaction_claimed'::character varying])::text[]))),
    CONSTRAINT effect_state_is_known CHECK (((state)::text = ANY ((ARRAY['intended'::character varying, 'done'::character varying, 'refused'::character varying, 'undone'::character varying, 'undo_failed'::character varying, 'settled'::character varying, 'staged'::character varying, 'applied'::character varying, 'dropped'::character varying])::text[])))
);


ALTER TABLE public.provisioning_effect ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.provisioning_effect_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.provisioning_jobevent (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    payload jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    job_id bigint NOT NULL
);


ALTER TABLE public.provisioning_jobevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.provisioning_jobevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.provisioning_provisioningjob (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    play character varying(80) NOT NULL,
    state character varying(16) NOT NULL,
    variables jsonb NOT NULL,
    rescue_counts_as_failure boolean NOT NULL,
    play_failures_are_ignored boolean NOT NULL,
    initiated_by character varying(60) NOT NULL,
    business_at timestamp with time zone NOT NULL,
    attempt smallint NOT NULL,
    token_hash character varying(64),
    gateway_secret_hash character varying(64),
    lease_until timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    failing_task character varying(300) NOT NULL,
    failure text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    instance_id bigint,
    order_line_id bigint NOT NULL,
    is_trial boolean NOT NULL,
    is_to_run_again boolean NOT NULL,
    runs smallint NOT NULL,
    CONSTRAINT job_has_secrets_only_while_it_runs CHECK ((((state)::text = 'running'::text) OR ((gateway_secret_hash IS NULL) AND (token_hash IS NULL)))),
    CONSTRAINT job_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['provision'::character varying, 'add_on'::character varying, 'suspend'::character varying, 'resume'::character varying, 'deprovision'::character varying, 'remove'::character varying])::text[]))),
    CONSTRAINT job_state_is_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'succeeded'::character varying, 'undoing'::character varying, 'failed'::character varying, 'ignored'::character varying, 'needs_attention'::character varying])::text[]))),
    CONSTRAINT job_under_way_has_a_lease CHECK (((NOT ((state)::text = ANY ((ARRAY['running'::character varying, 'undoing'::character varying])::text[]))) OR (lease_until IS NOT NULL)))
);


ALTER TABLE public.provisioning_provisioningjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.provisioning_provisioningjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.provisioning_provisioningjobversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    play character varying(80) NOT NULL,
    state character varying(16) NOT NULL,
    variables jsonb NOT NULL,
    rescue_counts_as_failure boolean CONSTRAINT provisioning_provisioningjobv_rescue_counts_as_failure_not_null NOT NULL,
    play_failures_are_ignored boolean CONSTRAINT provisioning_provisioningjo_play_failures_are_ignored_not_null1 NOT NULL,
    initiated_by character varying(60) NOT NULL,
    business_at timestamp with time zone NOT NULL,
    attempt smallint NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    failing_task character varying(300) NOT NULL,
    failure text NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    account_id bigint NOT NULL,
    instance_id bigint,
    order_line_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    is_trial boolean NOT NULL,
    is_to_run_again boolean NOT NULL,
    runs smallint NOT NULL
);


ALTER TABLE public.provisioning_provisioningjobversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.provisioning_provisioningjobversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE SEQUENCE public.readable_key_acc
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_ord
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_po
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_prd
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_res
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_srv
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.readable_key_sub
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE TABLE public.stock_allocation (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    holder uuid NOT NULL,
    expires_at timestamp with time zone,
    item_state_before character varying(20) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    assigned_at timestamp with time zone,
    released_at timestamp with time zone,
    account_id bigint NOT NULL,
    service_id bigint,
    item_id bigint NOT NULL,
    reserved_by character varying(60) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT allocation_assigned_to_a_service CHECK (((NOT ((state)::text = 'assigned'::text)) OR ((assigned_at IS NOT NULL) AND (service_id IS NOT NULL)))),
    CONSTRAINT allocation_release_is_dated CHECK ((((released_at IS NOT NULL) AND ((state)::text = 'released'::text)) OR ((NOT ((state)::text = 'released'::text)) AND (released_at IS NULL)))),
    CONSTRAINT allocation_state_is_known CHECK (((state)::text = ANY ((ARRAY['reserved'::character varying, 'assigned'::character varying, 'released'::character varying])::text[])))
);


ALTER TABLE public.stock_allocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_allocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_allocationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    holder uuid NOT NULL,
    expires_at timestamp with time zone,
    item_state_before character varying(20) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    assigned_at timestamp with time zone,
    released_at timestamp with time zone,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    service_id bigint,
    item_id bigint NOT NULL,
    reserved_by character varying(60) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.stock_allocationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_allocationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_itemmove (
    id bigint NOT NULL,
    from_place character varying(120) NOT NULL,
    to_place character varying(120) NOT NULL,
    reason character varying(200) NOT NULL,
    moved_by character varying(60) NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    from_warehouse_id bigint,
    item_id bigint NOT NULL,
    to_warehouse_id bigint NOT NULL
);


ALTER TABLE public.stock_itemmove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_itemmove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_pool (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    definition character varying(200) NOT NULL,
    first numeric(40,0) NOT NULL,
    last numeric(40,0) NOT NULL,
    scope character varying(120) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    CONSTRAINT pool_is_a_run CHECK (((first >= (0)::numeric) AND (first <= last))),
    CONSTRAINT pool_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['numbers'::character varying, 'ipv4'::character varying, 'ipv6'::character varying, 'ports'::character varying])::text[])))
);


ALTER TABLE public.stock_pool ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_pool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_poolversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    definition character varying(200) NOT NULL,
    first numeric(40,0) NOT NULL,
    last numeric(40,0) NOT NULL,
    scope character varying(120) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.stock_poolversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_poolversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_purchaseorder (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    supplier character varying(120) NOT NULL,
    state character varying(16) NOT NULL,
    expected_on date,
    ordered_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    warehouse_id bigint NOT NULL,
    CONSTRAINT purchase_order_state CHECK (((state)::text = ANY ((ARRAY['ordered'::character varying, 'partly_received'::character varying, 'received'::character varying, 'cancelled'::character varying])::text[])))
);


ALTER TABLE public.stock_purchaseorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_purchaseorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_purchaseorderline (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    quantity integer NOT NULL,
    received integer NOT NULL,
    unit_cost numeric(24,9),
    currency character varying(3) NOT NULL,
    order_id bigint NOT NULL,
    specification_id bigint NOT NULL,
    CONSTRAINT purchase_order_line_cost_has_a_currency CHECK (((((currency)::text = ''::text) AND (unit_cost IS NULL)) OR ((unit_cost >= (0)::numeric) AND (NOT ((currency)::text = ''::text))))),
    CONSTRAINT purchase_order_line_quantity CHECK (((quantity >= 1) AND (received >= 0) AND (received <= quantity)))
);


ALTER TABLE public.stock_purchaseorderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_purchaseorderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_purchaseorderlineversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    quantity integer NOT NULL,
    received integer NOT NULL,
    unit_cost numeric(24,9),
    currency character varying(3) NOT NULL,
    order_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    specification_id bigint NOT NULL
);


ALTER TABLE public.stock_purchaseorderlineversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_purchaseorderlineversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_purchaseorderversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    number character varying(30) NOT NULL,
    supplier character varying(120) NOT NULL,
    state character varying(16) NOT NULL,
    expected_on date,
    ordered_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.stock_purchaseorderversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_purchaseorderversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_quantityreservation (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    state character varying(10) NOT NULL,
    holder uuid NOT NULL,
    reserved_by character varying(60) DEFAULT ''::character varying NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    account_id bigint NOT NULL,
    service_id bigint,
    quantity_row_id bigint NOT NULL,
    CONSTRAINT quantity_reservation_end_is_dated CHECK ((((settled_at IS NULL) AND ((state)::text = 'reserved'::text)) OR ((NOT ((state)::text = 'reserved'::text)) AND (settled_at IS NOT NULL)))),
    CONSTRAINT quantity_reservation_quantity CHECK ((quantity >= 1)),
    CONSTRAINT quantity_reservation_state_is_known CHECK (((state)::text = ANY ((ARRAY['reserved'::character varying, 'consumed'::character varying, 'released'::character varying])::text[])))
);


ALTER TABLE public.stock_quantityreservation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_quantityreservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_quantityreservationversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    quantity integer NOT NULL,
    state character varying(10) NOT NULL,
    holder uuid NOT NULL,
    reserved_by character varying(60) DEFAULT ''::character varying NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    account_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    service_id bigint,
    quantity_row_id bigint NOT NULL
);


ALTER TABLE public.stock_quantityreservationversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_quantityreservationversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockcount (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    expected integer NOT NULL,
    counted integer NOT NULL,
    missing character varying(120)[] NOT NULL,
    unexpected character varying(120)[] NOT NULL,
    counted_by character varying(60) NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    CONSTRAINT stock_count_is_not_negative CHECK (((counted >= 0) AND (expected >= 0)))
);


ALTER TABLE public.stock_stockcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockitem (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    reference_number character varying(60) NOT NULL,
    serial character varying(120) NOT NULL,
    serial_normalised character varying(120),
    texts character varying(200)[] NOT NULL,
    state character varying(20) NOT NULL,
    place character varying(120) NOT NULL,
    condition character varying(10) NOT NULL,
    cost numeric(24,9),
    cost_currency character varying(3) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    instance_id bigint NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    discarded_at timestamp with time zone,
    held_until timestamp with time zone,
    kit_id bigint,
    received_at timestamp with time zone,
    warranty_until date,
    pool_id bigint,
    purchase_line_id bigint,
    CONSTRAINT stock_item_condition_is_known CHECK (((condition)::text = ANY ((ARRAY['new'::character varying, 'used'::character varying, 'faulty'::character varying])::text[]))),
    CONSTRAINT stock_item_cost_has_a_currency CHECK ((((cost IS NULL) AND ((cost_currency)::text = ''::text)) OR ((cost IS NOT NULL) AND (NOT ((cost_currency)::text = ''::text))))),
    CONSTRAINT stock_item_discarded_is_out_of_service CHECK (((discarded_at IS NULL) OR ((state)::text = 'Out Of Service'::text))),
    CONSTRAINT stock_item_is_no_part_of_itself CHECK ((NOT ((kit_id = id) AND (kit_id IS NOT NULL)))),
    CONSTRAINT stock_item_only_held_ones_wait CHECK ((((state)::text = 'Held'::text) OR (held_until IS NULL))),
    CONSTRAINT stock_item_state_is_known CHECK (((state)::text = ANY ((ARRAY['New'::character varying, 'Reserved'::character varying, 'In Stock'::character varying, 'Assigned'::character varying, 'Held'::character varying, 'Decommissioned'::character varying, 'Damaged'::character varying, 'Lost'::character varying, 'Used'::character varying, 'Out Of Service'::character varying, 'Returned To Vendor'::character varying])::text[])))
);


ALTER TABLE public.stock_stockitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockitemversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    reference_number character varying(60) NOT NULL,
    serial character varying(120) NOT NULL,
    serial_normalised character varying(120),
    texts character varying(200)[] NOT NULL,
    state character varying(20) NOT NULL,
    place character varying(120) NOT NULL,
    condition character varying(10) NOT NULL,
    cost numeric(24,9),
    cost_currency character varying(3) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    instance_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    discarded_at timestamp with time zone,
    held_until timestamp with time zone,
    kit_id bigint,
    received_at timestamp with time zone,
    warranty_until date,
    pool_id bigint,
    purchase_line_id bigint
);


ALTER TABLE public.stock_stockitemversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockitemversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockmovement (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    reason character varying(200) NOT NULL,
    moved_by character varying(60) NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    unit_cost numeric(24,9),
    currency character varying(3) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    purchase_line_id bigint,
    reservation_id bigint,
    specification_id bigint NOT NULL,
    CONSTRAINT stock_movement_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['receipt'::character varying, 'transfer'::character varying, 'consumption'::character varying, 'return'::character varying, 'adjustment'::character varying, 'write_off'::character varying])::text[])))
);


ALTER TABLE public.stock_stockmovement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockmovement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockmovemententry (
    id bigint NOT NULL,
    side character varying(12) NOT NULL,
    quantity integer NOT NULL,
    movement_id bigint NOT NULL,
    warehouse_id bigint,
    CONSTRAINT stock_movement_entry_is_not_zero CHECK ((NOT (quantity = 0))),
    CONSTRAINT stock_movement_entry_names_its_warehouse CHECK (((((side)::text = 'warehouse'::text) AND (warehouse_id IS NOT NULL)) OR ((NOT ((side)::text = 'warehouse'::text)) AND (warehouse_id IS NULL)))),
    CONSTRAINT stock_movement_side_is_known CHECK (((side)::text = ANY ((ARRAY['warehouse'::character varying, 'suppliers'::character varying, 'customers'::character varying, 'losses'::character varying, 'differences'::character varying])::text[])))
);


ALTER TABLE public.stock_stockmovemententry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockmovemententry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockquantity (
    id bigint NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    CONSTRAINT stock_quantity_is_there CHECK (((reserved >= 0) AND (reserved <= on_hand)))
);


ALTER TABLE public.stock_stockquantity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockquantity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_stockquantityversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    specification_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.stock_stockquantityversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_stockquantityversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_warehouse (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL
);


ALTER TABLE public.stock_warehouse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_warehouse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_warehouseversion (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.stock_warehouseversion ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_warehouseversion_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.stock_writeoff (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    amount numeric(24,9),
    currency character varying(3) NOT NULL,
    reason character varying(200) NOT NULL,
    written_off_by character varying(60) NOT NULL,
    written_off_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    item_id bigint,
    movement_id bigint,
    CONSTRAINT write_off_amount_has_a_currency CHECK ((((amount IS NULL) AND ((currency)::text = ''::text)) OR ((amount >= (0)::numeric) AND (NOT ((currency)::text = ''::text))))),
    CONSTRAINT write_off_is_of_one_thing CHECK ((((item_id IS NOT NULL) AND (movement_id IS NULL)) OR ((item_id IS NULL) AND (movement_id IS NOT NULL))))
);


ALTER TABLE public.stock_writeoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.stock_writeoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);


INSERT INTO public.auth_permission VALUES (1, 'Can add permission', 3, 'add_permission');
INSERT INTO public.auth_permission VALUES (2, 'Can change permission', 3, 'change_permission');
INSERT INTO public.auth_permission VALUES (3, 'Can delete permission', 3, 'delete_permission');
INSERT INTO public.auth_permission VALUES (4, 'Can view permission', 3, 'view_permission');
INSERT INTO public.auth_permission VALUES (5, 'Can add group', 4, 'add_group');
INSERT INTO public.auth_permission VALUES (6, 'Can change group', 4, 'change_group');
INSERT INTO public.auth_permission VALUES (7, 'Can delete group', 4, 'delete_group');
INSERT INTO public.auth_permission VALUES (8, 'Can view group', 4, 'view_group');
INSERT INTO public.auth_permission VALUES (9, 'Can add content type', 5, 'add_contenttype');
INSERT INTO public.auth_permission VALUES (10, 'Can change content type', 5, 'change_contenttype');
INSERT INTO public.auth_permission VALUES (11, 'Can delete content type', 5, 'delete_contenttype');
INSERT INTO public.auth_permission VALUES (12, 'Can view content type', 5, 'view_contenttype');
INSERT INTO public.auth_permission VALUES (13, 'Can add session', 6, 'add_session');
INSERT INTO public.auth_permission VALUES (14, 'Can change session', 6, 'change_session');
INSERT INTO public.auth_permission VALUES (15, 'Can delete session', 6, 'delete_session');
INSERT INTO public.auth_permission VALUES (16, 'Can view session', 6, 'view_session');
INSERT INTO public.auth_permission VALUES (17, 'Can add context', 7, 'add_context');
INSERT INTO public.auth_permission VALUES (18, 'Can change context', 7, 'change_context');
INSERT INTO public.auth_permission VALUES (19, 'Can delete context', 7, 'delete_context');
INSERT INTO public.auth_permission VALUES (20, 'Can view context', 7, 'view_context');
INSERT INTO public.auth_permission VALUES (21, 'Can add events', 1, 'add_events');
INSERT INTO public.auth_permission VALUES (22, 'Can change events', 1, 'change_events');
INSERT INTO public.auth_permission VALUES (23, 'Can delete events', 1, 'delete_events');
INSERT INTO public.auth_permission VALUES (24, 'Can view events', 1, 'view_events');
INSERT INTO public.auth_permission VALUES (25, 'Can add middleware events', 2, 'add_middlewareevents');
INSERT INTO public.auth_permission VALUES (26, 'Can change middleware events', 2, 'change_middlewareevents');
INSERT INTO public.auth_permission VALUES (27, 'Can delete middleware events', 2, 'delete_middlewareevents');
INSERT INTO public.auth_permission VALUES (28, 'Can view middleware events', 2, 'view_middlewareevents');
INSERT INTO public.auth_permission VALUES (29, 'Can add procrastinate event', 8, 'add_procrastinateevent');
INSERT INTO public.auth_permission VALUES (30, 'Can change procrastinate event', 8, 'change_procrastinateevent');
INSERT INTO public.auth_permission VALUES (31, 'Can delete procrastinate event', 8, 'delete_procrastinateevent');
INSERT INTO public.auth_permission VALUES (32, 'Can view procrastinate event', 8, 'view_procrastinateevent');
INSERT INTO public.auth_permission VALUES (33, 'Can add procrastinate job', 9, 'add_procrastinatejob');
INSERT INTO public.auth_permission VALUES (34, 'Can change procrastinate job', 9, 'change_procrastinatejob');
INSERT INTO public.auth_permission VALUES (35, 'Can delete procrastinate job', 9, 'delete_procrastinatejob');
INSERT INTO public.auth_permission VALUES (36, 'Can view procrastinate job', 9, 'view_procrastinatejob');
INSERT INTO public.auth_permission VALUES (37, 'Can add procrastinate periodic defer', 10, 'add_procrastinateperiodicdefer');
INSERT INTO public.auth_permission VALUES (38, 'Can change procrastinate periodic defer', 10, 'change_procrastinateperiodicdefer');
INSERT INTO public.auth_permission VALUES (39, 'Can delete procrastinate periodic defer', 10, 'delete_procrastinateperiodicdefer');
INSERT INTO public.auth_permission VALUES (40, 'Can view procrastinate periodic defer', 10, 'view_procrastinateperiodicdefer');
INSERT INTO public.auth_permission VALUES (41, 'Can add procrastinate worker', 11, 'add_procrastinateworker');
INSERT INTO public.auth_permission VALUES (42, 'Can change procrastinate worker', 11, 'change_procrastinateworker');
INSERT INTO public.auth_permission VALUES (43, 'Can delete procrastinate worker', 11, 'delete_procrastinateworker');
INSERT INTO public.auth_permission VALUES (44, 'Can view procrastinate worker', 11, 'view_procrastinateworker');
INSERT INTO public.auth_permission VALUES (45, 'Can add email address', 12, 'add_emailaddress');
INSERT INTO public.auth_permission VALUES (46, 'Can change email address', 12, 'change_emailaddress');
INSERT INTO public.auth_permission VALUES (47, 'Can delete email address', 12, 'delete_emailaddress');
INSERT INTO public.auth_permission VALUES (48, 'Can view email address', 12, 'view_emailaddress');
INSERT INTO public.auth_permission VALUES (49, 'Can add email confirmation', 13, 'add_emailconfirmation');
INSERT INTO public.auth_permission VALUES (50, 'Can change email confirmation', 13, 'change_emailconfirmation');
INSERT INTO public.auth_permission VALUES (51, 'Can delete email confirmation', 13, 'delete_emailconfirmation');
INSERT INTO public.auth_permission VALUES (52, 'Can view email confirmation', 13, 'view_emailconfirmation');
INSERT INTO public.auth_permission VALUES (53, 'Can add authenticator', 14, 'add_authenticator');
INSERT INTO public.auth_permission VALUES (54, 'Can change authenticator', 14, 'change_authenticator');
INSERT INTO public.auth_permission VALUES (55, 'Can delete authenticator', 14, 'delete_authenticator');
INSERT INTO public.auth_permission VALUES (56, 'Can view authenticator', 14, 'view_authenticator');
INSERT INTO public.auth_permission VALUES (57, 'Can add idempotency key', 15, 'add_idempotencykey');
INSERT INTO public.auth_permission VALUES (58, 'Can change idempotency key', 15, 'change_idempotencykey');
INSERT INTO public.auth_permission VALUES (59, 'Can delete idempotency key', 15, 'delete_idempotencykey');
INSERT INTO public.auth_permission VALUES (60, 'Can view idempotency key', 15, 'view_idempotencykey');
INSERT INTO public.auth_permission VALUES (61, 'Can add business clock', 16, 'add_businessclock');
INSERT INTO public.auth_permission VALUES (62, 'Can change business clock', 16, 'change_businessclock');
INSERT INTO public.auth_permission VALUES (63, 'Can delete business clock', 16, 'delete_businessclock');
INSERT INTO public.auth_permission VALUES (64, 'Can view business clock', 16, 'view_businessclock');
INSERT INTO public.auth_permission VALUES (65, 'Can add event', 17, 'add_event');
INSERT INTO public.auth_permission VALUES (66, 'Can change event', 17, 'change_event');
INSERT INTO public.auth_permission VALUES (67, 'Can delete event', 17, 'delete_event');
INSERT INTO public.auth_permission VALUES (68, 'Can view event', 17, 'view_event');
INSERT INTO public.auth_permission VALUES (69, 'Can add restoration version', 18, 'add_restorationversion');
INSERT INTO public.auth_permission VALUES (70, 'Can change restoration version', 18, 'change_restorationversion');
INSERT INTO public.auth_permission VALUES (71, 'Can delete restoration version', 18, 'delete_restorationversion');
INSERT INTO public.auth_permission VALUES (72, 'Can view restoration version', 18, 'view_restorationversion');
INSERT INTO public.auth_permission VALUES (73, 'Can add restoration', 19, 'add_restoration');
INSERT INTO public.auth_permission VALUES (74, 'Can change restoration', 19, 'change_restoration');
INSERT INTO public.auth_permission VALUES (75, 'Can delete restoration', 19, 'delete_restoration');
INSERT INTO public.auth_permission VALUES (76, 'Can view restoration', 19, 'view_restoration');
INSERT INTO public.auth_permission VALUES (77, 'Can add forgotten job', 20, 'add_forgottenjob');
INSERT INTO public.auth_permission VALUES (78, 'Can change forgotten job', 20, 'change_forgottenjob');
INSERT INTO public.auth_permission VALUES (79, 'Can delete forgotten job', 20, 'delete_forgottenjob');
INSERT INTO public.auth_permission VALUES (80, 'Can view forgotten job', 20, 'view_forgottenjob');
INSERT INTO public.auth_permission VALUES (81, 'Can add address', 21, 'add_address');
INSERT INTO public.auth_permission VALUES (82, 'Can change address', 21, 'change_address');
INSERT INTO public.auth_permission VALUES (83, 'Can delete address', 21, 'delete_address');
INSERT INTO public.auth_permission VALUES (84, 'Can view address', 21, 'view_address');
INSERT INTO public.auth_permission VALUES (85, 'Can add seller', 22, 'add_seller');
INSERT INTO public.auth_permission VALUES (86, 'Can change seller', 22, 'change_seller');
INSERT INTO public.auth_permission VALUES (87, 'Can delete seller', 22, 'delete_seller');
INSERT INTO public.auth_permission VALUES (88, 'Can view seller', 22, 'view_seller');
INSERT INTO public.auth_permission VALUES (89, 'Can add brand', 23, 'add_brand');
INSERT INTO public.auth_permission VALUES (90, 'Can change brand', 23, 'change_brand');
INSERT INTO public.auth_permission VALUES (91, 'Can delete brand', 23, 'delete_brand');
INSERT INTO public.auth_permission VALUES (92, 'Can view brand', 23, 'view_brand');
INSERT INTO public.auth_permission VALUES (93, 'Can add person', 24, 'add_person');
INSERT INTO public.auth_permission VALUES (94, 'Can change person', 24, 'change_person');
INSERT INTO public.auth_permission VALUES (95, 'Can delete person', 24, 'delete_person');
INSERT INTO public.auth_permission VALUES (96, 'Can view person', 24, 'view_person');
INSERT INTO public.auth_permission VALUES (97, 'Can add account', 25, 'add_account');
INSERT INTO public.auth_permission VALUES (98, 'Can change account', 25, 'change_account');
INSERT INTO public.auth_permission VALUES (99, 'Can delete account', 25, 'delete_account');
INSERT INTO public.auth_permission VALUES (100, 'Can view account', 25, 'view_account');
INSERT INTO public.auth_permission VALUES (101, 'Can add account class', 26, 'add_accountclass');
INSERT INTO public.auth_permission VALUES (102, 'Can change account class', 26, 'change_accountclass');
INSERT INTO public.auth_permission VALUES (103, 'Can delete account class', 26, 'delete_accountclass');
INSERT INTO public.auth_permission VALUES (104, 'Can view account class', 26, 'view_accountclass');
INSERT INTO public.auth_permission VALUES (105, 'Can add account class version', 27, 'add_accountclassversion');
INSERT INTO public.auth_permission VALUES (106, 'Can change account class version', 27, 'change_accountclassversion');
INSERT INTO public.auth_permission VALUES (107, 'Can delete account class version', 27, 'delete_accountclassversion');
INSERT INTO public.auth_permission VALUES (108, 'Can view account class version', 27, 'view_accountclassversion');
INSERT INTO public.auth_permission VALUES (109, 'Can add account terms', 28, 'add_accountterms');
INSERT INTO public.auth_permission VALUES (110, 'Can change account terms', 28, 'change_accountterms');
INSERT INTO public.auth_permission VALUES (111, 'Can delete account terms', 28, 'delete_accountterms');
INSERT INTO public.auth_permission VALUES (112, 'Can view account terms', 28, 'view_accountterms');
INSERT INTO public.auth_permission VALUES (113, 'Can add account version', 29, 'add_accountversion');
INSERT INTO public.auth_permission VALUES (114, 'Can change account version', 29, 'change_accountversion');
INSERT INTO public.auth_permission VALUES (115, 'Can delete account version', 29, 'delete_accountversion');
INSERT INTO public.auth_permission VALUES (116, 'Can view account version', 29, 'view_accountversion');
INSERT INTO public.auth_permission VALUES (117, 'Can add address version', 30, 'add_addressversion');
INSERT INTO public.auth_permission VALUES (118, 'Can change address version', 30, 'change_addressversion');
INSERT INTO public.auth_permission VALUES (119, 'Can delete address version', 30, 'delete_addressversion');
INSERT INTO public.auth_permission VALUES (120, 'Can view address version', 30, 'view_addressversion');
INSERT INTO public.auth_permission VALUES (121, 'Can add user', 31, 'add_user');
INSERT INTO public.auth_permission VALUES (122, 'Can change user', 31, 'change_user');
INSERT INTO public.auth_permission VALUES (123, 'Can delete user', 31, 'delete_user');
INSERT INTO public.auth_permission VALUES (124, 'Can view user', 31, 'view_user');
INSERT INTO public.auth_permission VALUES (125, 'Can add api token', 32, 'add_apitoken');
INSERT INTO public.auth_permission VALUES (126, 'Can change api token', 32, 'change_apitoken');
INSERT INTO public.auth_permission VALUES (127, 'Can delete api token', 32, 'delete_apitoken');
INSERT INTO public.auth_permission VALUES (128, 'Can view api token', 32, 'view_apitoken');
INSERT INTO public.auth_permission VALUES (129, 'Can add brand version', 33, 'add_brandversion');
INSERT INTO public.auth_permission VALUES (130, 'Can change brand version', 33, 'change_brandversion');
INSERT INTO public.auth_permission VALUES (131, 'Can delete brand version', 33, 'delete_brandversion');
INSERT INTO public.auth_permission VALUES (132, 'Can view brand version', 33, 'view_brandversion');
INSERT INTO public.auth_permission VALUES (133, 'Can add person version', 34, 'add_personversion');
INSERT INTO public.auth_permission VALUES (134, 'Can change person version', 34, 'change_personversion');
INSERT INTO public.auth_permission VALUES (135, 'Can delete person version', 34, 'delete_personversion');
INSERT INTO public.auth_permission VALUES (136, 'Can view person version', 34, 'view_personversion');
INSERT INTO public.auth_permission VALUES (137, 'Can add role assignment', 35, 'add_roleassignment');
INSERT INTO public.auth_permission VALUES (138, 'Can change role assignment', 35, 'change_roleassignment');
INSERT INTO public.auth_permission VALUES (139, 'Can delete role assignment', 35, 'delete_roleassignment');
INSERT INTO public.auth_permission VALUES (140, 'Can view role assignment', 35, 'view_roleassignment');
INSERT INTO public.auth_permission VALUES (141, 'Can add role assignment version', 36, 'add_roleassignmentversion');
INSERT INTO public.auth_permission VALUES (142, 'Can change role assignment version', 36, 'change_roleassignmentversion');
INSERT INTO public.auth_permission VALUES (143, 'Can delete role assignment version', 36, 'delete_roleassignmentversion');
INSERT INTO public.auth_permission VALUES (144, 'Can view role assignment version', 36, 'view_roleassignmentversion');
INSERT INTO public.auth_permission VALUES (145, 'Can add seller version', 37, 'add_sellerversion');
INSERT INTO public.auth_permission VALUES (146, 'Can change seller version', 37, 'change_sellerversion');
INSERT INTO public.auth_permission VALUES (147, 'Can delete seller version', 37, 'delete_sellerversion');
INSERT INTO public.auth_permission VALUES (148, 'Can view seller version', 37, 'view_sellerversion');
INSERT INTO public.auth_permission VALUES (149, 'Can add subscriber', 38, 'add_subscriber');
INSERT INTO public.auth_permission VALUES (150, 'Can change subscriber', 38, 'change_subscriber');
INSERT INTO public.auth_permission VALUES (151, 'Can delete subscriber', 38, 'delete_subscriber');
INSERT INTO public.auth_permission VALUES (152, 'Can view subscriber', 38, 'view_subscriber');
INSERT INTO public.auth_permission VALUES (153, 'Can add subscriber version', 39, 'add_subscriberversion');
INSERT INTO public.auth_permission VALUES (154, 'Can change subscriber version', 39, 'change_subscriberversion');
INSERT INTO public.auth_permission VALUES (155, 'Can delete subscriber version', 39, 'delete_subscriberversion');
INSERT INTO public.auth_permission VALUES (156, 'Can view subscriber version', 39, 'view_subscriberversion');
INSERT INTO public.auth_permission VALUES (157, 'Can add tax registration', 40, 'add_taxregistration');
INSERT INTO public.auth_permission VALUES (158, 'Can change tax registration', 40, 'change_taxregistration');
INSERT INTO public.auth_permission VALUES (159, 'Can delete tax registration', 40, 'delete_taxregistration');
INSERT INTO public.auth_permission VALUES (160, 'Can view tax registration', 40, 'view_taxregistration');
INSERT INTO public.auth_permission VALUES (161, 'Can add tax registration version', 41, 'add_taxregistrationversion');
INSERT INTO public.auth_permission VALUES (162, 'Can change tax registration version', 41, 'change_taxregistrationversion');
INSERT INTO public.auth_permission VALUES (163, 'Can delete tax registration version', 41, 'delete_taxregistrationversion');
INSERT INTO public.auth_permission VALUES (164, 'Can view tax registration version', 41, 'view_taxregistrationversion');
INSERT INTO public.auth_permission VALUES (165, 'Can add user version', 42, 'add_userversion');
INSERT INTO public.auth_permission VALUES (166, 'Can change user version', 42, 'change_userversion');
INSERT INTO public.auth_permission VALUES (167, 'Can delete user version', 42, 'delete_userversion');
INSERT INTO public.auth_permission VALUES (168, 'Can view user version', 42, 'view_userversion');
INSERT INTO public.auth_permission VALUES (169, 'Can add price plan', 43, 'add_priceplan');
INSERT INTO public.auth_permission VALUES (170, 'Can change price plan', 43, 'change_priceplan');
INSERT INTO public.auth_permission VALUES (171, 'Can delete price plan', 43, 'delete_priceplan');
INSERT INTO public.auth_permission VALUES (172, 'Can view price plan', 43, 'view_priceplan');
INSERT INTO public.auth_permission VALUES (173, 'Can add price plan version', 44, 'add_priceplanversion');
INSERT INTO public.auth_permission VALUES (174, 'Can change price plan version', 44, 'change_priceplanversion');
INSERT INTO public.auth_permission VALUES (175, 'Can delete price plan version', 44, 'delete_priceplanversion');
INSERT INTO public.auth_permission VALUES (176, 'Can view price plan version', 44, 'view_priceplanversion');
INSERT INTO public.auth_permission VALUES (177, 'Can add product type', 45, 'add_producttype');
INSERT INTO public.auth_permission VALUES (178, 'Can change product type', 45, 'change_producttype');
INSERT INTO public.auth_permission VALUES (179, 'Can delete product type', 45, 'delete_producttype');
INSERT INTO public.auth_permission VALUES (180, 'Can view product type', 45, 'view_producttype');
INSERT INTO public.auth_permission VALUES (181, 'Can add product', 46, 'add_product');
INSERT INTO public.auth_permission VALUES (182, 'Can change product', 46, 'change_product');
INSERT INTO public.auth_permission VALUES (183, 'Can delete product', 46, 'delete_product');
INSERT INTO public.auth_permission VALUES (184, 'Can view product', 46, 'view_product');
INSERT INTO public.auth_permission VALUES (185, 'Can add product feature', 47, 'add_productfeature');
INSERT INTO public.auth_permission VALUES (186, 'Can change product feature', 47, 'change_productfeature');
INSERT INTO public.auth_permission VALUES (187, 'Can delete product feature', 47, 'delete_productfeature');
INSERT INTO public.auth_permission VALUES (188, 'Can view product feature', 47, 'view_productfeature');
INSERT INTO public.auth_permission VALUES (189, 'Can add product feature version', 48, 'add_productfeatureversion');
INSERT INTO public.auth_permission VALUES (190, 'Can change product feature version', 48, 'change_productfeatureversion');
INSERT INTO public.auth_permission VALUES (191, 'Can delete product feature version', 48, 'delete_productfeatureversion');
INSERT INTO public.auth_permission VALUES (192, 'Can view product feature version', 48, 'view_productfeatureversion');
INSERT INTO public.auth_permission VALUES (193, 'Can add product relationship', 49, 'add_productrelationship');
INSERT INTO public.auth_permission VALUES (194, 'Can change product relationship', 49, 'change_productrelationship');
INSERT INTO public.auth_permission VALUES (195, 'Can delete product relationship', 49, 'delete_productrelationship');
INSERT INTO public.auth_permission VALUES (196, 'Can view product relationship', 49, 'view_productrelationship');
INSERT INTO public.auth_permission VALUES (197, 'Can add product relationship version', 50, 'add_productrelationshipversion');
INSERT INTO public.auth_permission VALUES (198, 'Can change product relationship version', 50, 'change_productrelationshipversion');
INSERT INTO public.auth_permission VALUES (199, 'Can delete product relationship version', 50, 'delete_productrelationshipversion');
INSERT INTO public.auth_permission VALUES (200, 'Can view product relationship version', 50, 'view_productrelationshipversion');
INSERT INTO public.auth_permission VALUES (201, 'Can add product terms', 51, 'add_productterms');
INSERT INTO public.auth_permission VALUES (202, 'Can change product terms', 51, 'change_productterms');
INSERT INTO public.auth_permission VALUES (203, 'Can delete product terms', 51, 'delete_productterms');
INSERT INTO public.auth_permission VALUES (204, 'Can view product terms', 51, 'view_productterms');
INSERT INTO public.auth_permission VALUES (205, 'Can add product type version', 52, 'add_producttypeversion');
INSERT INTO public.auth_permission VALUES (206, 'Can change product type version', 52, 'change_producttypeversion');
INSERT INTO public.auth_permission VALUES (207, 'Can delete product type version', 52, 'delete_producttypeversion');
INSERT INTO public.auth_permission VALUES (208, 'Can view product type version', 52, 'view_producttypeversion');
INSERT INTO public.auth_permission VALUES (209, 'Can add product version', 53, 'add_productversion');
INSERT INTO public.auth_permission VALUES (210, 'Can change product version', 53, 'change_productversion');
INSERT INTO public.auth_permission VALUES (211, 'Can delete product version', 53, 'delete_productversion');
INSERT INTO public.auth_permission VALUES (212, 'Can view product version', 53, 'view_productversion');
INSERT INTO public.auth_permission VALUES (213, 'Can add rate', 54, 'add_rate');
INSERT INTO public.auth_permission VALUES (214, 'Can change rate', 54, 'change_rate');
INSERT INTO public.auth_permission VALUES (215, 'Can delete rate', 54, 'delete_rate');
INSERT INTO public.auth_permission VALUES (216, 'Can view rate', 54, 'view_rate');
INSERT INTO public.auth_permission VALUES (217, 'Can add rate version', 55, 'add_rateversion');
INSERT INTO public.auth_permission VALUES (218, 'Can change rate version', 55, 'change_rateversion');
INSERT INTO public.auth_permission VALUES (219, 'Can delete rate version', 55, 'delete_rateversion');
INSERT INTO public.auth_permission VALUES (220, 'Can view rate version', 55, 'view_rateversion');
INSERT INTO public.auth_permission VALUES (221, 'Can add resource specification', 56, 'add_resourcespecification');
INSERT INTO public.auth_permission VALUES (222, 'Can change resource specification', 56, 'change_resourcespecification');
INSERT INTO public.auth_permission VALUES (223, 'Can delete resource specification', 56, 'delete_resourcespecification');
INSERT INTO public.auth_permission VALUES (224, 'Can view resource specification', 56, 'view_resourcespecification');
INSERT INTO public.auth_permission VALUES (225, 'Can add resource requirement', 57, 'add_resourcerequirement');
INSERT INTO public.auth_permission VALUES (226, 'Can change resource requirement', 57, 'change_resourcerequirement');
INSERT INTO public.auth_permission VALUES (227, 'Can delete resource requirement', 57, 'delete_resourcerequirement');
INSERT INTO public.auth_permission VALUES (228, 'Can view resource requirement', 57, 'view_resourcerequirement');
INSERT INTO public.auth_permission VALUES (229, 'Can add resource requirement version', 58, 'add_resourcerequirementversion');
INSERT INTO public.auth_permission VALUES (230, 'Can change resource requirement version', 58, 'change_resourcerequirementversion');
INSERT INTO public.auth_permission VALUES (231, 'Can delete resource requirement version', 58, 'delete_resourcerequirementversion');
INSERT INTO public.auth_permission VALUES (232, 'Can view resource requirement version', 58, 'view_resourcerequirementversion');
INSERT INTO public.auth_permission VALUES (233, 'Can add resource specification version', 59, 'add_resourcespecificationversion');
INSERT INTO public.auth_permission VALUES (234, 'Can change resource specification version', 59, 'change_resourcespecificationversion');
INSERT INTO public.auth_permission VALUES (235, 'Can delete resource specification version', 59, 'delete_resourcespecificationversion');
INSERT INTO public.auth_permission VALUES (236, 'Can view resource specification version', 59, 'view_resourcespecificationversion');
INSERT INTO public.auth_permission VALUES (237, 'Can add resource text', 60, 'add_resourcetext');
INSERT INTO public.auth_permission VALUES (238, 'Can change resource text', 60, 'change_resourcetext');
INSERT INTO public.auth_permission VALUES (239, 'Can delete resource text', 60, 'delete_resourcetext');
INSERT INTO public.auth_permission VALUES (240, 'Can view resource text', 60, 'view_resourcetext');
INSERT INTO public.auth_permission VALUES (241, 'Can add resource text version', 61, 'add_resourcetextversion');
INSERT INTO public.auth_permission VALUES (242, 'Can change resource text version', 61, 'change_resourcetextversion');
INSERT INTO public.auth_permission VALUES (243, 'Can delete resource text version', 61, 'delete_resourcetextversion');
INSERT INTO public.auth_permission VALUES (244, 'Can view resource text version', 61, 'view_resourcetextversion');
INSERT INTO public.auth_permission VALUES (245, 'Can add service reliance', 62, 'add_servicereliance');
INSERT INTO public.auth_permission VALUES (246, 'Can change service reliance', 62, 'change_servicereliance');
INSERT INTO public.auth_permission VALUES (247, 'Can delete service reliance', 62, 'delete_servicereliance');
INSERT INTO public.auth_permission VALUES (248, 'Can view service reliance', 62, 'view_servicereliance');
INSERT INTO public.auth_permission VALUES (249, 'Can add service reliance version', 63, 'add_servicerelianceversion');
INSERT INTO public.auth_permission VALUES (250, 'Can change service reliance version', 63, 'change_servicerelianceversion');
INSERT INTO public.auth_permission VALUES (251, 'Can delete service reliance version', 63, 'delete_servicerelianceversion');
INSERT INTO public.auth_permission VALUES (252, 'Can view service reliance version', 63, 'view_servicerelianceversion');
INSERT INTO public.auth_permission VALUES (253, 'Can add service state', 64, 'add_servicestate');
INSERT INTO public.auth_permission VALUES (254, 'Can change service state', 64, 'change_servicestate');
INSERT INTO public.auth_permission VALUES (255, 'Can delete service state', 64, 'delete_servicestate');
INSERT INTO public.auth_permission VALUES (256, 'Can view service state', 64, 'view_servicestate');
INSERT INTO public.auth_permission VALUES (257, 'Can add service state version', 65, 'add_servicestateversion');
INSERT INTO public.auth_permission VALUES (258, 'Can change service state version', 65, 'change_servicestateversion');
INSERT INTO public.auth_permission VALUES (259, 'Can delete service state version', 65, 'delete_servicestateversion');
INSERT INTO public.auth_permission VALUES (260, 'Can view service state version', 65, 'view_servicestateversion');
INSERT INTO public.auth_permission VALUES (261, 'Can add kit part', 66, 'add_kitpart');
INSERT INTO public.auth_permission VALUES (262, 'Can change kit part', 66, 'change_kitpart');
INSERT INTO public.auth_permission VALUES (263, 'Can delete kit part', 66, 'delete_kitpart');
INSERT INTO public.auth_permission VALUES (264, 'Can view kit part', 66, 'view_kitpart');
INSERT INTO public.auth_permission VALUES (265, 'Can add kit part version', 67, 'add_kitpartversion');
INSERT INTO public.auth_permission VALUES (266, 'Can change kit part version', 67, 'change_kitpartversion');
INSERT INTO public.auth_permission VALUES (267, 'Can delete kit part version', 67, 'delete_kitpartversion');
INSERT INTO public.auth_permission VALUES (268, 'Can view kit part version', 67, 'view_kitpartversion');
INSERT INTO public.auth_permission VALUES (269, 'Can add instance', 68, 'add_instance');
INSERT INTO public.auth_permission VALUES (270, 'Can change instance', 68, 'change_instance');
INSERT INTO public.auth_permission VALUES (271, 'Can delete instance', 68, 'delete_instance');
INSERT INTO public.auth_permission VALUES (272, 'Can view instance', 68, 'view_instance');
INSERT INTO public.auth_permission VALUES (273, 'Can add instance version', 69, 'add_instanceversion');
INSERT INTO public.auth_permission VALUES (274, 'Can change instance version', 69, 'change_instanceversion');
INSERT INTO public.auth_permission VALUES (275, 'Can delete instance version', 69, 'delete_instanceversion');
INSERT INTO public.auth_permission VALUES (276, 'Can view instance version', 69, 'view_instanceversion');
INSERT INTO public.auth_permission VALUES (277, 'Can add subscription', 70, 'add_subscription');
INSERT INTO public.auth_permission VALUES (278, 'Can change subscription', 70, 'change_subscription');
INSERT INTO public.auth_permission VALUES (279, 'Can delete subscription', 70, 'delete_subscription');
INSERT INTO public.auth_permission VALUES (280, 'Can view subscription', 70, 'view_subscription');
INSERT INTO public.auth_permission VALUES (281, 'Can add configuration', 71, 'add_configuration');
INSERT INTO public.auth_permission VALUES (282, 'Can change configuration', 71, 'change_configuration');
INSERT INTO public.auth_permission VALUES (283, 'Can delete configuration', 71, 'delete_configuration');
INSERT INTO public.auth_permission VALUES (284, 'Can view configuration', 71, 'view_configuration');
INSERT INTO public.auth_permission VALUES (285, 'Can add relationship', 72, 'add_relationship');
INSERT INTO public.auth_permission VALUES (286, 'Can change relationship', 72, 'change_relationship');
INSERT INTO public.auth_permission VALUES (287, 'Can delete relationship', 72, 'delete_relationship');
INSERT INTO public.auth_permission VALUES (288, 'Can view relationship', 72, 'view_relationship');
INSERT INTO public.auth_permission VALUES (289, 'Can add relationship version', 73, 'add_relationshipversion');
INSERT INTO public.auth_permission VALUES (290, 'Can change relationship version', 73, 'change_relationshipversion');
INSERT INTO public.auth_permission VALUES (291, 'Can delete relationship version', 73, 'delete_relationshipversion');
INSERT INTO public.auth_permission VALUES (292, 'Can view relationship version', 73, 'view_relationshipversion');
INSERT INTO public.auth_permission VALUES (293, 'Can add subscription version', 74, 'add_subscriptionversion');
INSERT INTO public.auth_permission VALUES (294, 'Can change subscription version', 74, 'change_subscriptionversion');
INSERT INTO public.auth_permission VALUES (295, 'Can delete subscription version', 74, 'delete_subscriptionversion');
INSERT INTO public.auth_permission VALUES (296, 'Can view subscription version', 74, 'view_subscriptionversion');
INSERT INTO public.auth_permission VALUES (297, 'Can add configuration version', 75, 'add_configurationversion');
INSERT INTO public.auth_permission VALUES (298, 'Can change configuration version', 75, 'change_configurationversion');
INSERT INTO public.auth_permission VALUES (299, 'Can delete configuration version', 75, 'delete_configurationversion');
INSERT INTO public.auth_permission VALUES (300, 'Can view configuration version', 75, 'view_configurationversion');
INSERT INTO public.auth_permission VALUES (301, 'Can add cancellation', 76, 'add_cancellation');
INSERT INTO public.auth_permission VALUES (302, 'Can change cancellation', 76, 'change_cancellation');
INSERT INTO public.auth_permission VALUES (303, 'Can delete cancellation', 76, 'delete_cancellation');
INSERT INTO public.auth_permission VALUES (304, 'Can view cancellation', 76, 'view_cancellation');
INSERT INTO public.auth_permission VALUES (305, 'Can add cancellation version', 77, 'add_cancellationversion');
INSERT INTO public.auth_permission VALUES (306, 'Can change cancellation version', 77, 'change_cancellationversion');
INSERT INTO public.auth_permission VALUES (307, 'Can delete cancellation version', 77, 'delete_cancellationversion');
INSERT INTO public.auth_permission VALUES (308, 'Can view cancellation version', 77, 'view_cancellationversion');
INSERT INTO public.auth_permission VALUES (309, 'Can add renewal', 78, 'add_renewal');
INSERT INTO public.auth_permission VALUES (310, 'Can change renewal', 78, 'change_renewal');
INSERT INTO public.auth_permission VALUES (311, 'Can delete renewal', 78, 'delete_renewal');
INSERT INTO public.auth_permission VALUES (312, 'Can view renewal', 78, 'view_renewal');
INSERT INTO public.auth_permission VALUES (313, 'Can add renewal version', 79, 'add_renewalversion');
INSERT INTO public.auth_permission VALUES (314, 'Can change renewal version', 79, 'change_renewalversion');
INSERT INTO public.auth_permission VALUES (315, 'Can delete renewal version', 79, 'delete_renewalversion');
INSERT INTO public.auth_permission VALUES (316, 'Can view renewal version', 79, 'view_renewalversion');
INSERT INTO public.auth_permission VALUES (317, 'Can add warehouse', 80, 'add_warehouse');
INSERT INTO public.auth_permission VALUES (318, 'Can change warehouse', 80, 'change_warehouse');
INSERT INTO public.auth_permission VALUES (319, 'Can delete warehouse', 80, 'delete_warehouse');
INSERT INTO public.auth_permission VALUES (320, 'Can view warehouse', 80, 'view_warehouse');
INSERT INTO public.auth_permission VALUES (321, 'Can add warehouse version', 81, 'add_warehouseversion');
INSERT INTO public.auth_permission VALUES (322, 'Can change warehouse version', 81, 'change_warehouseversion');
INSERT INTO public.auth_permission VALUES (323, 'Can delete warehouse version', 81, 'delete_warehouseversion');
INSERT INTO public.auth_permission VALUES (324, 'Can view warehouse version', 81, 'view_warehouseversion');
INSERT INTO public.auth_permission VALUES (325, 'Can add stock item', 82, 'add_stockitem');
INSERT INTO public.auth_permission VALUES (326, 'Can change stock item', 82, 'change_stockitem');
INSERT INTO public.auth_permission VALUES (327, 'Can delete stock item', 82, 'delete_stockitem');
INSERT INTO public.auth_permission VALUES (328, 'Can view stock item', 82, 'view_stockitem');
INSERT INTO public.auth_permission VALUES (329, 'Can add allocation', 83, 'add_allocation');
INSERT INTO public.auth_permission VALUES (330, 'Can change allocation', 83, 'change_allocation');
INSERT INTO public.auth_permission VALUES (331, 'Can delete allocation', 83, 'delete_allocation');
INSERT INTO public.auth_permission VALUES (332, 'Can view allocation', 83, 'view_allocation');
INSERT INTO public.auth_permission VALUES (333, 'Can add allocation version', 84, 'add_allocationversion');
INSERT INTO public.auth_permission VALUES (334, 'Can change allocation version', 84, 'change_allocationversion');
INSERT INTO public.auth_permission VALUES (335, 'Can delete allocation version', 84, 'delete_allocationversion');
INSERT INTO public.auth_permission VALUES (336, 'Can view allocation version', 84, 'view_allocationversion');
INSERT INTO public.auth_permission VALUES (337, 'Can add stock item version', 85, 'add_stockitemversion');
INSERT INTO public.auth_permission VALUES (338, 'Can change stock item version', 85, 'change_stockitemversion');
INSERT INTO public.auth_permission VALUES (339, 'Can delete stock item version', 85, 'delete_stockitemversion');
INSERT INTO public.auth_permission VALUES (340, 'Can view stock item version', 85, 'view_stockitemversion');
INSERT INTO public.auth_permission VALUES (341, 'Can add item move', 86, 'add_itemmove');
INSERT INTO public.auth_permission VALUES (342, 'Can change item move', 86, 'change_itemmove');
INSERT INTO public.auth_permission VALUES (343, 'Can delete item move', 86, 'delete_itemmove');
INSERT INTO public.auth_permission VALUES (344, 'Can view item move', 86, 'view_itemmove');
INSERT INTO public.auth_permission VALUES (345, 'Can add pool', 87, 'add_pool');
INSERT INTO public.auth_permission VALUES (346, 'Can change pool', 87, 'change_pool');
INSERT INTO public.auth_permission VALUES (347, 'Can delete pool', 87, 'delete_pool');
INSERT INTO public.auth_permission VALUES (348, 'Can view pool', 87, 'view_pool');
INSERT INTO public.auth_permission VALUES (349, 'Can add pool version', 88, 'add_poolversion');
INSERT INTO public.auth_permission VALUES (350, 'Can change pool version', 88, 'change_poolversion');
INSERT INTO public.auth_permission VALUES (351, 'Can delete pool version', 88, 'delete_poolversion');
INSERT INTO public.auth_permission VALUES (352, 'Can view pool version', 88, 'view_poolversion');
INSERT INTO public.auth_permission VALUES (353, 'Can add purchase order', 89, 'add_purchaseorder');
INSERT INTO public.auth_permission VALUES (354, 'Can change purchase order', 89, 'change_purchaseorder');
INSERT INTO public.auth_permission VALUES (355, 'Can delete purchase order', 89, 'delete_purchaseorder');
INSERT INTO public.auth_permission VALUES (356, 'Can view purchase order', 89, 'view_purchaseorder');
INSERT INTO public.auth_permission VALUES (357, 'Can add purchase order line', 90, 'add_purchaseorderline');
INSERT INTO public.auth_permission VALUES (358, 'Can change purchase order line', 90, 'change_purchaseorderline');
INSERT INTO public.auth_permission VALUES (359, 'Can delete purchase order line', 90, 'delete_purchaseorderline');
INSERT INTO public.auth_permission VALUES (360, 'Can view purchase order line', 90, 'view_purchaseorderline');
INSERT INTO public.auth_permission VALUES (361, 'Can add purchase order line version', 91, 'add_purchaseorderlineversion');
INSERT INTO public.auth_permission VALUES (362, 'Can change purchase order line version', 91, 'change_purchaseorderlineversion');
INSERT INTO public.auth_permission VALUES (363, 'Can delete purchase order line version', 91, 'delete_purchaseorderlineversion');
INSERT INTO public.auth_permission VALUES (364, 'Can view purchase order line version', 91, 'view_purchaseorderlineversion');
INSERT INTO public.auth_permission VALUES (365, 'Can add purchase order version', 92, 'add_purchaseorderversion');
INSERT INTO public.auth_permission VALUES (366, 'Can change purchase order version', 92, 'change_purchaseorderversion');
INSERT INTO public.auth_permission VALUES (367, 'Can delete purchase order version', 92, 'delete_purchaseorderversion');
INSERT INTO public.auth_permission VALUES (368, 'Can view purchase order version', 92, 'view_purchaseorderversion');
INSERT INTO public.auth_permission VALUES (369, 'Can add quantity reservation', 93, 'add_quantityreservation');
INSERT INTO public.auth_permission VALUES (370, 'Can change quantity reservation', 93, 'change_quantityreservation');
INSERT INTO public.auth_permission VALUES (557, 'Can add refund', 140, 'add_refund');
INSERT INTO public.auth_permission VALUES (371, 'Can delete quantity reservation', 93, 'delete_quantityreservation');
INSERT INTO public.auth_permission VALUES (372, 'Can view quantity reservation', 93, 'view_quantityreservation');
INSERT INTO public.auth_permission VALUES (373, 'Can add quantity reservation version', 94, 'add_quantityreservationversion');
INSERT INTO public.auth_permission VALUES (374, 'Can change quantity reservation version', 94, 'change_quantityreservationversion');
INSERT INTO public.auth_permission VALUES (375, 'Can delete quantity reservation version', 94, 'delete_quantityreservationversion');
INSERT INTO public.auth_permission VALUES (376, 'Can view quantity reservation version', 94, 'view_quantityreservationversion');
INSERT INTO public.auth_permission VALUES (377, 'Can add stock count', 95, 'add_stockcount');
INSERT INTO public.auth_permission VALUES (378, 'Can change stock count', 95, 'change_stockcount');
INSERT INTO public.auth_permission VALUES (379, 'Can delete stock count', 95, 'delete_stockcount');
INSERT INTO public.auth_permission VALUES (380, 'Can view stock count', 95, 'view_stockcount');
INSERT INTO public.auth_permission VALUES (381, 'Can add stock movement', 96, 'add_stockmovement');
INSERT INTO public.auth_permission VALUES (382, 'Can change stock movement', 96, 'change_stockmovement');
INSERT INTO public.auth_permission VALUES (383, 'Can delete stock movement', 96, 'delete_stockmovement');
INSERT INTO public.auth_permission VALUES (384, 'Can view stock movement', 96, 'view_stockmovement');
INSERT INTO public.auth_permission VALUES (385, 'Can add stock movement entry', 97, 'add_stockmovemententry');
INSERT INTO public.auth_permission VALUES (386, 'Can change stock movement entry', 97, 'change_stockmovemententry');
INSERT INTO public.auth_permission VALUES (387, 'Can delete stock movement entry', 97, 'delete_stockmovemententry');
INSERT INTO public.auth_permission VALUES (388, 'Can view stock movement entry', 97, 'view_stockmovemententry');
INSERT INTO public.auth_permission VALUES (389, 'Can add stock quantity', 98, 'add_stockquantity');
INSERT INTO public.auth_permission VALUES (390, 'Can change stock quantity', 98, 'change_stockquantity');
INSERT INTO public.auth_permission VALUES (391, 'Can delete stock quantity', 98, 'delete_stockquantity');
INSERT INTO public.auth_permission VALUES (392, 'Can view stock quantity', 98, 'view_stockquantity');
INSERT INTO public.auth_permission VALUES (393, 'Can add stock quantity version', 99, 'add_stockquantityversion');
INSERT INTO public.auth_permission VALUES (394, 'Can change stock quantity version', 99, 'change_stockquantityversion');
INSERT INTO public.auth_permission VALUES (395, 'Can delete stock quantity version', 99, 'delete_stockquantityversion');
INSERT INTO public.auth_permission VALUES (396, 'Can view stock quantity version', 99, 'view_stockquantityversion');
INSERT INTO public.auth_permission VALUES (397, 'Can add write off', 100, 'add_writeoff');
INSERT INTO public.auth_permission VALUES (398, 'Can change write off', 100, 'change_writeoff');
INSERT INTO public.auth_permission VALUES (399, 'Can delete write off', 100, 'delete_writeoff');
INSERT INTO public.auth_permission VALUES (400, 'Can view write off', 100, 'view_writeoff');
INSERT INTO public.auth_permission VALUES (401, 'Can add ocs account', 101, 'add_ocsaccount');
INSERT INTO public.auth_permission VALUES (402, 'Can change ocs account', 101, 'change_ocsaccount');
INSERT INTO public.auth_permission VALUES (403, 'Can delete ocs account', 101, 'delete_ocsaccount');
INSERT INTO public.auth_permission VALUES (404, 'Can view ocs account', 101, 'view_ocsaccount');
INSERT INTO public.auth_permission VALUES (405, 'Can add ocs action plan', 102, 'add_ocsactionplan');
INSERT INTO public.auth_permission VALUES (406, 'Can change ocs action plan', 102, 'change_ocsactionplan');
INSERT INTO public.auth_permission VALUES (407, 'Can delete ocs action plan', 102, 'delete_ocsactionplan');
INSERT INTO public.auth_permission VALUES (408, 'Can view ocs action plan', 102, 'view_ocsactionplan');
INSERT INTO public.auth_permission VALUES (409, 'Can add ocs account action plan', 103, 'add_ocsaccountactionplan');
INSERT INTO public.auth_permission VALUES (410, 'Can change ocs account action plan', 103, 'change_ocsaccountactionplan');
INSERT INTO public.auth_permission VALUES (411, 'Can delete ocs account action plan', 103, 'delete_ocsaccountactionplan');
INSERT INTO public.auth_permission VALUES (412, 'Can view ocs account action plan', 103, 'view_ocsaccountactionplan');
INSERT INTO public.auth_permission VALUES (413, 'Can add ocs account action plan version', 104, 'add_ocsaccountactionplanversion');
INSERT INTO public.auth_permission VALUES (414, 'Can change ocs account action plan version', 104, 'change_ocsaccountactionplanversion');
INSERT INTO public.auth_permission VALUES (415, 'Can delete ocs account action plan version', 104, 'delete_ocsaccountactionplanversion');
INSERT INTO public.auth_permission VALUES (416, 'Can view ocs account action plan version', 104, 'view_ocsaccountactionplanversion');
INSERT INTO public.auth_permission VALUES (417, 'Can add ocs account version', 105, 'add_ocsaccountversion');
INSERT INTO public.auth_permission VALUES (418, 'Can change ocs account version', 105, 'change_ocsaccountversion');
INSERT INTO public.auth_permission VALUES (419, 'Can delete ocs account version', 105, 'delete_ocsaccountversion');
INSERT INTO public.auth_permission VALUES (420, 'Can view ocs account version', 105, 'view_ocsaccountversion');
INSERT INTO public.auth_permission VALUES (421, 'Can add ocs action plan version', 106, 'add_ocsactionplanversion');
INSERT INTO public.auth_permission VALUES (422, 'Can change ocs action plan version', 106, 'change_ocsactionplanversion');
INSERT INTO public.auth_permission VALUES (423, 'Can delete ocs action plan version', 106, 'delete_ocsactionplanversion');
INSERT INTO public.auth_permission VALUES (424, 'Can view ocs action plan version', 106, 'view_ocsactionplanversion');
INSERT INTO public.auth_permission VALUES (425, 'Can add ocs actions', 107, 'add_ocsactions');
INSERT INTO public.auth_permission VALUES (426, 'Can change ocs actions', 107, 'change_ocsactions');
INSERT INTO public.auth_permission VALUES (427, 'Can delete ocs actions', 107, 'delete_ocsactions');
INSERT INTO public.auth_permission VALUES (428, 'Can view ocs actions', 107, 'view_ocsactions');
INSERT INTO public.auth_permission VALUES (429, 'Can add ocs actions version', 108, 'add_ocsactionsversion');
INSERT INTO public.auth_permission VALUES (430, 'Can change ocs actions version', 108, 'change_ocsactionsversion');
INSERT INTO public.auth_permission VALUES (431, 'Can delete ocs actions version', 108, 'delete_ocsactionsversion');
INSERT INTO public.auth_permission VALUES (432, 'Can view ocs actions version', 108, 'view_ocsactionsversion');
INSERT INTO public.auth_permission VALUES (433, 'Can add ocs action timing', 109, 'add_ocsactiontiming');
INSERT INTO public.auth_permission VALUES (434, 'Can change ocs action timing', 109, 'change_ocsactiontiming');
INSERT INTO public.auth_permission VALUES (435, 'Can delete ocs action timing', 109, 'delete_ocsactiontiming');
INSERT INTO public.auth_permission VALUES (436, 'Can view ocs action timing', 109, 'view_ocsactiontiming');
INSERT INTO public.auth_permission VALUES (437, 'Can add ocs action timing version', 110, 'add_ocsactiontimingversion');
INSERT INTO public.auth_permission VALUES (438, 'Can change ocs action timing version', 110, 'change_ocsactiontimingversion');
INSERT INTO public.auth_permission VALUES (439, 'Can delete ocs action timing version', 110, 'delete_ocsactiontimingversion');
INSERT INTO public.auth_permission VALUES (440, 'Can view ocs action timing version', 110, 'view_ocsactiontimingversion');
INSERT INTO public.auth_permission VALUES (441, 'Can add ocs balance', 111, 'add_ocsbalance');
INSERT INTO public.auth_permission VALUES (442, 'Can change ocs balance', 111, 'change_ocsbalance');
INSERT INTO public.auth_permission VALUES (443, 'Can delete ocs balance', 111, 'delete_ocsbalance');
INSERT INTO public.auth_permission VALUES (444, 'Can view ocs balance', 111, 'view_ocsbalance');
INSERT INTO public.auth_permission VALUES (445, 'Can add ocs balance version', 112, 'add_ocsbalanceversion');
INSERT INTO public.auth_permission VALUES (446, 'Can change ocs balance version', 112, 'change_ocsbalanceversion');
INSERT INTO public.auth_permission VALUES (447, 'Can delete ocs balance version', 112, 'delete_ocsbalanceversion');
INSERT INTO public.auth_permission VALUES (448, 'Can view ocs balance version', 112, 'view_ocsbalanceversion');
INSERT INTO public.auth_permission VALUES (449, 'Can add balance movement', 113, 'add_balancemovement');
INSERT INTO public.auth_permission VALUES (450, 'Can change balance movement', 113, 'change_balancemovement');
INSERT INTO public.auth_permission VALUES (451, 'Can delete balance movement', 113, 'delete_balancemovement');
INSERT INTO public.auth_permission VALUES (452, 'Can view balance movement', 113, 'view_balancemovement');
INSERT INTO public.auth_permission VALUES (453, 'Can add order', 114, 'add_order');
INSERT INTO public.auth_permission VALUES (454, 'Can change order', 114, 'change_order');
INSERT INTO public.auth_permission VALUES (455, 'Can delete order', 114, 'delete_order');
INSERT INTO public.auth_permission VALUES (456, 'Can view order', 114, 'view_order');
INSERT INTO public.auth_permission VALUES (457, 'Can add order line', 115, 'add_orderline');
INSERT INTO public.auth_permission VALUES (458, 'Can change order line', 115, 'change_orderline');
INSERT INTO public.auth_permission VALUES (459, 'Can delete order line', 115, 'delete_orderline');
INSERT INTO public.auth_permission VALUES (460, 'Can view order line', 115, 'view_orderline');
INSERT INTO public.auth_permission VALUES (461, 'Can add accepted terms', 116, 'add_acceptedterms');
INSERT INTO public.auth_permission VALUES (462, 'Can change accepted terms', 116, 'change_acceptedterms');
INSERT INTO public.auth_permission VALUES (463, 'Can delete accepted terms', 116, 'delete_acceptedterms');
INSERT INTO public.auth_permission VALUES (464, 'Can view accepted terms', 116, 'view_acceptedterms');
INSERT INTO public.auth_permission VALUES (465, 'Can add order line version', 117, 'add_orderlineversion');
INSERT INTO public.auth_permission VALUES (466, 'Can change order line version', 117, 'change_orderlineversion');
INSERT INTO public.auth_permission VALUES (467, 'Can delete order line version', 117, 'delete_orderlineversion');
INSERT INTO public.auth_permission VALUES (468, 'Can view order line version', 117, 'view_orderlineversion');
INSERT INTO public.auth_permission VALUES (469, 'Can add order pick', 118, 'add_orderpick');
INSERT INTO public.auth_permission VALUES (470, 'Can change order pick', 118, 'change_orderpick');
INSERT INTO public.auth_permission VALUES (471, 'Can delete order pick', 118, 'delete_orderpick');
INSERT INTO public.auth_permission VALUES (472, 'Can view order pick', 118, 'view_orderpick');
INSERT INTO public.auth_permission VALUES (473, 'Can add order version', 119, 'add_orderversion');
INSERT INTO public.auth_permission VALUES (474, 'Can change order version', 119, 'change_orderversion');
INSERT INTO public.auth_permission VALUES (475, 'Can delete order version', 119, 'delete_orderversion');
INSERT INTO public.auth_permission VALUES (476, 'Can view order version', 119, 'view_orderversion');
INSERT INTO public.auth_permission VALUES (477, 'Can add provisioning job', 120, 'add_provisioningjob');
INSERT INTO public.auth_permission VALUES (478, 'Can change provisioning job', 120, 'change_provisioningjob');
INSERT INTO public.auth_permission VALUES (479, 'Can delete provisioning job', 120, 'delete_provisioningjob');
INSERT INTO public.auth_permission VALUES (480, 'Can view provisioning job', 120, 'view_provisioningjob');
INSERT INTO public.auth_permission VALUES (481, 'Can add job event', 121, 'add_jobevent');
INSERT INTO public.auth_permission VALUES (482, 'Can change job event', 121, 'change_jobevent');
INSERT INTO public.auth_permission VALUES (483, 'Can delete job event', 121, 'delete_jobevent');
INSERT INTO public.auth_permission VALUES (484, 'Can view job event', 121, 'view_jobevent');
INSERT INTO public.auth_permission VALUES (485, 'Can add effect', 122, 'add_effect');
INSERT INTO public.auth_permission VALUES (486, 'Can change effect', 122, 'change_effect');
INSERT INTO public.auth_permission VALUES (487, 'Can delete effect', 122, 'delete_effect');
INSERT INTO public.auth_permission VALUES (488, 'Can view effect', 122, 'view_effect');
INSERT INTO public.auth_permission VALUES (489, 'Can add provisioning job version', 123, 'add_provisioningjobversion');
INSERT INTO public.auth_permission VALUES (490, 'Can change provisioning job version', 123, 'change_provisioningjobversion');
INSERT INTO public.auth_permission VALUES (491, 'Can delete provisioning job version', 123, 'delete_provisioningjobversion');
INSERT INTO public.auth_permission VALUES (492, 'Can view provisioning job version', 123, 'view_provisioningjobversion');
INSERT INTO public.auth_permission VALUES (493, 'Can add engine call', 124, 'add_enginecall');
INSERT INTO public.auth_permission VALUES (494, 'Can change engine call', 124, 'change_enginecall');
INSERT INTO public.auth_permission VALUES (495, 'Can delete engine call', 124, 'delete_enginecall');
INSERT INTO public.auth_permission VALUES (496, 'Can view engine call', 124, 'view_enginecall');
INSERT INTO public.auth_permission VALUES (497, 'Can add call settlement', 125, 'add_callsettlement');
INSERT INTO public.auth_permission VALUES (498, 'Can change call settlement', 125, 'change_callsettlement');
INSERT INTO public.auth_permission VALUES (499, 'Can delete call settlement', 125, 'delete_callsettlement');
INSERT INTO public.auth_permission VALUES (500, 'Can view call settlement', 125, 'view_callsettlement');
INSERT INTO public.auth_permission VALUES (501, 'Can add notice', 126, 'add_notice');
INSERT INTO public.auth_permission VALUES (502, 'Can change notice', 126, 'change_notice');
INSERT INTO public.auth_permission VALUES (503, 'Can delete notice', 126, 'delete_notice');
INSERT INTO public.auth_permission VALUES (504, 'Can view notice', 126, 'view_notice');
INSERT INTO public.auth_permission VALUES (505, 'Can add notice version', 127, 'add_noticeversion');
INSERT INTO public.auth_permission VALUES (506, 'Can change notice version', 127, 'change_noticeversion');
INSERT INTO public.auth_permission VALUES (507, 'Can delete notice version', 127, 'delete_noticeversion');
INSERT INTO public.auth_permission VALUES (508, 'Can view notice version', 127, 'view_noticeversion');
INSERT INTO public.auth_permission VALUES (509, 'Can add billable fact', 128, 'add_billablefact');
INSERT INTO public.auth_permission VALUES (510, 'Can change billable fact', 128, 'change_billablefact');
INSERT INTO public.auth_permission VALUES (511, 'Can delete billable fact', 128, 'delete_billablefact');
INSERT INTO public.auth_permission VALUES (512, 'Can view billable fact', 128, 'view_billablefact');
INSERT INTO public.auth_permission VALUES (513, 'Can add charge', 129, 'add_charge');
INSERT INTO public.auth_permission VALUES (514, 'Can change charge', 129, 'change_charge');
INSERT INTO public.auth_permission VALUES (515, 'Can delete charge', 129, 'delete_charge');
INSERT INTO public.auth_permission VALUES (516, 'Can view charge', 129, 'view_charge');
INSERT INTO public.auth_permission VALUES (517, 'Can add invoice series', 130, 'add_invoiceseries');
INSERT INTO public.auth_permission VALUES (518, 'Can change invoice series', 130, 'change_invoiceseries');
INSERT INTO public.auth_permission VALUES (519, 'Can delete invoice series', 130, 'delete_invoiceseries');
INSERT INTO public.auth_permission VALUES (520, 'Can view invoice series', 130, 'view_invoiceseries');
INSERT INTO public.auth_permission VALUES (521, 'Can add invoice', 131, 'add_invoice');
INSERT INTO public.auth_permission VALUES (522, 'Can change invoice', 131, 'change_invoice');
INSERT INTO public.auth_permission VALUES (523, 'Can delete invoice', 131, 'delete_invoice');
INSERT INTO public.auth_permission VALUES (524, 'Can view invoice', 131, 'view_invoice');
INSERT INTO public.auth_permission VALUES (525, 'Can add invoice line', 132, 'add_invoiceline');
INSERT INTO public.auth_permission VALUES (526, 'Can change invoice line', 132, 'change_invoiceline');
INSERT INTO public.auth_permission VALUES (527, 'Can delete invoice line', 132, 'delete_invoiceline');
INSERT INTO public.auth_permission VALUES (528, 'Can view invoice line', 132, 'view_invoiceline');
INSERT INTO public.auth_permission VALUES (529, 'Can add ledger entry', 133, 'add_ledgerentry');
INSERT INTO public.auth_permission VALUES (530, 'Can change ledger entry', 133, 'change_ledgerentry');
INSERT INTO public.auth_permission VALUES (531, 'Can delete ledger entry', 133, 'delete_ledgerentry');
INSERT INTO public.auth_permission VALUES (532, 'Can view ledger entry', 133, 'view_ledgerentry');
INSERT INTO public.auth_permission VALUES (533, 'Can add ledger posting', 134, 'add_ledgerposting');
INSERT INTO public.auth_permission VALUES (534, 'Can change ledger posting', 134, 'change_ledgerposting');
INSERT INTO public.auth_permission VALUES (535, 'Can delete ledger posting', 134, 'delete_ledgerposting');
INSERT INTO public.auth_permission VALUES (536, 'Can view ledger posting', 134, 'view_ledgerposting');
INSERT INTO public.auth_permission VALUES (537, 'Can add transaction', 135, 'add_transaction');
INSERT INTO public.auth_permission VALUES (538, 'Can change transaction', 135, 'change_transaction');
INSERT INTO public.auth_permission VALUES (539, 'Can delete transaction', 135, 'delete_transaction');
INSERT INTO public.auth_permission VALUES (540, 'Can view transaction', 135, 'view_transaction');
INSERT INTO public.auth_permission VALUES (541, 'Can add payment', 136, 'add_payment');
INSERT INTO public.auth_permission VALUES (542, 'Can change payment', 136, 'change_payment');
INSERT INTO public.auth_permission VALUES (543, 'Can delete payment', 136, 'delete_payment');
INSERT INTO public.auth_permission VALUES (544, 'Can view payment', 136, 'view_payment');
INSERT INTO public.auth_permission VALUES (545, 'Can add payment version', 137, 'add_paymentversion');
INSERT INTO public.auth_permission VALUES (546, 'Can change payment version', 137, 'change_paymentversion');
INSERT INTO public.auth_permission VALUES (547, 'Can delete payment version', 137, 'delete_paymentversion');
INSERT INTO public.auth_permission VALUES (548, 'Can view payment version', 137, 'view_paymentversion');
INSERT INTO public.auth_permission VALUES (549, 'Can add demo gateway charge', 138, 'add_demogatewaycharge');
INSERT INTO public.auth_permission VALUES (550, 'Can change demo gateway charge', 138, 'change_demogatewaycharge');
INSERT INTO public.auth_permission VALUES (551, 'Can delete demo gateway charge', 138, 'delete_demogatewaycharge');
INSERT INTO public.auth_permission VALUES (552, 'Can view demo gateway charge', 138, 'view_demogatewaycharge');
INSERT INTO public.auth_permission VALUES (553, 'Can add demo gateway refund', 139, 'add_demogatewayrefund');
INSERT INTO public.auth_permission VALUES (554, 'Can change demo gateway refund', 139, 'change_demogatewayrefund');
INSERT INTO public.auth_permission VALUES (555, 'Can delete demo gateway refund', 139, 'delete_demogatewayrefund');
INSERT INTO public.auth_permission VALUES (556, 'Can view demo gateway refund', 139, 'view_demogatewayrefund');
INSERT INTO public.auth_permission VALUES (558, 'Can change refund', 140, 'change_refund');
INSERT INTO public.auth_permission VALUES (559, 'Can delete refund', 140, 'delete_refund');
INSERT INTO public.auth_permission VALUES (560, 'Can view refund', 140, 'view_refund');
INSERT INTO public.auth_permission VALUES (561, 'Can add refund version', 141, 'add_refundversion');
INSERT INTO public.auth_permission VALUES (562, 'Can change refund version', 141, 'change_refundversion');
INSERT INTO public.auth_permission VALUES (563, 'Can delete refund version', 141, 'delete_refundversion');
INSERT INTO public.auth_permission VALUES (564, 'Can view refund version', 141, 'view_refundversion');
INSERT INTO public.auth_permission VALUES (565, 'Can add stored card', 142, 'add_storedcard');
INSERT INTO public.auth_permission VALUES (566, 'Can change stored card', 142, 'change_storedcard');
INSERT INTO public.auth_permission VALUES (567, 'Can delete stored card', 142, 'delete_storedcard');
INSERT INTO public.auth_permission VALUES (568, 'Can view stored card', 142, 'view_storedcard');
INSERT INTO public.auth_permission VALUES (569, 'Can add stored card version', 143, 'add_storedcardversion');
INSERT INTO public.auth_permission VALUES (570, 'Can change stored card version', 143, 'change_storedcardversion');
INSERT INTO public.auth_permission VALUES (571, 'Can delete stored card version', 143, 'delete_storedcardversion');
INSERT INTO public.auth_permission VALUES (572, 'Can view stored card version', 143, 'view_storedcardversion');
INSERT INTO public.auth_permission VALUES (573, 'Can add mend version', 144, 'add_mendversion');
INSERT INTO public.auth_permission VALUES (574, 'Can change mend version', 144, 'change_mendversion');
INSERT INTO public.auth_permission VALUES (575, 'Can delete mend version', 144, 'delete_mendversion');
INSERT INTO public.auth_permission VALUES (576, 'Can view mend version', 144, 'view_mendversion');
INSERT INTO public.auth_permission VALUES (577, 'Can add mend', 145, 'add_mend');
INSERT INTO public.auth_permission VALUES (578, 'Can change mend', 145, 'change_mend');
INSERT INTO public.auth_permission VALUES (579, 'Can delete mend', 145, 'delete_mend');
INSERT INTO public.auth_permission VALUES (580, 'Can view mend', 145, 'view_mend');


INSERT INTO public.catalog_producttype VALUES (1, 'one-time', 'One-time item or fee', 'service', 'one_time', false, true);
INSERT INTO public.catalog_producttype VALUES (2, 'recurring-fee', 'Recurring service fee', 'service', 'expense', false, true);
INSERT INTO public.catalog_producttype VALUES (3, 'recurring-service', 'Recurring service', 'service', 'termed', false, true);
INSERT INTO public.catalog_producttype VALUES (4, 'recurring-package', 'Recurring package', 'service', 'termed', false, true);


INSERT INTO public.catalog_producttypeversion VALUES (1, '2026-11-22 22:11:16.49323+00', 'insert', 1, 'one-time', 'One-time item or fee', 'service', 'one_time', false, true, NULL, 1);
INSERT INTO public.catalog_producttypeversion VALUES (2, '2026-11-22 22:11:16.49323+00', 'insert', 2, 'recurring-fee', 'Recurring service fee', 'service', 'expense', false, true, NULL, 2);
INSERT INTO public.catalog_producttypeversion VALUES (3, '2026-11-22 22:11:16.49323+00', 'insert', 3, 'recurring-service', 'Recurring service', 'service', 'termed', false, true, NULL, 3);
INSERT INTO public.catalog_producttypeversion VALUES (4, '2026-11-22 22:11:16.49323+00', 'insert', 4, 'recurring-package', 'Recurring package', 'service', 'termed', false, true, NULL, 4);


INSERT INTO public.catalog_servicestate VALUES (1, 'Active', 'active', true);
INSERT INTO public.catalog_servicestate VALUES (2, 'Suspended', 'suspended', false);
INSERT INTO public.catalog_servicestate VALUES (3, 'Pending Cancellation', 'active', true);
INSERT INTO public.catalog_servicestate VALUES (4, 'Deactivated', 'cancelled', false);
INSERT INTO public.catalog_servicestate VALUES (5, 'Removed', 'cancelled', false);


INSERT INTO public.catalog_servicestateversion VALUES (1, '2026-11-22 22:11:16.49323+00', 'insert', 1, 'Active', 'active', true, NULL, 1);
INSERT INTO public.catalog_servicestateversion VALUES (2, '2026-11-22 22:11:16.49323+00', 'insert', 2, 'Suspended', 'suspended', false, NULL, 2);
INSERT INTO public.catalog_servicestateversion VALUES (3, '2026-11-22 22:11:16.49323+00', 'insert', 3, 'Pending Cancellation', 'active', true, NULL, 3);
INSERT INTO public.catalog_servicestateversion VALUES (4, '2026-11-22 22:11:16.49323+00', 'insert', 4, 'Deactivated', 'cancelled', false, NULL, 4);
INSERT INTO public.catalog_servicestateversion VALUES (5, '2026-11-22 22:11:22.635902+00', 'insert', 5, 'Removed', 'cancelled', false, NULL, 5);


INSERT INTO public.django_content_type VALUES (1, 'pghistory', 'events');
INSERT INTO public.django_content_type VALUES (2, 'pghistory', 'middlewareevents');
INSERT INTO public.django_content_type VALUES (3, 'auth', 'permission');
INSERT INTO public.django_content_type VALUES (4, 'auth', 'group');
INSERT INTO public.django_content_type VALUES (5, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type VALUES (6, 'sessions', 'session');
INSERT INTO public.django_content_type VALUES (7, 'pghistory', 'context');
INSERT INTO public.django_content_type VALUES (8, 'procrastinate', 'procrastinateevent');
INSERT INTO public.django_content_type VALUES (9, 'procrastinate', 'procrastinatejob');
INSERT INTO public.django_content_type VALUES (10, 'procrastinate', 'procrastinateperiodicdefer');
INSERT INTO public.django_content_type VALUES (11, 'procrastinate', 'procrastinateworker');
INSERT INTO public.django_content_type VALUES (12, 'account', 'emailaddress');
INSERT INTO public.django_content_type VALUES (13, 'account', 'emailconfirmation');
INSERT INTO public.django_content_type VALUES (14, 'mfa', 'authenticator');
INSERT INTO public.django_content_type VALUES (15, 'platform', 'idempotencykey');
INSERT INTO public.django_content_type VALUES (16, 'platform', 'businessclock');
INSERT INTO public.django_content_type VALUES (17, 'platform', 'event');
INSERT INTO public.django_content_type VALUES (18, 'platform', 'restorationversion');
INSERT INTO public.django_content_type VALUES (19, 'platform', 'restoration');
INSERT INTO public.django_content_type VALUES (20, 'platform', 'forgottenjob');
INSERT INTO public.django_content_type VALUES (21, 'parties', 'address');
INSERT INTO public.django_content_type VALUES (22, 'parties', 'seller');
INSERT INTO public.django_content_type VALUES (23, 'parties', 'brand');
INSERT INTO public.django_content_type VALUES (24, 'parties', 'person');
INSERT INTO public.django_content_type VALUES (25, 'parties', 'account');
INSERT INTO public.django_content_type VALUES (26, 'parties', 'accountclass');
INSERT INTO public.django_content_type VALUES (27, 'parties', 'accountclassversion');
INSERT INTO public.django_content_type VALUES (28, 'parties', 'accountterms');
INSERT INTO public.django_content_type VALUES (29, 'parties', 'accountversion');
INSERT INTO public.django_content_type VALUES (30, 'parties', 'addressversion');
INSERT INTO public.django_content_type VALUES (31, 'parties', 'user');
INSERT INTO public.django_content_type VALUES (32, 'parties', 'apitoken');
INSERT INTO public.django_content_type VALUES (33, 'parties', 'brandversion');
INSERT INTO public.django_content_type VALUES (34, 'parties', 'personversion');
INSERT INTO public.django_content_type VALUES (35, 'parties', 'roleassignment');
INSERT INTO public.django_content_type VALUES (36, 'parties', 'roleassignmentversion');
INSERT INTO public.django_content_type VALUES (37, 'parties', 'sellerversion');
INSERT INTO public.django_content_type VALUES (38, 'parties', 'subscriber');
INSERT INTO public.django_content_type VALUES (39, 'parties', 'subscriberversion');
INSERT INTO public.django_content_type VALUES (40, 'parties', 'taxregistration');
INSERT INTO public.django_content_type VALUES (41, 'parties', 'taxregistrationversion');
INSERT INTO public.django_content_type VALUES (42, 'parties', 'userversion');
INSERT INTO public.django_content_type VALUES (43, 'catalog', 'priceplan');
INSERT INTO public.django_content_type VALUES (44, 'catalog', 'priceplanversion');
INSERT INTO public.django_content_type VALUES (45, 'catalog', 'producttype');
INSERT INTO public.django_content_type VALUES (46, 'catalog', 'product');
INSERT INTO public.django_content_type VALUES (47, 'catalog', 'productfeature');
INSERT INTO public.django_content_type VALUES (48, 'catalog', 'productfeatureversion');
INSERT INTO public.django_content_type VALUES (49, 'catalog', 'productrelationship');
INSERT INTO public.django_content_type VALUES (50, 'catalog', 'productrelationshipversion');
INSERT INTO public.django_content_type VALUES (51, 'catalog', 'productterms');
INSERT INTO public.django_content_type VALUES (52, 'catalog', 'producttypeversion');
INSERT INTO public.django_content_type VALUES (53, 'catalog', 'productversion');
INSERT INTO public.django_content_type VALUES (54, 'catalog', 'rate');
INSERT INTO public.django_content_type VALUES (55, 'catalog', 'rateversion');
INSERT INTO public.django_content_type VALUES (56, 'catalog', 'resourcespecification');
INSERT INTO public.django_content_type VALUES (57, 'catalog', 'resourcerequirement');
INSERT INTO public.django_content_type VALUES (58, 'catalog', 'resourcerequirementversion');
INSERT INTO public.django_content_type VALUES (59, 'catalog', 'resourcespecificationversion');
INSERT INTO public.django_content_type VALUES (60, 'catalog', 'resourcetext');
INSERT INTO public.django_content_type VALUES (61, 'catalog', 'resourcetextversion');
INSERT INTO public.django_content_type VALUES (62, 'catalog', 'servicereliance');
INSERT INTO public.django_content_type VALUES (63, 'catalog', 'servicerelianceversion');
INSERT INTO public.django_content_type VALUES (64, 'catalog', 'servicestate');
INSERT INTO public.django_content_type VALUES (65, 'catalog', 'servicestateversion');
INSERT INTO public.django_content_type VALUES (66, 'catalog', 'kitpart');
INSERT INTO public.django_content_type VALUES (67, 'catalog', 'kitpartversion');
INSERT INTO public.django_content_type VALUES (68, 'instances', 'instance');
INSERT INTO public.django_content_type VALUES (69, 'instances', 'instanceversion');
INSERT INTO public.django_content_type VALUES (70, 'instances', 'subscription');
INSERT INTO public.django_content_type VALUES (71, 'instances', 'configuration');
INSERT INTO public.django_content_type VALUES (72, 'instances', 'relationship');
INSERT INTO public.django_content_type VALUES (73, 'instances', 'relationshipversion');
INSERT INTO public.django_content_type VALUES (74, 'instances', 'subscriptionversion');
INSERT INTO public.django_content_type VALUES (75, 'instances', 'configurationversion');
INSERT INTO public.django_content_type VALUES (76, 'instances', 'cancellation');
INSERT INTO public.django_content_type VALUES (77, 'instances', 'cancellationversion');
INSERT INTO public.django_content_type VALUES (78, 'instances', 'renewal');
INSERT INTO public.django_content_type VALUES (79, 'instances', 'renewalversion');
INSERT INTO public.django_content_type VALUES (80, 'stock', 'warehouse');
INSERT INTO public.django_content_type VALUES (81, 'stock', 'warehouseversion');
INSERT INTO public.django_content_type VALUES (82, 'stock', 'stockitem');
INSERT INTO public.django_content_type VALUES (83, 'stock', 'allocation');
INSERT INTO public.django_content_type VALUES (84, 'stock', 'allocationversion');
INSERT INTO public.django_content_type VALUES (85, 'stock', 'stockitemversion');
INSERT INTO public.django_content_type VALUES (86, 'stock', 'itemmove');
INSERT INTO public.django_content_type VALUES (87, 'stock', 'pool');
INSERT INTO public.django_content_type VALUES (88, 'stock', 'poolversion');
INSERT INTO public.django_content_type VALUES (89, 'stock', 'purchaseorder');
INSERT INTO public.django_content_type VALUES (90, 'stock', 'purchaseorderline');
INSERT INTO public.django_content_type VALUES (91, 'stock', 'purchaseorderlineversion');
INSERT INTO public.django_content_type VALUES (92, 'stock', 'purchaseorderversion');
INSERT INTO public.django_content_type VALUES (93, 'stock', 'quantityreservation');
INSERT INTO public.django_content_type VALUES (94, 'stock', 'quantityreservationversion');
INSERT INTO public.django_content_type VALUES (95, 'stock', 'stockcount');
INSERT INTO public.django_content_type VALUES (96, 'stock', 'stockmovement');
INSERT INTO public.django_content_type VALUES (97, 'stock', 'stockmovemententry');
INSERT INTO public.django_content_type VALUES (98, 'stock', 'stockquantity');
INSERT INTO public.django_content_type VALUES (99, 'stock', 'stockquantityversion');
INSERT INTO public.django_content_type VALUES (100, 'stock', 'writeoff');
INSERT INTO public.django_content_type VALUES (101, 'ocs', 'ocsaccount');
INSERT INTO public.django_content_type VALUES (102, 'ocs', 'ocsactionplan');
INSERT INTO public.django_content_type VALUES (103, 'ocs', 'ocsaccountactionplan');
INSERT INTO public.django_content_type VALUES (104, 'ocs', 'ocsaccountactionplanversion');
INSERT INTO public.django_content_type VALUES (105, 'ocs', 'ocsaccountversion');
INSERT INTO public.django_content_type VALUES (106, 'ocs', 'ocsactionplanversion');
INSERT INTO public.django_content_type VALUES (107, 'ocs', 'ocsactions');
INSERT INTO public.django_content_type VALUES (108, 'ocs', 'ocsactionsversion');
INSERT INTO public.django_content_type VALUES (109, 'ocs', 'ocsactiontiming');
INSERT INTO public.django_content_type VALUES (110, 'ocs', 'ocsactiontimingversion');
INSERT INTO public.django_content_type VALUES (111, 'ocs', 'ocsbalance');
INSERT INTO public.django_content_type VALUES (112, 'ocs', 'ocsbalanceversion');
INSERT INTO public.django_content_type VALUES (113, 'ocs', 'balancemovement');
INSERT INTO public.django_content_type VALUES (114, 'ordering', 'order');
INSERT INTO public.django_content_type VALUES (115, 'ordering', 'orderline');
INSERT INTO public.django_content_type VALUES (116, 'ordering', 'acceptedterms');
INSERT INTO public.django_content_type VALUES (117, 'ordering', 'orderlineversion');
INSERT INTO public.django_content_type VALUES (118, 'ordering', 'orderpick');
INSERT INTO public.django_content_type VALUES (119, 'ordering', 'orderversion');
INSERT INTO public.django_content_type VALUES (120, 'provisioning', 'provisioningjob');
INSERT INTO public.django_content_type VALUES (121, 'provisioning', 'jobevent');
INSERT INTO public.django_content_type VALUES (122, 'provisioning', 'effect');
INSERT INTO public.django_content_type VALUES (123, 'provisioning', 'provisioningjobversion');
INSERT INTO public.django_content_type VALUES (124, 'charging', 'enginecall');
INSERT INTO public.django_content_type VALUES (125, 'charging', 'callsettlement');
INSERT INTO public.django_content_type VALUES (126, 'notify', 'notice');
INSERT INTO public.django_content_type VALUES (127, 'notify', 'noticeversion');
INSERT INTO public.django_content_type VALUES (128, 'billing', 'billablefact');
INSERT INTO public.django_content_type VALUES (129, 'billing', 'charge');
INSERT INTO public.django_content_type VALUES (130, 'billing', 'invoiceseries');
INSERT INTO public.django_content_type VALUES (131, 'billing', 'invoice');
INSERT INTO public.django_content_type VALUES (132, 'billing', 'invoiceline');
INSERT INTO public.django_content_type VALUES (133, 'billing', 'ledgerentry');
INSERT INTO public.django_content_type VALUES (134, 'billing', 'ledgerposting');
INSERT INTO public.django_content_type VALUES (135, 'billing', 'transaction');
INSERT INTO public.django_content_type VALUES (136, 'payments', 'payment');
INSERT INTO public.django_content_type VALUES (137, 'payments', 'paymentversion');
INSERT INTO public.django_content_type VALUES (138, 'payments', 'demogatewaycharge');
INSERT INTO public.django_content_type VALUES (139, 'payments', 'demogatewayrefund');
INSERT INTO public.django_content_type VALUES (140, 'payments', 'refund');
INSERT INTO public.django_content_type VALUES (141, 'payments', 'refundversion');
INSERT INTO public.django_content_type VALUES (142, 'payments', 'storedcard');
INSERT INTO public.django_content_type VALUES (143, 'payments', 'storedcardversion');
INSERT INTO public.django_content_type VALUES (144, 'insight', 'mendversion');
INSERT INTO public.django_content_type VALUES (145, 'insight', 'mend');


INSERT INTO public.django_migrations VALUES (1, 'pghistory', '0001_initial', '2026-11-22 22:11:03.384633+00');
INSERT INTO public.django_migrations VALUES (2, 'pghistory', '0002_aggregateevent', '2026-11-22 22:11:03.387121+00');
INSERT INTO public.django_migrations VALUES (3, 'pghistory', '0003_auto_20201023_1636', '2026-11-22 22:11:03.389228+00');
INSERT INTO public.django_migrations VALUES (4, 'pghistory', '0004_auto_20220906_1625', '2026-11-22 22:11:03.403996+00');
INSERT INTO public.django_migrations VALUES (5, 'pghistory', '0005_events_middlewareevents', '2026-11-22 22:11:03.414589+00');
INSERT INTO public.django_migrations VALUES (6, 'pghistory', '0006_delete_aggregateevent', '2026-11-22 22:11:03.421763+00');
INSERT INTO public.django_migrations VALUES (7, 'pghistory', '0007_auto_20250421_0444', '2026-11-22 22:11:03.430496+00');
INSERT INTO public.django_migrations VALUES (8, 'parties', '0001_initial', '2026-11-22 22:11:04.599396+00');
INSERT INTO public.django_migrations VALUES (9, 'account', '0001_initial', '2026-11-22 22:11:04.763772+00');
INSERT INTO public.django_migrations VALUES (10, 'account', '0002_email_max_length', '2026-11-22 22:11:04.807617+00');
INSERT INTO public.django_migrations VALUES (11, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-22 22:11:04.855673+00');
INSERT INTO public.django_migrations VALUES (12, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-22 22:11:04.900847+00');
INSERT INTO public.django_migrations VALUES (13, 'account', '0005_emailaddress_idx_upper_email', '2026-11-22 22:11:04.939603+00');
INSERT INTO public.django_migrations VALUES (14, 'account', '0006_emailaddress_lower', '2026-11-22 22:11:05.029803+00');
INSERT INTO public.django_migrations VALUES (15, 'account', '0007_emailaddress_idx_email', '2026-11-22 22:11:05.081492+00');
INSERT INTO public.django_migrations VALUES (16, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-22 22:11:05.172939+00');
INSERT INTO public.django_migrations VALUES (17, 'account', '0009_emailaddress_unique_primary_email', '2026-11-22 22:11:05.208574+00');
INSERT INTO public.django_migrations VALUES (18, 'contenttypes', '0001_initial', '2026-11-22 22:11:05.235072+00');
INSERT INTO public.django_migrations VALUES (19, 'contenttypes', '0002_remove_content_type_name', '2026-11-22 22:11:05.324509+00');
INSERT INTO public.django_migrations VALUES (20, 'auth', '0001_initial', '2026-11-22 22:11:05.391618+00');
INSERT INTO public.django_migrations VALUES (21, 'auth', '0002_alter_permission_name_max_length', '2026-11-22 22:11:05.407672+00');
INSERT INTO public.django_migrations VALUES (22, 'auth', '0003_alter_user_email_max_length', '2026-11-22 22:11:05.42237+00');
INSERT INTO public.django_migrations VALUES (23, 'auth', '0004_alter_user_username_opts', '2026-11-22 22:11:05.461208+00');
INSERT INTO public.django_migrations VALUES (24, 'auth', '0005_alter_user_last_login_null', '2026-11-22 22:11:05.487226+00');
INSERT INTO public.django_migrations VALUES (25, 'auth', '0006_require_contenttypes_0002', '2026-11-22 22:11:05.49164+00');
INSERT INTO public.django_migrations VALUES (26, 'auth', '0007_alter_validators_add_error_messages', '2026-11-22 22:11:05.505818+00');
INSERT INTO public.django_migrations VALUES (27, 'auth', '0008_alter_user_username_max_length', '2026-11-22 22:11:05.528556+00');
INSERT INTO public.django_migrations VALUES (28, 'auth', '0009_alter_user_last_name_max_length', '2026-11-22 22:11:05.55573+00');
INSERT INTO public.django_migrations VALUES (29, 'auth', '0010_alter_group_name_max_length', '2026-11-22 22:11:05.581158+00');
INSERT INTO public.django_migrations VALUES (30, 'auth', '0011_update_proxy_permissions', '2026-11-22 22:11:05.714542+00');
INSERT INTO public.django_migrations VALUES (31, 'auth', '0012_alter_user_first_name_max_length', '2026-11-22 22:11:05.733612+00');
INSERT INTO public.django_migrations VALUES (32, 'catalog', '0001_initial', '2026-11-22 22:11:08.770941+00');
INSERT INTO public.django_migrations VALUES (33, 'instances', '0001_initial', '2026-11-22 22:11:10.072894+00');
INSERT INTO public.django_migrations VALUES (34, 'stock', '0001_initial', '2026-11-22 22:11:11.211738+00');
INSERT INTO public.django_migrations VALUES (35, 'ordering', '0001_initial', '2026-11-22 22:11:12.526273+00');
INSERT INTO public.django_migrations VALUES (36, 'provisioning', '0001_initial', '2026-11-22 22:11:13.920985+00');
INSERT INTO public.django_migrations VALUES (37, 'billing', '0001_initial', '2026-11-22 22:11:16.247281+00');
INSERT INTO public.django_migrations VALUES (38, 'catalog', '0002_standard_entries', '2026-11-22 22:11:16.514803+00');
INSERT INTO public.django_migrations VALUES (39, 'catalog', '0003_specifications_of_stock', '2026-11-22 22:11:20.35876+00');
INSERT INTO public.django_migrations VALUES (40, 'catalog', '0004_renewal_and_ends', '2026-11-22 22:11:22.367694+00');
INSERT INTO public.django_migrations VALUES (41, 'catalog', '0005_removed_state', '2026-11-22 22:11:22.642449+00');
INSERT INTO public.django_migrations VALUES (42, 'charging', '0001_calls_made_under_a_key', '2026-11-22 22:11:22.669712+00');
INSERT INTO public.django_migrations VALUES (43, 'charging', '0002_calls_are_settled', '2026-11-22 22:11:22.748399+00');
INSERT INTO public.django_migrations VALUES (44, 'insight', '0001_mends', '2026-11-22 22:11:23.505615+00');
INSERT INTO public.django_migrations VALUES (45, 'insight', '0002_items_that_are_not_reserved', '2026-11-22 22:11:23.548676+00');
INSERT INTO public.django_migrations VALUES (46, 'payments', '0001_initial', '2026-11-22 22:11:24.237135+00');
INSERT INTO public.django_migrations VALUES (47, 'payments', '0002_cards_and_refunds', '2026-11-22 22:11:32.287838+00');
INSERT INTO public.django_migrations VALUES (48, 'instances', '0002_renewals_and_cancellations', '2026-11-22 22:11:42.367934+00');
INSERT INTO public.django_migrations VALUES (49, 'mfa', '0001_initial', '2026-11-22 22:11:42.567091+00');
INSERT INTO public.django_migrations VALUES (50, 'mfa', '0002_authenticator_timestamps', '2026-11-22 22:11:42.612804+00');
INSERT INTO public.django_migrations VALUES (51, 'mfa', '0003_authenticator_type_uniq', '2026-11-22 22:11:42.676704+00');
INSERT INTO public.django_migrations VALUES (52, 'notify', '0001_initial', '2026-11-22 22:11:43.434637+00');
INSERT INTO public.django_migrations VALUES (53, 'platform', '0001_initial', '2026-11-22 22:11:43.484443+00');
INSERT INTO public.django_migrations VALUES (54, 'ocs', '0001_initial', '2026-11-22 22:11:46.099428+00');
INSERT INTO public.django_migrations VALUES (55, 'ocs', '0002_debit', '2026-11-22 22:11:46.10473+00');
INSERT INTO public.django_migrations VALUES (56, 'ocs', '0003_next_execution_of_plans', '2026-11-22 22:11:46.336332+00');
INSERT INTO public.django_migrations VALUES (57, 'ordering', '0002_changes_of_a_service', '2026-11-22 22:11:48.888036+00');
INSERT INTO public.django_migrations VALUES (58, 'ordering', '0003_removal', '2026-11-22 22:11:49.092798+00');
INSERT INTO public.django_migrations VALUES (59, 'provisioning', '0002_card_charges_and_trials', '2026-11-22 22:11:51.217964+00');
INSERT INTO public.django_migrations VALUES (60, 'provisioning', '0003_runs_and_settled_effects', '2026-11-22 22:11:53.281004+00');
INSERT INTO public.django_migrations VALUES (61, 'provisioning', '0004_removal', '2026-11-22 22:11:53.539557+00');
INSERT INTO public.django_migrations VALUES (62, 'payments', '0003_unclaimed_payments', '2026-11-22 22:11:54.744951+00');
INSERT INTO public.django_migrations VALUES (63, 'payments', '0004_validate_unclaimed_payments', '2026-11-22 22:11:54.74912+00');
INSERT INTO public.django_migrations VALUES (64, 'platform', '0002_sequences_and_cache', '2026-11-22 22:11:54.762396+00');
INSERT INTO public.django_migrations VALUES (65, 'platform', '0003_restorations', '2026-11-22 22:11:55.556954+00');
INSERT INTO public.django_migrations VALUES (66, 'platform', '0004_forgotten_jobs', '2026-11-22 22:11:55.579058+00');
INSERT INTO public.django_migrations VALUES (67, 'procrastinate', '0001_initial', '2026-11-22 22:11:55.589866+00');
INSERT INTO public.django_migrations VALUES (68, 'procrastinate', '0002_drop_started_at_column', '2026-11-22 22:11:55.59409+00');
INSERT INTO public.django_migrations VALUES (69, 'procrastinate', '0003_drop_started_at_column', '2026-11-22 22:11:55.598943+00');
INSERT INTO public.django_migrations VALUES (70, 'procrastinate', '0004_drop_procrastinate_version_table', '2026-11-22 22:11:55.606389+00');
INSERT INTO public.django_migrations VALUES (71, 'procrastinate', '0005_fix_procrastinate_fetch_job', '2026-11-22 22:11:55.609882+00');
INSERT INTO public.django_migrations VALUES (72, 'procrastinate', '0006_fix_trigger_status_events_insert', '2026-11-22 22:11:55.612864+00');
INSERT INTO public.django_migrations VALUES (73, 'procrastinate', '0007_add_queueing_lock_column', '2026-11-22 22:11:55.615958+00');
INSERT INTO public.django_migrations VALUES (74, 'procrastinate', '0008_close_fetch_job_race_condition', '2026-11-22 22:11:55.619694+00');
INSERT INTO public.django_migrations VALUES (75, 'procrastinate', '0009_add_defer_job_function', '2026-11-22 22:11:55.62593+00');
INSERT INTO public.django_migrations VALUES (76, 'procrastinate', '0010_add_procrastinate_periodic_defers', '2026-11-22 22:11:55.634021+00');
INSERT INTO public.django_migrations VALUES (77, 'procrastinate', '0011_add_foreign_key_index', '2026-11-22 22:11:55.641711+00');
INSERT INTO public.django_migrations VALUES (78, 'procrastinate', '0012_add_locks_to_periodic_defer', '2026-11-22 22:11:55.649431+00');
INSERT INTO public.django_migrations VALUES (79, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', '2026-11-22 22:11:55.656064+00');
INSERT INTO public.django_migrations VALUES (80, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', '2026-11-22 22:11:55.661969+00');
INSERT INTO public.django_migrations VALUES (81, 'procrastinate', '0015_add_trigger_on_job_deletion', '2026-11-22 22:11:55.666015+00');
INSERT INTO public.django_migrations VALUES (82, 'procrastinate', '0016_delete_finished_jobs', '2026-11-22 22:11:55.669589+00');
INSERT INTO public.django_migrations VALUES (83, 'procrastinate', '0017_add_checks_to_finish_job', '2026-11-22 22:11:55.673678+00');
INSERT INTO public.django_migrations VALUES (84, 'procrastinate', '0018_add_checks_to_retry_job', '2026-11-22 22:11:55.677137+00');
INSERT INTO public.django_migrations VALUES (85, 'procrastinate', '0019_fix_finish_job_compat_issue', '2026-11-22 22:11:55.68021+00');
INSERT INTO public.django_migrations VALUES (86, 'procrastinate', '0020_add_index_on_procrastinate_jobs', '2026-11-22 22:11:55.683157+00');
INSERT INTO public.django_migrations VALUES (87, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', '2026-11-22 22:11:55.687684+00');
INSERT INTO public.django_migrations VALUES (88, 'procrastinate', '0022_null_locks_excluded', '2026-11-22 22:11:55.694108+00');
INSERT INTO public.django_migrations VALUES (89, 'procrastinate', '0023_remove_old_finish_job_function', '2026-11-22 22:11:55.700853+00');
INSERT INTO public.django_migrations VALUES (90, 'procrastinate', '0024_job_id_bigint', '2026-11-22 22:11:55.712309+00');
INSERT INTO public.django_migrations VALUES (91, 'procrastinate', '0025_add_models', '2026-11-22 22:11:55.729917+00');
INSERT INTO public.django_migrations VALUES (92, 'procrastinate', '0026_add_job_priority', '2026-11-22 22:11:55.739276+00');
INSERT INTO public.django_migrations VALUES (93, 'procrastinate', '0027_add_periodic_job_priority', '2026-11-22 22:11:55.743838+00');
INSERT INTO public.django_migrations VALUES (94, 'procrastinate', '0028_add_cancel_states', '2026-11-22 22:11:55.770672+00');
INSERT INTO public.django_migrations VALUES (95, 'procrastinate', '0029_add_additional_params_to_retry_job', '2026-11-22 22:11:55.776827+00');
INSERT INTO public.django_migrations VALUES (96, 'procrastinate', '0030_alter_procrastinateevent_options', '2026-11-22 22:11:55.787241+00');
INSERT INTO public.django_migrations VALUES (97, 'procrastinate', '0031_add_indexes_for_fetch_job', '2026-11-22 22:11:55.792117+00');
INSERT INTO public.django_migrations VALUES (98, 'procrastinate', '0032_pre_cancel_notification', '2026-11-22 22:11:55.804121+00');
INSERT INTO public.django_migrations VALUES (99, 'procrastinate', '0033_post_cancel_notification', '2026-11-22 22:11:55.83375+00');
INSERT INTO public.django_migrations VALUES (100, 'procrastinate', '0034_pre_add_heartbeat', '2026-11-22 22:11:55.850802+00');
INSERT INTO public.django_migrations VALUES (101, 'procrastinate', '0035_post_add_heartbeat', '2026-11-22 22:11:55.856727+00');
INSERT INTO public.django_migrations VALUES (102, 'procrastinate', '0036_add_worker_model', '2026-11-22 22:11:55.875667+00');
INSERT INTO public.django_migrations VALUES (103, 'procrastinate', '0037_pre_batch_defer_jobs', '2026-11-22 22:11:55.884482+00');
INSERT INTO public.django_migrations VALUES (104, 'procrastinate', '0038_post_batch_defer_jobs', '2026-11-22 22:11:55.889746+00');
INSERT INTO public.django_migrations VALUES (105, 'procrastinate', '0039_pre_priority_lock_fetch_job', '2026-11-22 22:11:55.896999+00');
INSERT INTO public.django_migrations VALUES (106, 'procrastinate', '0040_pre_retry_failed_job', '2026-11-22 22:11:55.900192+00');
INSERT INTO public.django_migrations VALUES (107, 'procrastinate', '0041_post_retry_failed_job', '2026-11-22 22:11:55.903411+00');
INSERT INTO public.django_migrations VALUES (108, 'provisioning', '0005_queued_jobs', '2026-11-22 22:11:56.003523+00');
INSERT INTO public.django_migrations VALUES (109, 'sessions', '0001_initial', '2026-11-22 22:11:56.014493+00');
INSERT INTO public.django_migrations VALUES (110, 'stock', '0002_warehouse_work', '2026-11-22 22:12:16.459202+00');
INSERT INTO public.django_migrations VALUES (111, 'stock', '0003_purchase_order_numbers', '2026-11-22 22:12:16.466481+00');


SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);


SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_permission_id_seq', 580, true);


SELECT pg_catalog.setval('public.billing_billablefact_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_charge_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_invoice_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_invoiceline_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_invoiceseries_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_ledgerentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_ledgerposting_id_seq', 1, false);


SELECT pg_catalog.setval('public.billing_transaction_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_kitpart_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_kitpartversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_priceplan_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_priceplanversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_product_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_productfeature_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_productfeatureversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_productrelationship_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_productrelationshipversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_productterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_producttype_id_seq', 4, true);


SELECT pg_catalog.setval('public.catalog_producttypeversion_pgh_id_seq', 4, true);


SELECT pg_catalog.setval('public.catalog_productversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_rate_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_rateversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcerequirement_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcerequirementversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcespecification_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcespecificationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcetext_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_resourcetextversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_servicereliance_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_servicerelianceversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_servicestate_id_seq', 5, true);


SELECT pg_catalog.setval('public.catalog_servicestateversion_pgh_id_seq', 5, true);


SELECT pg_catalog.setval('public.charging_callsettlement_id_seq', 1, false);


SELECT pg_catalog.setval('public.charging_enginecall_id_seq', 1, false);


SELECT pg_catalog.setval('public.django_content_type_id_seq', 145, true);


SELECT pg_catalog.setval('public.django_migrations_id_seq', 111, true);


SELECT pg_catalog.setval('public.insight_mend_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_mendversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_cancellation_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_cancellationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_configuration_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_configurationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_instance_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_instanceversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_relationship_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_relationshipversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_renewal_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_renewalversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_subscription_id_seq', 1, false);


SELECT pg_catalog.setval('public.instances_subscriptionversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);


SELECT pg_catalog.setval('public.notify_notice_id_seq', 1, false);


SELECT pg_catalog.setval('public.notify_noticeversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_balancemovement_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsaccount_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsaccountactionplan_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsaccountactionplanversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsaccountversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactionplan_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactionplanversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactions_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactionsversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactiontiming_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsactiontimingversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsbalance_id_seq', 1, false);


SELECT pg_catalog.setval('public.ocs_ocsbalanceversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_acceptedterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_order_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_orderline_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_orderlineversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_orderpick_id_seq', 1, false);


SELECT pg_catalog.setval('public.ordering_orderversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_account_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_accountclass_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_accountclassversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_accountterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_accountversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_address_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_addressversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_apitoken_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_brand_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_brandversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_person_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_personversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_roleassignment_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_roleassignmentversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_seller_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_sellerversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_subscriber_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_subscriberversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_taxregistration_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_taxregistrationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_user_id_seq', 1, false);


SELECT pg_catalog.setval('public.parties_userversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_demogatewaycharge_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_demogatewayrefund_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_payment_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_paymentversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_refund_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_refundversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_storedcard_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_storedcardversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.platform_event_id_seq', 1, false);


SELECT pg_catalog.setval('public.platform_forgottenjob_id_seq', 1, false);


SELECT pg_catalog.setval('public.platform_idempotencykey_id_seq', 1, false);


SELECT pg_catalog.setval('public.platform_restoration_id_seq', 1, false);


SELECT pg_catalog.setval('public.platform_restorationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);


SELECT pg_catalog.setval('public.provisioning_effect_id_seq', 1, false);


SELECT pg_catalog.setval('public.provisioning_jobevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.provisioning_provisioningjob_id_seq', 1, false);


SELECT pg_catalog.setval('public.provisioning_provisioningjobversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.readable_key_acc', 1001, false);


SELECT pg_catalog.setval('public.readable_key_ord', 1001, false);


SELECT pg_catalog.setval('public.readable_key_po', 1001, false);


SELECT pg_catalog.setval('public.readable_key_prd', 1001, false);


SELECT pg_catalog.setval('public.readable_key_res', 1001, false);


SELECT pg_catalog.setval('public.readable_key_srv', 1001, false);


SELECT pg_catalog.setval('public.readable_key_sub', 1001, false);


SELECT pg_catalog.setval('public.stock_allocation_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_allocationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_itemmove_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_pool_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_poolversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_purchaseorder_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_purchaseorderline_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_purchaseorderlineversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_purchaseorderversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_quantityreservation_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_quantityreservationversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockcount_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockitem_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockitemversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockmovement_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockmovemententry_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockquantity_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_stockquantityversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_warehouse_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_warehouseversion_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.stock_writeoff_id_seq', 1, false);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_billablefact
    ADD CONSTRAINT billing_billablefact_key_key UNIQUE (key);


ALTER TABLE ONLY public.billing_billablefact
    ADD CONSTRAINT billing_billablefact_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_billablefact
    ADD CONSTRAINT billing_billablefact_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.billing_invoiceline
    ADD CONSTRAINT billing_invoiceline_charge_id_key UNIQUE (charge_id);


ALTER TABLE ONLY public.billing_invoiceline
    ADD CONSTRAINT billing_invoiceline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_invoiceseries
    ADD CONSTRAINT billing_invoiceseries_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_charge_id_key UNIQUE (charge_id);


ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_ledgerposting
    ADD CONSTRAINT billing_ledgerposting_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_charge_id_key UNIQUE (charge_id);


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.catalog_kitpart
    ADD CONSTRAINT catalog_kitpart_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_kitpartversion
    ADD CONSTRAINT catalog_kitpartversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_priceplan
    ADD CONSTRAINT catalog_priceplan_code_key UNIQUE (code);


ALTER TABLE ONLY public.catalog_priceplan
    ADD CONSTRAINT catalog_priceplan_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_priceplanversion
    ADD CONSTRAINT catalog_priceplanversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_slug_key UNIQUE (slug);


ALTER TABLE ONLY public.catalog_productfeature
    ADD CONSTRAINT catalog_productfeature_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_productfeatureversion
    ADD CONSTRAINT catalog_productfeatureversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_productrelationship
    ADD CONSTRAINT catalog_productrelationship_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_productrelationshipversion
    ADD CONSTRAINT catalog_productrelationshipversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_productterms
    ADD CONSTRAINT catalog_productterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_producttype
    ADD CONSTRAINT catalog_producttype_code_key UNIQUE (code);


ALTER TABLE ONLY public.catalog_producttype
    ADD CONSTRAINT catalog_producttype_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_producttypeversion
    ADD CONSTRAINT catalog_producttypeversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_productversion
    ADD CONSTRAINT catalog_productversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_rate
    ADD CONSTRAINT catalog_rate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_rateversion
    ADD CONSTRAINT catalog_rateversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_resourcerequirement
    ADD CONSTRAINT catalog_resourcerequirement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_resourcerequirementversion
    ADD CONSTRAINT catalog_resourcerequirementversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_resourcespecification
    ADD CONSTRAINT catalog_resourcespecification_name_key UNIQUE (name);


ALTER TABLE ONLY public.catalog_resourcespecification
    ADD CONSTRAINT catalog_resourcespecification_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_resourcespecification
    ADD CONSTRAINT catalog_resourcespecification_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.catalog_resourcespecificationversion
    ADD CONSTRAINT catalog_resourcespecificationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_resourcetext
    ADD CONSTRAINT catalog_resourcetext_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_resourcetextversion
    ADD CONSTRAINT catalog_resourcetextversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_servicereliance
    ADD CONSTRAINT catalog_servicereliance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_servicerelianceversion
    ADD CONSTRAINT catalog_servicerelianceversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.catalog_servicestate
    ADD CONSTRAINT catalog_servicestate_code_key UNIQUE (code);


ALTER TABLE ONLY public.catalog_servicestate
    ADD CONSTRAINT catalog_servicestate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_servicestateversion
    ADD CONSTRAINT catalog_servicestateversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT charge_is_raised_once UNIQUE (key, sequence);


ALTER TABLE ONLY public.charging_callsettlement
    ADD CONSTRAINT charging_callsettlement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.charging_enginecall
    ADD CONSTRAINT charging_enginecall_key_key UNIQUE (key);


ALTER TABLE ONLY public.charging_enginecall
    ADD CONSTRAINT charging_enginecall_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT configurations_held_do_not_overlap EXCLUDE USING gist (int8range(instance_id, instance_id, '[]'::text) WITH &&, tstzrange(valid_from, valid_until) WITH &&) WHERE (((superseded_at IS NULL) AND ((state)::text = ANY ((ARRAY['CURRENT'::character varying, 'HISTORY'::character varying])::text[]))));


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT configurations_pending_do_not_overlap EXCLUDE USING gist (int8range(instance_id, instance_id, '[]'::text) WITH &&, tstzrange(valid_from, valid_until) WITH &&) WHERE (((superseded_at IS NULL) AND ((state)::text = 'PENDING'::text)));


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);


ALTER TABLE ONLY public.platform_idempotencykey
    ADD CONSTRAINT idempotency_key_is_unique UNIQUE (actor, key);


ALTER TABLE ONLY public.insight_mend
    ADD CONSTRAINT insight_mend_asked_as_key UNIQUE (asked_as);


ALTER TABLE ONLY public.insight_mend
    ADD CONSTRAINT insight_mend_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_mend
    ADD CONSTRAINT insight_mend_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.insight_mendversion
    ADD CONSTRAINT insight_mendversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_cancellation
    ADD CONSTRAINT instances_cancellation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_cancellation
    ADD CONSTRAINT instances_cancellation_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_cancellationversion
    ADD CONSTRAINT instances_cancellationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configuration_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configuration_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_configurationversion
    ADD CONSTRAINT instances_configurationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_instance
    ADD CONSTRAINT instances_instance_key_key UNIQUE (key);


ALTER TABLE ONLY public.instances_instance
    ADD CONSTRAINT instances_instance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_instance
    ADD CONSTRAINT instances_instance_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_instance
    ADD CONSTRAINT instances_instance_service_uuid_key UNIQUE (service_uuid);


ALTER TABLE ONLY public.instances_instanceversion
    ADD CONSTRAINT instances_instanceversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT instances_relationship_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT instances_relationship_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_relationshipversion
    ADD CONSTRAINT instances_relationshipversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_renewalversion
    ADD CONSTRAINT instances_renewalversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.instances_subscription
    ADD CONSTRAINT instances_subscription_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.instances_subscription
    ADD CONSTRAINT instances_subscription_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.instances_subscriptionversion
    ADD CONSTRAINT instances_subscriptionversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.billing_invoiceline
    ADD CONSTRAINT invoice_line_position UNIQUE (invoice_id, "position");


ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT invoice_number UNIQUE (series_id, number);


ALTER TABLE ONLY public.billing_invoiceseries
    ADD CONSTRAINT invoice_series_prefix UNIQUE (seller_id, prefix);


ALTER TABLE ONLY public.catalog_kitpart
    ADD CONSTRAINT kit_part_once UNIQUE (kit_id, part_id);


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.notify_notice
    ADD CONSTRAINT notify_notice_key_key UNIQUE (key);


ALTER TABLE ONLY public.notify_notice
    ADD CONSTRAINT notify_notice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.notify_notice
    ADD CONSTRAINT notify_notice_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.notify_noticeversion
    ADD CONSTRAINT notify_noticeversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_balancemovement
    ADD CONSTRAINT ocs_balancemovement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsaccount
    ADD CONSTRAINT ocs_ocsaccount_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsaccountactionplan
    ADD CONSTRAINT ocs_ocsaccountactionplan_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsaccountactionplanversion
    ADD CONSTRAINT ocs_ocsaccountactionplanversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsaccountversion
    ADD CONSTRAINT ocs_ocsaccountversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsactionplan
    ADD CONSTRAINT ocs_ocsactionplan_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsactionplan
    ADD CONSTRAINT ocs_ocsactionplan_plan_id_key UNIQUE (plan_id);


ALTER TABLE ONLY public.ocs_ocsactionplanversion
    ADD CONSTRAINT ocs_ocsactionplanversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsactions
    ADD CONSTRAINT ocs_ocsactions_actions_id_key UNIQUE (actions_id);


ALTER TABLE ONLY public.ocs_ocsactions
    ADD CONSTRAINT ocs_ocsactions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsactionsversion
    ADD CONSTRAINT ocs_ocsactionsversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsactiontiming
    ADD CONSTRAINT ocs_ocsactiontiming_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsactiontiming
    ADD CONSTRAINT ocs_ocsactiontiming_uuid_key UNIQUE (uuid);


ALTER TABLE ONLY public.ocs_ocsactiontimingversion
    ADD CONSTRAINT ocs_ocsactiontimingversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsbalance
    ADD CONSTRAINT ocs_ocsbalance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ocs_ocsbalance
    ADD CONSTRAINT ocs_ocsbalance_uuid_key UNIQUE (uuid);


ALTER TABLE ONLY public.ocs_ocsbalanceversion
    ADD CONSTRAINT ocs_ocsbalanceversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ocs_ocsaccountactionplan
    ADD CONSTRAINT ocs_plan_is_bound_once UNIQUE (account_id, plan_id);


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT order_line_position UNIQUE (order_id, "position");


ALTER TABLE ONLY public.ordering_orderpick
    ADD CONSTRAINT order_pick_once UNIQUE (line_id, item_id);


ALTER TABLE ONLY public.ordering_acceptedterms
    ADD CONSTRAINT ordering_acceptedterms_line_id_key UNIQUE (line_id);


ALTER TABLE ONLY public.ordering_acceptedterms
    ADD CONSTRAINT ordering_acceptedterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_number_key UNIQUE (number);


ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.ordering_orderlineversion
    ADD CONSTRAINT ordering_orderlineversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.ordering_orderpick
    ADD CONSTRAINT ordering_orderpick_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ordering_orderversion
    ADD CONSTRAINT ordering_orderversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_number_key UNIQUE (number);


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_accountclass
    ADD CONSTRAINT parties_accountclass_code_key UNIQUE (code);


ALTER TABLE ONLY public.parties_accountclass
    ADD CONSTRAINT parties_accountclass_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_accountclassversion
    ADD CONSTRAINT parties_accountclassversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_accountterms
    ADD CONSTRAINT parties_accountterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_accountversion
    ADD CONSTRAINT parties_accountversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_address
    ADD CONSTRAINT parties_address_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_addressversion
    ADD CONSTRAINT parties_addressversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_token_hash_key UNIQUE (token_hash);


ALTER TABLE ONLY public.parties_brand
    ADD CONSTRAINT parties_brand_name_key UNIQUE (name);


ALTER TABLE ONLY public.parties_brand
    ADD CONSTRAINT parties_brand_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_brand
    ADD CONSTRAINT parties_brand_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_brand
    ADD CONSTRAINT parties_brand_slug_key UNIQUE (slug);


ALTER TABLE ONLY public.parties_brandversion
    ADD CONSTRAINT parties_brandversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_person
    ADD CONSTRAINT parties_person_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_person
    ADD CONSTRAINT parties_person_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_personversion
    ADD CONSTRAINT parties_personversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_roleassignment
    ADD CONSTRAINT parties_roleassignment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_roleassignmentversion
    ADD CONSTRAINT parties_roleassignmentversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_seller
    ADD CONSTRAINT parties_seller_name_key UNIQUE (name);


ALTER TABLE ONLY public.parties_seller
    ADD CONSTRAINT parties_seller_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_seller
    ADD CONSTRAINT parties_seller_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_sellerversion
    ADD CONSTRAINT parties_sellerversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_subscriber
    ADD CONSTRAINT parties_subscriber_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_subscriber
    ADD CONSTRAINT parties_subscriber_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_subscriberversion
    ADD CONSTRAINT parties_subscriberversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_taxregistration
    ADD CONSTRAINT parties_taxregistration_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_taxregistrationversion
    ADD CONSTRAINT parties_taxregistrationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.parties_user
    ADD CONSTRAINT parties_user_email_key UNIQUE (email);


ALTER TABLE ONLY public.parties_user
    ADD CONSTRAINT parties_user_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.parties_user
    ADD CONSTRAINT parties_user_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_userversion
    ADD CONSTRAINT parties_userversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payment_gateway_reference UNIQUE (gateway, gateway_reference);


ALTER TABLE ONLY public.payments_demogatewaycharge
    ADD CONSTRAINT payments_demogatewaycharge_key_key UNIQUE (key);


ALTER TABLE ONLY public.payments_demogatewaycharge
    ADD CONSTRAINT payments_demogatewaycharge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_demogatewaycharge
    ADD CONSTRAINT payments_demogatewaycharge_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.payments_demogatewayrefund
    ADD CONSTRAINT payments_demogatewayrefund_key_key UNIQUE (key);


ALTER TABLE ONLY public.payments_demogatewayrefund
    ADD CONSTRAINT payments_demogatewayrefund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_demogatewayrefund
    ADD CONSTRAINT payments_demogatewayrefund_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_ledger_entry_id_key UNIQUE (ledger_entry_id);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_paymentversion
    ADD CONSTRAINT payments_paymentversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_ledger_entry_id_key UNIQUE (ledger_entry_id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_refundversion
    ADD CONSTRAINT payments_refundversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.payments_storedcard
    ADD CONSTRAINT payments_storedcard_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_storedcard
    ADD CONSTRAINT payments_storedcard_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_storedcardversion
    ADD CONSTRAINT payments_storedcardversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.pghistory_context
    ADD CONSTRAINT pghistory_context_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_businessclock
    ADD CONSTRAINT platform_businessclock_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_cache
    ADD CONSTRAINT platform_cache_pkey PRIMARY KEY (cache_key);


ALTER TABLE ONLY public.platform_event
    ADD CONSTRAINT platform_event_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_forgottenjob
    ADD CONSTRAINT platform_forgottenjob_number_key UNIQUE (number);


ALTER TABLE ONLY public.platform_forgottenjob
    ADD CONSTRAINT platform_forgottenjob_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_idempotencykey
    ADD CONSTRAINT platform_idempotencykey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_restoration
    ADD CONSTRAINT platform_restoration_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.platform_restorationversion
    ADD CONSTRAINT platform_restorationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT pool_name UNIQUE (specification_id, name);


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT pools_do_not_overlap EXCLUDE USING gist (int8range(specification_id, specification_id, '[]'::text) WITH &&, int4range(hashtext((scope)::text), hashtext((scope)::text), '[]'::text) WITH &&, numrange(first, last, '[]'::text) WITH &&);


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);


ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_productfeature
    ADD CONSTRAINT product_feature_position UNIQUE (product_id, "position") DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_productrelationship
    ADD CONSTRAINT product_relationship_once UNIQUE (kind, product_id, to_product_id);


ALTER TABLE ONLY public.catalog_productterms
    ADD CONSTRAINT product_terms_version UNIQUE (product_id, version);


ALTER TABLE ONLY public.provisioning_effect
    ADD CONSTRAINT provisioning_effect_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.provisioning_jobevent
    ADD CONSTRAINT provisioning_jobevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisioningjob_gateway_secret_hash_key UNIQUE (gateway_secret_hash);


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisioningjob_order_line_id_key UNIQUE (order_line_id);


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisioningjob_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisioningjob_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisioningjob_token_hash_key UNIQUE (token_hash);


ALTER TABLE ONLY public.provisioning_provisioningjobversion
    ADD CONSTRAINT provisioning_provisioningjobversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_purchaseorderline
    ADD CONSTRAINT purchase_order_line_once UNIQUE (order_id, specification_id);


ALTER TABLE ONLY public.catalog_rate
    ADD CONSTRAINT rate_one_per_period UNIQUE NULLS NOT DISTINCT (product_id, price_plan_id, period_count, period_unit);


ALTER TABLE ONLY public.catalog_rateversion
    ADD CONSTRAINT rate_versions_do_not_overlap EXCLUDE USING gist (int8range(rate_id, rate_id, '[]'::text) WITH &&, tstzrange(valid_from, valid_until) WITH &&);


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT relationship_once_per_configuration UNIQUE (configuration_id, to_instance_id, definition_id);


ALTER TABLE ONLY public.catalog_resourcerequirement
    ADD CONSTRAINT resource_required_once UNIQUE (product_id, specification_id);


ALTER TABLE ONLY public.catalog_resourcetext
    ADD CONSTRAINT resource_text_position UNIQUE (specification_id, "position");


ALTER TABLE ONLY public.parties_roleassignment
    ADD CONSTRAINT role_assigned_once UNIQUE NULLS NOT DISTINCT (user_id, role, brand_id);


ALTER TABLE ONLY public.catalog_servicereliance
    ADD CONSTRAINT service_relied_on_once UNIQUE (product_id, service_name);


ALTER TABLE ONLY public.stock_allocation
    ADD CONSTRAINT stock_allocation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_allocationversion
    ADD CONSTRAINT stock_allocationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_item_reference UNIQUE (specification_id, reference_number);


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_item_serial UNIQUE (specification_id, serial_normalised);


ALTER TABLE ONLY public.stock_itemmove
    ADD CONSTRAINT stock_itemmove_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT stock_pool_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT stock_pool_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.stock_poolversion
    ADD CONSTRAINT stock_poolversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_purchaseorder
    ADD CONSTRAINT stock_purchaseorder_number_key UNIQUE (number);


ALTER TABLE ONLY public.stock_purchaseorder
    ADD CONSTRAINT stock_purchaseorder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_purchaseorder
    ADD CONSTRAINT stock_purchaseorder_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.stock_purchaseorderline
    ADD CONSTRAINT stock_purchaseorderline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_purchaseorderlineversion
    ADD CONSTRAINT stock_purchaseorderlineversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_purchaseorderversion
    ADD CONSTRAINT stock_purchaseorderversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_stockquantity
    ADD CONSTRAINT stock_quantity_once UNIQUE (specification_id, warehouse_id);


ALTER TABLE ONLY public.stock_quantityreservation
    ADD CONSTRAINT stock_quantityreservation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_quantityreservationversion
    ADD CONSTRAINT stock_quantityreservationversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_stockcount
    ADD CONSTRAINT stock_stockcount_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_stockcount
    ADD CONSTRAINT stock_stockcount_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_instance_id_key UNIQUE (instance_id);


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.stock_stockitemversion
    ADD CONSTRAINT stock_stockitemversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_stockmovement
    ADD CONSTRAINT stock_stockmovement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_stockmovemententry
    ADD CONSTRAINT stock_stockmovemententry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_stockquantity
    ADD CONSTRAINT stock_stockquantity_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_stockquantityversion
    ADD CONSTRAINT stock_stockquantityversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_warehouse
    ADD CONSTRAINT stock_warehouse_code_key UNIQUE (code);


ALTER TABLE ONLY public.stock_warehouse
    ADD CONSTRAINT stock_warehouse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_warehouseversion
    ADD CONSTRAINT stock_warehouseversion_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_item_id_key UNIQUE (item_id);


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_movement_id_key UNIQUE (movement_id);


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.parties_taxregistration
    ADD CONSTRAINT tax_registration_one_per_country UNIQUE (seller_id, country);


CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);


CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);


CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);


CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);


CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);


CREATE INDEX account_terms_by_date ON public.parties_accountterms USING btree (account_id, effective_at DESC, id DESC);


CREATE INDEX allocation_by_expiry ON public.stock_allocation USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND ((state)::text = 'reserved'::text));


CREATE INDEX allocation_by_holder ON public.stock_allocation USING btree (holder);


CREATE INDEX allocation_by_service ON public.stock_allocation USING btree (service_id);


CREATE UNIQUE INDEX allocation_one_live_per_item ON public.stock_allocation USING btree (item_id) WHERE ((state)::text = ANY ((ARRAY['reserved'::character varying, 'assigned'::character varying])::text[]));


CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);


CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);


CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);


CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);


CREATE INDEX billing_billablefact_account_id_2a3f1fe5 ON public.billing_billablefact USING btree (account_id);


CREATE INDEX billing_billablefact_instance_id_ec3ea5b9 ON public.billing_billablefact USING btree (instance_id);


CREATE INDEX billing_billablefact_key_dcbf67fc_like ON public.billing_billablefact USING btree (key varchar_pattern_ops);


CREATE INDEX billing_charge_account_id_c4951418 ON public.billing_charge USING btree (account_id);


CREATE INDEX billing_charge_configuration_id_9e9faf2d ON public.billing_charge USING btree (configuration_id);


CREATE INDEX billing_charge_fact_id_00e9b86b ON public.billing_charge USING btree (fact_id);


CREATE INDEX billing_charge_instance_id_9e5bed8e ON public.billing_charge USING btree (instance_id);


CREATE INDEX billing_charge_rate_version_id_a1a1c5a5 ON public.billing_charge USING btree (rate_version_id);


CREATE INDEX billing_charge_subscription_id_7027704e ON public.billing_charge USING btree (subscription_id);


CREATE INDEX billing_invoice_account_id_71f06cf2 ON public.billing_invoice USING btree (account_id);


CREATE INDEX billing_invoice_series_id_aafcbbba ON public.billing_invoice USING btree (series_id);


CREATE INDEX billing_invoiceline_invoice_id_ff507e12 ON public.billing_invoiceline USING btree (invoice_id);


CREATE INDEX billing_invoiceseries_seller_id_45409b85 ON public.billing_invoiceseries USING btree (seller_id);


CREATE INDEX billing_ledgerentry_account_id_ac8d6a24 ON public.billing_ledgerentry USING btree (account_id);


CREATE INDEX billing_ledgerposting_entry_id_09b749a7 ON public.billing_ledgerposting USING btree (entry_id);


CREATE INDEX billing_transaction_account_id_2434372f ON public.billing_transaction USING btree (account_id);


CREATE INDEX billing_transaction_claimed_by_id_856ea139 ON public.billing_transaction USING btree (claimed_by_id);


CREATE INDEX billing_transaction_instance_id_80f7f8ee ON public.billing_transaction USING btree (instance_id);


CREATE INDEX cancellation_due ON public.instances_cancellation USING btree (due_at) WHERE ((state)::text = 'pending'::text);


CREATE UNIQUE INDEX cancellation_one_pending_per_service ON public.instances_cancellation USING btree (instance_id) WHERE ((state)::text = 'pending'::text);


CREATE UNIQUE INDEX card_one_default_per_account ON public.payments_storedcard USING btree (account_id) WHERE (is_default AND (removed_at IS NULL));


CREATE UNIQUE INDEX card_stored_once ON public.payments_storedcard USING btree (account_id, gateway, gateway_reference) WHERE (removed_at IS NULL);


CREATE INDEX catalog_kitpart_kit_id_710d88c2 ON public.catalog_kitpart USING btree (kit_id);


CREATE INDEX catalog_kitpart_part_id_fed45fae ON public.catalog_kitpart USING btree (part_id);


CREATE INDEX catalog_kitpartversion_kit_id_c30691a8 ON public.catalog_kitpartversion USING btree (kit_id);


CREATE INDEX catalog_kitpartversion_part_id_c39cce73 ON public.catalog_kitpartversion USING btree (part_id);


CREATE INDEX catalog_kitpartversion_pgh_context_id_2bca5625 ON public.catalog_kitpartversion USING btree (pgh_context_id);


CREATE INDEX catalog_kitpartversion_pgh_obj_id_90643aa7 ON public.catalog_kitpartversion USING btree (pgh_obj_id);


CREATE INDEX catalog_priceplan_code_63a55fd8_like ON public.catalog_priceplan USING btree (code varchar_pattern_ops);


CREATE INDEX catalog_priceplanversion_pgh_context_id_11f9637a ON public.catalog_priceplanversion USING btree (pgh_context_id);


CREATE INDEX catalog_priceplanversion_pgh_obj_id_517645f8 ON public.catalog_priceplanversion USING btree (pgh_obj_id);


CREATE INDEX catalog_product_brand_id_bb0c7890 ON public.catalog_product USING btree (brand_id);


CREATE INDEX catalog_product_product_type_id_192b5a38 ON public.catalog_product USING btree (product_type_id);


CREATE INDEX catalog_product_slug_f37848b0_like ON public.catalog_product USING btree (slug varchar_pattern_ops);


CREATE INDEX catalog_productfeature_product_id_30790ba4 ON public.catalog_productfeature USING btree (product_id);


CREATE INDEX catalog_productfeatureversion_pgh_context_id_25a927f8 ON public.catalog_productfeatureversion USING btree (pgh_context_id);


CREATE INDEX catalog_productfeatureversion_pgh_obj_id_59405033 ON public.catalog_productfeatureversion USING btree (pgh_obj_id);


CREATE INDEX catalog_productfeatureversion_product_id_cfbe562d ON public.catalog_productfeatureversion USING btree (product_id);


CREATE INDEX catalog_productrelationship_product_id_82d6828b ON public.catalog_productrelationship USING btree (product_id);


CREATE INDEX catalog_productrelationship_to_product_id_e36dc053 ON public.catalog_productrelationship USING btree (to_product_id);


CREATE INDEX catalog_productrelationshipversion_pgh_context_id_7af3c8b5 ON public.catalog_productrelationshipversion USING btree (pgh_context_id);


CREATE INDEX catalog_productrelationshipversion_pgh_obj_id_89656956 ON public.catalog_productrelationshipversion USING btree (pgh_obj_id);


CREATE INDEX catalog_productrelationshipversion_product_id_57775611 ON public.catalog_productrelationshipversion USING btree (product_id);


CREATE INDEX catalog_productrelationshipversion_to_product_id_5248bd55 ON public.catalog_productrelationshipversion USING btree (to_product_id);


CREATE INDEX catalog_productterms_product_id_9971b36e ON public.catalog_productterms USING btree (product_id);


CREATE INDEX catalog_producttype_code_1dba91c4_like ON public.catalog_producttype USING btree (code varchar_pattern_ops);


CREATE INDEX catalog_producttypeversion_pgh_context_id_7d6779ce ON public.catalog_producttypeversion USING btree (pgh_context_id);


CREATE INDEX catalog_producttypeversion_pgh_obj_id_47e7e82e ON public.catalog_producttypeversion USING btree (pgh_obj_id);


CREATE INDEX catalog_productversion_brand_id_fd4f3d0f ON public.catalog_productversion USING btree (brand_id);


CREATE INDEX catalog_productversion_pgh_context_id_0e169eac ON public.catalog_productversion USING btree (pgh_context_id);


CREATE INDEX catalog_productversion_pgh_obj_id_c1890794 ON public.catalog_productversion USING btree (pgh_obj_id);


CREATE INDEX catalog_productversion_product_type_id_0a026fdd ON public.catalog_productversion USING btree (product_type_id);


CREATE INDEX catalog_rate_price_plan_id_d86428fb ON public.catalog_rate USING btree (price_plan_id);


CREATE INDEX catalog_rate_product_id_82b615dd ON public.catalog_rate USING btree (product_id);


CREATE INDEX catalog_rateversion_rate_id_931a6911 ON public.catalog_rateversion USING btree (rate_id);


CREATE INDEX catalog_resourcerequirement_product_id_b0dc8e65 ON public.catalog_resourcerequirement USING btree (product_id);


CREATE INDEX catalog_resourcerequirement_specification_id_4569f136 ON public.catalog_resourcerequirement USING btree (specification_id);


CREATE INDEX catalog_resourcerequirementversion_pgh_context_id_13bc6a58 ON public.catalog_resourcerequirementversion USING btree (pgh_context_id);


CREATE INDEX catalog_resourcerequirementversion_pgh_obj_id_990aaaa1 ON public.catalog_resourcerequirementversion USING btree (pgh_obj_id);


CREATE INDEX catalog_resourcerequirementversion_product_id_de0f39da ON public.catalog_resourcerequirementversion USING btree (product_id);


CREATE INDEX catalog_resourcerequirementversion_specification_id_849a9aa8 ON public.catalog_resourcerequirementversion USING btree (specification_id);


CREATE INDEX catalog_resourcespecification_name_382dce81_like ON public.catalog_resourcespecification USING btree (name varchar_pattern_ops);


CREATE INDEX catalog_resourcespecificationversion_pgh_context_id_347db7b4 ON public.catalog_resourcespecificationversion USING btree (pgh_context_id);


CREATE INDEX catalog_resourcespecificationversion_pgh_obj_id_9f749f62 ON public.catalog_resourcespecificationversion USING btree (pgh_obj_id);


CREATE INDEX catalog_resourcetext_specification_id_6f6eb3ae ON public.catalog_resourcetext USING btree (specification_id);


CREATE INDEX catalog_resourcetextversion_pgh_context_id_a35de883 ON public.catalog_resourcetextversion USING btree (pgh_context_id);


CREATE INDEX catalog_resourcetextversion_pgh_obj_id_73b8b234 ON public.catalog_resourcetextversion USING btree (pgh_obj_id);


CREATE INDEX catalog_resourcetextversion_specification_id_9dde527f ON public.catalog_resourcetextversion USING btree (specification_id);


CREATE INDEX catalog_servicereliance_product_id_18fb3ecc ON public.catalog_servicereliance USING btree (product_id);


CREATE INDEX catalog_servicerelianceversion_pgh_context_id_ec3047f6 ON public.catalog_servicerelianceversion USING btree (pgh_context_id);


CREATE INDEX catalog_servicerelianceversion_pgh_obj_id_b7278afa ON public.catalog_servicerelianceversion USING btree (pgh_obj_id);


CREATE INDEX catalog_servicerelianceversion_product_id_4c6e2fe9 ON public.catalog_servicerelianceversion USING btree (product_id);


CREATE INDEX catalog_servicestate_code_ad171111_like ON public.catalog_servicestate USING btree (code varchar_pattern_ops);


CREATE INDEX catalog_servicestateversion_pgh_context_id_1ee69fb8 ON public.catalog_servicestateversion USING btree (pgh_context_id);


CREATE INDEX catalog_servicestateversion_pgh_obj_id_bd0ad43a ON public.catalog_servicestateversion USING btree (pgh_obj_id);


CREATE INDEX charge_by_account ON public.billing_charge USING btree (account_id, id);


CREATE INDEX charging_enginecall_key_9c246e39_like ON public.charging_enginecall USING btree (key varchar_pattern_ops);


CREATE INDEX configuration_by_account ON public.instances_configuration USING btree (account_id, state);


CREATE INDEX configuration_by_parent ON public.instances_configuration USING btree (parent_id);


CREATE UNIQUE INDEX configuration_one_current ON public.instances_configuration USING btree (instance_id) WHERE ((superseded_at IS NULL) AND ((state)::text = 'CURRENT'::text));


CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);


CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);


CREATE INDEX effect_by_job ON public.provisioning_effect USING btree (job_id, id);


CREATE INDEX engine_call_concluded_at ON public.charging_enginecall USING btree (concluded_at);


CREATE INDEX engine_call_unsettled ON public.charging_enginecall USING btree (tenant, account) WHERE ((state)::text = ANY ((ARRAY['intended'::character varying, 'unknown'::character varying, 'unclear'::character varying])::text[]));


CREATE INDEX event_by_account ON public.platform_event USING btree (account_id, id);


CREATE INDEX event_by_recorded_at ON public.platform_event USING brin (recorded_at);


CREATE INDEX idempotency_key_by_age ON public.platform_idempotencykey USING btree (created_at);


CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));


CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);


CREATE INDEX insight_mend_asked_as_adfaaf3f_like ON public.insight_mend USING btree (asked_as varchar_pattern_ops);


CREATE INDEX insight_mendversion_pgh_context_id_f93d062f ON public.insight_mendversion USING btree (pgh_context_id);


CREATE INDEX insight_mendversion_pgh_obj_id_2bc6b3df ON public.insight_mendversion USING btree (pgh_obj_id);


CREATE INDEX instance_by_removal ON public.instances_instance USING btree (remove_at) WHERE (remove_at IS NOT NULL);


CREATE INDEX instance_by_tag ON public.instances_instance USING gin (tags);


CREATE INDEX instances_cancellation_account_id_06b85aff ON public.instances_cancellation USING btree (account_id);


CREATE INDEX instances_cancellation_instance_id_718f035f ON public.instances_cancellation USING btree (instance_id);


CREATE INDEX instances_cancellationversion_account_id_cef8dba8 ON public.instances_cancellationversion USING btree (account_id);


CREATE INDEX instances_cancellationversion_instance_id_e3415b83 ON public.instances_cancellationversion USING btree (instance_id);


CREATE INDEX instances_cancellationversion_pgh_context_id_462f3468 ON public.instances_cancellationversion USING btree (pgh_context_id);


CREATE INDEX instances_cancellationversion_pgh_obj_id_39fa593f ON public.instances_cancellationversion USING btree (pgh_obj_id);


CREATE INDEX instances_configuration_account_id_d55fadac ON public.instances_configuration USING btree (account_id);


CREATE INDEX instances_configuration_instance_id_9d86e700 ON public.instances_configuration USING btree (instance_id);


CREATE INDEX instances_configuration_parent_id_9d501e3b ON public.instances_configuration USING btree (parent_id);


CREATE INDEX instances_configuration_place_id_2f1c3d3e ON public.instances_configuration USING btree (place_id);


CREATE INDEX instances_configuration_product_id_263b331c ON public.instances_configuration USING btree (product_id);


CREATE INDEX instances_configuration_rate_version_id_d47ccf34 ON public.instances_configuration USING btree (rate_version_id);


CREATE INDEX instances_configuration_resource_specification_id_d8a2523c ON public.instances_configuration USING btree (resource_specification_id);


CREATE INDEX instances_configuration_service_state_id_0a9bb8b8 ON public.instances_configuration USING btree (service_state_id);


CREATE INDEX instances_configuration_subscriber_id_3066ccf2 ON public.instances_configuration USING btree (subscriber_id);


CREATE INDEX instances_configuration_subscription_id_041b91f7 ON public.instances_configuration USING btree (subscription_id);


CREATE INDEX instances_configurationver_resource_specification_id_c0119601 ON public.instances_configurationversion USING btree (resource_specification_id);


CREATE INDEX instances_configurationversion_account_id_832a1d50 ON public.instances_configurationversion USING btree (account_id);


CREATE INDEX instances_configurationversion_instance_id_27828071 ON public.instances_configurationversion USING btree (instance_id);


CREATE INDEX instances_configurationversion_parent_id_d37ebf33 ON public.instances_configurationversion USING btree (parent_id);


CREATE INDEX instances_configurationversion_pgh_context_id_ed9cf536 ON public.instances_configurationversion USING btree (pgh_context_id);


CREATE INDEX instances_configurationversion_pgh_obj_id_67442c6d ON public.instances_configurationversion USING btree (pgh_obj_id);


CREATE INDEX instances_configurationversion_place_id_0fb2b78a ON public.instances_configurationversion USING btree (place_id);


CREATE INDEX instances_configurationversion_product_id_2af5acb1 ON public.instances_configurationversion USING btree (product_id);


CREATE INDEX instances_configurationversion_rate_version_id_c7c20c16 ON public.instances_configurationversion USING btree (rate_version_id);


CREATE INDEX instances_configurationversion_service_state_id_312bba3d ON public.instances_configurationversion USING btree (service_state_id);


CREATE INDEX instances_configurationversion_subscriber_id_31614bbf ON public.instances_configurationversion USING btree (subscriber_id);


CREATE INDEX instances_configurationversion_subscription_id_f44ea694 ON public.instances_configurationversion USING btree (subscription_id);


CREATE INDEX instances_instance_key_25d411c5_like ON public.instances_instance USING btree (key varchar_pattern_ops);


CREATE INDEX instances_instance_service_uuid_a0667ea2_like ON public.instances_instance USING btree (service_uuid varchar_pattern_ops);


CREATE INDEX instances_instanceversion_pgh_context_id_5c9f68b1 ON public.instances_instanceversion USING btree (pgh_context_id);


CREATE INDEX instances_instanceversion_pgh_obj_id_ed190edd ON public.instances_instanceversion USING btree (pgh_obj_id);


CREATE INDEX instances_relationship_configuration_id_1b74e3e5 ON public.instances_relationship USING btree (configuration_id);


CREATE INDEX instances_relationship_definition_id_8427646e ON public.instances_relationship USING btree (definition_id);


CREATE INDEX instances_relationship_to_instance_id_044a9877 ON public.instances_relationship USING btree (to_instance_id);


CREATE INDEX instances_relationshipversion_configuration_id_5e8c0be8 ON public.instances_relationshipversion USING btree (configuration_id);


CREATE INDEX instances_relationshipversion_definition_id_86f1fc74 ON public.instances_relationshipversion USING btree (definition_id);


CREATE INDEX instances_relationshipversion_pgh_context_id_dfff9f8f ON public.instances_relationshipversion USING btree (pgh_context_id);


CREATE INDEX instances_relationshipversion_pgh_obj_id_d1fffc78 ON public.instances_relationshipversion USING btree (pgh_obj_id);


CREATE INDEX instances_relationshipversion_to_instance_id_162e119a ON public.instances_relationshipversion USING btree (to_instance_id);


CREATE INDEX instances_renewal_account_id_4e01f135 ON public.instances_renewal USING btree (account_id);


CREATE INDEX instances_renewal_instance_id_78d766a8 ON public.instances_renewal USING btree (instance_id);


CREATE INDEX instances_renewal_payment_id_27cf77e5 ON public.instances_renewal USING btree (payment_id);


CREATE INDEX instances_renewal_rate_version_id_50e51a42 ON public.instances_renewal USING btree (rate_version_id);


CREATE INDEX instances_renewalversion_account_id_60c2043c ON public.instances_renewalversion USING btree (account_id);


CREATE INDEX instances_renewalversion_instance_id_2a7174c6 ON public.instances_renewalversion USING btree (instance_id);


CREATE INDEX instances_renewalversion_payment_id_5db4eecc ON public.instances_renewalversion USING btree (payment_id);


CREATE INDEX instances_renewalversion_pgh_context_id_891e84b3 ON public.instances_renewalversion USING btree (pgh_context_id);


CREATE INDEX instances_renewalversion_pgh_obj_id_6ba285cb ON public.instances_renewalversion USING btree (pgh_obj_id);


CREATE INDEX instances_renewalversion_rate_version_id_6bcca811 ON public.instances_renewalversion USING btree (rate_version_id);


CREATE INDEX instances_subscription_account_id_1f046d7c ON public.instances_subscription USING btree (account_id);


CREATE INDEX instances_subscription_payer_id_3abed8bb ON public.instances_subscription USING btree (payer_id);


CREATE INDEX instances_subscription_price_plan_id_039b25ab ON public.instances_subscription USING btree (price_plan_id);


CREATE INDEX instances_subscriptionversion_account_id_0ed656d4 ON public.instances_subscriptionversion USING btree (account_id);


CREATE INDEX instances_subscriptionversion_payer_id_cc439dfe ON public.instances_subscriptionversion USING btree (payer_id);


CREATE INDEX instances_subscriptionversion_pgh_context_id_ba07b2ed ON public.instances_subscriptionversion USING btree (pgh_context_id);


CREATE INDEX instances_subscriptionversion_pgh_obj_id_a7efb564 ON public.instances_subscriptionversion USING btree (pgh_obj_id);


CREATE INDEX instances_subscriptionversion_price_plan_id_cfc7ec41 ON public.instances_subscriptionversion USING btree (price_plan_id);


CREATE INDEX job_by_lease ON public.provisioning_provisioningjob USING btree (lease_until) WHERE ((state)::text = ANY ((ARRAY['running'::character varying, 'undoing'::character varying])::text[]));


CREATE INDEX job_event_by_job ON public.provisioning_jobevent USING btree (job_id, id);


CREATE INDEX job_queued ON public.provisioning_provisioningjob USING btree (id) WHERE ((state)::text = 'queued'::text);


CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);


CREATE INDEX notice_by_account ON public.notify_notice USING btree (account_id, id);


CREATE INDEX notice_by_lease ON public.notify_notice USING btree (lease_until) WHERE ((state)::text = 'sending'::text);


CREATE INDEX notice_by_next_attempt ON public.notify_notice USING btree (next_attempt_at) WHERE ((state)::text = 'queued'::text);


CREATE INDEX notify_notice_account_id_5987d552 ON public.notify_notice USING btree (account_id);


CREATE INDEX notify_notice_key_17a3ee64_like ON public.notify_notice USING btree (key varchar_pattern_ops);


CREATE INDEX notify_noticeversion_account_id_4a6cf849 ON public.notify_noticeversion USING btree (account_id);


CREATE INDEX notify_noticeversion_pgh_context_id_de8fae02 ON public.notify_noticeversion USING btree (pgh_context_id);


CREATE INDEX notify_noticeversion_pgh_obj_id_57e96920 ON public.notify_noticeversion USING btree (pgh_obj_id);


CREATE UNIQUE INDEX ocs_account_is_unique ON public.ocs_ocsaccount USING btree (tenant, account) WHERE (removed_at IS NULL);


CREATE INDEX ocs_balance_by_expiry ON public.ocs_ocsbalance USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (removed_at IS NULL));


CREATE UNIQUE INDEX ocs_balance_is_unique ON public.ocs_ocsbalance USING btree (account_id, balance_type, balance_id) WHERE (removed_at IS NULL);


CREATE INDEX ocs_movement_by_account ON public.ocs_balancemovement USING btree (account_id, at);


CREATE INDEX ocs_movement_by_balance ON public.ocs_balancemovement USING btree (balance_id, id);


CREATE INDEX ocs_movement_by_recorded_at ON public.ocs_balancemovement USING brin (recorded_at);


CREATE INDEX ocs_ocsaccountactionplan_account_id_41796c18 ON public.ocs_ocsaccountactionplan USING btree (account_id);


CREATE INDEX ocs_ocsaccountactionplan_plan_id_c959e9f2 ON public.ocs_ocsaccountactionplan USING btree (plan_id);


CREATE INDEX ocs_ocsaccountactionplanversion_account_id_13b8cf7a ON public.ocs_ocsaccountactionplanversion USING btree (account_id);


CREATE INDEX ocs_ocsaccountactionplanversion_pgh_context_id_dd8b4003 ON public.ocs_ocsaccountactionplanversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsaccountactionplanversion_pgh_obj_id_a3393cc7 ON public.ocs_ocsaccountactionplanversion USING btree (pgh_obj_id);


CREATE INDEX ocs_ocsaccountactionplanversion_plan_id_18b66cec ON public.ocs_ocsaccountactionplanversion USING btree (plan_id);


CREATE INDEX ocs_ocsaccountversion_pgh_context_id_0e76c90d ON public.ocs_ocsaccountversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsaccountversion_pgh_obj_id_84aa4955 ON public.ocs_ocsaccountversion USING btree (pgh_obj_id);


CREATE INDEX ocs_ocsactionplan_plan_id_6f03b720_like ON public.ocs_ocsactionplan USING btree (plan_id varchar_pattern_ops);


CREATE INDEX ocs_ocsactionplanversion_pgh_context_id_ca038d70 ON public.ocs_ocsactionplanversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsactionplanversion_pgh_obj_id_7dd73a49 ON public.ocs_ocsactionplanversion USING btree (pgh_obj_id);


CREATE INDEX ocs_ocsactions_actions_id_bf842ee6_like ON public.ocs_ocsactions USING btree (actions_id varchar_pattern_ops);


CREATE INDEX ocs_ocsactionsversion_pgh_context_id_4e49fc4b ON public.ocs_ocsactionsversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsactionsversion_pgh_obj_id_64854f74 ON public.ocs_ocsactionsversion USING btree (pgh_obj_id);


CREATE INDEX ocs_ocsactiontiming_actions_id_3c484c58 ON public.ocs_ocsactiontiming USING btree (actions_id);


CREATE INDEX ocs_ocsactiontiming_plan_id_f7342783 ON public.ocs_ocsactiontiming USING btree (plan_id);


CREATE INDEX ocs_ocsactiontimingversion_actions_id_329c328e ON public.ocs_ocsactiontimingversion USING btree (actions_id);


CREATE INDEX ocs_ocsactiontimingversion_pgh_context_id_7eba24d8 ON public.ocs_ocsactiontimingversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsactiontimingversion_pgh_obj_id_67e11f57 ON public.ocs_ocsactiontimingversion USING btree (pgh_obj_id);


CREATE INDEX ocs_ocsactiontimingversion_plan_id_1089b68f ON public.ocs_ocsactiontimingversion USING btree (plan_id);


CREATE INDEX ocs_ocsbalance_account_id_602d877e ON public.ocs_ocsbalance USING btree (account_id);


CREATE INDEX ocs_ocsbalanceversion_account_id_e6c31ce8 ON public.ocs_ocsbalanceversion USING btree (account_id);


CREATE INDEX ocs_ocsbalanceversion_pgh_context_id_a427b3c4 ON public.ocs_ocsbalanceversion USING btree (pgh_context_id);


CREATE INDEX ocs_ocsbalanceversion_pgh_obj_id_66e9b7e2 ON public.ocs_ocsbalanceversion USING btree (pgh_obj_id);


CREATE INDEX ocs_plan_by_next_execution ON public.ocs_ocsaccountactionplan USING btree (next_at) WHERE (next_at IS NOT NULL);


CREATE UNIQUE INDEX order_line_one_under_way_per_service ON public.ordering_orderline USING btree (instance_id) WHERE ((state)::text = 'provisioning'::text);


CREATE INDEX ordering_acceptedterms_terms_id_c8c26a11 ON public.ordering_acceptedterms USING btree (terms_id);


CREATE INDEX ordering_order_account_id_5a0a6040 ON public.ordering_order USING btree (account_id);


CREATE INDEX ordering_order_number_49e5e55c_like ON public.ordering_order USING btree (number varchar_pattern_ops);


CREATE INDEX ordering_orderline_instance_id_58b002b5 ON public.ordering_orderline USING btree (instance_id);


CREATE INDEX ordering_orderline_order_id_cb63bbd7 ON public.ordering_orderline USING btree (order_id);


CREATE INDEX ordering_orderline_parent_id_139ab01e ON public.ordering_orderline USING btree (parent_id);


CREATE INDEX ordering_orderline_product_id_4f6db7a0 ON public.ordering_orderline USING btree (product_id);


CREATE INDEX ordering_orderline_rate_version_id_0c5ee1b1 ON public.ordering_orderline USING btree (rate_version_id);


CREATE INDEX ordering_orderline_subscriber_id_01cdfae0 ON public.ordering_orderline USING btree (subscriber_id);


CREATE INDEX ordering_orderlineversion_instance_id_20211189 ON public.ordering_orderlineversion USING btree (instance_id);


CREATE INDEX ordering_orderlineversion_order_id_58714871 ON public.ordering_orderlineversion USING btree (order_id);


CREATE INDEX ordering_orderlineversion_parent_id_29c3d451 ON public.ordering_orderlineversion USING btree (parent_id);


CREATE INDEX ordering_orderlineversion_pgh_context_id_82d62073 ON public.ordering_orderlineversion USING btree (pgh_context_id);


CREATE INDEX ordering_orderlineversion_pgh_obj_id_e9236034 ON public.ordering_orderlineversion USING btree (pgh_obj_id);


CREATE INDEX ordering_orderlineversion_product_id_ef8a89af ON public.ordering_orderlineversion USING btree (product_id);


CREATE INDEX ordering_orderlineversion_rate_version_id_847ab8be ON public.ordering_orderlineversion USING btree (rate_version_id);


CREATE INDEX ordering_orderlineversion_subscriber_id_5a38f3d3 ON public.ordering_orderlineversion USING btree (subscriber_id);


CREATE INDEX ordering_orderpick_item_id_15f5548c ON public.ordering_orderpick USING btree (item_id);


CREATE INDEX ordering_orderpick_line_id_ee1e8814 ON public.ordering_orderpick USING btree (line_id);


CREATE INDEX ordering_orderversion_account_id_c7a45fa3 ON public.ordering_orderversion USING btree (account_id);


CREATE INDEX ordering_orderversion_pgh_context_id_08589fed ON public.ordering_orderversion USING btree (pgh_context_id);


CREATE INDEX ordering_orderversion_pgh_obj_id_35ca98ff ON public.ordering_orderversion USING btree (pgh_obj_id);


CREATE INDEX parties_account_billing_address_id_d615003f ON public.parties_account USING btree (billing_address_id);


CREATE INDEX parties_account_brand_id_bfee3211 ON public.parties_account USING btree (brand_id);


CREATE INDEX parties_account_number_6d051ab7_like ON public.parties_account USING btree (number varchar_pattern_ops);


CREATE INDEX parties_account_parent_id_38face65 ON public.parties_account USING btree (parent_id);


CREATE INDEX parties_account_person_id_951f8954 ON public.parties_account USING btree (person_id);


CREATE INDEX parties_accountclass_code_a0bc4576_like ON public.parties_accountclass USING btree (code varchar_pattern_ops);


CREATE INDEX parties_accountclassversion_pgh_context_id_a6c8ee85 ON public.parties_accountclassversion USING btree (pgh_context_id);


CREATE INDEX parties_accountclassversion_pgh_obj_id_83cdd956 ON public.parties_accountclassversion USING btree (pgh_obj_id);


CREATE INDEX parties_accountterms_account_class_id_ea4d32ff ON public.parties_accountterms USING btree (account_class_id);


CREATE INDEX parties_accountterms_account_id_034fc781 ON public.parties_accountterms USING btree (account_id);


CREATE INDEX parties_accountterms_payer_id_5bde95dc ON public.parties_accountterms USING btree (payer_id);


CREATE INDEX parties_accountversion_billing_address_id_631e7d67 ON public.parties_accountversion USING btree (billing_address_id);


CREATE INDEX parties_accountversion_brand_id_0fc9429e ON public.parties_accountversion USING btree (brand_id);


CREATE INDEX parties_accountversion_parent_id_ba15c384 ON public.parties_accountversion USING btree (parent_id);


CREATE INDEX parties_accountversion_person_id_e69fcfa5 ON public.parties_accountversion USING btree (person_id);


CREATE INDEX parties_accountversion_pgh_context_id_1485625f ON public.parties_accountversion USING btree (pgh_context_id);


CREATE INDEX parties_accountversion_pgh_obj_id_58b74b0e ON public.parties_accountversion USING btree (pgh_obj_id);


CREATE INDEX parties_addressversion_pgh_context_id_944a1251 ON public.parties_addressversion USING btree (pgh_context_id);


CREATE INDEX parties_addressversion_pgh_obj_id_c3384039 ON public.parties_addressversion USING btree (pgh_obj_id);


CREATE INDEX parties_apitoken_token_hash_26ad364a_like ON public.parties_apitoken USING btree (token_hash varchar_pattern_ops);


CREATE INDEX parties_apitoken_user_id_9b28412c ON public.parties_apitoken USING btree (user_id);


CREATE INDEX parties_brand_name_ea70f20a_like ON public.parties_brand USING btree (name varchar_pattern_ops);


CREATE INDEX parties_brand_seller_id_1d2266b0 ON public.parties_brand USING btree (seller_id);


CREATE INDEX parties_brand_slug_cf4dad75_like ON public.parties_brand USING btree (slug varchar_pattern_ops);


CREATE INDEX parties_brandversion_pgh_context_id_dc177980 ON public.parties_brandversion USING btree (pgh_context_id);


CREATE INDEX parties_brandversion_pgh_obj_id_4490f241 ON public.parties_brandversion USING btree (pgh_obj_id);


CREATE INDEX parties_brandversion_seller_id_0b051dc0 ON public.parties_brandversion USING btree (seller_id);


CREATE INDEX parties_personversion_pgh_context_id_dc294f12 ON public.parties_personversion USING btree (pgh_context_id);


CREATE INDEX parties_personversion_pgh_obj_id_64129b81 ON public.parties_personversion USING btree (pgh_obj_id);


CREATE INDEX parties_roleassignment_brand_id_30812786 ON public.parties_roleassignment USING btree (brand_id);


CREATE INDEX parties_roleassignment_user_id_543b649f ON public.parties_roleassignment USING btree (user_id);


CREATE INDEX parties_roleassignmentversion_brand_id_7aa94ff3 ON public.parties_roleassignmentversion USING btree (brand_id);


CREATE INDEX parties_roleassignmentversion_pgh_context_id_0c62c10b ON public.parties_roleassignmentversion USING btree (pgh_context_id);


CREATE INDEX parties_roleassignmentversion_pgh_obj_id_ccf33945 ON public.parties_roleassignmentversion USING btree (pgh_obj_id);


CREATE INDEX parties_roleassignmentversion_user_id_ff46e401 ON public.parties_roleassignmentversion USING btree (user_id);


CREATE INDEX parties_seller_name_a89ea085_like ON public.parties_seller USING btree (name varchar_pattern_ops);


CREATE INDEX parties_sellerversion_pgh_context_id_facb191a ON public.parties_sellerversion USING btree (pgh_context_id);


CREATE INDEX parties_sellerversion_pgh_obj_id_14b75862 ON public.parties_sellerversion USING btree (pgh_obj_id);


CREATE INDEX parties_subscriber_account_id_35cdd4a6 ON public.parties_subscriber USING btree (account_id);


CREATE INDEX parties_subscriber_person_id_fadf8d58 ON public.parties_subscriber USING btree (person_id);


CREATE INDEX parties_subscriber_site_id_2c70551e ON public.parties_subscriber USING btree (site_id);


CREATE INDEX parties_subscriberversion_account_id_161c7980 ON public.parties_subscriberversion USING btree (account_id);


CREATE INDEX parties_subscriberversion_person_id_9e301d09 ON public.parties_subscriberversion USING btree (person_id);


CREATE INDEX parties_subscriberversion_pgh_context_id_d5463bdf ON public.parties_subscriberversion USING btree (pgh_context_id);


CREATE INDEX parties_subscriberversion_pgh_obj_id_3bf86f32 ON public.parties_subscriberversion USING btree (pgh_obj_id);


CREATE INDEX parties_subscriberversion_site_id_95b3535d ON public.parties_subscriberversion USING btree (site_id);


CREATE INDEX parties_taxregistration_seller_id_5e90c674 ON public.parties_taxregistration USING btree (seller_id);


CREATE INDEX parties_taxregistrationversion_pgh_context_id_bc753b79 ON public.parties_taxregistrationversion USING btree (pgh_context_id);


CREATE INDEX parties_taxregistrationversion_pgh_obj_id_bb237835 ON public.parties_taxregistrationversion USING btree (pgh_obj_id);


CREATE INDEX parties_taxregistrationversion_seller_id_b74a58f9 ON public.parties_taxregistrationversion USING btree (seller_id);


CREATE INDEX parties_user_email_9691a4c7_like ON public.parties_user USING btree (email varchar_pattern_ops);


CREATE INDEX parties_userversion_pgh_context_id_c8afc82a ON public.parties_userversion USING btree (pgh_context_id);


CREATE INDEX parties_userversion_pgh_obj_id_9b1b0a6f ON public.parties_userversion USING btree (pgh_obj_id);


CREATE INDEX payment_by_account ON public.payments_payment USING btree (account_id, id);


CREATE INDEX payment_unsettled ON public.payments_payment USING btree (created_at) WHERE ((state)::text = ANY ((ARRAY['intended'::character varying, 'unknown'::character varying])::text[]));


CREATE INDEX payments_demogatewaycharge_reference_c84ab610_like ON public.payments_demogatewaycharge USING btree (reference varchar_pattern_ops);


CREATE INDEX payments_demogatewayrefund_charge_id_81665af5 ON public.payments_demogatewayrefund USING btree (charge_id);


CREATE INDEX payments_demogatewayrefund_reference_76eb9655_like ON public.payments_demogatewayrefund USING btree (reference varchar_pattern_ops);


CREATE INDEX payments_payment_account_id_af225a32 ON public.payments_payment USING btree (account_id);


CREATE INDEX payments_payment_card_id_1acb2406 ON public.payments_payment USING btree (card_id);


CREATE INDEX payments_payment_job_id_08318cb9 ON public.payments_payment USING btree (job_id);


CREATE INDEX payments_paymentversion_account_id_40b41ac4 ON public.payments_paymentversion USING btree (account_id);


CREATE INDEX payments_paymentversion_card_id_7fae4310 ON public.payments_paymentversion USING btree (card_id);


CREATE INDEX payments_paymentversion_job_id_f1bf2358 ON public.payments_paymentversion USING btree (job_id);


CREATE INDEX payments_paymentversion_ledger_entry_id_6823a9fb ON public.payments_paymentversion USING btree (ledger_entry_id);


CREATE INDEX payments_paymentversion_pgh_context_id_da763331 ON public.payments_paymentversion USING btree (pgh_context_id);


CREATE INDEX payments_paymentversion_pgh_obj_id_c4bf8a3c ON public.payments_paymentversion USING btree (pgh_obj_id);


CREATE INDEX payments_refund_payment_id_a70693f7 ON public.payments_refund USING btree (payment_id);


CREATE INDEX payments_refundversion_ledger_entry_id_c5a49c5a ON public.payments_refundversion USING btree (ledger_entry_id);


CREATE INDEX payments_refundversion_payment_id_c36dbac1 ON public.payments_refundversion USING btree (payment_id);


CREATE INDEX payments_refundversion_pgh_context_id_bc4c9ec4 ON public.payments_refundversion USING btree (pgh_context_id);


CREATE INDEX payments_refundversion_pgh_obj_id_7a847adb ON public.payments_refundversion USING btree (pgh_obj_id);


CREATE INDEX payments_storedcard_account_id_e8d932aa ON public.payments_storedcard USING btree (account_id);


CREATE INDEX payments_storedcardversion_account_id_f548209a ON public.payments_storedcardversion USING btree (account_id);


CREATE INDEX payments_storedcardversion_pgh_context_id_1f2b49c6 ON public.payments_storedcardversion USING btree (pgh_context_id);


CREATE INDEX payments_storedcardversion_pgh_obj_id_f510565f ON public.payments_storedcardversion USING btree (pgh_obj_id);


CREATE INDEX platform_cache_expires ON public.platform_cache USING btree (expires);


CREATE INDEX platform_restorationversion_pgh_context_id_65ef74ec ON public.platform_restorationversion USING btree (pgh_context_id);


CREATE INDEX platform_restorationversion_pgh_obj_id_d6ce0088 ON public.platform_restorationversion USING btree (pgh_obj_id);


CREATE UNIQUE INDEX price_plan_one_default_per_currency ON public.catalog_priceplan USING btree (currency) WHERE is_default;


CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);


CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));


CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);


CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);


CREATE INDEX provisioning_effect_job_id_6fba6ebd ON public.provisioning_effect USING btree (job_id);


CREATE INDEX provisioning_jobevent_job_id_71909e98 ON public.provisioning_jobevent USING btree (job_id);


CREATE INDEX provisioning_provisioningjob_account_id_66e9dba8 ON public.provisioning_provisioningjob USING btree (account_id);


CREATE INDEX provisioning_provisioningjob_gateway_secret_hash_90bb9a0c_like ON public.provisioning_provisioningjob USING btree (gateway_secret_hash varchar_pattern_ops);


CREATE INDEX provisioning_provisioningjob_instance_id_3ae1ff40 ON public.provisioning_provisioningjob USING btree (instance_id);


CREATE INDEX provisioning_provisioningjob_token_hash_4e84650b_like ON public.provisioning_provisioningjob USING btree (token_hash varchar_pattern_ops);


CREATE INDEX provisioning_provisioningjobversion_account_id_e24b28c6 ON public.provisioning_provisioningjobversion USING btree (account_id);


CREATE INDEX provisioning_provisioningjobversion_instance_id_f6c5338c ON public.provisioning_provisioningjobversion USING btree (instance_id);


CREATE INDEX provisioning_provisioningjobversion_order_line_id_6c780007 ON public.provisioning_provisioningjobversion USING btree (order_line_id);


CREATE INDEX provisioning_provisioningjobversion_pgh_context_id_438d993f ON public.provisioning_provisioningjobversion USING btree (pgh_context_id);


CREATE INDEX provisioning_provisioningjobversion_pgh_obj_id_fdad4a0a ON public.provisioning_provisioningjobversion USING btree (pgh_obj_id);


CREATE INDEX quantity_reservation_by_holder ON public.stock_quantityreservation USING btree (holder);


CREATE INDEX refund_unsettled ON public.payments_refund USING btree (created_at) WHERE ((state)::text = ANY ((ARRAY['intended'::character varying, 'unknown'::character varying])::text[]));


CREATE INDEX renewal_by_account ON public.instances_renewal USING btree (account_id, id);


CREATE INDEX renewal_due ON public.instances_renewal USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['planned'::character varying, 'declined'::character varying, 'charging'::character varying, 'paid'::character varying, 'giving_back'::character varying, 'taking_back'::character varying])::text[]));


CREATE UNIQUE INDEX renewal_once_per_period ON public.instances_renewal USING btree (instance_id, starts_on) WHERE (renewed_at IS NOT NULL);


CREATE UNIQUE INDEX renewal_one_open_per_service ON public.instances_renewal USING btree (instance_id) WHERE ((state)::text = ANY ((ARRAY['planned'::character varying, 'paused'::character varying, 'charging'::character varying, 'declined'::character varying, 'paid'::character varying, 'giving_back'::character varying])::text[]));


CREATE INDEX stock_allocation_account_id_5defc779 ON public.stock_allocation USING btree (account_id);


CREATE INDEX stock_allocation_item_id_8a3baa58 ON public.stock_allocation USING btree (item_id);


CREATE INDEX stock_allocation_service_id_4e060449 ON public.stock_allocation USING btree (service_id);


CREATE INDEX stock_allocationversion_account_id_a2074224 ON public.stock_allocationversion USING btree (account_id);


CREATE INDEX stock_allocationversion_item_id_4b32afe6 ON public.stock_allocationversion USING btree (item_id);


CREATE INDEX stock_allocationversion_pgh_context_id_39869a1d ON public.stock_allocationversion USING btree (pgh_context_id);


CREATE INDEX stock_allocationversion_pgh_obj_id_fee35436 ON public.stock_allocationversion USING btree (pgh_obj_id);


CREATE INDEX stock_allocationversion_service_id_18559343 ON public.stock_allocationversion USING btree (service_id);


CREATE INDEX stock_item_by_availability ON public.stock_stockitem USING btree (specification_id, warehouse_id, state);


CREATE INDEX stock_item_by_hold ON public.stock_stockitem USING btree (held_until) WHERE (held_until IS NOT NULL);


CREATE INDEX stock_item_to_pick ON public.stock_stockitem USING btree (specification_id, id) WHERE ((kit_id IS NULL) AND ((state)::text = ANY ((ARRAY['New'::character varying, 'In Stock'::character varying])::text[])));


CREATE INDEX stock_itemmove_from_warehouse_id_6252a21b ON public.stock_itemmove USING btree (from_warehouse_id);


CREATE INDEX stock_itemmove_item_id_c6bd958f ON public.stock_itemmove USING btree (item_id);


CREATE INDEX stock_itemmove_to_warehouse_id_63a43b42 ON public.stock_itemmove USING btree (to_warehouse_id);


CREATE INDEX stock_pool_specification_id_1f9d7717 ON public.stock_pool USING btree (specification_id);


CREATE INDEX stock_pool_warehouse_id_d331c60c ON public.stock_pool USING btree (warehouse_id);


CREATE INDEX stock_poolversion_pgh_context_id_6e262907 ON public.stock_poolversion USING btree (pgh_context_id);


CREATE INDEX stock_poolversion_pgh_obj_id_0314b16c ON public.stock_poolversion USING btree (pgh_obj_id);


CREATE INDEX stock_poolversion_specification_id_6a03dcc2 ON public.stock_poolversion USING btree (specification_id);


CREATE INDEX stock_poolversion_warehouse_id_6b6eb7a9 ON public.stock_poolversion USING btree (warehouse_id);


CREATE INDEX stock_purchaseorder_number_77f76246_like ON public.stock_purchaseorder USING btree (number varchar_pattern_ops);


CREATE INDEX stock_purchaseorder_warehouse_id_8fdb5c38 ON public.stock_purchaseorder USING btree (warehouse_id);


CREATE INDEX stock_purchaseorderline_order_id_45dada53 ON public.stock_purchaseorderline USING btree (order_id);


CREATE INDEX stock_purchaseorderline_specification_id_d32616ac ON public.stock_purchaseorderline USING btree (specification_id);


CREATE INDEX stock_purchaseorderlineversion_order_id_606f986e ON public.stock_purchaseorderlineversion USING btree (order_id);


CREATE INDEX stock_purchaseorderlineversion_pgh_context_id_66e564ea ON public.stock_purchaseorderlineversion USING btree (pgh_context_id);


CREATE INDEX stock_purchaseorderlineversion_pgh_obj_id_dd77520f ON public.stock_purchaseorderlineversion USING btree (pgh_obj_id);


CREATE INDEX stock_purchaseorderlineversion_specification_id_44190b8f ON public.stock_purchaseorderlineversion USING btree (specification_id);


CREATE INDEX stock_purchaseorderversion_pgh_context_id_e3fd4202 ON public.stock_purchaseorderversion USING btree (pgh_context_id);


CREATE INDEX stock_purchaseorderversion_pgh_obj_id_7b4994f8 ON public.stock_purchaseorderversion USING btree (pgh_obj_id);


CREATE INDEX stock_purchaseorderversion_warehouse_id_f85119b1 ON public.stock_purchaseorderversion USING btree (warehouse_id);


CREATE INDEX stock_quantityreservation_account_id_c1184d4a ON public.stock_quantityreservation USING btree (account_id);


CREATE INDEX stock_quantityreservation_quantity_row_id_4d57ecff ON public.stock_quantityreservation USING btree (quantity_row_id);


CREATE INDEX stock_quantityreservation_service_id_da61b832 ON public.stock_quantityreservation USING btree (service_id);


CREATE INDEX stock_quantityreservationversion_account_id_73c6fc8d ON public.stock_quantityreservationversion USING btree (account_id);


CREATE INDEX stock_quantityreservationversion_pgh_context_id_62a19bfa ON public.stock_quantityreservationversion USING btree (pgh_context_id);


CREATE INDEX stock_quantityreservationversion_pgh_obj_id_c6868a4a ON public.stock_quantityreservationversion USING btree (pgh_obj_id);


CREATE INDEX stock_quantityreservationversion_quantity_row_id_eecb4f05 ON public.stock_quantityreservationversion USING btree (quantity_row_id);


CREATE INDEX stock_quantityreservationversion_service_id_a184884a ON public.stock_quantityreservationversion USING btree (service_id);


CREATE INDEX stock_stockcount_specification_id_3c1e9643 ON public.stock_stockcount USING btree (specification_id);


CREATE INDEX stock_stockcount_warehouse_id_ed069995 ON public.stock_stockcount USING btree (warehouse_id);


CREATE INDEX stock_stockitem_kit_id_79c48684 ON public.stock_stockitem USING btree (kit_id);


CREATE INDEX stock_stockitem_pool_id_90ea27f9 ON public.stock_stockitem USING btree (pool_id);


CREATE INDEX stock_stockitem_purchase_line_id_11b11aab ON public.stock_stockitem USING btree (purchase_line_id);


CREATE INDEX stock_stockitem_specification_id_b5659425 ON public.stock_stockitem USING btree (specification_id);


CREATE INDEX stock_stockitem_warehouse_id_a355fa84 ON public.stock_stockitem USING btree (warehouse_id);


CREATE INDEX stock_stockitemversion_instance_id_50cfc897 ON public.stock_stockitemversion USING btree (instance_id);


CREATE INDEX stock_stockitemversion_kit_id_3b8da83a ON public.stock_stockitemversion USING btree (kit_id);


CREATE INDEX stock_stockitemversion_pgh_context_id_9acacf31 ON public.stock_stockitemversion USING btree (pgh_context_id);


CREATE INDEX stock_stockitemversion_pgh_obj_id_839eee63 ON public.stock_stockitemversion USING btree (pgh_obj_id);


CREATE INDEX stock_stockitemversion_pool_id_4d27bce9 ON public.stock_stockitemversion USING btree (pool_id);


CREATE INDEX stock_stockitemversion_purchase_line_id_38378d93 ON public.stock_stockitemversion USING btree (purchase_line_id);


CREATE INDEX stock_stockitemversion_specification_id_8bf54002 ON public.stock_stockitemversion USING btree (specification_id);


CREATE INDEX stock_stockitemversion_warehouse_id_0369c6aa ON public.stock_stockitemversion USING btree (warehouse_id);


CREATE INDEX stock_stockmovement_purchase_line_id_da8715e1 ON public.stock_stockmovement USING btree (purchase_line_id);


CREATE INDEX stock_stockmovement_reservation_id_6b422af2 ON public.stock_stockmovement USING btree (reservation_id);


CREATE INDEX stock_stockmovement_specification_id_b9f53080 ON public.stock_stockmovement USING btree (specification_id);


CREATE INDEX stock_stockmovemententry_movement_id_9db442f5 ON public.stock_stockmovemententry USING btree (movement_id);


CREATE INDEX stock_stockmovemententry_warehouse_id_afb5a612 ON public.stock_stockmovemententry USING btree (warehouse_id);


CREATE INDEX stock_stockquantity_specification_id_a5099e29 ON public.stock_stockquantity USING btree (specification_id);


CREATE INDEX stock_stockquantity_warehouse_id_506d8be9 ON public.stock_stockquantity USING btree (warehouse_id);


CREATE INDEX stock_stockquantityversion_pgh_context_id_8bc602e7 ON public.stock_stockquantityversion USING btree (pgh_context_id);


CREATE INDEX stock_stockquantityversion_pgh_obj_id_00661d62 ON public.stock_stockquantityversion USING btree (pgh_obj_id);


CREATE INDEX stock_stockquantityversion_specification_id_26046c40 ON public.stock_stockquantityversion USING btree (specification_id);


CREATE INDEX stock_stockquantityversion_warehouse_id_a3d3882c ON public.stock_stockquantityversion USING btree (warehouse_id);


CREATE INDEX stock_warehouse_code_f3eafe81_like ON public.stock_warehouse USING btree (code varchar_pattern_ops);


CREATE INDEX stock_warehouseversion_pgh_context_id_b461f986 ON public.stock_warehouseversion USING btree (pgh_context_id);


CREATE INDEX stock_warehouseversion_pgh_obj_id_b9abc66c ON public.stock_warehouseversion USING btree (pgh_obj_id);


CREATE INDEX transaction_by_account ON public.billing_transaction USING btree (account_id, id);


CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));


CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";


CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;


CREATE TRIGGER pgtrigger_append_only_05d64 BEFORE DELETE OR UPDATE ON public.catalog_priceplanversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_05d64();


COMMENT ON TRIGGER pgtrigger_append_only_05d64 ON public.catalog_priceplanversion IS '2494abac81c175a774e1b150826217e5da6d8797';


CREATE TRIGGER pgtrigger_append_only_0e4a9 BEFORE DELETE OR UPDATE ON public.catalog_servicestateversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_0e4a9();


COMMENT ON TRIGGER pgtrigger_append_only_0e4a9 ON public.catalog_servicestateversion IS 'b21fab3068cc9090963a8e02f70e514816f7d025';


CREATE TRIGGER pgtrigger_append_only_148d2 BEFORE DELETE OR UPDATE ON public.billing_invoiceline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_148d2();


COMMENT ON TRIGGER pgtrigger_append_only_148d2 ON public.billing_invoiceline IS 'f9675e99fdc7050c2771082e67c1c38110b72f83';


CREATE TRIGGER pgtrigger_append_only_18307 BEFORE DELETE OR UPDATE ON public.parties_sellerversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_18307();


COMMENT ON TRIGGER pgtrigger_append_only_18307 ON public.parties_sellerversion IS '62f110142b6d7681e8170864f8866724f423f762';


CREATE TRIGGER pgtrigger_append_only_19b04 BEFORE DELETE OR UPDATE ON public.platform_forgottenjob FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_19b04();


COMMENT ON TRIGGER pgtrigger_append_only_19b04 ON public.platform_forgottenjob IS 'a2ad2b2ddb8fba3bbadaef37ec66348f26ca8642';


CREATE TRIGGER pgtrigger_append_only_1c259 BEFORE DELETE OR UPDATE ON public.ocs_ocsactiontimingversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_1c259();


COMMENT ON TRIGGER pgtrigger_append_only_1c259 ON public.ocs_ocsactiontimingversion IS '75db09448c99b85430e96bc747e2b98ad7969e43';


CREATE TRIGGER pgtrigger_append_only_1f0ff BEFORE DELETE OR UPDATE ON public.stock_allocationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_1f0ff();


COMMENT ON TRIGGER pgtrigger_append_only_1f0ff ON public.stock_allocationversion IS 'fa3b343cb0658c67ad9a8b8655b4b3472e1eddb8';


CREATE TRIGGER pgtrigger_append_only_1f6c3 BEFORE DELETE OR UPDATE ON public.provisioning_provisioningjobversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_1f6c3();


COMMENT ON TRIGGER pgtrigger_append_only_1f6c3 ON public.provisioning_provisioningjobversion IS '6bfb0d5b522a2ed9852ee4e5ce760fb1e6945970';


CREATE TRIGGER pgtrigger_append_only_2005e BEFORE DELETE OR UPDATE ON public.billing_charge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_2005e();


COMMENT ON TRIGGER pgtrigger_append_only_2005e ON public.billing_charge IS '4e65a5eb32df9afdf03c83ff597f353df68ccf70';


CREATE TRIGGER pgtrigger_append_only_24155 BEFORE DELETE OR UPDATE ON public.instances_renewalversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_24155();


COMMENT ON TRIGGER pgtrigger_append_only_24155 ON public.instances_renewalversion IS '79b4ee8bb31c43ec3f2fa5515ae176dedb2fe52b';


CREATE TRIGGER pgtrigger_append_only_28e6d BEFORE DELETE OR UPDATE ON public.parties_roleassignmentversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_28e6d();


COMMENT ON TRIGGER pgtrigger_append_only_28e6d ON public.parties_roleassignmentversion IS '593e006827b31b8d75f0edf54b0f06af4def7833';


CREATE TRIGGER pgtrigger_append_only_2a1de BEFORE DELETE OR UPDATE ON public.billing_billablefact FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_2a1de();


COMMENT ON TRIGGER pgtrigger_append_only_2a1de ON public.billing_billablefact IS '31904f443b6e004adc9079f0550e1a004c2e321b';


CREATE TRIGGER pgtrigger_append_only_32447 BEFORE DELETE OR UPDATE ON public.ocs_ocsaccountversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_32447();


COMMENT ON TRIGGER pgtrigger_append_only_32447 ON public.ocs_ocsaccountversion IS 'c4d912f2117088914ade9d25f54894818b4c5faf';


CREATE TRIGGER pgtrigger_append_only_32499 BEFORE DELETE OR UPDATE ON public.catalog_servicerelianceversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_32499();


COMMENT ON TRIGGER pgtrigger_append_only_32499 ON public.catalog_servicerelianceversion IS '75f71297d0a77ee78d027bde6a986994026aca73';


CREATE TRIGGER pgtrigger_append_only_3653e BEFORE DELETE OR UPDATE ON public.ocs_ocsaccountactionplanversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_3653e();


COMMENT ON TRIGGER pgtrigger_append_only_3653e ON public.ocs_ocsaccountactionplanversion IS '59f083f10fbf5abb8774f88edba9e66cb5463a30';


CREATE TRIGGER pgtrigger_append_only_37075 BEFORE DELETE OR UPDATE ON public.parties_accountclassversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_37075();


COMMENT ON TRIGGER pgtrigger_append_only_37075 ON public.parties_accountclassversion IS '1a7917ffef52b2fef785e55f497ee29f3cc71ee7';


CREATE TRIGGER pgtrigger_append_only_37696 BEFORE DELETE OR UPDATE ON public.notify_noticeversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_37696();


COMMENT ON TRIGGER pgtrigger_append_only_37696 ON public.notify_noticeversion IS 'c2e536f96cce39accd9b7903e7e0712eda7396de';


CREATE TRIGGER pgtrigger_append_only_3cbaf BEFORE DELETE OR UPDATE ON public.instances_relationshipversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_3cbaf();


COMMENT ON TRIGGER pgtrigger_append_only_3cbaf ON public.instances_relationshipversion IS '63d7871b121582b19b6a5632b91a5ff7c6f716f2';


CREATE TRIGGER pgtrigger_append_only_3fd68 BEFORE DELETE OR UPDATE ON public.stock_stockmovement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_3fd68();


COMMENT ON TRIGGER pgtrigger_append_only_3fd68 ON public.stock_stockmovement IS '50e04b697f67e338f9600d6185fe6de43c73c806';


CREATE TRIGGER pgtrigger_append_only_45847 BEFORE DELETE OR UPDATE ON public.stock_purchaseorderlineversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_45847();


COMMENT ON TRIGGER pgtrigger_append_only_45847 ON public.stock_purchaseorderlineversion IS '671db15896554d4068fc6b01cdcfe897cb0a394f';


CREATE TRIGGER pgtrigger_append_only_4c51e BEFORE DELETE OR UPDATE ON public.catalog_productterms FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_4c51e();


COMMENT ON TRIGGER pgtrigger_append_only_4c51e ON public.catalog_productterms IS '85417bb95061442be959d087da86cf67458bf72c';


CREATE TRIGGER pgtrigger_append_only_54d2e BEFORE DELETE OR UPDATE ON public.ocs_ocsbalanceversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_54d2e();


COMMENT ON TRIGGER pgtrigger_append_only_54d2e ON public.ocs_ocsbalanceversion IS '72bc5e48b91ddab60408f3f0344128247c90265e';


CREATE TRIGGER pgtrigger_append_only_58730 BEFORE DELETE OR UPDATE ON public.parties_accountversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_58730();


COMMENT ON TRIGGER pgtrigger_append_only_58730 ON public.parties_accountversion IS '650a249b9651f2a81d3c4d257469ff5e75fbca12';


CREATE TRIGGER pgtrigger_append_only_5fa3e BEFORE DELETE OR UPDATE ON public.parties_brandversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_5fa3e();


COMMENT ON TRIGGER pgtrigger_append_only_5fa3e ON public.parties_brandversion IS '651f72e673835dc0a4c2d19584d9ed3089480faa';


CREATE TRIGGER pgtrigger_append_only_6973b BEFORE DELETE OR UPDATE ON public.ordering_orderversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_6973b();


COMMENT ON TRIGGER pgtrigger_append_only_6973b ON public.ordering_orderversion IS '041fb78da3ba522c658be82880021cfb0acff805';


CREATE TRIGGER pgtrigger_append_only_6df1e BEFORE DELETE OR UPDATE ON public.ordering_orderpick FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_6df1e();


COMMENT ON TRIGGER pgtrigger_append_only_6df1e ON public.ordering_orderpick IS 'b375971ca2766eadc9e955bc263c40e053d66a84';


CREATE TRIGGER pgtrigger_append_only_722a9 BEFORE DELETE OR UPDATE ON public.ocs_ocsactionplanversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_722a9();


COMMENT ON TRIGGER pgtrigger_append_only_722a9 ON public.ocs_ocsactionplanversion IS '0d212e13f629a049facff8510a8e17ebf4fe98ef';


CREATE TRIGGER pgtrigger_append_only_735e7 BEFORE DELETE OR UPDATE ON public.ocs_ocsactionsversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_735e7();


COMMENT ON TRIGGER pgtrigger_append_only_735e7 ON public.ocs_ocsactionsversion IS 'b229fbdd1a6888fd6a06c9cc5d488a9f654878de';


CREATE TRIGGER pgtrigger_append_only_81093 BEFORE DELETE OR UPDATE ON public.stock_stockquantityversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_81093();


COMMENT ON TRIGGER pgtrigger_append_only_81093 ON public.stock_stockquantityversion IS '96bc77eb981931bb152be5757e6c683e1dc7d036';


CREATE TRIGGER pgtrigger_append_only_811e3 BEFORE DELETE OR UPDATE ON public.catalog_productfeatureversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_811e3();


COMMENT ON TRIGGER pgtrigger_append_only_811e3 ON public.catalog_productfeatureversion IS 'b4b275540ab666dfe36d329ada28bd82dd6db1bb';


CREATE TRIGGER pgtrigger_append_only_84aff BEFORE DELETE OR UPDATE ON public.parties_addressversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_84aff();


COMMENT ON TRIGGER pgtrigger_append_only_84aff ON public.parties_addressversion IS '3b50a18abfa48a89337b194b4c458721d3fa32c4';


CREATE TRIGGER pgtrigger_append_only_87831 BEFORE DELETE OR UPDATE ON public.billing_invoice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_87831();


COMMENT ON TRIGGER pgtrigger_append_only_87831 ON public.billing_invoice IS 'c7e1c40505e2fefc22ac1613d5e5b2684ea3b4e5';


CREATE TRIGGER pgtrigger_append_only_8a300 BEFORE DELETE OR UPDATE ON public.catalog_productrelationshipversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_8a300();


COMMENT ON TRIGGER pgtrigger_append_only_8a300 ON public.catalog_productrelationshipversion IS 'd8a67df2138a5c90664da6026ac30fcb0b78f5dc';


CREATE TRIGGER pgtrigger_append_only_8b8f1 BEFORE DELETE OR UPDATE ON public.instances_instanceversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_8b8f1();


COMMENT ON TRIGGER pgtrigger_append_only_8b8f1 ON public.instances_instanceversion IS '328c0d75694cc078a4d09b9b2661436affcb0d46';


CREATE TRIGGER pgtrigger_append_only_8c67d BEFORE DELETE OR UPDATE ON public.stock_poolversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_8c67d();


COMMENT ON TRIGGER pgtrigger_append_only_8c67d ON public.stock_poolversion IS '6f759b6126e7aadb252a0db62db3250c874a6b3b';


CREATE TRIGGER pgtrigger_append_only_8dfb8 BEFORE DELETE OR UPDATE ON public.payments_demogatewayrefund FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_8dfb8();


COMMENT ON TRIGGER pgtrigger_append_only_8dfb8 ON public.payments_demogatewayrefund IS '9ce48a62da72004e3df7a082b808dba8467b6714';


CREATE TRIGGER pgtrigger_append_only_92e98 BEFORE DELETE OR UPDATE ON public.stock_stockcount FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_92e98();


COMMENT ON TRIGGER pgtrigger_append_only_92e98 ON public.stock_stockcount IS '738e8eb022f76b036272d96e10b238f0c898cae4';


CREATE TRIGGER pgtrigger_append_only_9324e BEFORE DELETE OR UPDATE ON public.charging_callsettlement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_9324e();


COMMENT ON TRIGGER pgtrigger_append_only_9324e ON public.charging_callsettlement IS '9da706ceaeedba5768a90bdaf505ffcaab3dd446';


CREATE TRIGGER pgtrigger_append_only_951d9 BEFORE DELETE OR UPDATE ON public.catalog_kitpartversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_951d9();


COMMENT ON TRIGGER pgtrigger_append_only_951d9 ON public.catalog_kitpartversion IS 'b7ceaebcbfc8611bf08c5df6da62ccfcd56ef0cf';


CREATE TRIGGER pgtrigger_append_only_9853a BEFORE DELETE OR UPDATE ON public.stock_quantityreservationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_9853a();


COMMENT ON TRIGGER pgtrigger_append_only_9853a ON public.stock_quantityreservationversion IS 'fe6ef683c6a6cf8587d37e39bcc884f5fb9af82d';


CREATE TRIGGER pgtrigger_append_only_98da5 BEFORE DELETE OR UPDATE ON public.insight_mendversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_98da5();


COMMENT ON TRIGGER pgtrigger_append_only_98da5 ON public.insight_mendversion IS '8643ee93044bbfe27279f4279d1090acf5fe1ee8';


CREATE TRIGGER pgtrigger_append_only_99a11 BEFORE DELETE OR UPDATE ON public.platform_restorationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_99a11();


COMMENT ON TRIGGER pgtrigger_append_only_99a11 ON public.platform_restorationversion IS '9c95614daba2fbec4e187936cb27d54d9d01659d';


CREATE TRIGGER pgtrigger_append_only_9bd63 BEFORE DELETE OR UPDATE ON public.payments_demogatewaycharge FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_9bd63();


COMMENT ON TRIGGER pgtrigger_append_only_9bd63 ON public.payments_demogatewaycharge IS '3c1dc3b5078635bd1850f31b92c49e87aa938755';


CREATE TRIGGER pgtrigger_append_only_9e161 BEFORE DELETE OR UPDATE ON public.parties_personversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_9e161();


COMMENT ON TRIGGER pgtrigger_append_only_9e161 ON public.parties_personversion IS '3b9a20ecd607f3146796632f19c658e9b49edb24';


CREATE TRIGGER pgtrigger_append_only_9eaff BEFORE DELETE OR UPDATE ON public.stock_purchaseorderversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_9eaff();


COMMENT ON TRIGGER pgtrigger_append_only_9eaff ON public.stock_purchaseorderversion IS 'edaff0679b2032621f1f47c1fd95614b91367b85';


CREATE TRIGGER pgtrigger_append_only_a1d02 BEFORE DELETE OR UPDATE ON public.payments_storedcardversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_a1d02();


COMMENT ON TRIGGER pgtrigger_append_only_a1d02 ON public.payments_storedcardversion IS 'c1b562f6ac4e7ef45dc5fe7d611c9a9b58e33aec';


CREATE TRIGGER pgtrigger_append_only_a21de BEFORE DELETE OR UPDATE ON public.stock_warehouseversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_a21de();


COMMENT ON TRIGGER pgtrigger_append_only_a21de ON public.stock_warehouseversion IS '2d858b813fd462e98e06eca554e1da05f3961e44';


CREATE TRIGGER pgtrigger_append_only_a4510 BEFORE DELETE OR UPDATE ON public.payments_refundversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_a4510();


COMMENT ON TRIGGER pgtrigger_append_only_a4510 ON public.payments_refundversion IS '12eac95201290355142614567c5cce6c5227e593';


CREATE TRIGGER pgtrigger_append_only_a9011 BEFORE DELETE OR UPDATE ON public.catalog_producttypeversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_a9011();


COMMENT ON TRIGGER pgtrigger_append_only_a9011 ON public.catalog_producttypeversion IS '6c3a496d2a92f67c5ac4c3f66eddb6548f99ad0c';


CREATE TRIGGER pgtrigger_append_only_ad75e BEFORE DELETE OR UPDATE ON public.parties_subscriberversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_ad75e();


COMMENT ON TRIGGER pgtrigger_append_only_ad75e ON public.parties_subscriberversion IS 'f3b7ac581ba334a1b14d5ec0462a6c2a5b9967ab';


CREATE TRIGGER pgtrigger_append_only_b08db BEFORE DELETE OR UPDATE ON public.provisioning_jobevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_b08db();


COMMENT ON TRIGGER pgtrigger_append_only_b08db ON public.provisioning_jobevent IS '2e1157a1e6b2e3d6d77cd4037b5dc15d6c4deeca';


CREATE TRIGGER pgtrigger_append_only_b17d1 BEFORE DELETE OR UPDATE ON public.instances_configurationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_b17d1();


COMMENT ON TRIGGER pgtrigger_append_only_b17d1 ON public.instances_configurationversion IS 'c0101c97ce6a8a9b04d17a1c63596bec4011e9bb';


CREATE TRIGGER pgtrigger_append_only_b2600 BEFORE DELETE OR UPDATE ON public.stock_stockmovemententry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_b2600();


COMMENT ON TRIGGER pgtrigger_append_only_b2600 ON public.stock_stockmovemententry IS 'ec2ae3105fade601f89b55e36c4d3243708a0027';


CREATE TRIGGER pgtrigger_append_only_b4fc3 BEFORE DELETE OR UPDATE ON public.instances_subscriptionversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_b4fc3();


COMMENT ON TRIGGER pgtrigger_append_only_b4fc3 ON public.instances_subscriptionversion IS 'e6d10d56e544a3d30275455f0d5ef9a5346cc1ae';


CREATE TRIGGER pgtrigger_append_only_bbf22 BEFORE DELETE OR UPDATE ON public.billing_transaction FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_bbf22();


COMMENT ON TRIGGER pgtrigger_append_only_bbf22 ON public.billing_transaction IS '78bb6642f71b9eedbeef6989d50f7671c2aea296';


CREATE TRIGGER pgtrigger_append_only_bec8f BEFORE DELETE OR UPDATE ON public.catalog_resourcetextversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_bec8f();


COMMENT ON TRIGGER pgtrigger_append_only_bec8f ON public.catalog_resourcetextversion IS 'cf910c00b67223ee1e65ba83d6d251db29318bc9';


CREATE TRIGGER pgtrigger_append_only_bfb97 BEFORE DELETE OR UPDATE ON public.catalog_productversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_bfb97();


COMMENT ON TRIGGER pgtrigger_append_only_bfb97 ON public.catalog_productversion IS 'afd69c18c39908b905786171cedb46adb2f02891';


CREATE TRIGGER pgtrigger_append_only_c0491 BEFORE DELETE OR UPDATE ON public.parties_userversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_c0491();


COMMENT ON TRIGGER pgtrigger_append_only_c0491 ON public.parties_userversion IS '81b0edbd9490ce006ac42dded9facc07e7f2665a';


CREATE TRIGGER pgtrigger_append_only_c4db7 BEFORE DELETE OR UPDATE ON public.ocs_balancemovement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_c4db7();


COMMENT ON TRIGGER pgtrigger_append_only_c4db7 ON public.ocs_balancemovement IS '4edf133569075b80e918f34aec7bf542dbbf5014';


CREATE TRIGGER pgtrigger_append_only_c7035 BEFORE DELETE OR UPDATE ON public.stock_stockitemversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_c7035();


COMMENT ON TRIGGER pgtrigger_append_only_c7035 ON public.stock_stockitemversion IS '839956c00e629a413f9ba68dfae18bec8f5c3448';


CREATE TRIGGER pgtrigger_append_only_c9e1b BEFORE DELETE OR UPDATE ON public.billing_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_c9e1b();


COMMENT ON TRIGGER pgtrigger_append_only_c9e1b ON public.billing_ledgerentry IS 'dbddae176f78bbc40f015d00dacff82d5e360549';


CREATE TRIGGER pgtrigger_append_only_ce61a BEFORE DELETE OR UPDATE ON public.parties_accountterms FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_ce61a();


COMMENT ON TRIGGER pgtrigger_append_only_ce61a ON public.parties_accountterms IS '7b2b66de471ed40aa1760052239901608d44e417';


CREATE TRIGGER pgtrigger_append_only_d2d12 BEFORE DELETE OR UPDATE ON public.billing_ledgerposting FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_d2d12();


COMMENT ON TRIGGER pgtrigger_append_only_d2d12 ON public.billing_ledgerposting IS '4411b9b8e9840da466b4f13579518c9246921837';


CREATE TRIGGER pgtrigger_append_only_d3be0 BEFORE DELETE OR UPDATE ON public.ordering_acceptedterms FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_d3be0();


COMMENT ON TRIGGER pgtrigger_append_only_d3be0 ON public.ordering_acceptedterms IS '1cd7fdab3cf58244e76010ca5859a40943ef515a';


CREATE TRIGGER pgtrigger_append_only_d5762 BEFORE DELETE OR UPDATE ON public.stock_itemmove FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_d5762();


COMMENT ON TRIGGER pgtrigger_append_only_d5762 ON public.stock_itemmove IS '7d35882fdee6bace8eeb95165ebd32715b8b1428';


CREATE TRIGGER pgtrigger_append_only_d9869 BEFORE DELETE OR UPDATE ON public.catalog_resourcerequirementversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_d9869();


COMMENT ON TRIGGER pgtrigger_append_only_d9869 ON public.catalog_resourcerequirementversion IS '088fcddd8fa480ebad11b7b7d91c830df68e0a88';


CREATE TRIGGER pgtrigger_append_only_e23ed BEFORE DELETE OR UPDATE ON public.payments_paymentversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_e23ed();


COMMENT ON TRIGGER pgtrigger_append_only_e23ed ON public.payments_paymentversion IS 'eb198c894b048d76d8f9cd039514bcf2c588eafd';


CREATE TRIGGER pgtrigger_append_only_e3a33 BEFORE DELETE OR UPDATE ON public.catalog_rate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_e3a33();


COMMENT ON TRIGGER pgtrigger_append_only_e3a33 ON public.catalog_rate IS 'a181e1c480b1a4de9b471a546ca39906393f9ace';


CREATE TRIGGER pgtrigger_append_only_e5062 BEFORE DELETE OR UPDATE ON public.stock_writeoff FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_e5062();


COMMENT ON TRIGGER pgtrigger_append_only_e5062 ON public.stock_writeoff IS 'd119780543e551f3a562324df986944fa7e488c1';


CREATE TRIGGER pgtrigger_append_only_ea51d BEFORE DELETE OR UPDATE ON public.parties_taxregistrationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_ea51d();


COMMENT ON TRIGGER pgtrigger_append_only_ea51d ON public.parties_taxregistrationversion IS 'eead242f520b51fca630e43fbb32e7a272e9bbd9';


CREATE TRIGGER pgtrigger_append_only_f7323 BEFORE DELETE OR UPDATE ON public.platform_event FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_f7323();


COMMENT ON TRIGGER pgtrigger_append_only_f7323 ON public.platform_event IS '9b281b60db4c46a198ca4c1bde8b7111106c8945';


CREATE TRIGGER pgtrigger_append_only_fd7ea BEFORE DELETE OR UPDATE ON public.ordering_orderlineversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_fd7ea();


COMMENT ON TRIGGER pgtrigger_append_only_fd7ea ON public.ordering_orderlineversion IS 'dbc22863c5e5e228e82a46fd704c223f6c51fb77';


CREATE TRIGGER pgtrigger_append_only_ff869 BEFORE DELETE OR UPDATE ON public.catalog_resourcespecificationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_ff869();


COMMENT ON TRIGGER pgtrigger_append_only_ff869 ON public.catalog_resourcespecificationversion IS '3e47fceb3f24ad964d58bf2e38a6ac36404c5ce4';


CREATE TRIGGER pgtrigger_append_only_fff17 BEFORE DELETE OR UPDATE ON public.instances_cancellationversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_append_only_fff17();


COMMENT ON TRIGGER pgtrigger_append_only_fff17 ON public.instances_cancellationversion IS '25cc3076f8a4655bf005237eafacf8e97e45f7e8';


CREATE TRIGGER pgtrigger_delete_delete_012ce AFTER DELETE ON public.ordering_orderline REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_012ce();


COMMENT ON TRIGGER pgtrigger_delete_delete_012ce ON public.ordering_orderline IS '0485b94d3a0245815c52e0b65a4743f00afd76cd';


CREATE TRIGGER pgtrigger_delete_delete_0c869 AFTER DELETE ON public.parties_accountclass REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_0c869();


COMMENT ON TRIGGER pgtrigger_delete_delete_0c869 ON public.parties_accountclass IS '6a6b85fc33958a16bca059b07ca1b51d2ddbcf02';


CREATE TRIGGER pgtrigger_delete_delete_0d6ce AFTER DELETE ON public.instances_subscription REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_0d6ce();


COMMENT ON TRIGGER pgtrigger_delete_delete_0d6ce ON public.instances_subscription IS 'b89f8079688d487474fe6241ed8f0b7809b17c74';


CREATE TRIGGER pgtrigger_delete_delete_0ef43 AFTER DELETE ON public.parties_address REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_0ef43();


COMMENT ON TRIGGER pgtrigger_delete_delete_0ef43 ON public.parties_address IS '1e891149db6fc15997d7b6d9edb582eb03c73a2d';


CREATE TRIGGER pgtrigger_delete_delete_107d3 AFTER DELETE ON public.stock_purchaseorder REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_107d3();


COMMENT ON TRIGGER pgtrigger_delete_delete_107d3 ON public.stock_purchaseorder IS 'f784f828f9d3013c02161787f6ed0f1f61647633';


CREATE TRIGGER pgtrigger_delete_delete_14113 AFTER DELETE ON public.instances_configuration REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_14113();


COMMENT ON TRIGGER pgtrigger_delete_delete_14113 ON public.instances_configuration IS '4334d44c615b0d11043fc92ccf430d2ba018ebf4';


CREATE TRIGGER pgtrigger_delete_delete_207d0 AFTER DELETE ON public.stock_quantityreservation REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_207d0();


COMMENT ON TRIGGER pgtrigger_delete_delete_207d0 ON public.stock_quantityreservation IS 'b39a31ba201d274e24d20f9dbc5b969010e740be';


CREATE TRIGGER pgtrigger_delete_delete_208a3 AFTER DELETE ON public.instances_relationship REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_208a3();


COMMENT ON TRIGGER pgtrigger_delete_delete_208a3 ON public.instances_relationship IS '6982e63326a54abec21278dcc562d937614bce10';


CREATE TRIGGER pgtrigger_delete_delete_236c0 AFTER DELETE ON public.catalog_priceplan REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_236c0();


COMMENT ON TRIGGER pgtrigger_delete_delete_236c0 ON public.catalog_priceplan IS '68be1d080ba4d27991d94bf8da8e5e08d4dafedc';


CREATE TRIGGER pgtrigger_delete_delete_28c57 AFTER DELETE ON public.payments_refund REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_28c57();


COMMENT ON TRIGGER pgtrigger_delete_delete_28c57 ON public.payments_refund IS 'ab8116673dffa480a0d917cee8d03567a54d780d';


CREATE TRIGGER pgtrigger_delete_delete_2ed6f AFTER DELETE ON public.catalog_productfeature REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_2ed6f();


COMMENT ON TRIGGER pgtrigger_delete_delete_2ed6f ON public.catalog_productfeature IS '3f536bd7a91a1d621ef8b0b9fbd9b664c63fd10b';


CREATE TRIGGER pgtrigger_delete_delete_2f030 AFTER DELETE ON public.ocs_ocsactionplan REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_2f030();


COMMENT ON TRIGGER pgtrigger_delete_delete_2f030 ON public.ocs_ocsactionplan IS '954242a93ed6ccc45c9bfa8ea65431f35d84886b';


CREATE TRIGGER pgtrigger_delete_delete_2f7b9 AFTER DELETE ON public.parties_user REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_2f7b9();


COMMENT ON TRIGGER pgtrigger_delete_delete_2f7b9 ON public.parties_user IS 'ea8c052ea7d0eb85705150a1db2c029f0615a41a';


CREATE TRIGGER pgtrigger_delete_delete_2f85e AFTER DELETE ON public.catalog_producttype REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_2f85e();


COMMENT ON TRIGGER pgtrigger_delete_delete_2f85e ON public.catalog_producttype IS 'bf63b3caa2245454b97e4966a51d02377a3b0377';


CREATE TRIGGER pgtrigger_delete_delete_38708 AFTER DELETE ON public.platform_restoration REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_38708();


COMMENT ON TRIGGER pgtrigger_delete_delete_38708 ON public.platform_restoration IS 'e91004a08a0bcf16706eb646b795572cb2157022';


CREATE TRIGGER pgtrigger_delete_delete_3b870 AFTER DELETE ON public.stock_allocation REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_3b870();


COMMENT ON TRIGGER pgtrigger_delete_delete_3b870 ON public.stock_allocation IS 'fa2b0de00a865203f0d435d3304b605a89dd03c6';


CREATE TRIGGER pgtrigger_delete_delete_3e96c AFTER DELETE ON public.provisioning_provisioningjob REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_3e96c();


COMMENT ON TRIGGER pgtrigger_delete_delete_3e96c ON public.provisioning_provisioningjob IS '7a117f6f91b7827adb338ca67011c7cb34af499a';


CREATE TRIGGER pgtrigger_delete_delete_50b47 AFTER DELETE ON public.notify_notice REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_50b47();


COMMENT ON TRIGGER pgtrigger_delete_delete_50b47 ON public.notify_notice IS 'e934e0ab447d12f892d52e86b7a5c43b013465e2';


CREATE TRIGGER pgtrigger_delete_delete_512a4 AFTER DELETE ON public.ordering_order REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_512a4();


COMMENT ON TRIGGER pgtrigger_delete_delete_512a4 ON public.ordering_order IS 'e480f3fadd9bf425492824d1a1304d2379a49acb';


CREATE TRIGGER pgtrigger_delete_delete_52bba AFTER DELETE ON public.catalog_kitpart REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_52bba();


COMMENT ON TRIGGER pgtrigger_delete_delete_52bba ON public.catalog_kitpart IS 'd6a8799641bda1e40e315aa0588c82769ab6496a';


CREATE TRIGGER pgtrigger_delete_delete_58f2d AFTER DELETE ON public.ocs_ocsaccountactionplan REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_58f2d();


COMMENT ON TRIGGER pgtrigger_delete_delete_58f2d ON public.ocs_ocsaccountactionplan IS 'f20ad7f460d58dfde43054485b70e52270a75f42';


CREATE TRIGGER pgtrigger_delete_delete_59736 AFTER DELETE ON public.payments_storedcard REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_59736();


COMMENT ON TRIGGER pgtrigger_delete_delete_59736 ON public.payments_storedcard IS '6cfe7a28f4b062539150da8331eddf8b60d5a9ff';


CREATE TRIGGER pgtrigger_delete_delete_6863c AFTER DELETE ON public.parties_roleassignment REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_6863c();


COMMENT ON TRIGGER pgtrigger_delete_delete_6863c ON public.parties_roleassignment IS 'e45358289f75ea469e623d39e5ca6e5c79243e60';


CREATE TRIGGER pgtrigger_delete_delete_6ee95 AFTER DELETE ON public.insight_mend REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_6ee95();


COMMENT ON TRIGGER pgtrigger_delete_delete_6ee95 ON public.insight_mend IS 'ed62bee3996beb7929f236793504927eae6990a8';


CREATE TRIGGER pgtrigger_delete_delete_73e4f AFTER DELETE ON public.catalog_resourcetext REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_73e4f();


COMMENT ON TRIGGER pgtrigger_delete_delete_73e4f ON public.catalog_resourcetext IS 'cfc45ef0ba2d845de983375a0ffef0ff4b791bf7';


CREATE TRIGGER pgtrigger_delete_delete_7f2cc AFTER DELETE ON public.parties_account REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_7f2cc();


COMMENT ON TRIGGER pgtrigger_delete_delete_7f2cc ON public.parties_account IS 'd823e63fa21850418bc1fdbbbecfd7c66f728ac8';


CREATE TRIGGER pgtrigger_delete_delete_85b9b AFTER DELETE ON public.stock_stockitem REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_85b9b();


COMMENT ON TRIGGER pgtrigger_delete_delete_85b9b ON public.stock_stockitem IS 'cd4d26024065ce527a523f37cfd26ec759b01f84';


CREATE TRIGGER pgtrigger_delete_delete_87ccd AFTER DELETE ON public.stock_purchaseorderline REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_87ccd();


COMMENT ON TRIGGER pgtrigger_delete_delete_87ccd ON public.stock_purchaseorderline IS '54b0a13213f52126de2d33ddb993dc29cd4f263e';


CREATE TRIGGER pgtrigger_delete_delete_a763a AFTER DELETE ON public.catalog_product REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_a763a();


COMMENT ON TRIGGER pgtrigger_delete_delete_a763a ON public.catalog_product IS 'cf1c027b35a356fcd7e5ff741661af4aafb50914';


CREATE TRIGGER pgtrigger_delete_delete_a98f6 AFTER DELETE ON public.parties_taxregistration REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_a98f6();


COMMENT ON TRIGGER pgtrigger_delete_delete_a98f6 ON public.parties_taxregistration IS '7b84e39a9b8cb68633e1207779c650b8edcb0dbe';


CREATE TRIGGER pgtrigger_delete_delete_a9a3a AFTER DELETE ON public.stock_warehouse REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_a9a3a();


COMMENT ON TRIGGER pgtrigger_delete_delete_a9a3a ON public.stock_warehouse IS '2f53a6d9cd64cdf8e865be233ac9b22c1d9e3576';


CREATE TRIGGER pgtrigger_delete_delete_a9d83 AFTER DELETE ON public.ocs_ocsactiontiming REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_a9d83();


COMMENT ON TRIGGER pgtrigger_delete_delete_a9d83 ON public.ocs_ocsactiontiming IS '1425a5b7b335c6b7807db2739a0257c657af4d2d';


CREATE TRIGGER pgtrigger_delete_delete_af6aa AFTER DELETE ON public.parties_seller REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_af6aa();


COMMENT ON TRIGGER pgtrigger_delete_delete_af6aa ON public.parties_seller IS '409aa3923f104e685d75c81ba8c2b92c0963cdb7';


CREATE TRIGGER pgtrigger_delete_delete_b2c62 AFTER DELETE ON public.payments_payment REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_b2c62();


COMMENT ON TRIGGER pgtrigger_delete_delete_b2c62 ON public.payments_payment IS '29877f27adacd52832015ccc539698b6a767f819';


CREATE TRIGGER pgtrigger_delete_delete_b651a AFTER DELETE ON public.ocs_ocsaccount REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_b651a();


COMMENT ON TRIGGER pgtrigger_delete_delete_b651a ON public.ocs_ocsaccount IS 'f716157e0af57362930cda84a14f2c28a77e18a5';


CREATE TRIGGER pgtrigger_delete_delete_b67d3 AFTER DELETE ON public.catalog_servicestate REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_b67d3();


COMMENT ON TRIGGER pgtrigger_delete_delete_b67d3 ON public.catalog_servicestate IS '1226b4c61fb91b6c5950c8c42b8f915f45277834';


CREATE TRIGGER pgtrigger_delete_delete_b7ea4 AFTER DELETE ON public.parties_brand REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_b7ea4();


COMMENT ON TRIGGER pgtrigger_delete_delete_b7ea4 ON public.parties_brand IS '09d452206725934c823625cf936d895b1bce05af';


CREATE TRIGGER pgtrigger_delete_delete_ca704 AFTER DELETE ON public.catalog_productrelationship REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_ca704();


COMMENT ON TRIGGER pgtrigger_delete_delete_ca704 ON public.catalog_productrelationship IS '0924ab441c886479607b425e18d5d6bb4d7ff2e4';


CREATE TRIGGER pgtrigger_delete_delete_d55a7 AFTER DELETE ON public.catalog_resourcerequirement REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_d55a7();


COMMENT ON TRIGGER pgtrigger_delete_delete_d55a7 ON public.catalog_resourcerequirement IS 'd188bab165b6341c7a724f0d4369e376a88bc44a';


CREATE TRIGGER pgtrigger_delete_delete_de0cd AFTER DELETE ON public.stock_stockquantity REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_de0cd();


COMMENT ON TRIGGER pgtrigger_delete_delete_de0cd ON public.stock_stockquantity IS 'ad3f147c487c85f632c677ed0cf08ef19e12d932';


CREATE TRIGGER pgtrigger_delete_delete_e59c3 AFTER DELETE ON public.ocs_ocsactions REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_e59c3();


COMMENT ON TRIGGER pgtrigger_delete_delete_e59c3 ON public.ocs_ocsactions IS 'f6ec4a66018d357d4403560d3d6de1024785ed37';


CREATE TRIGGER pgtrigger_delete_delete_e9720 AFTER DELETE ON public.instances_instance REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_e9720();


COMMENT ON TRIGGER pgtrigger_delete_delete_e9720 ON public.instances_instance IS '0bd38a4aaeaab6f7d0097166afca6f0ad5f5ab15';


CREATE TRIGGER pgtrigger_delete_delete_e98cb AFTER DELETE ON public.parties_person REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_e98cb();


COMMENT ON TRIGGER pgtrigger_delete_delete_e98cb ON public.parties_person IS 'e5d6d39684f95ffb07a0d67a52fc2ff8646e9e99';


CREATE TRIGGER pgtrigger_delete_delete_f0ac5 AFTER DELETE ON public.catalog_resourcespecification REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_f0ac5();


COMMENT ON TRIGGER pgtrigger_delete_delete_f0ac5 ON public.catalog_resourcespecification IS 'badbe405f460dd5002edad14af8d3c22c9a9c790';


CREATE TRIGGER pgtrigger_delete_delete_f2056 AFTER DELETE ON public.stock_pool REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_f2056();


COMMENT ON TRIGGER pgtrigger_delete_delete_f2056 ON public.stock_pool IS '60082c87cc6c2f8de84cd1039c07d8c0081b1051';


CREATE TRIGGER pgtrigger_delete_delete_f815a AFTER DELETE ON public.instances_renewal REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_f815a();


COMMENT ON TRIGGER pgtrigger_delete_delete_f815a ON public.instances_renewal IS '5ce6acc0d4a3b2e427a61eb8074b66433f01d034';


CREATE TRIGGER pgtrigger_delete_delete_f899a AFTER DELETE ON public.parties_subscriber REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_f899a();


COMMENT ON TRIGGER pgtrigger_delete_delete_f899a ON public.parties_subscriber IS 'b0fe4a7f96a6e42149b09fbc6b194abd672763ae';


CREATE TRIGGER pgtrigger_delete_delete_f9a00 AFTER DELETE ON public.catalog_servicereliance REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_f9a00();


COMMENT ON TRIGGER pgtrigger_delete_delete_f9a00 ON public.catalog_servicereliance IS 'fc41957a8f494440bf20a3fc07091910377b7b64';


CREATE TRIGGER pgtrigger_delete_delete_fa263 AFTER DELETE ON public.instances_cancellation REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_delete_delete_fa263();


COMMENT ON TRIGGER pgtrigger_delete_delete_fa263 ON public.instances_cancellation IS '891fa04a2ec1c33a1ed46c14158fe0d93fbeb505';


CREATE TRIGGER pgtrigger_insert_insert_09bd5 AFTER INSERT ON public.parties_accountclass REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_09bd5();


COMMENT ON TRIGGER pgtrigger_insert_insert_09bd5 ON public.parties_accountclass IS 'd456e99fdb5def406385f1c2cf6cec35fcedad66';


CREATE TRIGGER pgtrigger_insert_insert_1940d AFTER INSERT ON public.parties_taxregistration REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_1940d();


COMMENT ON TRIGGER pgtrigger_insert_insert_1940d ON public.parties_taxregistration IS 'de6baf03d03b099534e4c9db42707012c41af2da';


CREATE TRIGGER pgtrigger_insert_insert_1b88a AFTER INSERT ON public.parties_seller REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_1b88a();


COMMENT ON TRIGGER pgtrigger_insert_insert_1b88a ON public.parties_seller IS '23a67291cecb255116690b6038ad9fd6e057413c';


CREATE TRIGGER pgtrigger_insert_insert_1ebe6 AFTER INSERT ON public.parties_account REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_1ebe6();


COMMENT ON TRIGGER pgtrigger_insert_insert_1ebe6 ON public.parties_account IS '1bcc49409a207a4bc2f05c075c4eeef9e37d529e';


CREATE TRIGGER pgtrigger_insert_insert_1ef8d AFTER INSERT ON public.platform_restoration REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_1ef8d();


COMMENT ON TRIGGER pgtrigger_insert_insert_1ef8d ON public.platform_restoration IS 'efb498b46da1dfe59438bf0de99bdf34da722d0b';


CREATE TRIGGER pgtrigger_insert_insert_24a65 AFTER INSERT ON public.payments_payment REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_24a65();


COMMENT ON TRIGGER pgtrigger_insert_insert_24a65 ON public.payments_payment IS '3863ebfca19968438c0706db1efbb0d0cf1de9f4';


CREATE TRIGGER pgtrigger_insert_insert_2cf59 AFTER INSERT ON public.stock_stockquantity REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_2cf59();


COMMENT ON TRIGGER pgtrigger_insert_insert_2cf59 ON public.stock_stockquantity IS '6d6988e6098c6a412d437d04e6f84b8a1d282694';


CREATE TRIGGER pgtrigger_insert_insert_2d9f6 AFTER INSERT ON public.stock_allocation REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_2d9f6();


COMMENT ON TRIGGER pgtrigger_insert_insert_2d9f6 ON public.stock_allocation IS 'c7420f5c611f8790ce34734f98f6cb51d38ad664';


CREATE TRIGGER pgtrigger_insert_insert_35a16 AFTER INSERT ON public.instances_subscription REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_35a16();


COMMENT ON TRIGGER pgtrigger_insert_insert_35a16 ON public.instances_subscription IS 'e704dbf2b5c44c620e5ab96ec58df7c0cf270f96';


CREATE TRIGGER pgtrigger_insert_insert_4499d AFTER INSERT ON public.catalog_resourcetext REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_4499d();


COMMENT ON TRIGGER pgtrigger_insert_insert_4499d ON public.catalog_resourcetext IS '4035fa906e84ba1f4778ea9b12ee2aed255a83b6';


CREATE TRIGGER pgtrigger_insert_insert_55400 AFTER INSERT ON public.ocs_ocsaccountactionplan REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_55400();


COMMENT ON TRIGGER pgtrigger_insert_insert_55400 ON public.ocs_ocsaccountactionplan IS '23cba3b716f71d63bccc229a2103ee136afb886a';


CREATE TRIGGER pgtrigger_insert_insert_55b21 AFTER INSERT ON public.ocs_ocsactions REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_55b21();


COMMENT ON TRIGGER pgtrigger_insert_insert_55b21 ON public.ocs_ocsactions IS '534fb7d5a0062fdf45fc1449855bd60a6cd081e6';


CREATE TRIGGER pgtrigger_insert_insert_64d8b AFTER INSERT ON public.parties_user REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_64d8b();


COMMENT ON TRIGGER pgtrigger_insert_insert_64d8b ON public.parties_user IS 'cb80326db7b1e2754cd07520966819f54b663695';


CREATE TRIGGER pgtrigger_insert_insert_6893c AFTER INSERT ON public.stock_purchaseorderline REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_6893c();


COMMENT ON TRIGGER pgtrigger_insert_insert_6893c ON public.stock_purchaseorderline IS 'd1c5fa5cdd2e32ecc802cf6b90f98afa4bae6ea7';


CREATE TRIGGER pgtrigger_insert_insert_69603 AFTER INSERT ON public.notify_notice REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_69603();


COMMENT ON TRIGGER pgtrigger_insert_insert_69603 ON public.notify_notice IS '5327aaffeb9f1bc20f67fc466162e5b369745bce';


CREATE TRIGGER pgtrigger_insert_insert_6d6e7 AFTER INSERT ON public.instances_relationship REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_6d6e7();


COMMENT ON TRIGGER pgtrigger_insert_insert_6d6e7 ON public.instances_relationship IS '9120047d5f87046970ef7a2d46bd2c70e1ec2020';


CREATE TRIGGER pgtrigger_insert_insert_6e6b1 AFTER INSERT ON public.payments_storedcard REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_6e6b1();


COMMENT ON TRIGGER pgtrigger_insert_insert_6e6b1 ON public.payments_storedcard IS '93647080ee15c41a24d28a93ae565ac503435a4b';


CREATE TRIGGER pgtrigger_insert_insert_6ed5d AFTER INSERT ON public.instances_cancellation REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_6ed5d();


COMMENT ON TRIGGER pgtrigger_insert_insert_6ed5d ON public.instances_cancellation IS '79eaec8c0887e2d9bf29c1a15a6ce983734c2d13';


CREATE TRIGGER pgtrigger_insert_insert_6f7a1 AFTER INSERT ON public.catalog_priceplan REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_6f7a1();


COMMENT ON TRIGGER pgtrigger_insert_insert_6f7a1 ON public.catalog_priceplan IS 'feaa53825e505f1dd4eb8571e22105fa3fd8c405';


CREATE TRIGGER pgtrigger_insert_insert_7529a AFTER INSERT ON public.insight_mend REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_7529a();


COMMENT ON TRIGGER pgtrigger_insert_insert_7529a ON public.insight_mend IS '23a0aeedafcf4b71b741ff9bf97c289ea7e2e233';


CREATE TRIGGER pgtrigger_insert_insert_7d773 AFTER INSERT ON public.instances_configuration REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_7d773();


COMMENT ON TRIGGER pgtrigger_insert_insert_7d773 ON public.instances_configuration IS '9e6a780f9f90d7527514aad6d2d35e012141ed0a';


CREATE TRIGGER pgtrigger_insert_insert_7e655 AFTER INSERT ON public.parties_roleassignment REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_7e655();


COMMENT ON TRIGGER pgtrigger_insert_insert_7e655 ON public.parties_roleassignment IS 'd9b294c1957b0c9d8d9fbb577940cc62b26361bc';


CREATE TRIGGER pgtrigger_insert_insert_846b6 AFTER INSERT ON public.stock_warehouse REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_846b6();


COMMENT ON TRIGGER pgtrigger_insert_insert_846b6 ON public.stock_warehouse IS 'c239659e2609d101554080496e4dcd7ee6dfdd7e';


CREATE TRIGGER pgtrigger_insert_insert_85e9d AFTER INSERT ON public.provisioning_provisioningjob REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_85e9d();


COMMENT ON TRIGGER pgtrigger_insert_insert_85e9d ON public.provisioning_provisioningjob IS 'cd3fc2f967f3350d54006412f05c250714982f93';


CREATE TRIGGER pgtrigger_insert_insert_86f4f AFTER INSERT ON public.catalog_servicestate REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_86f4f();


COMMENT ON TRIGGER pgtrigger_insert_insert_86f4f ON public.catalog_servicestate IS '88c21340c51854c80a00d5c6809a84c9552a6348';


CREATE TRIGGER pgtrigger_insert_insert_8b9d1 AFTER INSERT ON public.catalog_productrelationship REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_8b9d1();


COMMENT ON TRIGGER pgtrigger_insert_insert_8b9d1 ON public.catalog_productrelationship IS 'f5a35d9a8a7396b0864a9894e6dce9a539e12718';


CREATE TRIGGER pgtrigger_insert_insert_957fa AFTER INSERT ON public.catalog_producttype REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_957fa();


COMMENT ON TRIGGER pgtrigger_insert_insert_957fa ON public.catalog_producttype IS 'aeac47cd601d599e4f78716e2fc6708cbfa41399';


CREATE TRIGGER pgtrigger_insert_insert_a22f9 AFTER INSERT ON public.stock_quantityreservation REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_a22f9();


COMMENT ON TRIGGER pgtrigger_insert_insert_a22f9 ON public.stock_quantityreservation IS 'a49aa4b1303b834165911a493416e0a5f2f81405';


CREATE TRIGGER pgtrigger_insert_insert_a584d AFTER INSERT ON public.stock_purchaseorder REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_a584d();


COMMENT ON TRIGGER pgtrigger_insert_insert_a584d ON public.stock_purchaseorder IS 'b7ae015e3cea51b318bbcbdd1582f9c5d325fcf6';


CREATE TRIGGER pgtrigger_insert_insert_a67e8 AFTER INSERT ON public.ordering_orderline REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_a67e8();


COMMENT ON TRIGGER pgtrigger_insert_insert_a67e8 ON public.ordering_orderline IS '26c36697c8414f1a8b2c7799d486e60cd8a238a6';


CREATE TRIGGER pgtrigger_insert_insert_ae3fa AFTER INSERT ON public.catalog_product REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_ae3fa();


COMMENT ON TRIGGER pgtrigger_insert_insert_ae3fa ON public.catalog_product IS '4b41b528db6b715148bdf80781e6137580a782ad';


CREATE TRIGGER pgtrigger_insert_insert_b15de AFTER INSERT ON public.parties_subscriber REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_b15de();


COMMENT ON TRIGGER pgtrigger_insert_insert_b15de ON public.parties_subscriber IS '7ba0b794ecc21222b4dd121d7fa22ba5293db9e0';


CREATE TRIGGER pgtrigger_insert_insert_b36f1 AFTER INSERT ON public.ocs_ocsactiontiming REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_b36f1();


COMMENT ON TRIGGER pgtrigger_insert_insert_b36f1 ON public.ocs_ocsactiontiming IS 'c07b18bf036d3fcabe74b89959255d61f2663a09';


CREATE TRIGGER pgtrigger_insert_insert_b4b31 AFTER INSERT ON public.ocs_ocsbalance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b4b31();


COMMENT ON TRIGGER pgtrigger_insert_insert_b4b31 ON public.ocs_ocsbalance IS '1f40ef12127eee4b84fb0575f10d804e366229f7';


CREATE TRIGGER pgtrigger_insert_insert_b5c83 AFTER INSERT ON public.catalog_productfeature REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_b5c83();


COMMENT ON TRIGGER pgtrigger_insert_insert_b5c83 ON public.catalog_productfeature IS 'ffb7d891bf5d32f4c8894537670a6b8eeebcf3ee';


CREATE TRIGGER pgtrigger_insert_insert_bc401 AFTER INSERT ON public.catalog_resourcespecification REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_bc401();


COMMENT ON TRIGGER pgtrigger_insert_insert_bc401 ON public.catalog_resourcespecification IS '31192e398c35d82284fbebf3a6b02572374495dd';


CREATE TRIGGER pgtrigger_insert_insert_bf52e AFTER INSERT ON public.parties_address REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_bf52e();


COMMENT ON TRIGGER pgtrigger_insert_insert_bf52e ON public.parties_address IS '50d477847175d36beb98b2ed647c069d0c498676';


CREATE TRIGGER pgtrigger_insert_insert_cad9e AFTER INSERT ON public.ordering_order REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_cad9e();


COMMENT ON TRIGGER pgtrigger_insert_insert_cad9e ON public.ordering_order IS 'c2e8dc2f94fcda40c8c8ece0011ab7726ba8e5fa';


CREATE TRIGGER pgtrigger_insert_insert_cdc0a AFTER INSERT ON public.parties_person REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_cdc0a();


COMMENT ON TRIGGER pgtrigger_insert_insert_cdc0a ON public.parties_person IS 'c499c0ae698859b24740b16781595906b88ae115';


CREATE TRIGGER pgtrigger_insert_insert_cf1eb AFTER INSERT ON public.instances_renewal REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_cf1eb();


COMMENT ON TRIGGER pgtrigger_insert_insert_cf1eb ON public.instances_renewal IS '7824e49283fbbde47eafce2f39b07229b93b33e6';


CREATE TRIGGER pgtrigger_insert_insert_cf955 AFTER INSERT ON public.catalog_resourcerequirement REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_cf955();


COMMENT ON TRIGGER pgtrigger_insert_insert_cf955 ON public.catalog_resourcerequirement IS 'fed07af729bd866901cf57ce498c370f4bfbee4c';


CREATE TRIGGER pgtrigger_insert_insert_d543a AFTER INSERT ON public.catalog_kitpart REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_d543a();


COMMENT ON TRIGGER pgtrigger_insert_insert_d543a ON public.catalog_kitpart IS '282b79e789d445c78b034ba5b27d571e4eb79a1d';


CREATE TRIGGER pgtrigger_insert_insert_d7148 AFTER INSERT ON public.ocs_ocsaccount REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_d7148();


COMMENT ON TRIGGER pgtrigger_insert_insert_d7148 ON public.ocs_ocsaccount IS '3efea39577418f72c67f0a5e709574b14000da64';


CREATE TRIGGER pgtrigger_insert_insert_dc818 AFTER INSERT ON public.instances_instance REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_dc818();


COMMENT ON TRIGGER pgtrigger_insert_insert_dc818 ON public.instances_instance IS 'f29ec81254337e106760dbe9462598b00ff45533';


CREATE TRIGGER pgtrigger_insert_insert_dcbe6 AFTER INSERT ON public.catalog_servicereliance REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_dcbe6();


COMMENT ON TRIGGER pgtrigger_insert_insert_dcbe6 ON public.catalog_servicereliance IS '14717a74e807e413b7c9b76c2ab221053c64f6d7';


CREATE TRIGGER pgtrigger_insert_insert_eef12 AFTER INSERT ON public.stock_stockitem REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_eef12();


COMMENT ON TRIGGER pgtrigger_insert_insert_eef12 ON public.stock_stockitem IS 'c91380a4bc0a24b160b1a54197c63f8a366d1d63';


CREATE TRIGGER pgtrigger_insert_insert_eff19 AFTER INSERT ON public.payments_refund REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_eff19();


COMMENT ON TRIGGER pgtrigger_insert_insert_eff19 ON public.payments_refund IS '9cc28adb36a128deb0ec685fe342b74c59c620a9';


CREATE TRIGGER pgtrigger_insert_insert_f2bb7 AFTER INSERT ON public.ocs_ocsactionplan REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_f2bb7();


COMMENT ON TRIGGER pgtrigger_insert_insert_f2bb7 ON public.ocs_ocsactionplan IS '1ecf65dfd999973f69199346fbc7d0eb5a2d360f';


CREATE TRIGGER pgtrigger_insert_insert_fd145 AFTER INSERT ON public.parties_brand REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_fd145();


COMMENT ON TRIGGER pgtrigger_insert_insert_fd145 ON public.parties_brand IS '9182f1b41b728dcfdf1a5d6828f1d434132f7a75';


CREATE TRIGGER pgtrigger_insert_insert_fed74 AFTER INSERT ON public.stock_pool REFERENCING NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_insert_insert_fed74();


COMMENT ON TRIGGER pgtrigger_insert_insert_fed74 ON public.stock_pool IS '6813801154f9ca117e015fb3a822c80a8bdbbe71';


CREATE TRIGGER pgtrigger_refuse_overdraft_4df87 BEFORE INSERT OR UPDATE ON public.ocs_ocsbalance FOR EACH ROW WHEN ((new.value < (0)::numeric)) EXECUTE FUNCTION public.pgtrigger_refuse_overdraft_4df87();


COMMENT ON TRIGGER pgtrigger_refuse_overdraft_4df87 ON public.ocs_ocsbalance IS '98f026bac07033051e39bb97c1c35d762fc3aa98';


CREATE TRIGGER pgtrigger_set_once_27085 BEFORE UPDATE ON public.catalog_rateversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_set_once_27085();


COMMENT ON TRIGGER pgtrigger_set_once_27085 ON public.catalog_rateversion IS '834c6c062883c2728c23321df423f4593122b8bd';


CREATE CONSTRAINT TRIGGER pgtrigger_sums_to_zero_5e695 AFTER INSERT ON public.stock_stockmovemententry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sums_to_zero_5e695();


COMMENT ON TRIGGER pgtrigger_sums_to_zero_5e695 ON public.stock_stockmovemententry IS '6d668e6afd85be45add5c176e56fddc7a7414592';


CREATE CONSTRAINT TRIGGER pgtrigger_sums_to_zero_ff3dd AFTER INSERT ON public.billing_ledgerposting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_sums_to_zero_ff3dd();


COMMENT ON TRIGGER pgtrigger_sums_to_zero_ff3dd ON public.billing_ledgerposting IS '2b3e209874301b5e44c0ac96a044731b78ef293f';


CREATE TRIGGER pgtrigger_timeline_rules_c5b47 BEFORE DELETE OR UPDATE ON public.instances_configuration FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_timeline_rules_c5b47();


COMMENT ON TRIGGER pgtrigger_timeline_rules_c5b47 ON public.instances_configuration IS '9ab1a52d2d7610a760f5da5b03e233f7f776568d';


CREATE TRIGGER pgtrigger_undeletable_249b9 BEFORE DELETE ON public.ordering_orderline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_249b9();


COMMENT ON TRIGGER pgtrigger_undeletable_249b9 ON public.ordering_orderline IS '3bfe7837043e722cd86d83d45cf4b946c82e5a97';


CREATE TRIGGER pgtrigger_undeletable_2b16b BEFORE DELETE ON public.payments_refund FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_2b16b();


COMMENT ON TRIGGER pgtrigger_undeletable_2b16b ON public.payments_refund IS '414b73cb6981a11962e6a14555839535b06edb65';


CREATE TRIGGER pgtrigger_undeletable_302fa BEFORE DELETE ON public.notify_notice FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_302fa();


COMMENT ON TRIGGER pgtrigger_undeletable_302fa ON public.notify_notice IS '238ac1eb98a6c1f12699bde8b2a72e302b1cf924';


CREATE TRIGGER pgtrigger_undeletable_3d22b BEFORE DELETE ON public.stock_purchaseorderline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_3d22b();


COMMENT ON TRIGGER pgtrigger_undeletable_3d22b ON public.stock_purchaseorderline IS 'c71061d5f49b3283be0c8e1b075c5bfd985e3450';


CREATE TRIGGER pgtrigger_undeletable_4ca5f BEFORE DELETE ON public.stock_pool FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_4ca5f();


COMMENT ON TRIGGER pgtrigger_undeletable_4ca5f ON public.stock_pool IS '3722002affd8f1047b22f4da307e0b5d4872bf34';


CREATE TRIGGER pgtrigger_undeletable_7ce58 BEFORE DELETE ON public.stock_stockitem FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_7ce58();


COMMENT ON TRIGGER pgtrigger_undeletable_7ce58 ON public.stock_stockitem IS '1213d079de98b4ebeaea549730c3d1e507c6ffdf';


CREATE TRIGGER pgtrigger_undeletable_803c8 BEFORE DELETE ON public.platform_restoration FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_803c8();


COMMENT ON TRIGGER pgtrigger_undeletable_803c8 ON public.platform_restoration IS '4dd593c743e36942f209ecadde405d24c2105a9d';


CREATE TRIGGER pgtrigger_undeletable_8ac83 BEFORE DELETE ON public.billing_invoiceseries FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_8ac83();


COMMENT ON TRIGGER pgtrigger_undeletable_8ac83 ON public.billing_invoiceseries IS 'f95477788762bafd1112243eb939002874ff2ddf';


CREATE TRIGGER pgtrigger_undeletable_a2d4d BEFORE DELETE ON public.stock_stockquantity FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_a2d4d();


COMMENT ON TRIGGER pgtrigger_undeletable_a2d4d ON public.stock_stockquantity IS '76296e6fb73658a48b7030e6f6f5baa29b65d94d';


CREATE TRIGGER pgtrigger_undeletable_ac974 BEFORE DELETE ON public.catalog_rateversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_ac974();


COMMENT ON TRIGGER pgtrigger_undeletable_ac974 ON public.catalog_rateversion IS '7d4a00c02bc0b2f727b93e8918099711c15854ac';


CREATE TRIGGER pgtrigger_undeletable_c6b7a BEFORE DELETE ON public.stock_purchaseorder FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_c6b7a();


COMMENT ON TRIGGER pgtrigger_undeletable_c6b7a ON public.stock_purchaseorder IS 'c8e208c73da41c8ead87fdd837dba5be84715699';


CREATE TRIGGER pgtrigger_undeletable_c97c7 BEFORE DELETE ON public.insight_mend FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_c97c7();


COMMENT ON TRIGGER pgtrigger_undeletable_c97c7 ON public.insight_mend IS 'c448952d77ceb68fe67a0a5bf67192341e5d27ca';


CREATE TRIGGER pgtrigger_undeletable_c9c38 BEFORE DELETE ON public.stock_quantityreservation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_c9c38();


COMMENT ON TRIGGER pgtrigger_undeletable_c9c38 ON public.stock_quantityreservation IS '37433918eb764ab0539f760995a3ad09a8d25806';


CREATE TRIGGER pgtrigger_undeletable_cae82 BEFORE DELETE ON public.ordering_order FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_cae82();


COMMENT ON TRIGGER pgtrigger_undeletable_cae82 ON public.ordering_order IS '6152a9393d81f112c9fd1f53bc1abb5cde47cb31';


CREATE TRIGGER pgtrigger_undeletable_d81d0 BEFORE DELETE ON public.stock_allocation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_d81d0();


COMMENT ON TRIGGER pgtrigger_undeletable_d81d0 ON public.stock_allocation IS '62ca045cabbaa8d65777dd994056c2dd3a25c383';


CREATE TRIGGER pgtrigger_undeletable_ee505 BEFORE DELETE ON public.payments_payment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_ee505();


COMMENT ON TRIGGER pgtrigger_undeletable_ee505 ON public.payments_payment IS '6b1c6852586d1b08d6ca1054d0b1db699e255c33';


CREATE TRIGGER pgtrigger_undeletable_fcffb BEFORE DELETE ON public.payments_storedcard FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_undeletable_fcffb();


COMMENT ON TRIGGER pgtrigger_undeletable_fcffb ON public.payments_storedcard IS '3bbf4560df5f8ad6e05878de3e01d7b886d90f20';


CREATE TRIGGER pgtrigger_update_update_02cf5 AFTER UPDATE ON public.platform_restoration REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_02cf5();


COMMENT ON TRIGGER pgtrigger_update_update_02cf5 ON public.platform_restoration IS 'febe411cf535b6794afc5133d3aebaf57102e481';


CREATE TRIGGER pgtrigger_update_update_0b898 AFTER UPDATE ON public.ocs_ocsactionplan REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_0b898();


COMMENT ON TRIGGER pgtrigger_update_update_0b898 ON public.ocs_ocsactionplan IS 'c60f8704094cbd6a4932876c200d417e1f0076f9';


CREATE TRIGGER pgtrigger_update_update_18039 AFTER UPDATE ON public.ocs_ocsbalance FOR EACH ROW WHEN (((old.account_id IS DISTINCT FROM new.account_id) OR ((old.balance_id)::text IS DISTINCT FROM (new.balance_id)::text) OR ((old.balance_type)::text IS DISTINCT FROM (new.balance_type)::text) OR (old.categories IS DISTINCT FROM new.categories) OR (old.destinations IS DISTINCT FROM new.destinations) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.factor IS DISTINCT FROM new.factor) OR (old.id IS DISTINCT FROM new.id) OR (old.is_blocker IS DISTINCT FROM new.is_blocker) OR (old.is_disabled IS DISTINCT FROM new.is_disabled) OR ((old.rating_subject)::text IS DISTINCT FROM (new.rating_subject)::text) OR (old.removed_at IS DISTINCT FROM new.removed_at) OR (old.shared_groups IS DISTINCT FROM new.shared_groups) OR (old.timings IS DISTINCT FROM new.timings) OR (old.uuid IS DISTINCT FROM new.uuid) OR (old.weight IS DISTINCT FROM new.weight))) EXECUTE FUNCTION public.pgtrigger_update_update_18039();


COMMENT ON TRIGGER pgtrigger_update_update_18039 ON public.ocs_ocsbalance IS '51e4c86b5183c06552fd8659bda16e6c0bda13d6';


CREATE TRIGGER pgtrigger_update_update_1c17b AFTER UPDATE ON public.payments_refund REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_1c17b();


COMMENT ON TRIGGER pgtrigger_update_update_1c17b ON public.payments_refund IS '4a57bbdd867c9cda5646ff9c9f2a0392a07ed391';


CREATE TRIGGER pgtrigger_update_update_235e2 AFTER UPDATE ON public.catalog_resourcespecification REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_235e2();


COMMENT ON TRIGGER pgtrigger_update_update_235e2 ON public.catalog_resourcespecification IS 'f2303e72e99766033f11b2ed97379a440c25a2dd';


CREATE TRIGGER pgtrigger_update_update_2633c AFTER UPDATE ON public.catalog_productrelationship REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_2633c();


COMMENT ON TRIGGER pgtrigger_update_update_2633c ON public.catalog_productrelationship IS '5ee3307f3adf0d5a2e249c01754ca0f71215f733';


CREATE TRIGGER pgtrigger_update_update_3cab3 AFTER UPDATE ON public.catalog_servicereliance REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_3cab3();


COMMENT ON TRIGGER pgtrigger_update_update_3cab3 ON public.catalog_servicereliance IS '8412a6e7413175cb0136ec30303e60b003dfd8af';


CREATE TRIGGER pgtrigger_update_update_4081f AFTER UPDATE ON public.stock_purchaseorderline REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_4081f();


COMMENT ON TRIGGER pgtrigger_update_update_4081f ON public.stock_purchaseorderline IS '4197716dc2fa0de022e9d0b40e65d225bd80e488';


CREATE TRIGGER pgtrigger_update_update_41fc3 AFTER UPDATE ON public.catalog_resourcerequirement REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_41fc3();


COMMENT ON TRIGGER pgtrigger_update_update_41fc3 ON public.catalog_resourcerequirement IS '3275e25c80ba81da15f5fac825f08fa5099011cb';


CREATE TRIGGER pgtrigger_update_update_4e390 AFTER UPDATE ON public.stock_purchaseorder REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_4e390();


COMMENT ON TRIGGER pgtrigger_update_update_4e390 ON public.stock_purchaseorder IS '7621c2c54ad3ec9f04e05554748f3b98b3300ca0';


CREATE TRIGGER pgtrigger_update_update_580c5 AFTER UPDATE ON public.catalog_product REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_580c5();


COMMENT ON TRIGGER pgtrigger_update_update_580c5 ON public.catalog_product IS 'f968b14bd1abd36513ac3698c3100ceca9fbdf37';


CREATE TRIGGER pgtrigger_update_update_5cf14 AFTER UPDATE ON public.parties_user REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_5cf14();


COMMENT ON TRIGGER pgtrigger_update_update_5cf14 ON public.parties_user IS '831f361559c98e68982d9d1a0a7116c571bcc788';


CREATE TRIGGER pgtrigger_update_update_5d0f9 AFTER UPDATE ON public.instances_configuration REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_5d0f9();


COMMENT ON TRIGGER pgtrigger_update_update_5d0f9 ON public.instances_configuration IS '4a143ab7e329674282464482b678a6db6bb38681';


CREATE TRIGGER pgtrigger_update_update_5da1f AFTER UPDATE ON public.ocs_ocsaccountactionplan REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_5da1f();


COMMENT ON TRIGGER pgtrigger_update_update_5da1f ON public.ocs_ocsaccountactionplan IS 'a190312d1ae8812cc067a6fb2cb5f61dc5e80a9d';


CREATE TRIGGER pgtrigger_update_update_607e9 AFTER UPDATE ON public.parties_account REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_607e9();


COMMENT ON TRIGGER pgtrigger_update_update_607e9 ON public.parties_account IS '3a5886f8babf3c6a086d836a0e1e3e09a2b881f0';


CREATE TRIGGER pgtrigger_update_update_66bb0 AFTER UPDATE ON public.stock_stockquantity REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_66bb0();


COMMENT ON TRIGGER pgtrigger_update_update_66bb0 ON public.stock_stockquantity IS '003dca262ae753cc8763b7752c3c293c9ed880ab';


CREATE TRIGGER pgtrigger_update_update_66ef1 AFTER UPDATE ON public.parties_subscriber REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_66ef1();


COMMENT ON TRIGGER pgtrigger_update_update_66ef1 ON public.parties_subscriber IS 'd25f5366c40ac1106089f7ee4650ebea4bd9fca6';


CREATE TRIGGER pgtrigger_update_update_696af AFTER UPDATE ON public.stock_stockitem REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_696af();


COMMENT ON TRIGGER pgtrigger_update_update_696af ON public.stock_stockitem IS 'e605d577361d81144e4eada9667a26772d241d38';


CREATE TRIGGER pgtrigger_update_update_6aa8c AFTER UPDATE ON public.catalog_priceplan REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_6aa8c();


COMMENT ON TRIGGER pgtrigger_update_update_6aa8c ON public.catalog_priceplan IS '14e30c2b9a4c1977828899d4fa37077f61ad6c66';


CREATE TRIGGER pgtrigger_update_update_6be6c AFTER UPDATE ON public.instances_subscription REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_6be6c();


COMMENT ON TRIGGER pgtrigger_update_update_6be6c ON public.instances_subscription IS '62af34f9e4ad960ddb137bb7038a3c299ab4baef';


CREATE TRIGGER pgtrigger_update_update_6dc54 AFTER UPDATE ON public.stock_pool REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_6dc54();


COMMENT ON TRIGGER pgtrigger_update_update_6dc54 ON public.stock_pool IS 'bf6d561d1041d04162811a279e79780ab3d58fe2';


CREATE TRIGGER pgtrigger_update_update_70d59 AFTER UPDATE ON public.parties_accountclass REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_70d59();


COMMENT ON TRIGGER pgtrigger_update_update_70d59 ON public.parties_accountclass IS 'a4f495c1b2b7ebb25d9d110f9c077fa936ba87e9';


CREATE TRIGGER pgtrigger_update_update_70e9c AFTER UPDATE ON public.parties_taxregistration REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_70e9c();


COMMENT ON TRIGGER pgtrigger_update_update_70e9c ON public.parties_taxregistration IS '170239008951274ccdc56628ecd9164f4610c896';


CREATE TRIGGER pgtrigger_update_update_71790 AFTER UPDATE ON public.catalog_kitpart REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_71790();


COMMENT ON TRIGGER pgtrigger_update_update_71790 ON public.catalog_kitpart IS 'b9ef099c5b7946aefa670bfe5103f9956715e843';


CREATE TRIGGER pgtrigger_update_update_7b1ae AFTER UPDATE ON public.payments_storedcard REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_7b1ae();


COMMENT ON TRIGGER pgtrigger_update_update_7b1ae ON public.payments_storedcard IS '1f0f36032e3f121f9495e3709341c851998894d4';


CREATE TRIGGER pgtrigger_update_update_7b505 AFTER UPDATE ON public.stock_warehouse REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_7b505();


COMMENT ON TRIGGER pgtrigger_update_update_7b505 ON public.stock_warehouse IS '94a5be33eee92b14f3db4d0ae75d1666e7b3d754';


CREATE TRIGGER pgtrigger_update_update_7b867 AFTER UPDATE ON public.ocs_ocsaccount REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_7b867();


COMMENT ON TRIGGER pgtrigger_update_update_7b867 ON public.ocs_ocsaccount IS '54b9a4328df65804ab26a492919ba20aca6f17e9';


CREATE TRIGGER pgtrigger_update_update_80ab8 AFTER UPDATE ON public.stock_allocation REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_80ab8();


COMMENT ON TRIGGER pgtrigger_update_update_80ab8 ON public.stock_allocation IS 'c2a584271fdc20c263df4838f8e3ecc0871e9c38';


CREATE TRIGGER pgtrigger_update_update_84932 AFTER UPDATE ON public.instances_relationship REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_84932();


COMMENT ON TRIGGER pgtrigger_update_update_84932 ON public.instances_relationship IS '28e9f128f99fe4ff4acc265f0236a3f4075bad16';


CREATE TRIGGER pgtrigger_update_update_a050a AFTER UPDATE ON public.catalog_productfeature REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_a050a();


COMMENT ON TRIGGER pgtrigger_update_update_a050a ON public.catalog_productfeature IS 'face31364759a31c5b83610ddf3458b674eaed89';


CREATE TRIGGER pgtrigger_update_update_ad277 AFTER UPDATE ON public.instances_cancellation REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_ad277();


COMMENT ON TRIGGER pgtrigger_update_update_ad277 ON public.instances_cancellation IS '87dbc40d1c2db98e1b74a3809cadfff8495d2a93';


CREATE TRIGGER pgtrigger_update_update_ae4fc AFTER UPDATE ON public.catalog_resourcetext REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_ae4fc();


COMMENT ON TRIGGER pgtrigger_update_update_ae4fc ON public.catalog_resourcetext IS '2c7cea82a7638cd32afd64a64c354f8488b4ba14';


CREATE TRIGGER pgtrigger_update_update_b3447 AFTER UPDATE ON public.insight_mend REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_b3447();


COMMENT ON TRIGGER pgtrigger_update_update_b3447 ON public.insight_mend IS '758ab86f61493be6132a2cfc099161ef20e01571';


CREATE TRIGGER pgtrigger_update_update_b5870 AFTER UPDATE ON public.ocs_ocsactions REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_b5870();


COMMENT ON TRIGGER pgtrigger_update_update_b5870 ON public.ocs_ocsactions IS 'ae87c3efa59a4d711d9064d4332ed31fe81fdeef';


CREATE TRIGGER pgtrigger_update_update_c441e AFTER UPDATE ON public.parties_seller REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_c441e();


COMMENT ON TRIGGER pgtrigger_update_update_c441e ON public.parties_seller IS '325a5ea4d8a49f28fbd84831a9752da4eea3ee80';


CREATE TRIGGER pgtrigger_update_update_cfc07 AFTER UPDATE ON public.parties_person REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_cfc07();


COMMENT ON TRIGGER pgtrigger_update_update_cfc07 ON public.parties_person IS 'c42afe17f73628522e97318bd9663ededbc243b4';


CREATE TRIGGER pgtrigger_update_update_d7b66 AFTER UPDATE ON public.instances_renewal REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_d7b66();


COMMENT ON TRIGGER pgtrigger_update_update_d7b66 ON public.instances_renewal IS '01d972d73ecb5ee0260129e3d358162ffeea6a92';


CREATE TRIGGER pgtrigger_update_update_db937 AFTER UPDATE ON public.parties_address REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_db937();


COMMENT ON TRIGGER pgtrigger_update_update_db937 ON public.parties_address IS 'bd8afc754261eca59d231984d8e842940c14a167';


CREATE TRIGGER pgtrigger_update_update_dd546 AFTER UPDATE ON public.payments_payment REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_dd546();


COMMENT ON TRIGGER pgtrigger_update_update_dd546 ON public.payments_payment IS 'fabf54be88f74584273a23b152659b67291302b6';


CREATE TRIGGER pgtrigger_update_update_eac1b AFTER UPDATE ON public.ordering_orderline REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_eac1b();


COMMENT ON TRIGGER pgtrigger_update_update_eac1b ON public.ordering_orderline IS '02f195412a57356ad96934f90a18e1e9d9daac52';


CREATE TRIGGER pgtrigger_update_update_eaf4c AFTER UPDATE ON public.provisioning_provisioningjob REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_eaf4c();


COMMENT ON TRIGGER pgtrigger_update_update_eaf4c ON public.provisioning_provisioningjob IS 'f88efdd139bd0c91e3c8c73f94a27c4941a0d3cd';


CREATE TRIGGER pgtrigger_update_update_ecfd8 AFTER UPDATE ON public.ocs_ocsactiontiming REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_ecfd8();


COMMENT ON TRIGGER pgtrigger_update_update_ecfd8 ON public.ocs_ocsactiontiming IS '89f2bbcb5f28998a9cb22fdd2ca07c865552a611';


CREATE TRIGGER pgtrigger_update_update_ee42e AFTER UPDATE ON public.catalog_producttype REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_ee42e();


COMMENT ON TRIGGER pgtrigger_update_update_ee42e ON public.catalog_producttype IS '75d7f19b62565a4a41625880f8bf54d75ff7e172';


CREATE TRIGGER pgtrigger_update_update_ee5de AFTER UPDATE ON public.parties_brand REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_ee5de();


COMMENT ON TRIGGER pgtrigger_update_update_ee5de ON public.parties_brand IS 'fab04efd16da10f2dc2b308bda1e1e8bbb91ce5a';


CREATE TRIGGER pgtrigger_update_update_f088e AFTER UPDATE ON public.parties_roleassignment REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_f088e();


COMMENT ON TRIGGER pgtrigger_update_update_f088e ON public.parties_roleassignment IS '32a7265da874cf4d62d1f16e21442bb684c6850c';


CREATE TRIGGER pgtrigger_update_update_f3262 AFTER UPDATE ON public.catalog_servicestate REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_f3262();


COMMENT ON TRIGGER pgtrigger_update_update_f3262 ON public.catalog_servicestate IS 'e3bf865e7f053d854835d98e5055c93ed95dbd90';


CREATE TRIGGER pgtrigger_update_update_f47b6 AFTER UPDATE ON public.instances_instance REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_f47b6();


COMMENT ON TRIGGER pgtrigger_update_update_f47b6 ON public.instances_instance IS '6c2c0d16285d3ff8f4003e85fa9aa2ea6a5e8b6f';


CREATE TRIGGER pgtrigger_update_update_f8c83 AFTER UPDATE ON public.notify_notice REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_f8c83();


COMMENT ON TRIGGER pgtrigger_update_update_f8c83 ON public.notify_notice IS 'e5dff7488eac90680f0a0b8594592e3cab9b28d8';


CREATE TRIGGER pgtrigger_update_update_fb4e7 AFTER UPDATE ON public.stock_quantityreservation REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_fb4e7();


COMMENT ON TRIGGER pgtrigger_update_update_fb4e7 ON public.stock_quantityreservation IS '449a8d9485412b468a6c52e3bc3fdcff655361ad';


CREATE TRIGGER pgtrigger_update_update_fdc2d AFTER UPDATE ON public.ordering_order REFERENCING OLD TABLE AS old_values NEW TABLE AS new_values FOR EACH STATEMENT EXECUTE FUNCTION public.pgtrigger_update_update_fdc2d();


COMMENT ON TRIGGER pgtrigger_update_update_fdc2d ON public.ordering_order IS 'f7bfb4fb8352ba24b729656475acc0bbc1508758';


CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();


CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();


CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();


CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();


CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();


CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();


CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_billablefact
    ADD CONSTRAINT billing_billablefact_account_id_2a3f1fe5_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_billablefact
    ADD CONSTRAINT billing_billablefact_instance_id_ec3ea5b9_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_account_id_c4951418_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_configuration_id_9e9faf2d_fk_instances FOREIGN KEY (configuration_id) REFERENCES public.instances_configuration(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_fact_id_00e9b86b_fk_billing_billablefact_id FOREIGN KEY (fact_id) REFERENCES public.billing_billablefact(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_instance_id_9e5bed8e_fk_instances_instance_id FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_rate_version_id_a1a1c5a5_fk_catalog_r FOREIGN KEY (rate_version_id) REFERENCES public.catalog_rateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_charge
    ADD CONSTRAINT billing_charge_subscription_id_7027704e_fk_instances FOREIGN KEY (subscription_id) REFERENCES public.instances_subscription(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_account_id_71f06cf2_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_series_id_aafcbbba_fk_billing_invoiceseries_id FOREIGN KEY (series_id) REFERENCES public.billing_invoiceseries(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_invoiceline
    ADD CONSTRAINT billing_invoiceline_charge_id_1cf04bcb_fk_billing_charge_id FOREIGN KEY (charge_id) REFERENCES public.billing_charge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_invoiceline
    ADD CONSTRAINT billing_invoiceline_invoice_id_ff507e12_fk_billing_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.billing_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_invoiceseries
    ADD CONSTRAINT billing_invoiceseries_seller_id_45409b85_fk_parties_seller_id FOREIGN KEY (seller_id) REFERENCES public.parties_seller(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_account_id_ac8d6a24_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_ledgerentry
    ADD CONSTRAINT billing_ledgerentry_charge_id_83354ab7_fk_billing_charge_id FOREIGN KEY (charge_id) REFERENCES public.billing_charge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_ledgerposting
    ADD CONSTRAINT billing_ledgerpostin_entry_id_09b749a7_fk_billing_l FOREIGN KEY (entry_id) REFERENCES public.billing_ledgerentry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_account_id_2434372f_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_charge_id_05b0e29f_fk_billing_charge_id FOREIGN KEY (charge_id) REFERENCES public.billing_charge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_claimed_by_id_856ea139_fk_provision FOREIGN KEY (claimed_by_id) REFERENCES public.provisioning_provisioningjob(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.billing_transaction
    ADD CONSTRAINT billing_transaction_instance_id_80f7f8ee_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_kitpart
    ADD CONSTRAINT catalog_kitpart_kit_id_710d88c2_fk_catalog_r FOREIGN KEY (kit_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_kitpart
    ADD CONSTRAINT catalog_kitpart_part_id_fed45fae_fk_catalog_r FOREIGN KEY (part_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_brand_id_bb0c7890_fk_parties_brand_id FOREIGN KEY (brand_id) REFERENCES public.parties_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_product_type_id_192b5a38_fk_catalog_p FOREIGN KEY (product_type_id) REFERENCES public.catalog_producttype(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_productfeature
    ADD CONSTRAINT catalog_productfeatu_product_id_30790ba4_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_productrelationship
    ADD CONSTRAINT catalog_productrelat_product_id_82d6828b_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_productrelationship
    ADD CONSTRAINT catalog_productrelat_to_product_id_e36dc053_fk_catalog_p FOREIGN KEY (to_product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_productterms
    ADD CONSTRAINT catalog_productterms_product_id_9971b36e_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_rate
    ADD CONSTRAINT catalog_rate_price_plan_id_d86428fb_fk_catalog_priceplan_id FOREIGN KEY (price_plan_id) REFERENCES public.catalog_priceplan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_rate
    ADD CONSTRAINT catalog_rate_product_id_82b615dd_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_rateversion
    ADD CONSTRAINT catalog_rateversion_rate_id_931a6911_fk_catalog_rate_id FOREIGN KEY (rate_id) REFERENCES public.catalog_rate(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_resourcerequirement
    ADD CONSTRAINT catalog_resourcerequ_product_id_b0dc8e65_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_resourcerequirement
    ADD CONSTRAINT catalog_resourcerequ_specification_id_4569f136_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_resourcetext
    ADD CONSTRAINT catalog_resourcetext_specification_id_6f6eb3ae_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_servicereliance
    ADD CONSTRAINT catalog_servicerelia_product_id_18fb3ecc_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_cancellation
    ADD CONSTRAINT instances_cancellati_account_id_06b85aff_fk_parties_a FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_cancellation
    ADD CONSTRAINT instances_cancellati_instance_id_718f035f_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_account_id_d55fadac_fk_parties_a FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_instance_id_9d86e700_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_parent_id_9d501e3b_fk_instances FOREIGN KEY (parent_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_product_id_263b331c_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_rate_version_id_d47ccf34_fk_catalog_r FOREIGN KEY (rate_version_id) REFERENCES public.catalog_rateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_resource_specificati_d8a2523c_fk_catalog_r FOREIGN KEY (resource_specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_service_state_id_0a9bb8b8_fk_catalog_s FOREIGN KEY (service_state_id) REFERENCES public.catalog_servicestate(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_subscriber_id_3066ccf2_fk_parties_s FOREIGN KEY (subscriber_id) REFERENCES public.parties_subscriber(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configurat_subscription_id_041b91f7_fk_instances FOREIGN KEY (subscription_id) REFERENCES public.instances_subscription(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_configuration
    ADD CONSTRAINT instances_configuration_place_id_2f1c3d3e_fk_parties_address_id FOREIGN KEY (place_id) REFERENCES public.parties_address(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT instances_relationsh_configuration_id_1b74e3e5_fk_instances FOREIGN KEY (configuration_id) REFERENCES public.instances_configuration(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT instances_relationsh_definition_id_8427646e_fk_catalog_p FOREIGN KEY (definition_id) REFERENCES public.catalog_productrelationship(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_relationship
    ADD CONSTRAINT instances_relationsh_to_instance_id_044a9877_fk_instances FOREIGN KEY (to_instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_account_id_4e01f135_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_instance_id_78d766a8_fk_instances_instance_id FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_payment_id_27cf77e5_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_renewal
    ADD CONSTRAINT instances_renewal_rate_version_id_50e51a42_fk_catalog_r FOREIGN KEY (rate_version_id) REFERENCES public.catalog_rateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_subscription
    ADD CONSTRAINT instances_subscripti_account_id_1f046d7c_fk_parties_a FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_subscription
    ADD CONSTRAINT instances_subscripti_price_plan_id_039b25ab_fk_catalog_p FOREIGN KEY (price_plan_id) REFERENCES public.catalog_priceplan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.instances_subscription
    ADD CONSTRAINT instances_subscription_payer_id_3abed8bb_fk_parties_account_id FOREIGN KEY (payer_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.notify_notice
    ADD CONSTRAINT notify_notice_account_id_5987d552_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_balancemovement
    ADD CONSTRAINT ocs_balancemovement_account_id_7b14135c_fk_ocs_ocsaccount_id FOREIGN KEY (account_id) REFERENCES public.ocs_ocsaccount(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_balancemovement
    ADD CONSTRAINT ocs_balancemovement_balance_id_52910c29_fk_ocs_ocsbalance_id FOREIGN KEY (balance_id) REFERENCES public.ocs_ocsbalance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_ocsaccountactionplan
    ADD CONSTRAINT ocs_ocsaccountaction_account_id_41796c18_fk_ocs_ocsac FOREIGN KEY (account_id) REFERENCES public.ocs_ocsaccount(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_ocsaccountactionplan
    ADD CONSTRAINT ocs_ocsaccountaction_plan_id_c959e9f2_fk_ocs_ocsac FOREIGN KEY (plan_id) REFERENCES public.ocs_ocsactionplan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_ocsactiontiming
    ADD CONSTRAINT ocs_ocsactiontiming_actions_id_3c484c58_fk_ocs_ocsactions_id FOREIGN KEY (actions_id) REFERENCES public.ocs_ocsactions(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_ocsactiontiming
    ADD CONSTRAINT ocs_ocsactiontiming_plan_id_f7342783_fk_ocs_ocsactionplan_id FOREIGN KEY (plan_id) REFERENCES public.ocs_ocsactionplan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ocs_ocsbalance
    ADD CONSTRAINT ocs_ocsbalance_account_id_602d877e_fk_ocs_ocsaccount_id FOREIGN KEY (account_id) REFERENCES public.ocs_ocsaccount(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_acceptedterms
    ADD CONSTRAINT ordering_acceptedter_line_id_8982219f_fk_ordering_ FOREIGN KEY (line_id) REFERENCES public.ordering_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_acceptedterms
    ADD CONSTRAINT ordering_acceptedter_terms_id_c8c26a11_fk_catalog_p FOREIGN KEY (terms_id) REFERENCES public.catalog_productterms(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_order
    ADD CONSTRAINT ordering_order_account_id_5a0a6040_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_instance_id_58b002b5_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_order_id_cb63bbd7_fk_ordering_order_id FOREIGN KEY (order_id) REFERENCES public.ordering_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_parent_id_139ab01e_fk_instances_instance_id FOREIGN KEY (parent_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_product_id_4f6db7a0_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_rate_version_id_0c5ee1b1_fk_catalog_r FOREIGN KEY (rate_version_id) REFERENCES public.catalog_rateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderline
    ADD CONSTRAINT ordering_orderline_subscriber_id_01cdfae0_fk_parties_s FOREIGN KEY (subscriber_id) REFERENCES public.parties_subscriber(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderpick
    ADD CONSTRAINT ordering_orderpick_item_id_15f5548c_fk_stock_stockitem_id FOREIGN KEY (item_id) REFERENCES public.stock_stockitem(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ordering_orderpick
    ADD CONSTRAINT ordering_orderpick_line_id_ee1e8814_fk_ordering_orderline_id FOREIGN KEY (line_id) REFERENCES public.ordering_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_billing_address_id_d615003f_fk_parties_a FOREIGN KEY (billing_address_id) REFERENCES public.parties_address(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_brand_id_bfee3211_fk_parties_brand_id FOREIGN KEY (brand_id) REFERENCES public.parties_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_parent_id_38face65_fk_parties_account_id FOREIGN KEY (parent_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_account
    ADD CONSTRAINT parties_account_person_id_951f8954_fk_parties_person_id FOREIGN KEY (person_id) REFERENCES public.parties_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_accountterms
    ADD CONSTRAINT parties_accountterms_account_class_id_ea4d32ff_fk_parties_a FOREIGN KEY (account_class_id) REFERENCES public.parties_accountclass(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_accountterms
    ADD CONSTRAINT parties_accountterms_account_id_034fc781_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_accountterms
    ADD CONSTRAINT parties_accountterms_payer_id_5bde95dc_fk_parties_account_id FOREIGN KEY (payer_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_user_id_9b28412c_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_brand
    ADD CONSTRAINT parties_brand_seller_id_1d2266b0_fk_parties_seller_id FOREIGN KEY (seller_id) REFERENCES public.parties_seller(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_roleassignment
    ADD CONSTRAINT parties_roleassignment_brand_id_30812786_fk_parties_brand_id FOREIGN KEY (brand_id) REFERENCES public.parties_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_roleassignment
    ADD CONSTRAINT parties_roleassignment_user_id_543b649f_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_subscriber
    ADD CONSTRAINT parties_subscriber_account_id_35cdd4a6_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_subscriber
    ADD CONSTRAINT parties_subscriber_person_id_fadf8d58_fk_parties_person_id FOREIGN KEY (person_id) REFERENCES public.parties_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_subscriber
    ADD CONSTRAINT parties_subscriber_site_id_2c70551e_fk_parties_address_id FOREIGN KEY (site_id) REFERENCES public.parties_address(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.parties_taxregistration
    ADD CONSTRAINT parties_taxregistration_seller_id_5e90c674_fk_parties_seller_id FOREIGN KEY (seller_id) REFERENCES public.parties_seller(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_demogatewayrefund
    ADD CONSTRAINT payments_demogateway_charge_id_81665af5_fk_payments_ FOREIGN KEY (charge_id) REFERENCES public.payments_demogatewaycharge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_account_id_af225a32_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_card_id_1acb2406_fk_payments_storedcard_id FOREIGN KEY (card_id) REFERENCES public.payments_storedcard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_job_id_08318cb9_fk_provision FOREIGN KEY (job_id) REFERENCES public.provisioning_provisioningjob(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_ledger_entry_id_3c17e730_fk_billing_l FOREIGN KEY (ledger_entry_id) REFERENCES public.billing_ledgerentry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_ledger_entry_id_f766754b_fk_billing_l FOREIGN KEY (ledger_entry_id) REFERENCES public.billing_ledgerentry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_payment_id_a70693f7_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_storedcard
    ADD CONSTRAINT payments_storedcard_account_id_e8d932aa_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);


ALTER TABLE ONLY public.provisioning_effect
    ADD CONSTRAINT provisioning_effect_job_id_6fba6ebd_fk_provision FOREIGN KEY (job_id) REFERENCES public.provisioning_provisioningjob(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.provisioning_jobevent
    ADD CONSTRAINT provisioning_jobeven_job_id_71909e98_fk_provision FOREIGN KEY (job_id) REFERENCES public.provisioning_provisioningjob(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisi_account_id_66e9dba8_fk_parties_a FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisi_instance_id_3ae1ff40_fk_instances FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.provisioning_provisioningjob
    ADD CONSTRAINT provisioning_provisi_order_line_id_087fd79d_fk_ordering_ FOREIGN KEY (order_line_id) REFERENCES public.ordering_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_allocation
    ADD CONSTRAINT stock_allocation_account_id_5defc779_fk_parties_account_id FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_allocation
    ADD CONSTRAINT stock_allocation_item_id_8a3baa58_fk_stock_stockitem_id FOREIGN KEY (item_id) REFERENCES public.stock_stockitem(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_allocation
    ADD CONSTRAINT stock_allocation_service_id_4e060449_fk_instances_instance_id FOREIGN KEY (service_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_itemmove
    ADD CONSTRAINT stock_itemmove_from_warehouse_id_6252a21b_fk_stock_warehouse_id FOREIGN KEY (from_warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_itemmove
    ADD CONSTRAINT stock_itemmove_item_id_c6bd958f_fk_stock_stockitem_id FOREIGN KEY (item_id) REFERENCES public.stock_stockitem(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_itemmove
    ADD CONSTRAINT stock_itemmove_to_warehouse_id_63a43b42_fk_stock_warehouse_id FOREIGN KEY (to_warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT stock_pool_specification_id_1f9d7717_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_pool
    ADD CONSTRAINT stock_pool_warehouse_id_d331c60c_fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_purchaseorder
    ADD CONSTRAINT stock_purchaseorder_warehouse_id_8fdb5c38_fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_purchaseorderline
    ADD CONSTRAINT stock_purchaseorderl_order_id_45dada53_fk_stock_pur FOREIGN KEY (order_id) REFERENCES public.stock_purchaseorder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_purchaseorderline
    ADD CONSTRAINT stock_purchaseorderl_specification_id_d32616ac_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_quantityreservation
    ADD CONSTRAINT stock_quantityreserv_account_id_c1184d4a_fk_parties_a FOREIGN KEY (account_id) REFERENCES public.parties_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_quantityreservation
    ADD CONSTRAINT stock_quantityreserv_quantity_row_id_4d57ecff_fk_stock_sto FOREIGN KEY (quantity_row_id) REFERENCES public.stock_stockquantity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_quantityreservation
    ADD CONSTRAINT stock_quantityreserv_service_id_da61b832_fk_instances FOREIGN KEY (service_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockcount
    ADD CONSTRAINT stock_stockcount_specification_id_3c1e9643_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockcount
    ADD CONSTRAINT stock_stockcount_warehouse_id_ed069995_fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_instance_id_781bff1f_fk_instances_instance_id FOREIGN KEY (instance_id) REFERENCES public.instances_instance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_kit_id_79c48684_fk_stock_stockitem_id FOREIGN KEY (kit_id) REFERENCES public.stock_stockitem(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_pool_id_90ea27f9_fk_stock_pool_id FOREIGN KEY (pool_id) REFERENCES public.stock_pool(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_purchase_line_id_11b11aab_fk_stock_pur FOREIGN KEY (purchase_line_id) REFERENCES public.stock_purchaseorderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_specification_id_b5659425_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockitem
    ADD CONSTRAINT stock_stockitem_warehouse_id_a355fa84_fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockmovement
    ADD CONSTRAINT stock_stockmovement_purchase_line_id_da8715e1_fk_stock_pur FOREIGN KEY (purchase_line_id) REFERENCES public.stock_purchaseorderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockmovement
    ADD CONSTRAINT stock_stockmovement_reservation_id_6b422af2_fk_stock_qua FOREIGN KEY (reservation_id) REFERENCES public.stock_quantityreservation(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockmovement
    ADD CONSTRAINT stock_stockmovement_specification_id_b9f53080_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockmovemententry
    ADD CONSTRAINT stock_stockmovemente_movement_id_9db442f5_fk_stock_sto FOREIGN KEY (movement_id) REFERENCES public.stock_stockmovement(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockmovemententry
    ADD CONSTRAINT stock_stockmovemente_warehouse_id_afb5a612_fk_stock_war FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockquantity
    ADD CONSTRAINT stock_stockquantity_specification_id_a5099e29_fk_catalog_r FOREIGN KEY (specification_id) REFERENCES public.catalog_resourcespecification(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_stockquantity
    ADD CONSTRAINT stock_stockquantity_warehouse_id_506d8be9_fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.stock_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_item_id_945ff4c6_fk_stock_stockitem_id FOREIGN KEY (item_id) REFERENCES public.stock_stockitem(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.stock_writeoff
    ADD CONSTRAINT stock_writeoff_movement_id_e88da7a0_fk_stock_stockmovement_id FOREIGN KEY (movement_id) REFERENCES public.stock_stockmovement(id) DEFERRABLE INITIALLY DEFERRED;


