"""Seed 000: mobile, internet and telephony with what they take from stock, and what is added to them.

Its complete examples are sent in its own words; what it names besides goes through the catalogue's own routes.
"""

from dataclasses import dataclass

from tests.support.seed_products.words import Document, SeedProduct, price, product


@dataclass(frozen=True)
class WholeProduct:
    """A complete example: what is sent to make, price and publish it, and what a string of it is read as."""

    source: str
    document: Document
    read_as: Document
    adds_to: str | None = None

    @property
    def code(self) -> str:
        return str(self.document["product_slug"])


# What becomes of an item whose service ends stands in 282-287 and 1291-1298.
SPECIFICATIONS: list[Document] = [
    {"name": "SIM Card", "labels": ["ICCID", "IMSI"], "end_fate": "decommission"},
    {"name": "Mobile Number", "labels": ["MSISDN"], "kind": "logical", "end_fate": "hold", "hold_days": 30},
    {"name": "Modem Router", "labels": ["MAC address"], "end_fate": "inspect"},
    {"name": "Static IP Address", "labels": ["IPv4"], "kind": "logical", "end_fate": "release"},
    {"name": "Fixed Wireless CPE", "labels": ["MAC address"], "end_fate": "inspect"},
    {"name": "IPv4 Address", "labels": ["IPv4"], "kind": "logical", "end_fate": "release"},
    {"name": "IPv6 Prefix", "labels": ["Prefix"], "kind": "logical", "end_fate": "release"},
    {"name": "DID Number", "labels": ["Number"], "kind": "logical", "end_fate": "hold", "hold_days": 30},
    {"name": "ONT Device", "labels": ["MAC address"], "end_fate": "inspect"},
    {"name": "GPON Port", "labels": ["Port"], "kind": "logical", "end_fate": "release"},
    {"name": "Fiber Drop Cable", "tracking": "quantity"},
    {"name": "Rental Modem", "labels": ["MAC address"], "end_fate": "inspect"},
]

