from django.urls import path

from siraba.protection.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.tables, name="list"),
    path("ajouter/", views.add, name="add"),
    path("exporter/", views.export, name="export"),
    path("archive/<str:code>/", views.archive, name="archive"),
    path("<uuid:pk>/", views.table, name="table"),
    path("<uuid:pk>/colonnes/", views.columns, name="columns"),
    path("<uuid:pk>/abandonner/", views.drop, name="drop"),
    path("<uuid:pk>/<slug:slug>/", views.go, name="go"),
]
