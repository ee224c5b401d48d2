from django.urls import path

from siraba.foundation.forms import views

app_name = "forms"
urlpatterns = [
    path("", views.form_list, name="list"),
    path("ajouter/", views.add, name="add"),
    path("<int:pk>/", views.version, name="version"),
    path("<int:pk>/feuille/", views.sheet, name="sheet"),
    path("<int:pk>/<slug:slug>/", views.step, name="step"),
]
