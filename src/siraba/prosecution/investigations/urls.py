from django.urls import path

from siraba.prosecution.investigations import pages, views

app_name = "investigations"
urlpatterns = [
    path("", pages.inquiry_list, name="list"),
    path("nouvelle/", views.open_new, name="open"),
    path("signalements/", pages.report_list, name="reports"),
    path("signalements/nouveau/", views.record_new, name="record"),
    path("signalements/<str:code>/", pages.report, name="report"),
    path("signalements/<str:code>/<slug:slug>/", views.report_act, name="report_act"),
    path("echeances/", pages.deadline_list, name="deadlines"),
    path("entraide/", pages.request_list, name="requests"),
    path("infractions/", pages.offences, name="offences"),
    path("personnes/<uuid:pk>/", pages.suspect, name="suspect"),
    path("personnes/<uuid:pk>/<slug:slug>/", views.suspect_act, name="suspect_act"),
    path("auditions/<uuid:pk>/", pages.hearing, name="hearing"),
    path("scelles/<uuid:pk>/", pages.exhibit, name="exhibit"),
    path("scelles/<uuid:pk>/fichier/", pages.exhibit_document, name="exhibit_document"),
    path("scelles/<uuid:pk>/<slug:slug>/", views.exhibit_act, name="exhibit_act"),
    path("entraide/<uuid:pk>/<slug:slug>/", views.request_act, name="request_act"),
    path("echeances/<uuid:pk>/<slug:slug>/", views.deadline_act, name="deadline_act"),
    path("visas/<uuid:pk>/", pages.countersignature, name="countersignature"),
    path("visas/<uuid:pk>/<slug:slug>/", views.countersign_act, name="countersign_act"),
    path("<str:code>/", pages.inquiry, name="detail"),
    path("<str:code>/fiche/", pages.sheet, name="sheet"),
    path("<str:code>/<slug:slug>/", views.act, name="act"),
]
