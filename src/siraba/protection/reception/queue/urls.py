from django.urls import path

from siraba.protection.reception.queue import report_views, views

app_name = "queue"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("guichet/", views.open_desk, name="open_desk"),
    path("guichet/<int:pk>/suivant/", views.call, name="call"),
    path("guichet/<int:pk>/fermer/", views.close_desk, name="close_desk"),
    path("ticket/", views.take, name="take"),
    path("ticket/<uuid:pk>/", views.ticket, name="ticket"),
    path("ticket/<uuid:pk>/<slug:slug>/", views.act, name="act"),
    path("ecran/<str:key>/", views.screen, name="screen"),
    path("attentes/", report_views.report, name="report"),
    path("attentes/<slug:form>/", report_views.report_file, name="report_file"),
    path("effectifs/<slug:code>/", report_views.staffing, name="staffing"),
]
