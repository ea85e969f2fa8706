"""A whole catalogue of an operator of mobile, internet, voice, television and power, as bodies of the API.

By kind, in the order in which they can be made: what is named has been made before.
"""

from typing import Any

Document = dict[str, Any]

_SINCE = "2025-01-01"


def _named(code: str, name: str, **more: Any) -> Document:
    return {"code": code, "name": name, **more}


def _unit(code: str, name: str, symbol: str, dimension: str, factor: str = "1") -> Document:
    return _named(code, name, symbol=symbol, dimension=dimension, factor=factor)


def _family(code: str, name: str, classification: str) -> Document:
    return _named(code, name, classification=classification)


def _category(code: str, name: str, parent: str | None = None) -> Document:
    return _named(code, name, parent=parent)


def _type(code: str, name: str, **values: Any) -> Document:
    return _named(code, name, **values)


def _service(code: str, name: str, charging_kind: str, **values: Any) -> Document:
    return _type(code, name, classification="service", charging_kind=charging_kind, **values)


def _good(code: str, name: str, *, is_traceable: bool, **values: Any) -> Document:
    return _type(code, name, classification="good", is_traceable=is_traceable, **values)


UNITS = [
    _unit("byte", "Byte", "B", "data"),
    _unit("gigabyte", "Gigabyte", "GB", "data", "1073741824"),
    _unit("second", "Second", "s", "time"),
    _unit("minute", "Minute", "min", "time", "60"),
    _unit("hour", "Hour", "h", "time", "3600"),
    _unit("message", "Message", "SMS", "messages"),
    _unit("event", "Event", "×", "events"),
    _unit("kilowatt-hour", "Kilowatt-hour", "kWh", "energy"),
    _unit("cubic-metre", "Cubic metre", "m³", "volume"),
    _unit("megabit-per-second", "Megabit per second", "Mbit/s", "speed"),
]

TECHNOLOGIES = [
    _named("gpon", "Fibre (GPON)"),
    _named("vdsl", "Copper (VDSL)"),
    _named("fixed-wireless", "Fixed wireless"),
    _named("mobile-4g", "Mobile 4G"),
    _named("mobile-5g", "Mobile 5G"),
    _named("cable", "Cable (DOCSIS)"),
]

ACCOUNT_CLASSES = [
    _named("household", "Households"),
    _named("small-business", "Small businesses"),
    _named("enterprise", "Enterprises"),
    _named("reseller", "Resellers"),
]

BRANDS = [_named(code.lower(), code) for code in ("Roku", "Samsung", "Nokia", "Yealink", "Ubiquiti", "Euronews", "CNN")]

FAMILIES = [
    _family("sim-cards", "SIM cards", "good"),
    _family("modems", "Modems", "good"),
    _family("players", "Streaming players", "good"),
    _family("phones", "Desk phones", "good"),
    _family("installation-material", "Installation material", "good"),
    _family("mobile", "Mobile", "service"),
    _family("internet", "Internet", "service"),
    _family("voice", "Voice", "service"),
    _family("news-channels", "News channels", "service"),
    _family("documentary-channels", "Documentary channels", "service"),
    _family("video", "Video on demand", "service"),
    _family("energy", "Power and water", "service"),
    _family("fees", "Fees", "service"),
]

CATEGORIES = [
    _category("consumer", "For consumers"),
    _category("consumer-mobile", "Mobile", "consumer"),
    _category("consumer-internet", "Internet at home", "consumer"),
    _category("consumer-television", "Television", "consumer"),
    _category("consumer-energy", "Power and water", "consumer"),
    _category("business", "For businesses"),
    _category("business-voice", "Telephony", "business"),
    _category("business-sites", "Sites and lines", "business"),
]

