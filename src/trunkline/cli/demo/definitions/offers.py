"""In what products take part: usage catalogues, schemes, subscription types, discounts, providers, work, meters."""

from trunkline.cli.demo.definitions.products import CHANNELS, LINES, VIDEOS
from trunkline.cli.demo.definitions.words import SINCE, named

USAGE_CATALOGUES = [
    named(
        "video-on-demand",
        "Video on demand",
        currency="GBP",
        entries=[
            {"product": each["code"], "unit": "event", "rate": "3.99", "valid_from": SINCE, "is_provisioned": True}
            for each in VIDEOS
        ],
    ),
    named(
        "supplies",
        "Power and water by meter",
        currency="GBP",
        entries=[
            {"product": "power-by-meter", "unit": "kilowatt-hour", "rate": "0.27", "valid_from": SINCE},
            {"product": "water-by-meter", "unit": "cubic-metre", "rate": "2.10", "valid_from": SINCE},
        ],
    ),
]

_TERMED = [*(each["code"] for each in [*CHANNELS, *LINES]), "mobile-50gb", "business-telephony", "power-supply"]

SCHEMES = [
    named(
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
    named(
        "prepaid",
        "Prepaid, a month ahead",
        kind="prepaid",
        anchor="start",
        products=[{"product": "mobile-50gb", "billing": "pre_paid", "paid_ahead_count": 1, "paid_ahead_unit": "month"}],
    ),
]

SUBSCRIPTION_TYPES = [
    named(
        "streaming-television",
        "Streaming television",
        products=[*(each["code"] for each in CHANNELS), "switch-fee", "roku-box"],
        schemes=["monthly"],
    ),
    named("internet-at-home", "Internet at home", products=[each["code"] for each in LINES], schemes=["monthly"]),
    named("mobile", "Mobile", products=["mobile-50gb"], schemes=["monthly", "prepaid"]),
]

DISCOUNTS = [
    named(
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
    named(
        "welcome",
        "Welcome",
        kind="amount",
        amount="5.00",
        currency="GBP",
        valid_from=SINCE,
        duration_periods=1,
        is_automatic=False,
        covers_all=True,
    ),
]

STATES = [
    named("Pre Active", "Not yet in use", base_status="prospect", is_billable=False),
    named("Purged", "Gone for good", base_status="cancelled", is_billable=False),
    named("Parked", "Parked", base_status="suspended", is_billable=True, price_percent=25),
]

STATE_TABLES = [
    named(
        "sim-life",
        "The life of a SIM card",
        transitions=[
            {"to_state": "Pre Active"},
            {"from_state": "Pre Active", "to_state": "Active", "starts_recurring_charge": True},
            {"to_state": "Active", "starts_recurring_charge": True},
            {"from_state": "Active", "to_state": "Suspended"},
            {"from_state": "Suspended", "to_state": "Active"},
            {"from_state": "Active", "to_state": "Deactivated", "charge": "5.00", "currency": "GBP"},
            {"from_state": "Suspended", "to_state": "Deactivated", "charge": "5.00", "currency": "GBP"},
            {"from_state": "Deactivated", "to_state": "Purged"},
        ],
    ),
]

DISTRIBUTORS = [named("satellite", "Satellite"), named("streaming", "Streaming platform")]

PROVIDERS = [
    named(
        "head-end",
        "Television head end",
        distributors=["satellite", "streaming"],
        products=[
            {"product": each["code"], "provider_product_id": f"TV-{number:03}"}
            for number, each in enumerate([*CHANNELS, *VIDEOS], start=1)
        ],
        distributions=[{"product": each["code"], "distributor": "streaming"} for each in [*CHANNELS, *VIDEOS]]
        + [{"product": each["code"], "distributor": "satellite"} for each in CHANNELS],
    ),
]

JOB_TYPES = [
    named(
        "switch-to-streaming",
        "Switch to streaming television",
        products=[{"product": "switch-fee", "is_mandatory": True}, {"product": "roku-box"}, {"product": "drop-cable"}],
    ),
]

ACTIVITY_TYPES = [
    named(
        "home-installation",
        "Installation at home",
        medium="face_to_face",
        products=[{"product": "installation", "is_mandatory": True, "minimum_minutes": 60}],
    ),
]

METER_READING_TYPES = [
    named(
        "electricity",
        "Electricity meter",
        classification="cumulative",
        unit="kilowatt-hour",
        policies=[
            {
                "usage_service": "power-by-meter",
                "usage_catalogue": "supplies",
                "termed_service": "power-supply",
                "conversion_rate": "1",
                "conditions": [{"on": "country", "is_one_of": ["GB"]}],
            }
        ],
    ),
]

USER_FIELDS = [
    named("ledger-account", "Ledger account", slot="text_1"),
    named("launched-on", "Launched on", slot="date_1"),
]
