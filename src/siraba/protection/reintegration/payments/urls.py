from django.urls import path

from siraba.protection.reintegration.payments import pages, views

app_name = "payments"
urlpatterns = [
    path("", pages.batches, name="list"),
    path("accordees/", pages.granted, name="granted"),
    path("fonds/<int:pk>/", pages.dry_run, name="dry_run"),
    path("fonds/<int:pk>/preparer/", views.prepare, name="prepare"),
    path("appel/<int:pk>/enveloppe/", views.envelope, name="envelope"),
    path("lot/<str:code>/", pages.batch, name="batch"),
    path("lot/<str:code>/fichier/", pages.batch_file, name="file"),
    path("lot/<str:code>/bons/", pages.vouchers, name="vouchers"),
    path("lot/<str:code>/rapprocher/", views.reconcile, name="reconcile"),
    path("lot/<str:code>/<slug:slug>/", views.batch_act, name="batch_act"),
    path("paiement/<str:code>/", pages.payment, name="payment"),
    path("paiement/<str:code>/<slug:slug>/", views.payment_act, name="payment_act"),
    path("demande/<str:code>/", pages.application, name="application"),
    path("demande/<str:code>/contrat/", views.contract, name="contract"),
    path("demande/<str:code>/<slug:slug>/", views.project_act, name="project_act"),
    path("tranche/<uuid:pk>/document/", pages.proof, name="proof"),
    path("tranche/<uuid:pk>/<slug:slug>/", views.instalment_act, name="instalment_act"),
    path("rappel/<uuid:pk>/<str:key>/", views.callback, name="callback"),
]