PRODUCT_TYPES = [
    _service("mobile-plan", "Mobile plan", "termed"),
    _service("mobile-top-up", "Mobile top-up", "expense"),
    _service("line", "Line", "termed"),
    _service("telephony", "Telephony", "termed"),
    _service("channel", "Subscription channel", "termed"),
    _service("channel-bouquet", "Bouquet of chosen channels", "termed", composition="flexible_bundle"),
    _service("channel-package", "Bouquet of fixed channels", "termed", composition="fixed_bundle"),
    _service("video-event", "Pay-per-view and video on demand", "usage"),
    _service("metered-supply", "Metered supply", "usage"),
    _service("supply", "Supply", "termed", can_be_provisioned=False),
    _service("fee", "One-time fee", "expense", can_be_provisioned=False),
    _service("hourly-work", "Work by the hour", "one_time", can_be_provisioned=False),
    _service("offer", "Package of services", "termed", composition="package"),
    _good("device", "Device with a serial number", is_traceable=True),
    _good("device-kit", "Kit with a serial number", is_traceable=True, composition="fixed_bundle"),
    _good("material", "Material by quantity", is_traceable=False, can_be_provisioned=False),
]

TAX_CODES = [
    _named(
        "vat-standard",
        "VAT, standard rate",
        rates=[
            {"tax": "VAT", "country": country, "percent": percent, "valid_from": _SINCE}
            for country, percent in (("GB", 20), ("DE", 19), ("CZ", 21), ("CY", 19), ("IE", 23))
        ],
        default_for=[each["code"] for each in PRODUCT_TYPES if each["code"] not in {"supply", "metered-supply"}],
    ),
    _named(
        "vat-energy",
        "VAT on domestic energy",
        rates=[
            {
                "tax": "VAT",
                "country": "GB",
                "account_kind": kind,
                "percent": percent,
                "valid_from": _SINCE,
            }
            for kind, percent in (("residential", 5), ("business", 20))
        ],
        default_for=["supply", "metered-supply"],
    ),
]

CONTRACT_TERMS = [
    _named(
        "two-years",
        "24 months, then open-ended",
        minimum_term_count=24,
        minimum_term_unit="month",
        notice_count=1,
        notice_unit="month",
        termination_fee="share_of_remaining",
        fee_percent=50,
        texts=[
            {
                "version": 1,
                "valid_from": _SINCE,
                "title": "Terms of contracts of two years",
                "summary": "Two years at least; half of what remains is due when you leave earlier.",
                "text": "The contract runs for 24 months. After that it may be ended with a month's notice.",
            }
        ],
    ),
    _named("no-term", "No minimum term", notice_count=14, notice_unit="day"),
]

USAGE_TIER_PLANS = [
    _named(
        "data-beyond-allowance",
        "Data beyond the allowance",
        model="stepped_rate",
        currency="GBP",
        unit="gigabyte",
        tiers=[{"starts_at": 0}, {"starts_at": 100, "unit_price": "0.50"}, {"starts_at": 500, "unit_price": "0.20"}],
    ),
]

VOIP_PLANS = [
    _named(
        "business-calls",
        "Business calls",
        currency="GBP",
        included_minutes=1000,
        destinations=[
            {"prefix": "44", "name": "United Kingdom", "price_per_minute": "0.02"},
            {"prefix": "447", "name": "United Kingdom, mobile", "price_per_minute": "0.06"},
            {"prefix": "1", "name": "North America", "price_per_minute": "0.05", "connect_fee": "0.05"},
            {
                "prefix": "4487",
                "name": "United Kingdom, service numbers",
                "price_per_minute": "0.45",
                "uses_included_minutes": False,
            },
            {"prefix": "999", "name": "Emergency", "is_billed": False, "uses_included_minutes": False},
        ],
    ),
]


def _product(code: str, name: str, product_type: str, **more: Any) -> Document:
    return {"code": code, "slug": code, "name": name, "product_type": product_type, **more}


def _channel(code: str, name: str, family: str) -> Document:
    return _product(
        code, name, "channel", family=family, service_type="television", icon="fa-solid fa-tv", contract_days=30
    )


CHANNELS = [
    _channel("channel-euronews", "Euronews", "news-channels"),
    _channel("channel-cnn", "CNN", "news-channels"),
    _channel("channel-al-jazeera", "Al Jazeera", "news-channels"),
    _channel("channel-russia-tv", "Russia TV", "news-channels"),
    _channel("channel-fox-news", "FOX News", "news-channels"),
    _channel("channel-national-geographic", "National Geographic", "documentary-channels"),
]

