from django.urls import path

from siraba.foundation.forms import openrosa

app_name = "openrosa"
urlpatterns = [
    path("formList", openrosa.form_list, name="form_list"),
    path("xform/<int:pk>", openrosa.xform, name="xform"),
    path("manifest/<int:pk>", openrosa.manifest, name="manifest"),
    path("submission", openrosa.submission, name="submission"),
]