WHOLE = [
    WholeProduct(
        "000:36-79, 92-94, 449-486",
        {
            "product_name": "Prepaid Mobile 20GB",
            "product_slug": "prepaid-mobile-20gb",
            "category": "standalone",
            "service_type": "mobile",
            "enabled": True,
            "icon": "fa-solid fa-sim-card",
            "comment": "20 GB, calls and texts without limit",
            "retail_cost": 15.00,
            "wholesale_cost": 5.00,
            "retail_setup_cost": 0.00,
            "wholesale_setup_cost": 1.00,
            "contract_days": 30,
            "residential": True,
            "business": False,
            "customer_can_purchase": True,
            "available_from": "2025-01-01T00:00:00Z",
            "available_until": None,
            "auto_renew": "prompt",
            "allow_auto_renew": True,
            "inventory_items_list": "['SIM Card', 'Mobile Number']",
            "features_list": "[\n'20 GB of data',\n'Calls and texts',\n'Roaming',\n'No contract',\n'30 days'\n]",
            "terms": "What is left ends after 30 days.",
            "provisioning_play": "play_local_mobile_sim",
            "provisioning_json_vars": '{\n"days": 30,\n"data_gb": 20,\n'
            '"voice_minutes": "unlimited",\n"sms_count": "unlimited"\n}',
        },
        {
            "inventory_items_list": ["SIM Card", "Mobile Number"],
            "features_list": ["20 GB of data", "Calls and texts", "Roaming", "No contract", "30 days"],
            "provisioning_json_vars": {
                "days": 30,
                "data_gb": 20,
                "voice_minutes": "unlimited",
                "sms_count": "unlimited",
            },
        },
    ),
    WholeProduct(
        "000:202, 491-518",
        {
            "product_name": "5GB Data Boost",
            "product_slug": "5gb-data-boost",
            "category": "addon",
            "service_type": "mobile",
            "enabled": True,
            "icon": "fa-solid fa-plus",
            "comment": "5 GB more",
            "retail_cost": 5.00,
            "wholesale_cost": 1.50,
            "retail_setup_cost": 0.00,
            "wholesale_setup_cost": 0.00,
            "contract_days": 0,
            "residential": True,
            "business": True,
            "customer_can_purchase": True,
            "auto_renew": "false",
            "allow_auto_renew": False,
            "inventory_items_list": "[]",
            "relies_on_list": "",
            "features_list": "5 GB of data. For 7 days",
            "terms": "What is left ends after 7 days.",
            "provisioning_play": "play_topup_charge_then_action",
            "provisioning_json_vars": '{\n"data_gb": 5,\n"days": 7\n}',
        },
        {
            "inventory_items_list": [],
            "relies_on_list": [],
            "features_list": ["5 GB of data", "For 7 days"],
            "provisioning_json_vars": {"data_gb": 5, "days": 7},
        },
        adds_to="prepaid-mobile-20gb",
    ),
    WholeProduct(
        "000:253-256, 521-548",
        {
            "product_name": "WiFi 6 Modem Rental",
            "product_slug": "wifi6-modem-rental",
            "category": "addon",
            "service_type": "internet",
            "enabled": True,
            "icon": "fa-solid fa-router",
            "comment": "A rented modem",
            "retail_cost": 10.00,
            "wholesale_cost": 3.00,
            "retail_setup_cost": 0.00,
            "wholesale_setup_cost": 45.00,
            "contract_days": 30,
            "residential": True,
            "business": True,
            "customer_can_purchase": True,
            "auto_renew": "true",
            "allow_auto_renew": True,
            "inventory_items_list": "['Rental Modem']",
            "relies_on_list": "",
            "features_list": "WiFi 6 (802.11ax). 2.4GHz + 5GHz. Up to 40 devices",
            "terms": "The modem comes back, or 150 pounds are due.",
            "provisioning_play": "play_addon_assign_modem",
            "provisioning_json_vars": '{\n"device_type": "modem_router",\n"requires_configuration": true\n}',
        },
        {
            "inventory_items_list": ["Rental Modem"],
            "relies_on_list": [],
            "features_list": ["WiFi 6 (802.11ax)", "2.4GHz + 5GHz", "Up to 40 devices"],
            "provisioning_json_vars": {"device_type": "modem_router", "requires_configuration": True},
        },
        adds_to="gpon-fibre",
    ),
    # Its slug, type of service and cost are not told there.
    WholeProduct(
        "000:1119-1128",
        {
            "product_name": "Monthly 10GB Data Plan",
            "product_slug": "monthly-10gb-data-plan",
            "category": "addon",
            "service_type": "mobile",
            "retail_cost": 10.00,
            "wholesale_cost": 0.00,
            "retail_setup_cost": 0.00,
            "wholesale_setup_cost": 0.00,
            "contract_days": 30,
            "auto_renew": "true",
            "provisioning_play": "play_topup_charge_then_action",
        },
        {},
        adds_to="prepaid-mobile-20gb",
    ),
]

FLAT = [
    SeedProduct(
        "000:98-99, 233-236",
        product(
            "fixed-internet",
            "Fixed Internet",
            "recurring-service",
            service_type="internet",
            contract_days=30,
            resource_requirements=["Modem Router", "Static IP Address"],
        ),
        price("30.00", "12.00"),
    ),
    SeedProduct(
        "000:102-103, 237-241",
        product(
            "fixed-wireless",
            "Fixed Wireless",
            "recurring-service",
            service_type="internet",
            contract_days=30,
            resource_requirements=["Fixed Wireless CPE", "IPv4 Address", "IPv6 Prefix"],
        ),
        price("25.00", "10.00", set_up="50.00", wholesale_set_up="80.00"),
    ),
    SeedProduct(
        "000:243-246",
        product(
            "voip-service",
            "VoIP Service",
            "recurring-service",
            service_type="voip",
            contract_days=30,
            resource_requirements=["DID Number"],
        ),
        price("8.00", "2.00"),
    ),
    SeedProduct(
        "000:247-252",
        product(
            "gpon-fibre",
            "GPON/Fiber",
            "recurring-service",
            service_type="internet",
            contract_days=30,
            resource_requirements=["ONT Device", "GPON Port", "IPv4 Address", "Fiber Drop Cable"],
        ),
        price("45.00", "20.00", set_up="99.00", wholesale_set_up="120.00"),
    ),
    SeedProduct(
        "000:199",
        product("software-licence", "Software licence", "one-time", service_type="digital"),
        price("60.00", "40.00"),
    ),
    SeedProduct(
        "000:199",
        product("vpn-account", "VPN account", "recurring-service", service_type="digital", contract_days=30),
        price("4.00", "1.00"),
    ),
]