VIDEOS = [
    _product(code, name, "video-event", family="video", service_type="television", icon="fa-solid fa-film")
    for code, name in (
        ("video-mad-max", "Mad Max"),
        ("video-seven", "Seven"),
        ("video-game-of-thrones", "Game of Thrones"),
        ("event-champions-league", "Champions League"),
    )
]

_SPEED = {"name": "speed", "label": "Speed", "value_type": "whole", "unit": "megabit-per-second", "set_by": "staff"}

LINES = [
    _product(
        f"{technology}-{speed}",
        f"{name} {speed}",
        "line",
        family="internet",
        description=f"{name} with {speed} Mbit/s",
        service_type="internet",
        icon="fa-solid fa-wifi",
        contract_days=30,
        contract_terms="two-years",
        technologies=[technology],
        categories=["consumer-internet"],
        characteristics=[{**_SPEED, "default": speed}],
        features=[f"{speed} Mbit/s", "No data cap", "Router included"],
    )
    for technology, name, speeds in (
        ("gpon", "Fibre", (100, 500, 1000)),
        ("fixed-wireless", "Wireless", (30, 100)),
        ("vdsl", "Copper", (50,)),
    )
    for speed in speeds
]

GOODS = [
    _product("roku-box", "Roku box", "device", family="players", product_brand="roku", return_days=14),
    _product(
        "fibre-modem",
        "Fibre modem",
        "device",
        family="modems",
        product_brand="nokia",
        return_days=14,
        replacement_fee="150.00",
        return_label_is_prepaid=True,
    ),
    _product("desk-phone", "Desk phone", "device", family="phones", product_brand="yealink"),
    _product("satellite-dish", "Satellite dish", "material", family="installation-material"),
    _product("remote-control", "Remote control", "material", family="players"),
    _product("drop-cable", "Drop cable, 30 m", "material", family="installation-material"),
]

SERVICES = [
    _product(
        "mobile-50gb",
        "Mobile 50 GB",
        "mobile-plan",
        family="mobile",
        description="50 GB, calls and texts without limit",
        service_type="mobile",
        icon="fa-solid fa-mobile-screen",
        contract_days=30,
        contract_terms="no-term",
        auto_renew="true",
        categories=["consumer-mobile"],
        technologies=["mobile-4g", "mobile-5g"],
        account_classes=["household", "small-business"],
        usage_tier_plan="data-beyond-allowance",
        usage_mode="subscription_and_usage",
        usage_period_count=1,
        usage_period_unit="month",
        features=["50 GB of data", "Calls and texts without limit", "Roaming in the EU"],
    ),
    _product(
        "business-telephony",
        "Business telephony",
        "telephony",
        family="voice",
        service_type="voip",
        icon="fa-solid fa-phone",
        contract_days=30,
        is_for_residential=False,
        categories=["business-voice"],
        voip_plan="business-calls",
        usage_mode="subscription_and_usage",
        features=["1000 minutes included", "Number of your own"],
    ),
    _product("modem-rental-line", "Modem rental", "line", family="internet", category="addon", service_type="internet"),
    _product("power-supply", "Power supply", "supply", family="energy", service_type="power", contract_days=30),
    _product("power-by-meter", "Power by meter", "metered-supply", family="energy", service_type="power"),
    _product("water-by-meter", "Water by meter", "metered-supply", family="energy", service_type="water"),
    _product("switch-fee", "Switch fee", "fee", family="fees", service_type="television"),
    _product("platform-licence", "Platform licence", "fee", family="fees", service_type="iot"),
    _product("installation", "Installation", "hourly-work", family="fees", service_type="field-work"),
    _product("smart-sensor", "Smart sensor", "line", family="internet", service_type="iot", contract_days=30),
    _product("voip-phone-1000", "VoIP phone with 1000 minutes", "telephony", family="voice", service_type="voip"),
    _product("sim-subscription", "SIM subscription", "mobile-plan", family="mobile", service_type="iot"),
]

