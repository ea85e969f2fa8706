"""Seed 002: the example of streaming television, and the goods, services and bundles that its tables name."""

from typing import Any

from tests.support.seed_products.words import Document, SeedProduct, named, price, product


def _service(code: str, name: str, charging_kind: str, **more: Any) -> Document:
    return named(code, name, classification="service", charging_kind=charging_kind, **more)


def _good(code: str, name: str, *, is_traceable: bool, **more: Any) -> Document:
    return named(code, name, classification="good", is_traceable=is_traceable, **more)


_BARE: dict[str, Any] = {"can_be_provisioned": False}
_CHANNEL_CODES = ("euronews", "cnn", "national-geographic", "al-jazeera", "russia-tv", "fox-news")
_VIDEO_CODES = ("mad-max", "seven", "game-of-thrones", "champions-league")
_PROVIDED = (*_CHANNEL_CODES, *_VIDEO_CODES, "roku-box")
# Whatever `ENTERED_IN` names.
ENTERED = (*_PROVIDED, "switch-fee", "installation-service", "telephone-calls", "petrol-by-litre")

SPECIFICATIONS: list[Document] = [
    {"name": "Roku box", "labels": ["MAC address"], "end_fate": "inspect"},
    {"name": "Modem", "labels": ["MAC address"], "end_fate": "inspect"},
    {"name": "Decoder", "labels": ["Card"], "end_fate": "inspect"},
    {"name": "Camera", "end_fate": "inspect"},
    {"name": "Electricity meter", "end_fate": "inspect"},
    *(
        {"name": name, "tracking": "quantity"}
        for name in ("Remote control", "Antenna", "Magazine", "Satellite dish", "Apple charger")
    ),
]

NEEDS: list[tuple[str, list[Document]]] = [
    (
        "units-of-measure",
        [
            named("event", "Event", symbol="×", dimension="events", factor="1"),
            named("minute", "Minute", symbol="min", dimension="time", factor="60"),
            named("litre", "Litre", symbol="l", dimension="volume", factor="1"),
            named("kilowatt-hour", "Kilowatt-hour", symbol="kWh", dimension="energy", factor="1"),
        ],
    ),
    # 239, 419
    (
        "usage-record-types",
        [
            named("VOD", "Video on demand", unit="event"),
            named("PETROL", "Petrol", unit="litre"),
            named("PHONECALL", "Telephone call", unit="minute"),
        ],
    ),
    # 115-132
    ("meter-reading-types", [named("electricity", "Electricity", classification="cumulative", unit="kilowatt-hour")]),
    ("product-brands", [named("samsung", "Samsung"), named("apple", "Apple"), named("roku", "Roku")]),
    (
        "product-families",
        [
            named("decoders", "Decoders", classification="good"),
            named("modems", "Modems", classification="good"),
            named("news", "News", classification="service"),
            named("documentaries", "Documentaries", classification="service"),
            named("local", "Local", classification="service"),
        ],
    ),
    ("product-categories", [named("streaming", "Streaming television"), named("at-home", "At home")]),
    # 1110-1160, and for bundles 914-922
    (
        "product-types",
        [
            _service("video", "PPV & VOD", "usage", usage_record_type="VOD"),
            _service("channel", "Subscription channels", "termed"),
            _good("streaming-player", "Streaming players", is_traceable=True),
            _service("one-time-charge", "One-time charges", "expense", **_BARE),
            _service("hourly-charge", "Hourly charges", "one_time", **_BARE),
            _service("petrol", "Petrol", "usage", usage_record_type="PETROL", **_BARE),
            _service("telephone-call", "Telephone calls", "usage", usage_record_type="PHONECALL"),
            _service("subscription-package", "Subscription Package", "termed"),
            _good("device", "Traceable good", is_traceable=True),
            _good("metered-device", "Measuring device", is_traceable=True, meter_reading_types=["electricity"]),
            _good("material", "Non-traceable good", is_traceable=False, **_BARE),
            _service("flexible-services", "Flexible Termed Services Bundle", "termed", composition="flexible_bundle"),
            _service("fixed-services", "Fixed Termed Services Bundle", "termed", composition="fixed_bundle"),
            _good("fixed-kit", "Fixed Traceable Bundle", is_traceable=True, composition="fixed_bundle"),
            _good("fixed-set", "Fixed Non-Traceable Bundle", is_traceable=False, composition="fixed_bundle"),
            _good("flexible-set", "Flexible Non-Traceable Bundle", is_traceable=False, composition="flexible_bundle"),
        ],
    ),
]


