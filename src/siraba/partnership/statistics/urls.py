from django.urls import path

from siraba.partnership.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.board, name="board"),
    path("actualiser/", views.refresh, name="refresh"),
    path("ma-structure/", views.own, name="own"),
    path("historique/", views.historic, name="historic"),
    path("historique/<slug:table>.csv", views.historic_csv, name="historic_csv"),
]
