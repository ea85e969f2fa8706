"""`trunkline demo`: lives the main line on demo data through the same API as everybody, and checks every figure."""

import secrets
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
from rich.console import Console

from trunkline.cli.installation import current_installation, set_up_django
from trunkline.cli.supervisor import Stack, StackOptions

JOB_SECONDS_MAX = 120.0
POLL_SECONDS = 0.1
DEMO_PRODUCT = {
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
    "inventory_items_list": "['SIM Card', 'Mobile Number']",
    "features_list": "20 GB of data. Calls and texts without limit. Roaming in the EU",
    "terms": "What is left of the allowance ends with the period.\nFair use applies.",
    "provisioning_play": "play_local_mobile_sim",
    "deprovisioning_play": "play_deprovision_service",
    "provisioning_json_vars": '{"days": 30, "data_gb": 20, "voice_minutes": "unlimited", "sms_count": "unlimited"}',
}
STAFF_EMAIL = "admin@demo.example"


class DemoFailedError(Exception):
    """A figure of the demo is not what it must be."""


@dataclass
class Demo:
    """One run of the demo: what it talks to and what it has made so far."""

    client: httpx.Client
    console: Console
    started: float = field(default_factory=time.monotonic)
    steps: int = 0

    def step(self, title: str) -> None:
        """This will announce a step."""
        self.steps += 1
        self.console.print(f"[bold]{self.steps:>2}. {title}[/]  [dim]{time.monotonic() - self.started:6.1f} s[/]")

    def expect(self, what: str, actual: object, wanted: object) -> None:
        """This will print a figure and raise DemoFailedError unless it is the wanted one."""
        if actual != wanted:
            raise DemoFailedError(f"{what} is {actual!r}, but must be {wanted!r}.")
        self.console.print(f"      {what}: [green]{wanted}[/]", highlight=False)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """This will call the API and return the document; raises DemoFailedError on a refusal."""
        response = self.client.request(method, path, json=body)
        if response.is_error:
            raise DemoFailedError(f"{method} {path} was refused with {response.status_code}: {response.text[:500]}")
        return response.json(parse_float=Decimal)

    def wait_for_job(self, provision_id: int) -> dict[str, Any]:
        """This will follow a job's log to its end and return the job; raises DemoFailedError if it takes too long."""
        deadline = time.monotonic() + JOB_SECONDS_MAX
        after = 0
        while time.monotonic() < deadline:
            log = self.call("GET", f"/api/v1/jobs/{provision_id}/log?after={after}")
            after = log["next"]
            for line in log["data"]:
                if line["kind"] in {"task_ok", "task_failed"}:
                    self.console.print(f"      [dim]{line['kind']}: {line['event'].get('task')}[/]", highlight=False)
            if log["status"] != 1 and not log["data"]:
                return dict(self.call("GET", f"/api/v1/jobs/{provision_id}"))
            time.sleep(POLL_SECONDS)
        raise DemoFailedError(f"Job {provision_id} did not end within {JOB_SECONDS_MAX:.0f} seconds.")


def run(*, exit_after: bool) -> int:
    """This will start everything, live the demo and serve until Ctrl-C, or stop at once with `exit_after`.

    Returns 0 when every figure was right, else 1.
    """
    console = Console(soft_wrap=True)
    installation = current_installation({"TRUNKLINE_DEMO_MODE": "1"})
    begun = time.monotonic()
    options = StackOptions(installation, logs_to_files=True, say=lambda text: console.print(f"[dim]{text}[/]"))
    with Stack(options) as stack:
        console.print(f"[dim]Everything runs after {time.monotonic() - begun:.1f} s.[/]")
        set_up_django(stack.environment)
        token, password = _prepare()
        with httpx.Client(
            base_url=stack.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        ) as client:
            demo = Demo(client, console)
            try:
                _live(demo)
            except DemoFailedError as error:
                console.print(f"[bold red]The demo failed:[/] {error}", highlight=False)
                return 1
        console.print(f"\n[bold green]Every figure is right[/], after {time.monotonic() - begun:.1f} s.")
        if exit_after:
            return 0
        console.print(f"Sign in at {stack.public_url}/accounts/login/ as {STAFF_EMAIL} with the password {password}")
        console.print(f"API with documentation at {stack.public_url}/api/docs   (Ctrl-C ends)")
        stack.wait()
    return 0