def _video(code: str, name: str) -> SeedProduct:
    return SeedProduct(
        "002:1114-1126", product(code, name, "video", service_type="television", categories=["streaming"])
    )


def _channel(code: str, name: str, family: str) -> SeedProduct:
    document = product(
        code,
        name,
        "channel",
        family=family,
        service_type="television",
        contract_days=30,
        categories=["streaming"],
        alternative_codes=[f"TV-{code}"],
    )
    return SeedProduct("002:1128-1140", document, price("4.00", "2.00"))


def _device(source: str, code: str, specification: str, amount: Document, **more: Any) -> SeedProduct:
    document = product(
        code,
        specification,
        more.pop("product_type", "device"),
        service_type="hardware",
        resource_specification=specification,
        resource_requirements=[specification],
        **more,
    )
    return SeedProduct(source, document, amount)


def _material(source: str, code: str, specification: str, retail: str, **more: Any) -> SeedProduct:
    document = product(
        code, specification, "material", service_type="hardware", resource_requirements=[specification], **more
    )
    return SeedProduct(source, document, price(retail))


def _fee(source: str, code: str, name: str, product_type: str, retail: str) -> SeedProduct:
    return SeedProduct(source, product(code, name, product_type, service_type="field-work"), price(retail))


FLAT = [
    _video("mad-max", "Mad Max"),
    _video("seven", "Seven"),
    _video("game-of-thrones", "Game of Thrones"),
    _video("champions-league", "Champions League"),
    _channel("euronews", "Euronews", "news"),
    _channel("cnn", "CNN", "news"),
    _channel("national-geographic", "National Geographic", "documentaries"),
    _channel("al-jazeera", "Al Jazeera", "news"),
    _channel("russia-tv", "Russia TV", "news"),
    _channel("fox-news", "FOX News", "news"),
    _device(
        "002:1142-1154",
        "roku-box",
        "Roku box",
        price("79.00", "50.00"),
        product_type="streaming-player",
        product_brand="roku",
    ),
    _fee("002:1155-1159", "switch-fee", "Switch fee", "one-time-charge", "25.00"),
    _fee("002:1160", "installation-service", "Installation service", "hourly-charge", "40.00"),
    _device("002:189, 197", "modem", "Modem", price("90.00", "60.00"), family="modems", product_brand="samsung"),
    _device("002:38, 189", "decoder", "Decoder", price("120.00", "70.00"), family="decoders"),
    _device("002:189", "camera", "Camera", price("150.00", "90.00"), return_days=14, replacement_fee="150.00"),
    _device(
        "002:115, 1033",
        "electricity-meter",
        "Electricity meter",
        price("60.00"),
        product_type="metered-device",
        categories=["at-home"],
    ),
    _material("002:189, 198", "remote-control", "Remote control", "12.00"),
    _material("002:26, 214", "antenna", "Antenna", "35.00"),
    _material("002:26, 189", "magazine", "Magazine", "3.50"),
    _material("002:921", "satellite-dish", "Satellite dish", "55.00"),
    _material("002:42", "apple-charger", "Apple charger", "19.00", product_brand="apple"),
    _fee("002:26, 214", "start-up-fee", "Start-up fee", "one-time-charge", "10.00"),
    _fee("002:232", "installation-fee", "Installation fee", "one-time-charge", "30.00"),
    _fee("002:190", "repair", "Repair", "hourly-charge", "50.00"),
    _fee("002:190", "delivery", "Delivery", "one-time-charge", "6.00"),
    SeedProduct("002:220, 239", product("telephone-calls", "Telephone calls", "telephone-call", service_type="voip")),
    SeedProduct("002:239, 419", product("petrol-by-litre", "Petrol", "petrol", service_type="fuel")),
    SeedProduct(
        "002:190",
        product("telephony", "Telephony", "channel", service_type="voip", contract_days=30),
        price("11.00", "5.00"),
    ),
    SeedProduct(
        "002:959-961",
        product("gold", "Gold", "subscription-package", family="local", service_type="television", contract_days=30),
        price("18.00"),
    ),
    SeedProduct(
        "002:963-965",
        product(
            "silver", "Silver", "subscription-package", family="local", service_type="television", contract_days=30
        ),
        price("14.00"),
    ),
]


