from django.urls import path

from siraba.protection.reintegration.followup import views

app_name = "followup"
urlpatterns = [
    path("", views.follow_ups, name="list"),
    path("bilan/", views.report, name="report"),
    path("tables/", views.tables, name="tables"),
    path("tables/ajouter/", views.add_table, name="add_table"),
    path("courbe/<uuid:pk>/", views.course, name="course"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/acte/<slug:slug>/", views.act, name="act"),
]