def _prepare() -> tuple[str, str]:
    """What needs no API yet: a seller with its brand, and somebody who may sign in; made again, they are found."""
    from trunkline.parties import use_cases as parties
    from trunkline.parties.models import Brand, User
    from trunkline.parties.states import Role
    from trunkline.parties.use_cases import SellerDraft
    from trunkline.platform.clocks import business_now
    from trunkline.platform.commands import SYSTEM_ACTOR, Command

    command = Command(SYSTEM_ACTOR, at=business_now(), reason="demo")
    if not Brand.objects.filter(slug="trunkline-mobile").exists():
        parties.create_seller(
            command,
            SellerDraft(
                name="Trunkline Telecom",
                legal_name="Trunkline Telecom Ltd",
                country="GB",
                currency="GBP",
                time_zone="Europe/London",
                brand_name="Trunkline Mobile",
                brand_slug="trunkline-mobile",
            ),
        )
    password = secrets.token_urlsafe(12)
    user = User.objects.filter(email=STAFF_EMAIL).first()
    if user is None:
        user_id = parties.create_staff(command, STAFF_EMAIL, password, [(Role.ADMIN, None)])
    else:
        user_id = user.pk
        parties.set_password(command, user_id, password)
    return parties.issue_api_token(command, user_id, "demo"), password


def _live(demo: Demo) -> None:
    suffix = secrets.token_hex(3)
    product = _define(demo, suffix)
    picks = _stock_up(demo, suffix)
    account = _open_account(demo, product)
    service = _sell(demo, product, picks, account)
    _end(demo, service, account, picks)
    demo.step("Everything that must always be true is checked")
    _verify(demo)


def _define(demo: Demo, suffix: str) -> dict[str, Any]:
    demo.step("A product is defined")
    names = {row["name"] for row in demo.call("GET", "/api/v1/resource-specifications")["data"]}
    for name, labels in {"SIM Card": ["ICCID", "IMSI", "PUK"], "Mobile Number": ["Number"]}.items():
        if name not in names:
            demo.call("POST", "/api/v1/resource-specifications", {"name": name, "labels": labels})
    body = {**DEMO_PRODUCT, "product_slug": f"{DEMO_PRODUCT['product_slug']}-{suffix}"}
    product = dict(demo.call("POST", "/api/v1/products", body))
    earned, set_up = product["prices"]["recurring"], product["prices"]["set_up"]
    demo.expect("profit", earned["profit"], "10.00")
    demo.expect("markup in percent", earned["markup_percent"], 200)
    demo.expect("margin in percent", earned["margin_percent"], 67)
    demo.expect("profit on the set-up", set_up["profit"], "-1.00")
    demo.expect("features", len(product["features_list"]), 3)
    return product


def _stock_up(demo: Demo, suffix: str) -> dict[str, str]:
    demo.step("A SIM card and a number are taken into stock")
    demo.call("POST", "/api/v1/warehouses", {"code": "london", "name": "London"})
    digits = f"{int(suffix, 16):08d}"
    items = {
        "SIM Card": {
            "reference_number": f"SIM-{suffix}",
            "serial": f"89440000000{digits}",
            "texts": [f"8944{digits}", f"2340{digits}"],
        },
        "Mobile Number": {"reference_number": f"NUM-{suffix}", "texts": [f"+44 7700 {digits[-6:]}"]},
    }
    picks = {}
    for name, item in items.items():
        received = demo.call("POST", "/api/v1/stock-items", {"specification": name, "warehouse": "london", **item})
        demo.expect(f"state of {received['reference_number']}", received["state"], "New")
        picks[name] = received["id"]
    return picks


def _open_account(demo: Demo, product: dict[str, Any]) -> dict[str, Any]:
    demo.step("An account is opened, and what it may order is listed")
    account = dict(demo.call("POST", "/api/v1/accounts", {"name": "Ada Demo", "email": "ada@demo.example"}))
    offers = demo.call("GET", f"/api/v1/accounts/{account['id']}/offers")["data"]
    offer = next(row for row in offers if row["product"] == product["id"])
    demo.expect("can be ordered", offer["is_eligible"], wanted=True)
    demo.expect("due now", offer["due_now"], "15.00")
    demo.expect("every … days", offer["every_days"], 30)
    return account


