from django.urls import path

from siraba.prevention.climate.atlas import views, views_of_routes

app_name = "atlas"
urlpatterns = [
    path("carte/", views.map_page, name="map"),
    path("carte/valeurs/", views.values, name="values"),
    path("dessins/<slug:version>/<int:level>/<str:digest>.geojson", views.drawing, name="drawing"),
    path("routes/", views_of_routes.road, name="road"),
    path("routes/danger/", views_of_routes.note, name="note_danger"),
    path("routes/danger/<int:pk>/<slug:slug>/", views_of_routes.danger_act, name="danger_act"),
]
