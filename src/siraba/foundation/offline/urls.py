from django.urls import path

from siraba.foundation.offline import views

app_name = "offline"
urlpatterns = [
    path("", views.shell, name="shell"),
    path("sw.js", views.worker, name="worker"),
    path("manifeste.webmanifest", views.web_manifest, name="manifest"),
    path("etat/<uuid:pk>/", views.state, name="state"),
    path("choix/", views.offers, name="offers"),
    path("preparer/", views.enrol, name="enrol"),
    path("clefs/", views.keys, name="keys"),
    path("echange/", views.synchronise, name="exchange"),
    path("appareils/", views.devices, name="devices"),
    path("appareils/<uuid:pk>/effacer/", views.wipe, name="wipe"),
    path("versions/", views.conflicts, name="conflicts"),
    path("versions/<uuid:pk>/", views.settle, name="settle"),
]
