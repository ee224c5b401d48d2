from django.urls import path

from siraba.foundation.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("ecriture/<uuid:pk>/", views.entry, name="entry"),
    path("ecriture/<uuid:pk>/extourner/", views.reverse_entry, name="reverse"),
    path("virement/", views.transfer, name="transfer"),
    path("comptes/", views.accounts, name="accounts"),
    path("export/", views.export, name="export"),
    path("enveloppes/", views.envelopes, name="envelopes"),
    path("enveloppe/<str:code>/", views.envelope, name="envelope"),
    path("enveloppe/<str:code>/<slug:slug>/", views.act, name="act"),
]
