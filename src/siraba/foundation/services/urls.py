from django.urls import path

from siraba.foundation.services import hsds_views, imports, keeping, views

app_name = "services"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("fiche/<uuid:pk>/", views.detail, name="detail"),
    path("fiche/<uuid:pk>/modifier/<str:slug>/", keeping.amend, name="amend"),
    path("fiche/<uuid:pk>/libres/<str:slug>/", keeping.vacancy, name="vacancy"),
    path("fiche/<uuid:pk>/<str:slug>/", keeping.step, name="step"),
    path("fiches/", keeping.entries, name="entries"),
    path("fiches/nouvelle/", keeping.add, name="add"),
    path("fiches/a-verifier/", keeping.stale, name="stale"),
    path("importer/", imports.add, name="import"),
    path("importer/<uuid:pk>/", imports.trial, name="trial"),
    path("export/<str:slug>/", hsds_views.export, name="export"),
    path("hsds/", hsds_views.root, name="hsds_root"),
    path("hsds/<str:slug>", hsds_views.listing, name="hsds_list"),
    path("hsds/<str:slug>/<uuid:pk>", hsds_views.one, name="hsds_one"),
]
