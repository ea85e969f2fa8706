"""What the rest is made with: units, groups, types."""

from typing import Any

from trunkline.cli.demo.definitions.words import Document, named


def _unit(code: str, name: str, symbol: str, dimension: str, factor: str = "1") -> Document:
    return named(code, name, symbol=symbol, dimension=dimension, factor=factor)


def _family(code: str, name: str, classification: str) -> Document:
    return named(code, name, classification=classification)


def _category(code: str, name: str, parent: str | None = None) -> Document:
    return named(code, name, parent=parent)


def _type(code: str, name: str, **values: Any) -> Document:
    return named(code, name, **values)


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
    named("gpon", "Fibre (GPON)"),
    named("vdsl", "Copper (VDSL)"),
    named("fixed-wireless", "Fixed wireless"),
    named("mobile-4g", "Mobile 4G"),
    named("mobile-5g", "Mobile 5G"),
    named("cable", "Cable (DOCSIS)"),
]

ACCOUNT_CLASSES = [
    named("household", "Households"),
    named("small-business", "Small businesses"),
    named("enterprise", "Enterprises"),
    named("reseller", "Resellers"),
]

BRANDS = [named(code.lower(), code) for code in ("Roku", "Samsung", "Nokia", "Yealink", "Ubiquiti", "Euronews", "CNN")]

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
