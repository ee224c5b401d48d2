from django.urls import path

from siraba.partnership.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.board, name="board"),
    path("actualiser/", views.refresh, name="refresh"),
    path("ma-structure/", views.own, name="own"),
    path("justice/", views.justice, name="justice"),
    path("justice/<slug:table>.csv", views.justice_csv, name="justice_csv"),
    path("historique/", views.historic, name="historic"),
    path("historique/<slug:table>.csv", views.historic_csv, name="historic_csv"),
]
