"""The acts of the vault as pages."""

from django.utils.translation import gettext_lazy

from siraba.foundation.interface.deeds import Deed
from siraba.protection.tracing import forms, leads, messages, registrations, requests, searching
from siraba.protection.tracing.following import Wish, wish_of
from siraba.protection.tracing.leads import concerns_child
from siraba.protection.tracing.models import Lead

SHIELDING = {
    "proteger": Deed(
        "shield_record",
        registrations.shield_record,
        gettext_lazy(
            "La fiche disparaît des recherches, des listes et des pistes. Vous seul pourrez la rouvrir et lever la protection."
        ),
        forms.ShieldForm,
        danger=True,
        fits=lambda record: not record.shield,
    ),
    "lever": Deed(
        "lift_shield",
        registrations.lift_shield,
        gettext_lazy("La fiche revient dans le registre et les pistes sont cherchées à nouveau."),
        forms.ReasonForm,
        fits=lambda record: bool(record.shield),
    ),
}
AGAIN = Deed(
    "find_leads",
    searching.find_leads,
    gettext_lazy(
        "Le registre est comparé à nouveau. Cela se fait aussi de soi-même à chaque enregistrement."
    ),
    done=gettext_lazy("La recherche est faite."),
)
REQUEST_DEEDS = {
    "recherche": Deed("record_search", requests.record_search, "", forms.SearchForm),
    "appel": Deed(
        "record_call",
        requests.record_call,
        gettext_lazy(
            "Dites à chaque famille les mêmes mots : « Nous cherchons toujours. » Le prochain appel est fixé au même délai pour toutes, quoi que l’on sache."
        ),
    ),
    "questions": Deed("add_family_answers", requests.add_family_answers, "", forms.AnswersForm),
    "chercher": AGAIN,
    "clore": Deed(
        "close_request",
        requests.close_request,
        gettext_lazy("La recherche s’arrête. La page de la famille dit la même chose qu’avant."),
        forms.ClosureForm,
        danger=True,
    ),
    "rouvrir": Deed("reopen_request", requests.reopen_request, "", forms.ReasonForm),
    **SHIELDING,
}
REGISTRATION_DEEDS = {
    "chercher": AGAIN,
    "retirer": Deed(
        "withdraw_registration",
        registrations.withdraw_registration,
        gettext_lazy(
            "La personne le demande. Tout ce qui a été écrit d’elle est effacé aussitôt, sans retour."
        ),
        done=gettext_lazy("Elle n’est plus au registre."),
        danger=True,
    ),
    **SHIELDING,
}


def _dead(lead: Lead) -> bool:
    return lead.registration.is_deceased


def _alive(lead: Lead) -> bool:
    return not lead.registration.is_deceased


LEAD_DEEDS = {
    "confirmer": Deed(
        "confirm_lead",
        leads.confirm_lead,
        gettext_lazy("Une autre personne que vous devra confirmer à son tour. Rien n’est dit à personne."),
        forms.ConfirmForm,
    ),
    "verifier": Deed(
        "verify_lead",
        leads.verify_lead,
        gettext_lazy("Vous avez regardé vous-même les deux fiches, sans vous fier au premier avis."),
        forms.ReasonForm,
    ),
    "interet": Deed(
        "assess_best_interests",
        leads.assess_best_interests,
        gettext_lazy("Aucun contact avant cet avis, dès qu’un enfant est concerné."),
        forms.BestInterestsForm,
        fits=concerns_child,
    ),
    "proposer": Deed(
        "offer_contact",
        leads.offer_contact,
        gettext_lazy(
            "Rencontrez la personne retrouvée, seule et à l’abri. Elle décide si sa famille saura, comment et quoi ; la famille n’en sait rien."
        ),
        forms.ReasonForm,
        fits=_alive,
    ),
    "question": Deed(
        "check_answer",
        leads.check_answer,
        gettext_lazy(
            "Posez à l’un ce que l’autre a dit. Qui prétend être de la famille doit savoir ce que seule la famille sait."
        ),
        forms.AnswerForm,
    ),
    "accepter": Deed(
        "accept_contact",
        leads.accept_contact,
        gettext_lazy("Sa volonté, et rien de plus. Elle peut changer d’avis à tout moment."),
        forms.WishForm,
        fits=_alive,
    ),
    "refuser": Deed(
        "refuse_contact",
        leads.refuse_contact,
        gettext_lazy("La page de la famille dit la même chose que si rien n’avait été trouvé."),
        forms.ReasonForm,
        fits=_alive,
    ),
    "informer": Deed(
        "tell_family",
        leads.tell_family,
        gettext_lazy("La page de la famille montrera ce que la personne a accepté, et cela seul."),
        forms.ReasonForm,
        fits=_alive,
    ),
    "deces": Deed(
        "tell_of_death",
        leads.tell_of_death,
        gettext_lazy("L’autorité chargée de la mort l’a annoncée en personne. Aucune page ne l’écrit."),
        forms.DeathForm,
        fits=_dead,
    ),
    "retabli": Deed(
        "restore_contact",
        leads.restore_contact,
        gettext_lazy("Ils se sont parlé, écrit ou vus, et tous deux l’ont voulu."),
        forms.RestoredForm,
        fits=lambda lead: wish_of(lead).get("what") == Wish.CONTACT,
    ),
    "ecarter": Deed(
        "reject_lead",
        leads.reject_lead,
        gettext_lazy("La piste ne revient que si l’on apprend du nouveau de l’une ou de l’autre."),
        forms.ReasonForm,
        danger=True,
    ),
    "annuler": Deed(
        "undo_decision",
        leads.undo_decision,
        gettext_lazy(
            "La piste revient où elle était avant la dernière décision ; celle-ci reste écrite. Ce qui a été lu ne peut pas être repris."
        ),
        forms.ReasonForm,
        danger=True,
    ),
}
MESSAGE_DEEDS = {
    "laisser-partir": Deed(
        "release_family_message",
        messages.release_family_message,
        gettext_lazy("Vous l’avez lu : des nouvelles de la famille, et rien d’autre."),
    ),
    "rendre": Deed(
        "return_family_message",
        messages.return_family_message,
        gettext_lazy("Il dit autre chose que des nouvelles de la famille : il retourne à qui l’a écrit."),
        forms.RemarkForm,
        danger=True,
    ),
    "remis": Deed(
        "deliver_family_message",
        messages.deliver_family_message,
        gettext_lazy("Une fois remis, ses mots ne sont plus gardés."),
    ),
}
