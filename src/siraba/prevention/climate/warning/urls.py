from django.urls import path

from siraba.prevention.climate.warning import views

app_name = "warning"
urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("alertes/<int:pk>/", views.alert, name="alert"),
    path("alertes/<int:pk>/<slug:slug>/", views.alert_act, name="alert_act"),
    path("regles/", views.rules, name="rules"),
    path("regles/ecrire/", views.write, name="write"),
    path("regles/bilan/", views.worth, name="worth"),
    path("regles/<int:pk>/", views.rule, name="rule"),
    path("regles/<int:pk>/<slug:slug>/", views.rule_act, name="rule_act"),
    path("releves/", views.readings, name="readings"),
    path("releves/saisir/", views.record, name="record"),
]