def _sell(demo: Demo, product: dict[str, Any], picks: dict[str, str], account: dict[str, Any]) -> dict[str, Any]:
    demo.step("The product is ordered; Ansible provisions it")
    order = demo.call(
        "POST",
        "/api/v1/orders",
        {
            "account": account["id"],
            "product": product["id"],
            "picks": picks,
            "accepted_terms_version": product["terms"]["version"],
            "auto_renew": True,
            "shown_due_now": "15.00",
        },
    )
    line = order["lines"][0]
    job = demo.wait_for_job(line["provision_id"])
    if job["status"]:
        raise DemoFailedError(f"provisioning ended as {job['state']}: {job['failing_task']} {job['failure']}")
    demo.expect("status of the job", job["status"], 0)
    service = dict(demo.call("GET", f"/api/v1/services/{job['service']}"))
    demo.expect("state of the service", service["state"], "Active")
    demo.expect("configuration", service["timeline"][-1]["state"], "CURRENT")
    for name, item_id in picks.items():
        demo.expect(name, demo.call("GET", f"/api/v1/stock-items/{item_id}")["state"], "Assigned")
    _check_balances(demo, service)
    _check_charges(demo, account)
    return service


def _check_balances(demo: Demo, service: dict[str, Any]) -> None:
    demo.step("The charging system holds its balances")
    account = demo.call("GET", f"/api/v1/services/{service['id']}/balances")["data"]
    demo.expect("disabled", account["Disabled"], wanted=False)
    wanted = {"*data": 20 * 1024**3, "*voice": 999_999_999, "*sms": 999_999_999}  # 20 GiB = 21474836480 bytes
    for kind, value in wanted.items():
        (balance,) = account["BalanceMap"][kind]
        demo.expect(kind, balance["Value"], value)
    since = _day(service["since"])
    until = _day(account["BalanceMap"]["*data"][0]["ExpirationDate"])
    demo.expect("days that the data lasts", (until - since).days, 30)


def _day(text: str) -> Any:
    """The London calendar day of an instant."""
    from trunkline.kernel.time import local_date, parse_instant, parse_time_zone

    return local_date(parse_instant(text, "instant"), parse_time_zone("Europe/London"))


def _check_charges(demo: Demo, account: dict[str, Any]) -> None:
    demo.step("Set-up and first period are charged once, in the words of the play")
    rows = demo.call("GET", f"/api/v1/accounts/{account['id']}/transactions")["data"]
    demo.expect("transactions", len(rows), 2)
    by_retail = {row["retail_cost"]: row["wholesale_cost"] for row in rows}
    demo.expect("set-up of 0.00, which costs us", by_retail.get("0.00"), "1.00")
    demo.expect("first period of 15.00, which costs us", by_retail.get("15.00"), "5.00")


def _end(demo: Demo, service: dict[str, Any], account: dict[str, Any], picks: dict[str, str]) -> None:
    demo.step("The service is ended")
    order = demo.call("POST", f"/api/v1/services/{service['id']}/end")
    job = demo.wait_for_job(order["lines"][0]["provision_id"])
    if job["status"]:
        raise DemoFailedError(f"deprovisioning ended as {job['state']}: {job['failing_task']} {job['failure']}")
    ended = demo.call("GET", f"/api/v1/services/{service['id']}")
    demo.expect("state of the service", ended["state"], "Deactivated")
    held = demo.call("GET", f"/api/v1/services/{service['id']}/balances")["data"]
    demo.expect("account in the charging system is disabled", held["Disabled"], wanted=True)
    for name, item_id in picks.items():
        demo.expect(name, demo.call("GET", f"/api/v1/stock-items/{item_id}")["state"], "Decommissioned")
    rows = demo.call("GET", f"/api/v1/accounts/{account['id']}/transactions")["data"]
    demo.expect("transactions, which stay", len(rows), 2)


def _verify(demo: Demo) -> None:
    from trunkline.insight.selectors import check_invariants

    results = check_invariants()
    for result in results:
        if result.violations:
            raise DemoFailedError(f"{result.room}: {result.name}: {result.violations[0]}")
    demo.expect("invariants that hold", len(results), len(results))
