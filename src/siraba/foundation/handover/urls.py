from django.urls import path

from siraba.foundation.handover import views

app_name = "handover"
urlpatterns = [
    path("", views.copy_list, name="list"),
    path("demandes/", views.request_list, name="requests"),
    path("demandes/nouvelle/", views.ask, name="ask"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/<slug:slug>/", views.act, name="act"),
]
