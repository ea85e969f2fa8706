"""Mobile, internet, voice, television, power and water, and the goods that go with them."""

from typing import Any

from trunkline.cli.demo.definitions.words import Document


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
