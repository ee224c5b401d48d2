from django.urls import path

from siraba.protection.reception.quality import needs_pages, views

app_name = "quality"
urlpatterns = [
    path("", views.inspections, name="inspections"),
    path("prevoir/", views.plan, name="plan"),
    path("classement/", views.league_page, name="league"),
    path("besoins/", needs_pages.needs, name="needs"),
    path("besoins/<slug:code>/", needs_pages.funding_case, name="funding_case"),
    path("actions/<int:pk>/<slug:slug>/", views.action_act, name="action_act"),
    path("<int:pk>/", views.inspection, name="inspection"),
    path("<int:pk>/<slug:slug>/", views.act, name="act"),
]
