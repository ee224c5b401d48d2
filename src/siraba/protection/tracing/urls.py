from django.urls import path

from siraba.protection.tracing import views

app_name = "tracing"
urlpatterns = [
    path("", views.request_list, name="requests"),
    path("ouvrir/", views.file_request, name="file_request"),
    path("demande/<str:code>/", views.request_detail, name="request"),
    path("demande/<str:code>/completer/", views.amend_request, name="amend_request"),
    path("demande/<str:code>/recu/", views.give_receipt, name="receipt"),
    path("demande/<str:code>/<slug:slug>/", views.request_act, name="request_act"),
    path("registre/", views.registration_list, name="registrations"),
    path("registre/ajouter/", views.register_found, name="register_found"),
    path("registre/chercher/", views.look, name="look"),
    path("fiche/<str:code>/", views.registration_detail, name="registration"),
    path("fiche/<str:code>/completer/", views.amend_registration, name="amend_registration"),
    path("fiche/<str:code>/<slug:slug>/", views.registration_act, name="registration_act"),
    path("piste/<uuid:pk>/", views.lead_detail, name="lead"),
    path("piste/<uuid:pk>/message/", views.write_message, name="lead_message"),
    path("piste/<uuid:pk>/<slug:slug>/", views.lead_act, name="lead_act"),
    path("messages/", views.message_list, name="messages"),
    path("messages/ecrire/", views.write_message, name="write_message"),
    path("message/<uuid:pk>/", views.message_detail, name="message"),
    path("message/<uuid:pk>/<slug:slug>/", views.message_act, name="message_act"),
    path("listes/", views.list_page, name="lists"),
    path("listes/ajouter/", views.add_list, name="add_list"),
    path("listes/remettre/", views.export, name="export"),
    path("liste/<uuid:pk>/", views.list_detail, name="list"),
    path("liste/<uuid:pk>/colonnes/", views.columns, name="columns"),
    path("liste/<uuid:pk>/abandonner/", views.drop_list, name="drop_list"),
    path("liste/<uuid:pk>/<slug:slug>/", views.go, name="go"),
    path("nouvelles/", views.news, name="news"),
]
