from django.urls import path

from siraba.protection.reintegration.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plans, name="list"),
    path("dossier/<str:code>/", views.of_case, name="of_case"),
    path("dossier/<str:code>/ecrire/", views.draft, name="draft"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/papier/", views.paper, name="paper"),
    path("<uuid:pk>/acte/<slug:slug>/", views.act, name="act"),
]
