from django.urls import path

from siraba.prevention.climate.observations import views

app_name = "observations"
urlpatterns = [
    path("", views.index, name="index"),
    path("indicateur/<slug:code>/", views.indicator, name="indicator"),
    path("lieu/<int:pk>/", views.place, name="place"),
    path("sans-donnees/", views.lacking, name="lacking"),
    path("sources/", views.sources, name="sources"),
    path("edition/<int:pk>/", views.edition, name="edition"),
    path("charger/", views.load, name="load"),
    path("chargement/<int:pk>/", views.taking, name="taking"),
    path("chargement/<int:pk>/lire/", views.read, name="read"),
    path("calculer/", views.compute, name="compute"),
    path("noms/", views.names, name="names"),
    path("noms/<int:pk>/", views.name, name="name"),
    path("noms/<int:pk>/<slug:slug>/", views.name_act, name="name_act"),
]
