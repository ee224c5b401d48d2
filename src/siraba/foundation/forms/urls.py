from django.urls import path

from siraba.foundation.forms import sent, views

app_name = "forms"
urlpatterns = [
    path("", views.form_list, name="list"),
    path("envois/", sent.sent_list, name="sent"),
    path("envois/<uuid:pk>/", sent.sent, name="sent_one"),
    path("envois/<uuid:pk>/corriger/", sent.mend, name="mend"),
    path("envois/piece/<uuid:pk>/", sent.sent_file, name="sent_file"),
    path("ajouter/", views.add, name="add"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/correspondance/", views.mapping, name="mapping"),
    path("<int:pk>/feuille/", views.sheet, name="sheet"),
    path("<int:pk>/<slug:slug>/", views.step, name="step"),
]
