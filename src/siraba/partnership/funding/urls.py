from django.urls import path

from siraba.partnership.funding import views

app_name = "funding"
urlpatterns = [
    path("", views.pledges, name="pledges"),
    path("promesse/", views.add, name="add"),
    path("promesse/<str:code>/", views.pledge, name="pledge"),
    path("promesse/<str:code>/<slug:slug>/", views.act, name="act"),
    path("encaissement/<uuid:pk>/extourner/", views.reverse_receipt, name="reverse_receipt"),
    path("ecart/", views.gap, name="gap"),
    path("besoin/", views.set_need, name="set_need"),
]
