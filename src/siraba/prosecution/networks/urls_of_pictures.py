from django.urls import path

from siraba.prosecution.networks import views_of_pictures as views

app_name = "pictures"
urlpatterns = [
    path("vue/<uuid:pk>/oublier/", views.drop_view, name="drop_view"),
    path("plan/<uuid:pk>/", views.plan, name="plan"),
    path("plan/<uuid:pk>/suite/", views.go, name="go"),
    path("plan/<uuid:pk>/decider/", views.decide, name="decide"),
    path("plan/<uuid:pk>/fiche/", views.lead, name="lead"),
    path("<str:code>/", views.picture, name="picture"),
    path("<str:code>/donnees/", views.data, name="data"),
    path("<str:code>/svg/", views.svg, name="svg"),
    path("<str:code>/dessiner/", views.draw, name="draw"),
    path("<str:code>/garder/", views.save_view, name="save_view"),
    path("<str:code>/analyse/", views.analysis, name="analysis"),
    path("<str:code>/plans/", views.plans, name="plans"),
    path("<str:code>/plans/demander/", views.ask, name="ask"),
]
