from django.urls import path

from siraba.foundation.sign_in import views

app_name = "accounts"
urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="sign_in"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("compte/", views.account, name="account"),
    path("compte/mot-de-passe/", views.password, name="password"),
    path("compte/jetons/nouveau/", views.new_token, name="new_token"),
    path("compte/jetons/<int:pk>/revoquer/", views.revoke, name="revoke_token"),
]
