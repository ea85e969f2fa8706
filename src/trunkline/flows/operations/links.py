"""Links between what an account has, as the catalogue defines them: found for the lines of an order, and recorded.

A product that requires another is linked to what the order or the account has of it; options and promotions are linked
where both are ordered together, or where the order says something of the link.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from trunkline.catalog.models import ProductRelationship
from trunkline.catalog.policies.characteristics import CharacteristicRule, value_violations, with_defaults
from trunkline.catalog.policies.relationships import LinkCharacteristic
from trunkline.catalog.states import CharacteristicSetter, RelationshipKind, ValueType
from trunkline.flows.operations.order_lines import FoundLine
from trunkline.instances.operations import timeline
from trunkline.instances.selectors import services as service_selectors
from trunkline.kernel.errors import InvalidInputError
from trunkline.ordering.models import Order
from trunkline.ordering.states import LineState
from trunkline.parties.models import Account

_LINKED_KINDS = (RelationshipKind.REQUIRES, RelationshipKind.OPTION, RelationshipKind.PROMOTION)


class Links:
    """What the lines of an order are linked with: other lines, or services that the account has."""

    def __init__(self, account: Account, lines: Sequence[FoundLine]) -> None:
        self._lines = lines
        ids = {line.product.pk for line in lines}
        either = Q(product_id__in=ids) | Q(to_product_id__in=ids, kind=RelationshipKind.EXCLUDES)
        kinds = [*_LINKED_KINDS, RelationshipKind.EXCLUDES]
        found = ProductRelationship.objects.filter(either, kind__in=kinds).select_related("product", "to_product")
        self._definitions = list(found.order_by("pk"))
        self._held: dict[int, list[int]] = {}
        if self._definitions:
            held = service_selectors.list_current_services(None).filter(account=account, instance__retired_at=None)
            for product_id, instance_id in held.values_list("product_id", "instance_id"):
                self._held.setdefault(product_id or 0, []).append(instance_id)

    def reasons(self, line: FoundLine) -> list[str]:
        """This will list why a line cannot be had beside what else is ordered and had: what lacks, what excludes it."""
        found = [
            f"{line.product.name} is not had without {definition.to_product.name}; order that too."
            for definition in self._of(line, RelationshipKind.REQUIRES)
            if self._target(line, definition) is None
        ]
        for definition in self._definitions:
            if definition.kind != RelationshipKind.EXCLUDES:
                continue
            sides = {definition.product_id: definition.to_product, definition.to_product_id: definition.product}
            other = sides.get(line.product.pk)
            ordered = other is not None and any(each.product.pk == other.pk for each in self._lines)
            if other is not None and (ordered or self._held.get(other.pk)):
                found.append(f"{line.product.name} and {other.name} exclude each other.")
        return found

    def of(self, line: FoundLine) -> list[dict[str, Any]]:
        """This will write a line's links; raises InvalidInputError for one that the catalogue does not define."""
        told = dict(line.request.relationships)
        found = []
        for definition in self._of(line, *_LINKED_KINDS):
            is_named = definition.to_product.code in told
            target = self._target(line, definition)
            is_wanted = is_named or definition.kind == RelationshipKind.REQUIRES or (target and "position" in target)
            if not is_wanted:
                continue
            if target is None:
                reason = f"leads to {definition.to_product.name}, which the account neither has nor orders."
                raise InvalidInputError.for_field(f"relationships.{definition.to_product.code}", reason)
            values = _characteristics(line, definition, told.pop(definition.to_product.code, {}))
            found.append({"definition": definition.pk, **target, "characteristics": values})
        for code in told:
            raise InvalidInputError.for_field(
                f"relationships.{code[:60]}", f"is no product that {line.product.name} is linked with."
            )
        return found

    def together(self) -> dict[int, int]:
        """This will number what takes effect together: a bundle with its parts, and what requires another line."""
        number = list(range(len(self._lines)))

        def join(left: int, right: int) -> None:
            old, new = max(number[left], number[right]), min(number[left], number[right])
            number[:] = [new if each == old else each for each in number]

        first: dict[int, int] = {}
        for line in self._lines:
            if line.asked.is_part:
                # Several parts that are added to a bundle at once are asked for by one request.
                join(line.place, first.setdefault(line.asked.root, line.place))
            elif line.part_of is None:
                first[line.asked.root] = line.place
            for definition in self._of(line, RelationshipKind.REQUIRES):
                target = self._target(line, definition)
                if target is not None and "position" in target:
                    join(line.place, target["position"] - 1)
        return {place: each + 1 for place, each in enumerate(number) if number.count(each) > 1}

    def _of(self, line: FoundLine, *kinds: RelationshipKind) -> Iterator[ProductRelationship]:
        return (each for each in self._definitions if each.product_id == line.product.pk and each.kind in kinds)

    def _target(self, line: FoundLine, definition: ProductRelationship) -> dict[str, int] | None:
        """What a link leads to: a line asked for together, another of the order, what it adds to, or what is had."""
        wanted = definition.to_product_id
        ordered = [each for each in self._lines if each.product.pk == wanted and each is not line]
        near = sorted(ordered, key=lambda each: (each.part_of is not line.part_of, each.asked.root != line.asked.root))
        if near:
            return {"position": near[0].place + 1}
        if line.service is not None and line.service.product_id == wanted:
            return {"to": line.service.instance_id}
        held = self._held.get(wanted)
        return {"to": min(held)} if held else None


def _characteristics(line: FoundLine, definition: ProductRelationship, told: Mapping[str, Any]) -> dict[str, Any]:
    entries = [LinkCharacteristic.of(entry) for entry in definition.characteristics]
    rules = [
        CharacteristicRule(each.name, each.value_type, each.choices, default=each.default, is_required=each.is_required)
        for each in entries
    ]
    prices = {each.name for each in entries if each.value_type == ValueType.PRICE}
    wrong = dict(value_violations(rules, told, CharacteristicSetter.STAFF))
    if not line.request.agrees_prices:
        wrong |= dict.fromkeys(prices & set(told), "is a price, which whoever manages billing agrees.")
    if wrong:
        path = f"relationships.{definition.to_product.code}"
        fields = {f"{path}.{name}": reason for name, reason in wrong.items()}
        raise InvalidInputError(" ".join(f"{name}: {reason}" for name, reason in fields.items()), fields=fields)
    return with_defaults(rules, told)


def record_links(order: Order, made: Mapping[int, int], *, at: datetime) -> None:
    """This will record the links of lines of an order that are done by now, and of earlier ones to them.

    `made` are the numbers of their services, by the lines' positions.
    """
    with_links = list(order.lines.exclude(relationships=[]).order_by("position"))
    if not with_links:
        return
    done = order.lines.filter(state=LineState.DONE, instance__isnull=False)
    ends = {**dict(done.values_list("position", "instance_id")), **made}
    known = {ends[line.position]: line for line in with_links if line.position in ends}
    for instance_id, line in sorted(known.items()):
        links = {
            timeline.link_key(link["definition"], to): link["characteristics"]
            for link in line.relationships
            if (to := link.get("to") or ends.get(link.get("position"))) is not None
        }
        current = service_selectors.lock_current_service(instance_id)
        present = timeline.values_of(current)["relationships"]
        missing = {key: value for key, value in links.items() if key not in present}
        if missing and current.instance.retired_at is None:
            timeline.change(current, at=at, relationships=missing)
