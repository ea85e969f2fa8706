"""Steps on the taxes of products."""

from collections.abc import Collection

from trunkline.catalog.models import Product, ProductTax, TaxCodeDefault


def default_taxes(product_type_id: int) -> list[ProductTax]:
    """This will make the taxes, not saved yet, that a new product of a type has: those whose code names the type."""
    defaults = TaxCodeDefault.objects.filter(product_type_id=product_type_id, tax_code__is_active=True)
    return [
        ProductTax(tax_code=default.tax_code)
        for default in defaults.select_related("tax_code").order_by("tax_code__code")
    ]


def add_default_taxes(product: Product, given: Collection[int] = ()) -> list[str]:
    """This will give a new product the taxes of its type, but those given already, and return their codes."""
    added = [tax for tax in default_taxes(product.product_type_id) if tax.tax_code_id not in given]
    for tax in added:
        tax.product = product
    ProductTax.objects.bulk_create(added)
    return [tax.tax_code.code for tax in added]
