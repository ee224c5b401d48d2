from django.urls import path

from siraba.protection.reception.branches import views

app_name = "branches"
urlpatterns = [
    path("", views.board, name="board"),
    path("rapports/", views.reports, name="reports"),
    path("antennes/<slug:code>/", views.branch, name="branch"),
    path("antennes/<slug:code>/gardes/", views.roster, name="roster"),
    path("antennes/<slug:code>/gardes/<int:pk>/retirer/", views.cancel_shift, name="cancel_shift"),
    path("antennes/<slug:code>/agents/<int:pk>/", views.amend_member, name="amend_member"),
    path("antennes/<slug:code>/agents/<int:pk>/garde/", views.plan_shift, name="plan_shift"),
    path("antennes/<slug:code>/acte/<slug:slug>/", views.act, name="act"),
]
