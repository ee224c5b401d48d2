"""The addresses of the whole site."""

from django.urls import include, path

from siraba.config.api import api

urlpatterns = [
    path("", include("siraba.foundation.interface.urls")),
    path("", include("siraba.foundation.sign_in.urls")),
    path("", include("siraba.foundation.membership.urls")),
    path("formulaires/", include("siraba.foundation.forms.urls")),
    path("services/", include("siraba.foundation.services.urls")),
    path("sms/", include("siraba.foundation.messaging.urls")),
    path("journal/", include("siraba.foundation.oversight.urls")),
    path("divulgations/", include("siraba.foundation.handover.urls")),
    path("conservation/", include("siraba.foundation.retention.urls")),
    path("hors-ligne/", include("siraba.foundation.offline.urls")),
    path("openrosa/", include("siraba.foundation.forms.openrosa_urls")),
    path("dossiers/", include("siraba.protection.cases.urls")),
    path("referencements/", include("siraba.protection.referrals.urls")),
    path("ma-voix/", include("siraba.protection.feedback.urls")),
    path("etat-civil/", include("siraba.protection.civil_status.registers.urls")),
    path("", include("siraba.protection.civil_status.papers.urls")),
    path("controle-etat-civil/", include("siraba.protection.civil_status.inspection.urls")),
    path("liens-familiaux/", include("siraba.protection.tracing.urls")),
    path("apatridie/", include("siraba.protection.statelessness.urls")),
    path("accueil/orientation/", include("siraba.protection.reception.orientation.urls")),
    path("tables/", include("siraba.protection.exchange.urls")),
    path("accueil/reseau/", include("siraba.protection.reception.network.urls")),
    path("accueil/qualite/", include("siraba.protection.reception.quality.urls")),
    path("accueil/hebergement/", include("siraba.protection.reception.stays.urls")),
    path("accueil/arrivees/", include("siraba.protection.reception.arrivals.urls")),
    path("accueil/", include("siraba.protection.reception.branches.urls")),
    path("accueil/file/", include("siraba.protection.reception.queue.urls")),
    path("fonds/paiements/", include("siraba.protection.reintegration.payments.urls")),
    path("fonds/verifications/", include("siraba.protection.reintegration.safeguards.urls")),
    path("livre/", include("siraba.foundation.ledger.urls")),
    path("financements/", include("siraba.partnership.funding.urls")),
    path("fonds/comite/", include("siraba.protection.reintegration.committee.urls")),
    path("fonds/", include("siraba.protection.reintegration.calls.urls")),
    path("reintegration/plans/", include("siraba.protection.reintegration.plans.urls")),
    path("reintegration/suivi/", include("siraba.protection.reintegration.followup.urls")),
    path("reseaux/images/", include("siraba.prosecution.networks.urls_of_pictures")),
    path("reseaux/", include("siraba.prosecution.networks.urls")),
    path("developpement/", include("siraba.prevention.development.urls")),
    path("projets/", include("siraba.prevention.development.public_urls")),
    path("signaler/", include("siraba.prosecution.investigations.public_urls")),
    path("procedures/", include("siraba.prosecution.investigations.urls")),
    path("tableau/", include("siraba.partnership.statistics.urls")),
    path("api/v1/", api.urls),
]
handler404 = "siraba.foundation.interface.views.not_found"
handler403 = "siraba.foundation.interface.views.forbidden"
handler500 = "siraba.foundation.interface.views.server_error"
