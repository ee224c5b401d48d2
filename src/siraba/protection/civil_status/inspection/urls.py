from django.urls import path

from siraba.protection.civil_status.inspection import pages, views

app_name = "inspection"
urlpatterns = [
    path("", pages.alerts, name="alerts"),
    path("alerte/<str:code>/", pages.alert, name="alert"),
    path("alerte/<str:code>/<slug:slug>/", views.alert_act, name="alert_act"),
    path("recherche/", views.look, name="look"),
    path("precision/", pages.precision, name="precision"),
    path("officiers/", pages.officers, name="officers"),
    path("numeros-manquants/", pages.gaps, name="gaps"),
    path("questions/", pages.questions, name="questions"),
    path("question/<str:code>/", pages.question, name="question"),
    path("question/<str:code>/<slug:slug>/", views.question_act, name="question_act"),
]
