from django.urls import path

from siraba.foundation.services import views

app_name = "services"
urlpatterns = [path("", views.directory, name="directory")]
