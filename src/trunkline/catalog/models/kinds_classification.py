"""The kinds by which products are grouped."""

from trunkline.catalog.models.classification import ProductBrand, ProductCategory, ProductFamily
from trunkline.catalog.models.kind import Kind
from trunkline.parties.models import AccountClass

KINDS = (
    Kind(
        name="product-families",
        title="product family",
        model=ProductFamily,
        fixed=frozenset({"classification"}),
    ),
    Kind(name="product-brands", title="product brand", model=ProductBrand),
    Kind(name="product-categories", title="product category", model=ProductCategory),
    Kind(name="account-classes", title="account class", model=AccountClass),
)
