from django.urls import path

from siraba.foundation.retention import views

app_name = "retention"
urlpatterns = [path("", views.table, name="table")]
