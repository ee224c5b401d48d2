from django.urls import path

from siraba.protection.reintegration.calls import public, views

app_name = "calls"
urlpatterns = [
    path("", public.calls, name="public"),
    path("demande/recu/", public.receipt, name="applied"),
    path("demande/<int:pk>/<slug:slug>/", public.step, name="apply"),
    path("suivi/", public.follow, name="follow"),
    path("gestion/", views.funds, name="funds"),
    path("gestion/ouvrir/", views.open_fund, name="open_fund"),
    path("gestion/<int:pk>/charge/", views.give_charge, name="give_charge"),
    path("gestion/charge/<int:pk>/fin/", views.end_charge, name="end_charge"),
    path("appels/", views.calls, name="list"),
    path("appels/nouveau/<int:pk>/", views.draft_call, name="draft"),
    path("appels/<int:pk>/", views.call, name="call"),
    path("appels/<int:pk>/deposer/", views.file_here, name="file"),
    path("appels/<int:pk>/<slug:slug>/", views.call_act, name="call_act"),
    path("evaluation/", views.desk, name="desk"),
    path("evaluation/<str:code>/<slug:slug>/", views.evaluate, name="evaluate"),
    path("dossier/<str:case_code>/", views.choose_call, name="choose"),
    path("dossier/<str:case_code>/<int:pk>/", views.file_for_case, name="file_for_case"),
    path("demandes/<str:code>/", views.application, name="application"),
    path("demandes/<str:code>/modifier/", views.amend, name="amend"),
    path("demandes/<str:code>/pieces/<uuid:pk>/", views.document, name="document"),
    path("demandes/<str:code>/depot/<slug:slug>/", views.hand_in, name="hand_in"),
    path("demandes/<str:code>/<slug:slug>/", views.application_act, name="application_act"),
    path("recours/<uuid:pk>/<slug:slug>/", views.appeal_act, name="appeal_act"),
]
