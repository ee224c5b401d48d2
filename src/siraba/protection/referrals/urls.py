from django.urls import path

from siraba.protection.referrals import notices, views

app_name = "referrals"
urlpatterns = [
    path("", views.referral_list, name="list"),
    path("avis/", notices.notice_list, name="notices"),
    path("avis/<uuid:pk>/prendre-acte/", notices.acknowledge, name="acknowledge"),
    path("dossier/<str:case_code>/", views.prepare, name="prepare"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/suivi/", views.header, name="header"),
    path("<str:code>/suivi/relancer/", views.relaunch, name="relaunch"),
    path("<str:code>/<slug:slug>/", views.act, name="act"),
]
