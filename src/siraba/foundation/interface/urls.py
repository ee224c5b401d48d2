from django.urls import path

from siraba.foundation.interface import views

app_name = "interface"
urlpatterns = [
    path("", views.home, name="home"),
    path("ma-journee/", views.my_day, name="my_day"),
    path("qui-voit-quoi/", views.policy, name="policy"),
    path("consentement/texte/<str:name>/", views.consent_text, name="consent_text"),
    path("langue/", views.language, name="language"),
    path("sante/", views.health, name="health"),
]
