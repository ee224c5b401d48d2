from django.urls import path

from siraba.protection.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.speak, name="speak"),
    path("dit/", views.said, name="said"),
    path("sms/<str:key>/", views.sms, name="sms"),
    path("recu/<str:code>/", views.receipt, name="receipt"),
    path("dossier/<str:code>/", views.words, name="words"),
    path("parole/<uuid:pk>/", views.answer, name="answer"),
]
