from django.urls import path

from siraba.prosecution.investigations import public

app_name = "reporting"
urlpatterns = [path("", public.report, name="report")]
