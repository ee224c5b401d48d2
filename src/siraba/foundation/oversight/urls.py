from django.urls import path

from siraba.foundation.oversight import public_log, views

app_name = "audit"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("public/", public_log.public_log, name="public_log"),
    path("public/<slug:shard>/preuve/<int:index>", public_log.inclusion_proof, name="inclusion_proof"),
    path(
        "public/<slug:shard>/suite/<int:old>-<int:new>",
        public_log.consistency_proof,
        name="consistency_proof",
    ),
    path("public/<slug:shard>/<path:name>", public_log.log_file, name="log_file"),
    path("surveillance/", views.watch, name="watch"),
    path("objet/<str:code>/", views.record_log, name="object"),
    path("objet/<str:code>/remettre/", views.hand_over, name="hand_over"),
]
