"""The words by which products are found, which the database keeps as their texts change."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

# What stands between words. PostgreSQL's parser is not asked: to it, an address is one word, and 28e1abc is two.
SEPARATORS = " \t\n\v\f\r\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~!'\u00a0¡«·»¿×–—‘’“”„•…€£°®™"
# So much of a word is enough to know it by; PostgreSQL takes no endless ones.
WORD_MAX = 100


def _literal(text: str) -> str:
    """Write a text as SQL does, in signs that every file and function keeps."""
    return "E'" + "".join(sign if sign.isalnum() else f"\\u{ord(sign):04x}" for sign in text) + "'"


# Every text of the product that SQL calls `p`, and the words of them all.
_TEXTS = """concat_ws(' ', p.code, p.name, p.description, p.long_description,
        (SELECT string_agg(f.text, ' ') FROM catalog_productfeature f WHERE f.product_id = p.id))"""
WORDS = f"""(
    SELECT array_to_tsvector(array_agg(left(word, {WORD_MAX}))) FROM string_to_table(
        lower(translate({_TEXTS}, {_literal(SEPARATORS)}, repeat(' ', {len(SEPARATORS)}))), ' ') word
    WHERE word <> '')"""  # noqa: S608


class ProductWords(models.Model):
    """All words of a product's code, name, descriptions and features."""

    product = models.OneToOneField("catalog.Product", primary_key=True, on_delete=models.CASCADE, related_name="words")
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["words"], name="product_words", fastupdate=False)]


def _trigger(name: str, operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    tables = {"new": "new_rows"} if operation is not pgtrigger.Delete else {}
    tables |= {"old": "old_rows"} if operation is not pgtrigger.Insert else {}
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),  # type: ignore[no-untyped-call]
        func=func,
    )


def _renew(changed: str) -> str:
    """Write anew the words of the products whose numbers a query gives.

    Of two that change one product at the same time, the second waits here, and reads what the first has written.
    """
    return f"""
        PERFORM 1 FROM catalog_productwords WHERE product_id IN ({changed}) ORDER BY product_id FOR UPDATE;
        UPDATE catalog_productwords w SET words = {WORDS}
        FROM catalog_product p WHERE p.id = w.product_id AND p.id IN ({changed});
        RETURN NULL;
        """  # noqa: S608


def words_follow_products() -> list[pgtrigger.Trigger]:
    """This will keep the words of products as the products are: the triggers of their table."""
    changed = """
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.code, n.name, n.description, n.long_description)
            IS DISTINCT FROM (o.code, o.name, o.description, o.long_description)"""
    added = f"""
        INSERT INTO catalog_productwords (product_id, words)
        SELECT p.id, {WORDS} FROM catalog_product p WHERE p.id IN (SELECT id FROM new_rows);
        RETURN NULL;
        """  # noqa: S608
    return [
        _trigger("words_of_new", pgtrigger.Insert, added),
        _trigger("words_of_changed", pgtrigger.Update, _renew(changed)),
    ]


def words_follow_features() -> list[pgtrigger.Trigger]:
    """This will keep the words of products as their features are: the triggers of these."""
    old, new = "SELECT product_id FROM old_rows", "SELECT product_id FROM new_rows"
    return [
        _trigger("words_of_new", pgtrigger.Insert, _renew(new)),
        _trigger("words_of_changed", pgtrigger.Update, _renew(f"{old} UNION {new}")),
        _trigger("words_of_deleted", pgtrigger.Delete, _renew(old)),
    ]
