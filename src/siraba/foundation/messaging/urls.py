from django.urls import path

from siraba.foundation.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("<uuid:pk>/<slug:slug>/", views.step, name="step"),
]
