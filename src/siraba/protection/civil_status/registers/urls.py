from django.urls import path

from siraba.protection.civil_status.registers import pages, views

app_name = "registers"
urlpatterns = [
    path("", pages.requests, name="requests"),
    path("demande/<str:code>/", pages.issuance, name="issuance"),
    path("demande/<str:code>/saisie/", views.amend, name="amend"),
    path("demande/<str:code>/<slug:slug>/", views.issuance_act, name="issuance_act"),
    path("registres/", pages.registers, name="registers"),
    path("registre/<str:code>/", pages.register, name="register"),
    path("registre/<str:code>/declaration/", views.declare, name="declare"),
    path("registre/<str:code>/numero-annule/", views.void, name="void"),
    path("registre/<str:code>/clore/", views.close, name="close"),
    path("acte/<str:code>/", pages.act, name="act"),
    path("acte/<str:code>/volet/<int:number>/", views.move, name="move"),
    path("acte/<str:code>/<slug:slug>/", views.ask, name="ask"),
    path("volets/", pages.volets, name="volets"),
    path("imprimes/", pages.stocks, name="stocks"),
    path("mandats/", pages.mandates, name="mandates"),
    path("mandat/<int:pk>/fin/", views.end, name="end"),
    path("centre/<slug:code>/registre/", views.open_register, name="open_register"),
    path("centre/<slug:code>/imprimes/", views.add_stock, name="add_stock"),
    path("centre/<slug:code>/imprime-annule/", views.spoil, name="spoil"),
    path("centre/<slug:code>/mandat/", views.give, name="give"),
]
