from django.urls import path

from siraba.foundation.oversight import views

app_name = "audit"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("surveillance/", views.watch, name="watch"),
    path("objet/<str:code>/", views.record_log, name="object"),
    path("objet/<str:code>/remettre/", views.hand_over, name="hand_over"),
]
