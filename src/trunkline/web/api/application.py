"""The HTTP API: its routers, formats and errors."""

from ninja.openapi.docs import Swagger

from trunkline.web.api import crm, ocs, problems
from trunkline.web.api.description import DescribedAPI
from trunkline.web.api.formats import ExactParser, ExactRenderer
from trunkline.web.api.v1 import (
    accounts,
    balances,
    changes,
    definitions,
    figures,
    files,
    instances,
    jobs,
    kits,
    notices,
    offers,
    orders,
    participation,
    payments,
    picker,
    pools,
    portals,
    prices,
    products,
    publishing,
    purchases,
    quantities,
    reconciliation,
    sellers,
    services,
    specifications,
    stock,
    stock_work,
)

API_DESCRIPTION = """\
Sign in, or send `Authorization: Bearer` with an API token. Every POST, PUT, PATCH and DELETE but `/jsonrpc` takes an
`Idempotency-Key`: the same key with the same request is carried out once. Errors are problem documents (RFC 9457) with
a stable `code`.
"""

# Routes without credentials, each with its reason; a test compares this list with what the API really lets in.
OPEN_ROUTES = {
    ("POST", "/ocs/{secret}/jsonrpc"): "the secret in the path is the credential of one running job",
}

api = DescribedAPI(
    title="Trunkline",
    version="1",
    description=API_DESCRIPTION,
    parser=ExactParser(),
    renderer=ExactRenderer(),
    docs=Swagger(),
    docs_url="/api/docs",
    openapi_url="/api/openapi.json",
    urls_namespace="api",
)
problems.install(api)
api.add_router("/crm", crm.router)
for router in (
    sellers.router,
    portals.router,
    products.router,
    specifications.router,
    definitions.router,
    participation.router,
    publishing.router,
    prices.router,
    picker.router,
    accounts.router,
    offers.router,
    payments.router,
    notices.router,
    orders.router,
    balances.router,
    services.router,
    changes.router,
    instances.router,
    jobs.router,
    figures.router,
    files.router,
    reconciliation.router,
    stock.router,
    stock_work.router,
    purchases.router,
    pools.router,
    quantities.router,
    kits.router,
):
    api.add_router("/api/v1", router)
api.add_router("", ocs.router)
