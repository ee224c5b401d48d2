from django.urls import path

from siraba.foundation.membership import views

app_name = "membership"
urlpatterns = [
    path("comptes/", views.account_list, name="list"),
    path("comptes/inviter/", views.invite, name="invite"),
    path("comptes/invitations/<int:pk>/retirer/", views.revoke, name="revoke"),
    path("comptes/<int:pk>/<slug:slug>/", views.step, name="step"),
    path("invitation/<str:secret>/", views.accept, name="accept"),
]
