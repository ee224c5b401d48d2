from django.urls import path

from siraba.protection.reception.stays import pages, views

app_name = "stays"
urlpatterns = [
    path("", pages.places, name="places"),
    path("lieu/<slug:code>/", pages.place, name="place"),
    path("lieu/<slug:code>/calendrier/", pages.calendar, name="calendar"),
    path("lieu/<slug:code>/chambre/", views.add_room, name="add_room"),
    path("chambre/<int:pk>/", views.amend_room, name="amend_room"),
    path("a-loger/", pages.to_house, name="to_house"),
    path("arrivee/<str:code>/", views.reserve, name="reserve"),
    path("famille/<str:code>/", views.reserve_family, name="reserve_family"),
    path("referencement/<str:code>/", views.shelter, name="shelter"),
    path("sejours/", pages.stays, name="list"),
    path("sejour/<uuid:pk>/", pages.detail, name="detail"),
    path("sejour/<uuid:pk>/<slug:slug>/", views.act, name="act"),
    path("prolongations/", pages.extensions, name="extensions"),
    path("prolongation/<uuid:pk>/", views.approve, name="approve"),
    path("occupation/", pages.report, name="report"),
    path("occupation/fichier/", views.export, name="export"),
]
