from django.urls import path

from siraba.protection.civil_status.papers import verifier, views

app_name = "papers"
urlpatterns = [
    path("etat-civil/actes/<str:code>/imprimer/", views.print_paper, name="print"),
    path("etat-civil/papiers/<uuid:pk>/", views.document, name="document"),
    path("etat-civil/papiers/<uuid:pk>/<slug:layout>.pdf", views.pdf, name="pdf"),
    path("etat-civil/cles/", views.paper_keys, name="keys"),
    path("etat-civil/cles/<str:code>/<slug:slug>/", views.key_act, name="key_act"),
    path("verifier/", verifier.verifier, name="verifier"),
    path("verifier/verificateur.html", verifier.single_file, name="single_file"),
    path("verifier/lists", verifier.lists, name="lists"),
    path("verifier/<slug:stem>.<slug:suffix>", verifier.beside, name="beside"),
]
