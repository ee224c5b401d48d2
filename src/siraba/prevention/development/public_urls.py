"""What anybody may read: published projects, and the need index."""

from django.urls import path

from siraba.prevention.development import public

app_name = "projects"
urlpatterns = [
    path("", public.projects, name="list"),
    path("iati.xml", public.iati, name="iati"),
    path("projets.csv", public.projects_csv, name="csv"),
    path("besoins/", public.needs, name="needs"),
    path("besoins/<int:version>/", public.needs, name="needs_version"),
    path("besoins/<int:version>/besoins.csv", public.needs_csv, name="needs_csv"),
    path("<str:code>/", public.project, name="project"),
]
