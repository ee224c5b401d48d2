from django.urls import path

from siraba.protection.reintegration.safeguards import views

app_name = "safeguards"
urlpatterns = [
    path("", views.flags, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/<slug:slug>/", views.act, name="act"),
]
