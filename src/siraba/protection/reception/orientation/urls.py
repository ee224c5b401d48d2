from django.urls import path

from siraba.protection.reception.orientation import pages, views

app_name = "orientation"
urlpatterns = [
    path("", views.orientation_list, name="list"),
    path("bilan/", pages.report, name="report"),
    path("bilan/csv/", pages.report_csv, name="report_csv"),
    path("enregistrements/", pages.recordings, name="recordings"),
    path("enregistrements/ajouter/", pages.add_recording, name="add_recording"),
    path("enregistrements/<int:pk>/retirer/", pages.remove_recording, name="remove_recording"),
    path("enregistrements/<int:pk>/son/", pages.sound, name="sound"),
    path("convoi/<uuid:pk>/", views.plan, name="plan"),
    path("convoi/<uuid:pk>/proposer/", views.propose, name="propose"),
    path("besoin/<uuid:pk>/", views.options, name="options"),
    path("besoin/<uuid:pk>/choisir/", views.choose, name="choose"),
    path("suivi/<uuid:pk>/", views.detail, name="detail"),
    path("suivi/<uuid:pk>/fiche/", views.sheet, name="sheet"),
    path("suivi/<uuid:pk>/<slug:slug>/", views.act, name="act"),
    path("<str:code>/", views.needs, name="needs"),
    path("<str:code>/besoin/", views.note, name="note"),
]
