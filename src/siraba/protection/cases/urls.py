from django.urls import path

from siraba.protection.cases import (
    attachments,
    emergency,
    fiches,
    justice,
    likeness_pages,
    printing,
    retention,
    views,
)

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("recevoir/", views.receive, name="receive"),
    path("transferts/", views.transfer_list, name="transfers"),
    path("transferts/<uuid:pk>/<slug:slug>/", views.transfer_act, name="transfer_act"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/consentements/<uuid:pk>/retirer/", views.withdraw, name="withdraw"),
    path("<str:code>/consentements/<uuid:pk>/retirer-une-partie/", views.withdraw_part, name="withdraw_part"),
    path("<str:code>/consentements/retirer-tout/", views.withdraw_everything, name="withdraw_all"),
    path("<str:code>/fiches/", fiches.choose, name="forms"),
    path("<str:code>/fiches/<uuid:pk>/", fiches.read, name="filled_form"),
    path("<str:code>/fiches/<uuid:pk>/<slug:slug>/", fiches.step, name="filled_form_step"),
    path("<str:code>/fiches/<str:form>/remplir/", fiches.fill, name="fill_form"),
    path("<str:code>/ressemblances/<uuid:pk>/<slug:slug>/", likeness_pages.step, name="likeness"),
    path("<str:code>/pieces/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("<str:code>/consentements/<uuid:pk>/papier/", printing.paper, name="paper"),
    path("<str:code>/derogation/", emergency.ask, name="override"),
    path("<str:code>/derogations/<uuid:pk>/<slug:slug>/", emergency.step, name="override_step"),
    path("<str:code>/derogations-et-justice/", views.crossing, name="crossing"),
    path("<str:code>/justice/divulguer/", justice.disclose, name="disclose"),
    path("<str:code>/justice/decision/", justice.order, name="order"),
    path("<str:code>/justice/<uuid:pk>/document/", justice.order_document, name="order_document"),
    path("<str:code>/justice/<uuid:pk>/<slug:slug>/", justice.step, name="justice"),
    path("<str:code>/conservation/", retention.retention, name="retention"),
    path("<str:code>/conservation/<slug:slug>/", retention.act, name="retention_act"),
    path("<str:code>/conservation/<uuid:pk>/<slug:slug>/", retention.step, name="retention_step"),
    path("<str:code>/<slug:slug>/", views.act, name="act"),
]