def _exactly(**quantities: int) -> list[Document]:
    return [{"product": code.replace("_", "-"), "quantity": quantity} for code, quantity in quantities.items()]


COMPOSED = [
    SeedProduct(
        "002:202, 394-395, 918",
        product(
            "channels-of-choice",
            "Channel bouquet of one's choice",
            "flexible-services",
            service_type="television",
            contract_days=30,
            component_families_max=2,
            components=[
                {"product": "euronews", "quantity": 1},
                {"family": "news", "minimum": 1, "maximum": 4},
                {"product_type": "channel", "minimum": 0, "maximum": 5},
            ],
        ),
        price("9.00"),
    ),
    SeedProduct(
        "002:205, 401, 919",
        product(
            "fixed-channels",
            "Channel bouquet with predefined channels",
            "fixed-services",
            service_type="television",
            contract_days=30,
            components=_exactly(euronews=1, cnn=1, fox_news=1),
        ),
        price("10.00"),
    ),
    SeedProduct(
        "002:207, 402",
        product("triple-play-kit", "Triple play kit", "fixed-kit", components=_exactly(roku_box=1, modem=1)),
        price("150.00"),
    ),
    SeedProduct(
        "002:920",
        product(
            "installation-kit", "Installation kit", "fixed-kit", components=_exactly(modem=1, decoder=1, antenna=2)
        ),
        price("190.00"),
    ),
    SeedProduct(
        "002:921",
        product("dish-set", "Dish and remote", "fixed-set", components=_exactly(satellite_dish=1, remote_control=1)),
        price("60.00"),
    ),
    SeedProduct(
        "002:922",
        product(
            "goods-of-choice",
            "Goods of one's choice",
            "flexible-set",
            components=[
                {"product": "remote-control", "minimum": 1, "maximum": 3},
                {"product_type": "material", "minimum": 0},
            ],
        ),
        price("50.00"),
    ),
    # Of its example, which contradicts itself, one way of restricting is left, as its text advises.
    SeedProduct(
        "002:967, 972",
        product(
            "gold-or-silver",
            "Gold or Silver",
            "flexible-services",
            service_type="television",
            contract_days=30,
            components=[{"product_type": "subscription-package", "minimum": 1, "maximum": 1}],
        ),
        price("16.00"),
    ),
]

# 1161-1187: what the products are entered in once they are there.
ENTERED_IN: list[tuple[str, list[Document]]] = [
    (
        "usage-catalogues",
        [
            named(
                "video-on-demand",
                "Video on demand",
                currency="GBP",
                entries=[
                    {"product": code, "unit": "event", "rate": "3.99", "valid_from": "2025-01-01"}
                    for code in _VIDEO_CODES
                ],
            ),
            named(
                "by-meter",
                "Calls and petrol",
                currency="GBP",
                entries=[
                    {"product": "telephone-calls", "unit": "minute", "rate": "0.08", "valid_from": "2025-01-01"},
                    {"product": "petrol-by-litre", "unit": "litre", "rate": "1.45", "valid_from": "2025-01-01"},
                ],
            ),
        ],
    ),
    (
        "billing-term-schemes",
        [
            named(
                "monthly",
                "Monthly",
                products=[
                    {"product": code, "billing": "pre_bill", "is_excluded_from_deactivation": code == "euronews"}
                    for code in _CHANNEL_CODES
                ]
                + [{"product": "switch-fee"}],
            )
        ],
    ),
    (
        "subscription-types",
        [
            named(
                "streaming",
                "Streaming television",
                products=[*_CHANNEL_CODES, "switch-fee", "roku-box"],
                schemes=["monthly"],
            )
        ],
    ),
    ("distributors", [named("internet", "Internet")]),
    (
        "providers",
        [
            named(
                "head-end",
                "Head end",
                distributors=["internet"],
                products=[{"product": code, "provider_product_id": f"ID-{code}"} for code in _PROVIDED],
                distributions=[{"product": code, "distributor": "internet"} for code in _PROVIDED],
            )
        ],
    ),
    (
        "job-types",
        [named("switch", "Switch to streaming", products=[{"product": "switch-fee"}, {"product": "roku-box"}])],
    ),
    (
        "activity-types",
        [named("installation", "Installation", medium="face_to_face", products=[{"product": "installation-service"}])],
    ),
]
