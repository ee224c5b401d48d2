from django.urls import path

from siraba.protection.statelessness import pages, views

app_name = "statelessness"
urlpatterns = [
    path("", pages.file_list, name="files"),
    path("demande/", views.open_new, name="open"),
    path("chiffres/", pages.report, name="report"),
    path("table/", pages.table, name="table"),
    path("papiers/", pages.assessment_list, name="assessments"),
    path("papiers/evaluer/", views.assess, name="assess"),
    path("papiers/dossier/<str:code>/", pages.of_case, name="of_case"),
    path("papiers/dossier/<str:code>/evaluer/", views.assess_case, name="assess_case"),
    path("papiers/<uuid:pk>/", pages.assessment, name="assessment"),
    path("papiers/<uuid:pk>/<slug:slug>/", views.assessment_act, name="assessment_act"),
    path("etat/<uuid:pk>/<slug:slug>/", views.state_act, name="state_act"),
    path("demande-a-un-etat/<uuid:pk>/<slug:slug>/", views.enquiry_act, name="enquiry_act"),
    path("enfant/<uuid:pk>/<slug:slug>/", views.child_act, name="child_act"),
    path("dossier/<str:code>/", pages.file, name="file"),
    path("dossier/<str:code>/recepisse/", pages.receipt, name="receipt"),
    path("dossier/<str:code>/<slug:slug>/", views.act, name="act"),
]
