from django.urls import path

from siraba.prevention.climate.outlook import views

app_name = "outlook"
urlpatterns = [
    path("", views.indicators, name="indicators"),
    path("scenarios/", views.scenarios, name="scenarios"),
    path("scenarios/nouveau/", views.make, name="make"),
    path("scenarios/<int:pk>/", views.scenario, name="scenario"),
    path("<slug:code>/", views.indicator, name="indicator"),
    path("<slug:code>/essayer/", views.ask, name="ask"),
]
