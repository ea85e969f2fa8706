"""How the page of a definition is divided into tabs: a product's by sections, others' by their lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django import forms

from trunkline.web.backoffice.forms import DefinitionForm, Entries
from trunkline.web.backoffice.tables import UsageTable
from trunkline.web.backoffice.words import title_of


@dataclass
class Tab:
    """A tab: inputs of the definition itself, lists, where it takes part, and what a template of its own shows."""

    slug: str
    title: str
    fields: list[forms.BoundField] = field(default_factory=list)
    entries: list[Entries] = field(default_factory=list)
    usages: list[UsageTable] = field(default_factory=list)
    template: str = ""

    @property
    def error_count(self) -> int:
        """How many things are wrong in the tab."""
        return sum(len(each.errors) for each in self.fields) + sum(each.error_count for each in self.entries)

    @property
    def has_more(self) -> bool:
        """Whether its lists need headings, because they are not all that there is."""
        return len(self.entries) > 1 or bool(self.fields or self.usages or self.template)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.fields or self.entries or self.usages or self.template)


@dataclass(frozen=True)
class _Section:
    """A tab as it is laid out: columns and lists by name, and the areas whose usages it shows."""

    slug: str
    title: str
    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    template: str = ""


_MAIN = (
    "code",
    "name",
    "slug",
    "product_type",
    "category",
    "family",
    "product_brand",
    "brand",
    "priority",
    "is_enabled",
    "description",
    "long_description",
    "features",
    "icon",
    "comment",
)
_VALIDITY = (
    "available_from",
    "available_until",
    "is_for_residential",
    "is_for_business",
    "customer_can_purchase",
    "account_classes",
    "technologies",
)
_CONTRACT = (
    "contract_terms",
    "contract_days",
    "auto_renew",
    "allow_auto_renew",
    "renewal_payment",
    "grace_days",
    "charge_start",
    "usage_mode",
    "usage_period_count",
    "usage_period_unit",
    "usage_tier_plan",
    "voip_plan",
)
_DELIVERY = (
    "service_type",
    "state_table",
    "resource_specification",
    "resource_requirements",
    "lead_time_hours",
    "return_days",
    "replacement_fee",
    "return_label_is_prepaid",
    "provisioning_play",
    "deprovisioning_play",
    "suspension_play",
    "resumption_play",
    "removal_play",
    "change_play",
    "provisioning_variables",
    "rescue_counts_as_failure",
    "play_failures_are_ignored",
)
_PRODUCT: tuple[_Section, ...] = (
    _Section(
        "main",
        "Main",
        _MAIN,
    ),
    _Section("characteristics", "Characteristics", ("characteristics",)),
    _Section("categories", "Categories", ("categories", "alternative_codes")),
    _Section("validity", "Validity", _VALIDITY),
    _Section("components", "Components", ("component_families_max", "component_types_max", "components"), ("bundles",)),
    _Section("prices", "Prices", (), ("prices",), "backoffice/snippets/prices.html"),
    _Section("billing", "Billing", ("taxes", *_CONTRACT), ("terms",)),
    _Section("terms", "Terms", template="backoffice/snippets/terms.html"),
    _Section("delivery", "Delivery and work", _DELIVERY, ("delivery", "states", "work")),
    _Section("stock", "Stock balance", template="backoffice/snippets/stock.html"),
    _Section("performance", "Performance", template="backoffice/snippets/performance.html"),
    _Section("relationships", "Relationships", ("relationships", "service_reliances"), ("products",)),
    _Section("files", "Images and files", ("links",), ("files",), "backoffice/snippets/files.html"),
    _Section("user-fields", "User-defined fields", ("user_fields",)),
)
_HISTORY = _Section("history", "History", template="backoffice/snippets/changes.html")


def tabs_of(form: DefinitionForm, usages: Sequence[UsageTable]) -> list[Tab]:
    """This will divide the form of a definition, and where it takes part, into tabs; those without content are out."""
    sections = _PRODUCT
    if form.kind.name != "products":
        lists = tuple(_Section(each.name, each.title, (each.name,)) for each in form.entries)
        sections = (_Section("main", "General"), *lists, _Section("usages", "Takes part in"))
    placed = {name for section in sections for name in section.names}
    areas = {area for section in sections for area in section.areas}
    tabs = [_tab(section, form, usages) for section in sections]
    by_slug = {tab.slug: tab for tab in tabs}
    # What nobody has placed yet is shown nevertheless: columns first, each list by itself.
    by_slug["main"].fields += form.bound_fields(name for name in form.main.fields if _column(name) not in placed)
    tabs += [Tab(each.name, each.title, entries=[each]) for each in form.entries if each.name not in placed]
    if not form.is_new:
        rest = by_slug.get("usages") or by_slug.get("relationships") or by_slug["main"]
        rest.usages += [each for each in usages if each.area not in areas]
        tabs.append(_tab(_HISTORY, form, ()))
    return [tab for tab in tabs if not tab.is_empty]


def _tab(section: _Section, form: DefinitionForm, usages: Iterable[UsageTable]) -> Tab:
    return Tab(
        slug=section.slug,
        title=section.title or title_of(section.slug),
        fields=form.bound_fields(
            name for placed in section.names for name in form.main.fields if _column(name) == placed
        ),
        entries=[each for each in form.entries if each.name in section.names],
        usages=[each for each in usages if each.area in section.areas],
        # What such templates show is there only once the definition is.
        template="" if form.is_new else section.template,
    )


def _column(name: str) -> str:
    """The column that an input is of: user-defined fields have an input for each of their values."""
    return name.partition(".")[0]
