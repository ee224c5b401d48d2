from django.urls import path

from siraba.prosecution.networks import views

app_name = "networks"
urlpatterns = [
    path("", views.analyses, name="list"),
    path("ouvrir/", views.propose, name="propose"),
    path("tables/", views.tables, name="tables"),
    path("table/<uuid:pk>/", views.table, name="table"),
    path("table/<uuid:pk>/colonnes/", views.columns, name="columns"),
    path("table/<uuid:pk>/suite/<slug:slug>/", views.go, name="go"),
    path("table/<uuid:pk>/abandonner/", views.drop, name="drop"),
    path("entite/<uuid:pk>/", views.entity, name="entity"),
    path("entite/<uuid:pk>/<slug:slug>/", views.entity_act, name="entity_act"),
    path("lien/<uuid:pk>/", views.link, name="link"),
    path("element/<uuid:pk>/<slug:slug>/", views.statement_act, name="statement_act"),
    path("rapprochement/<uuid:pk>/<slug:slug>/", views.merge_act, name="merge_act"),
    path("dossier/<str:code>/", views.detail, name="detail"),
    path("dossier/<str:code>/liens/", views.links, name="links"),
    path("dossier/<str:code>/rapprochements/", views.merges, name="merges"),
    path("dossier/<str:code>/echeances/", views.expiring, name="expiring"),
    path("dossier/<str:code>/ajouter/", views.add_entity, name="add_entity"),
    path("dossier/<str:code>/lier/", views.add_link, name="add_link"),
    path("dossier/<str:code>/table/", views.add_table, name="add_table"),
    path("dossier/<str:code>/export/", views.export, name="export"),
    path("dossier/<str:code>/acte/<slug:slug>/", views.act, name="act"),
]
