from django.urls import path

from siraba.foundation.sign_in import second_step, views

app_name = "accounts"
urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="sign_in"),
    path("connexion/code/", second_step.second_step, name="second_step"),
    path("connexion/premier-code/", second_step.set_up, name="set_up"),
    path("connexion/premiere-cle/", second_step.set_up_passkey, name="set_up_passkey"),
    path("verrouiller/", views.lock_now, name="lock"),
    path("deverrouiller/", views.unlock_page, name="unlock"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("compte/", views.account, name="account"),
    path("compte/mot-de-passe/", views.password, name="password"),
    path("compte/codes/ajouter/", views.add_factor, name="add_factor"),
    path("compte/cles/ajouter/", views.add_passkey, name="add_passkey"),
    path("compte/codes/<int:pk>/retirer/", views.remove_factor, name="remove_factor"),
    path("compte/codes-de-secours/", views.renew_codes, name="renew_codes"),
    path("compte/sessions/fermer/", views.close_sessions, name="close_sessions"),
    path("compte/nouvelles/", views.acknowledge, name="acknowledge"),
    path("compte/jetons/nouveau/", views.new_token, name="new_token"),
    path("compte/jetons/<int:pk>/revoquer/", views.revoke, name="revoke_token"),
]
