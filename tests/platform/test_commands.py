"""Use cases: one durable transaction each, with idempotency and audit."""

import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction

from tests.support.goods import make_product
from tests.support.people import command, make_staff, unique
from tests.support.races import count_waiting, wait_until
from tests.support.snapshot import differences, take_snapshot
from trunkline.catalog.errors import ResourceSpecificationTakenError
from trunkline.catalog.models import Product, ResourceSpecification
from trunkline.catalog.use_cases import products as catalog_products
from trunkline.catalog.use_cases import resources as catalog_resources
from trunkline.kernel.errors import InvalidInputError
from trunkline.parties.states import Role
from trunkline.platform import idempotency
from trunkline.platform.commands import SYSTEM_ACTOR, Actor, ActorKind
from trunkline.platform.errors import IdempotencyKeyReusedError
from trunkline.platform.models import IdempotencyKey


def make(name: str, key: str | None = None, labels: tuple[str, ...] = (), **changes: object) -> int:
    asked = command(idempotency_key=key, **changes)
    return catalog_resources.create_resource_specification(asked, name, list(labels), "physical")


def test_a_use_case_inside_a_transaction_is_a_programming_error() -> None:
    name = f"SIM {unique()}"
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        make(name)
    assert not ResourceSpecification.objects.filter(name=name).exists()


def test_what_a_use_case_wrote_before_it_was_refused_is_not_kept() -> None:
    name = f"SIM {unique()}"
    before = take_snapshot()
    with pytest.raises(InvalidInputError):
        make(name, labels=("ICCID", ""))  # the second label is refused when the specification is there already
    assert differences(before, take_snapshot()) == []


def test_the_same_key_acts_once_and_answers_the_same() -> None:
    name, key = f"SIM {unique()}", unique()
    first = make(name, key, ("ICCID",))
    before = take_snapshot()
    assert make(name, key, ("ICCID",)) == first
    assert differences(before, take_snapshot()) == []
    assert ResourceSpecification.objects.get(name=name).pk == first


@pytest.mark.parametrize("labels", [("ICCID", "IMSI"), ("IMSI",), ()])
def test_the_same_key_with_another_body_is_refused(labels: tuple[str, ...]) -> None:
    name, key = f"SIM {unique()}", unique()
    make(name, key, ("ICCID",))
    before = take_snapshot()
    with pytest.raises(IdempotencyKeyReusedError):
        make(name, key, labels)
    assert differences(before, take_snapshot()) == []


def test_the_same_key_of_another_use_case_is_refused() -> None:
    name, key = f"SIM {unique()}", unique()
    make(name, key)
    product = make_product()
    with pytest.raises(IdempotencyKeyReusedError):
        catalog_products.set_product_enabled(command(idempotency_key=key), product.pk, is_enabled=False)
    assert Product.objects.get(pk=product.pk).is_enabled


def test_two_actors_may_use_the_same_key() -> None:
    key, actor = unique(), Actor(ActorKind.STAFF, make_staff(Role.ADMIN).user_id)
    first = make(f"SIM {unique()}", key)
    second = make(f"SIM {unique()}", key, actor=actor)
    assert first != second


def test_a_refusal_frees_the_key() -> None:
    name, key = f"SIM {unique()}", unique()
    make(name)
    with pytest.raises(ResourceSpecificationTakenError):
        make(name, key)
    assert not IdempotencyKey.objects.filter(key=key).exists()
    assert make(f"{name} other", key) > 0


def test_of_two_at_once_the_second_waits_and_gets_the_result_of_the_first() -> None:
    key = unique()
    effects: list[str] = []
    results: dict[str, str] = {}
    is_inside, may_go_on = threading.Event(), threading.Event()

    def effect(who: str) -> str:
        effects.append(who)
        is_inside.set()
        assert may_go_on.wait(20)
        return who

    def act(who: str) -> None:
        try:
            with transaction.atomic():
                results[who] = idempotency.run_once(
                    actor="system", key=key, fingerprint="same", effect=lambda: effect(who)
                )
        finally:
            connection.close()

    first = threading.Thread(target=act, args=("first",))
    second = threading.Thread(target=act, args=("second",))
    first.start()
    assert is_inside.wait(20)
    second.start()
    wait_until(lambda: count_waiting() == 1, "the second does not wait for the first")
    may_go_on.set()
    first.join(20)
    second.join(20)
    assert effects == ["first"]
    assert results == {"first": "first", "second": "first"}


def test_a_fingerprint_tells_every_argument_apart() -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    asked = [
        ("room.act", (1,), {}),
        ("room.act", (2,), {}),
        ("room.act", (), {"x": 1}),
        ("room.other", (1,), {}),
        ("room.act", (Decimal("1.0"),), {}),
        ("room.act", (at,), {}),
        ("room.act", (frozenset({"b", "a"}),), {}),
    ]
    assert len({idempotency.fingerprint(*each) for each in asked}) == len(asked)
    assert idempotency.fingerprint("a", (frozenset({"b", "a"}),), {}) == idempotency.fingerprint("a", ({"a", "b"},), {})


def test_an_actor_reads_as_its_kind_and_number() -> None:
    assert str(SYSTEM_ACTOR) == "system"
    assert str(Actor(ActorKind.JOB, 7)) == "job:7"
    assert command(idempotency_key="x").without_key().idempotency_key is None


def test_every_version_of_a_row_carries_actor_reason_and_use_case() -> None:
    product = make_product()
    actor = Actor(ActorKind.STAFF, make_staff(Role.PRODUCT_MANAGER).user_id)
    catalog_products.set_product_enabled(command(actor=actor, reason="out of stock"), product.pk, is_enabled=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.pgh_label, v.is_enabled, c.metadata FROM catalog_productversion v"
            " JOIN pghistory_context c ON c.id = v.pgh_context_id WHERE v.pgh_obj_id = %s ORDER BY v.pgh_id",
            [product.pk],
        )
        versions = [(label, enabled, _as_dict(metadata)) for label, enabled, metadata in cursor.fetchall()]
    assert versions == [
        ("insert", True, {"actor": "system", "reason": "", "use_case": "catalog.create_product"}),
        (
            "update",
            False,
            {"actor": str(actor), "reason": "out of stock", "use_case": "catalog.set_product_enabled"},
        ),
    ]


def _as_dict(metadata: object) -> object:
    import json

    return json.loads(metadata) if isinstance(metadata, str) else metadata
