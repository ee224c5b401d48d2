from django.urls import path

from siraba.prevention.development import views, views_of_needs

app_name = "development"
urlpatterns = [
    path("", views.projects, name="list"),
    path("nouveau/", views.propose, name="propose"),
    path("besoins/", views_of_needs.needs, name="needs"),
    path("besoins/composante/", views_of_needs.load, name="load"),
    path("besoins/services/", views_of_needs.count, name="count"),
    path("besoins/publier/", views_of_needs.publish, name="publish"),
    path("choix/", views_of_needs.portfolios, name="portfolios"),
    path("choix/nouveau/", views_of_needs.make, name="make"),
    path("choix/<int:pk>/", views_of_needs.portfolio, name="portfolio"),
    path("choix/<int:pk>/<slug:slug>/", views_of_needs.portfolio_act, name="portfolio_act"),
    path("projet/<str:code>/", views.project, name="project"),
    path("projet/<str:code>/<slug:slug>/", views.act, name="act"),
]
