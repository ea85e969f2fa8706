"""Triggers that several rooms put on their tables."""

import pgtrigger


def append_only() -> pgtrigger.Trigger:
    """This will forbid UPDATE and DELETE: what is written stays, and is corrected by a further row."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


def undeletable() -> pgtrigger.Trigger:
    """This will forbid DELETE: the row is retired, never removed."""
    return pgtrigger.Protect(name="undeletable", operation=pgtrigger.Delete)


def set_once(*columns: str) -> pgtrigger.Trigger:
    """This will forbid every UPDATE but filling some of `columns` that are still null, once each."""
    kept = " ".join(f"""
        IF OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column} THEN
            RAISE EXCEPTION '% of % is set once and stays', '{column}', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;""" for column in columns)  # fmt: skip
    changeable = " - ".join(f"'{column}'::text" for column in columns)
    return pgtrigger.Trigger(
        name="set_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
        IF (to_jsonb(OLD) - {changeable}) IS DISTINCT FROM (to_jsonb(NEW) - {changeable}) THEN
            RAISE EXCEPTION 'a row of % is never rewritten', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        {kept}
        RETURN NEW;
        """,
    )
