from django.urls import path

from siraba.protection.reception.network import views

app_name = "network"
urlpatterns = [
    path("", views.scenarios, name="scenarios"),
    path("nouveau/", views.make, name="make"),
    path("comparer/", views.compare, name="compare"),
    path("couverture/", views.coverage, name="coverage"),
    path("<int:pk>/", views.scenario, name="scenario"),
    path("<int:pk>/calculer/", views.go, name="go"),
    path("<int:pk>/<slug:slug>/", views.act, name="act"),
]
