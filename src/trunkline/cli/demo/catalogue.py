"""What the demo sells and keeps in stock, as bodies of the API."""

from typing import Any

GIGABYTE = 1024**3
UNLIMITED_UNITS = 999_999_999

# What becomes of an item when its service ends: a SIM card is of no more use, a number rests for 30 days, a modem is
# looked at.
SPECIFICATIONS: list[dict[str, Any]] = [
    {"name": "SIM Card", "labels": ["ICCID", "IMSI", "PUK"], "end_fate": "decommission"},
    {"name": "Mobile Number", "labels": ["Number"], "kind": "logical", "end_fate": "hold", "hold_days": 30},
    {"name": "Rental Modem", "labels": ["MAC address"], "end_fate": "inspect"},
]

MOBILE: dict[str, Any] = {
    "product_name": "Prepaid Mobile 20GB",
    "product_slug": "prepaid-mobile-20gb",
    "category": "standalone",
    "service_type": "mobile",
    "enabled": True,
    "icon": "fa-solid fa-sim-card",
    "comment": "The demo's first product",
    "retail_cost": "15.00",
    "wholesale_cost": "5.00",
    "retail_setup_cost": "0.00",
    "wholesale_setup_cost": "1.00",
    "contract_days": 30,
    "residential": True,
    "business": False,
    "customer_can_purchase": True,
    "available_from": "2025-01-01T00:00:00Z",
    "available_until": None,
    "auto_renew": "prompt",
    "allow_auto_renew": True,
    "grace_days": 14,
    "inventory_items_list": "['SIM Card', 'Mobile Number']",
    "features_list": "20 GB of data. Calls and texts without limit. Roaming in the EU",
    "terms": "What is left of the allowance ends with the period.\nFair use applies.",
    "provisioning_play": "play_local_mobile_sim",
    "deprovisioning_play": "play_deprovision_service",
    "provisioning_json_vars": '{"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}',
}

BOOST: dict[str, Any] = {
    "product_name": "5GB Data Boost",
    "product_slug": "data-boost-5gb",
    "category": "addon",
    "service_type": "mobile",
    "icon": "fa-solid fa-bolt",
    "retail_cost": "5.00",
    "wholesale_cost": "1.50",
    "contract_days": 0,
    "provisioning_play": "play_topup_charge_then_action",
    "provisioning_json_vars": {"data_gb": 5, "days": 7},
}

MONTHLY_DATA: dict[str, Any] = {
    "product_name": "Monthly 10GB Data Plan",
    "product_slug": "monthly-data-10gb",
    "category": "addon",
    "service_type": "mobile",
    "icon": "fa-solid fa-rotate",
    "retail_cost": "10.00",
    "wholesale_cost": "3.00",
    "contract_days": 30,
    "auto_renew": "true",
    "allow_auto_renew": True,
    "renewal_payment": "card",
    "provisioning_play": "play_topup_charge_then_action",
    "provisioning_json_vars": {"data_gb": 10},
}

MODEM_RENTAL: dict[str, Any] = {
    "product_name": "Modem rental",
    "product_slug": "modem-rental",
    "category": "addon",
    "service_type": "mobile",
    "icon": "fa-solid fa-router",
    "retail_cost": "4.00",
    "wholesale_cost": "1.00",
    "contract_days": 30,
    "auto_renew": "true",
    "inventory_items_list": ["Rental Modem"],
    "provisioning_play": "play_addon_assign_modem",
    "provisioning_json_vars": {"device_type": "Modem"},
}

# Its label makes the service's name longer than a name may be: the play fails there, when half of it is done.
UNFORTUNATE: dict[str, Any] = {
    **MOBILE,
    "product_name": "A product whose play fails",
    "product_slug": "play-that-fails",
    "inventory_items_list": ["SIM Card"],
    "provisioning_json_vars": {"data_gb": 20, "service_label": "much too long " * 15},
}

PRODUCTS = {
    "mobile": MOBILE,
    "boost": BOOST,
    "monthly data": MONTHLY_DATA,
    "modem rental": MODEM_RENTAL,
    "unfortunate": UNFORTUNATE,
}
