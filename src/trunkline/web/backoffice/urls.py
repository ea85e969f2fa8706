"""Addresses of the back office."""

from django.urls import path

from trunkline.web.backoffice import instances, pages, prices, product_steps

# The name of the application is what unfold's own templates ask for; ours ask for the namespace.
_patterns = [
    path("", pages.index, name="index"),
    path("codes/<str:table>/", pages.codes, name="codes"),
    path("products/<uuid:definition_id>/step/", product_steps.step_page, name="step"),
    path("products/<uuid:definition_id>/copy/", product_steps.copy_page, name="copy"),
    path("products/<uuid:definition_id>/prices/add/", prices.add_price_page, name="add-price"),
    path("instances/", instances.list_page, name="instances"),
    path("instances/<uuid:instance_id>/", instances.instance_page, name="instance"),
    path("<slug:kind_name>/", pages.list_page, name="list"),
    path("<slug:kind_name>/add/", pages.add_page, name="add"),
    path("<slug:kind_name>/<uuid:definition_id>/", pages.change_page, name="change"),
    path("<slug:kind_name>/<uuid:definition_id>/delete/", pages.delete_page, name="delete"),
    path("<slug:kind_name>/<uuid:definition_id>/history/", pages.history_page, name="history"),
]
urls = (_patterns, "admin", "backoffice")
