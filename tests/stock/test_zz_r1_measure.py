"""Measure."""
import importlib.util, time
from django.db import connection, transaction, OperationalError
from tests.support.people import unique
from tests.support.warehouse import make_logical, make_pool
from trunkline.insight.selectors import INVARIANTS_BY_ROOM
from trunkline.stock.policies.pools import AddressRange

def load(p):
    s = importlib.util.spec_from_file_location("m" + p[-8:-3], p); m = importlib.util.module_from_spec(s); s.loader.exec_module(m); return m.INVARIANTS

def run(q, nest):
    t = time.monotonic()
    try:
        with transaction.atomic(), connection.cursor() as c:
            c.execute("SET LOCAL statement_timeout = '12s'")
            if not nest: c.execute("SET LOCAL enable_nestloop = off")
            c.execute(q); c.fetchmany(10)
    except OperationalError as e:
        return f"TIMEOUT {e}"[:40]
    return f"{time.monotonic() - t:.2f}"

def test_it():
    make_pool(make_logical(), AddressRange("10.0.0.0/16", leaves_out_ends=False), name=unique())
    with connection.cursor() as c:
        c.execute("select relname,last_autoanalyze,reltuples from pg_stat_user_tables join pg_class using(relname) where relname in ('stock_stockitem','instances_configuration','stock_allocation')"); print(c.fetchall())
    for room, invs in {**INVARIANTS_BY_ROOM, "OLDstock": load("/tmp/r1_head_stock.py"), "OLDinst": load("/tmp/r1_head_inst.py")}.items():
        for i in invs:
            new = run(i.query, False); old = run(i.query, True)
            if new[0] == "T" or old[0] == "T" or float(new) > 1 or float(old) > 1: print(room, "|", i.name[:60], "| nonest", new, "| nest", old, flush=True)
    with connection.cursor() as c:
        c.execute("select relname,last_autoanalyze from pg_stat_user_tables where relname in ('stock_stockitem','instances_configuration')"); print(c.fetchall())
