from django.urls import path

from siraba.protection.reception.arrivals import views
from siraba.protection.reception.arrivals.register import daily_register

app_name = "arrivals"
urlpatterns = [
    path("", views.convoys, name="convoys"),
    path("registre/", daily_register, name="register_of_returns"),
    path("annoncer/", views.announce, name="announce"),
    path("inscrire/", views.register_today, name="register_today"),
    path("convois/<uuid:pk>/", views.convoy, name="convoy"),
    path("convois/<uuid:pk>/inscrire/", views.register, name="register"),
    path("convois/<uuid:pk>/liste/", views.list_add, name="list_add"),
    path("convois/<uuid:pk>/bracelets/", views.bands, name="bands"),
    path("convois/<uuid:pk>/acte/<slug:slug>/", views.convoy_act, name="convoy_act"),
    path("listes/<uuid:pk>/", views.list_table, name="list_table"),
    path("listes/<uuid:pk>/colonnes/", views.list_columns, name="list_columns"),
    path("listes/<uuid:pk>/suite/<slug:slug>/", views.list_go, name="list_go"),
    path("listes/<uuid:pk>/abandonner/", views.list_drop, name="list_drop"),
    path("<str:code>/", views.arrival, name="arrival"),
    path("<str:code>/completer/", views.amend, name="amend"),
    path("<str:code>/accueillir/", views.welcome, name="welcome"),
    path("<str:code>/presence/<slug:slug>/", views.presence, name="presence"),
    path("<str:code>/comparer/<slug:field>/", views.settle, name="settle"),
    path("<str:code>/double/", views.double, name="double"),
    path("<str:code>/dossier/", views.open_case, name="open_case"),
]