BUNDLES = [
    _product(
        "news-bouquet",
        "News bouquet",
        "channel-package",
        service_type="television",
        components=[
            {"product": "channel-euronews", "quantity": 1},
            {"product": "channel-cnn", "quantity": 1},
        ],
    ),
    _product(
        "free-choice",
        "Free choice of channels",
        "channel-bouquet",
        service_type="television",
        component_families_max=2,
        components=[
            {"family": "news-channels", "minimum": 1, "maximum": 3},
            {"family": "documentary-channels", "minimum": 0, "maximum": 2},
        ],
    ),
    _product(
        "television-kit",
        "Television kit",
        "device-kit",
        components=[{"product": "roku-box", "quantity": 1}, {"product": "remote-control", "quantity": 1}],
    ),
    _product(
        "smart-product",
        "Smart product",
        "offer",
        service_type="iot",
        contract_days=30,
        components=[
            {"product": "smart-sensor", "minimum": 1, "maximum": 10, "default_quantity": 1},
            {"product": "platform-licence", "minimum": 1, "maximum": 1, "default_quantity": 1},
            {"product": "sim-subscription", "minimum": 0, "maximum": 100, "default_quantity": 0},
        ],
    ),
]

USAGE_CATALOGUES = [
    _named(
        "video-on-demand",
        "Video on demand",
        currency="GBP",
        entries=[
            {"product": each["code"], "unit": "event", "rate": "3.99", "valid_from": _SINCE, "is_provisioned": True}
            for each in VIDEOS
        ],
    ),
    _named(
        "supplies",
        "Power and water by meter",
        currency="GBP",
        entries=[
            {"product": "power-by-meter", "unit": "kilowatt-hour", "rate": "0.27", "valid_from": _SINCE},
            {"product": "water-by-meter", "unit": "cubic-metre", "rate": "2.10", "valid_from": _SINCE},
        ],
    ),
]

_TERMED = [*(each["code"] for each in [*CHANNELS, *LINES]), "mobile-50gb", "business-telephony", "power-supply"]

SCHEMES = [
    _named(
        "monthly",
        "Monthly, billed ahead",
        products=[
            {
                "product": code,
                "billing": "pre_bill",
                # A channel that is free to air stays when others are switched off.
                "is_excluded_from_deactivation": code == "channel-euronews",
            }
            for code in _TERMED
        ]
        + [{"product": "switch-fee"}],
    ),
    _named(
        "prepaid",
        "Prepaid, a month ahead",
        kind="prepaid",
        anchor="start",
        products=[{"product": "mobile-50gb", "billing": "pre_paid", "paid_ahead_count": 1, "paid_ahead_unit": "month"}],
    ),
]

SUBSCRIPTION_TYPES = [
    _named(
        "streaming-television",
        "Streaming television",
        products=[*(each["code"] for each in CHANNELS), "switch-fee", "roku-box"],
        schemes=["monthly"],
    ),
    _named("internet-at-home", "Internet at home", products=[each["code"] for each in LINES], schemes=["monthly"]),
    _named("mobile", "Mobile", products=["mobile-50gb"], schemes=["monthly", "prepaid"]),
]

DISCOUNTS = [
    _named(
        "spring",
        "Spring promotion",
        kind="percent",
        percent=10,
        valid_from="2026-03-01",
        valid_until="2026-06-01",
        promotion_code="SPRING23",
        duration_periods=3,
        families=["internet", "mobile"],
    ),
    _named(
        "welcome",
        "Welcome",
        kind="amount",
        amount="5.00",
        currency="GBP",
        valid_from=_SINCE,
        duration_periods=1,
        is_automatic=False,
        covers_all=True,
    ),
]

DEFINITIONS: dict[str, list[Document]] = {
    "units-of-measure": UNITS,
    "technologies": TECHNOLOGIES,
    "account-classes": ACCOUNT_CLASSES,
    "product-brands": BRANDS,
    "product-families": FAMILIES,
    "product-categories": CATEGORIES,
    "product-types": PRODUCT_TYPES,
    "tax-codes": TAX_CODES,
    "contract-terms": CONTRACT_TERMS,
    "usage-tier-plans": USAGE_TIER_PLANS,
    "voip-plans": VOIP_PLANS,
    "products": [*CHANNELS, *VIDEOS, *LINES, *GOODS, *SERVICES, *BUNDLES],
    "usage-catalogues": USAGE_CATALOGUES,
    "billing-term-schemes": SCHEMES,
    "subscription-types": SUBSCRIPTION_TYPES,
    "discounts": DISCOUNTS,
}
