from django.urls import path

from siraba.protection.reintegration.committee import views

app_name = "committee"
urlpatterns = [
    path("", views.sessions, name="sessions"),
    path("appel/<int:pk>/", views.convene, name="convene"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/ordre-du-jour/", views.agenda, name="agenda"),
    path("<int:pk>/proces-verbal/", views.minutes, name="minutes"),
    path("<int:pk>/calcul/<int:number>/", views.run, name="run"),
    path("<int:pk>/calcul/<int:number>/suite/", views.go, name="go"),
    path("<int:pk>/calcul/<int:number>/<slug:slug>/", views.run_act, name="run_act"),
    path("<int:pk>/demande/<str:code>/", views.item, name="item"),
    path("<int:pk>/demande/<str:code>/manque/", views.lack, name="lack"),
    path("<int:pk>/demande/<str:code>/<slug:slug>/", views.item_act, name="item_act"),
    path("<int:pk>/<slug:slug>/", views.act, name="act"),
]
