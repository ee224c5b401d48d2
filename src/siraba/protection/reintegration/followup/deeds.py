"""The acts on a follow-up as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reintegration.followup import actions, forms
from siraba.protection.reintegration.followup.tables import tables_for

FOLLOW_UP_DEEDS = {
    "noter": Deed(
        "complete_follow_up",
        actions.complete_follow_up,
        _(
            "Posez les questions avec vos mots, dans sa langue, là où personne n’entend. Elle peut ne pas répondre : laissez alors la question vide. Une fois noté, le suivi ne change plus."
        ),
        forms.AnswersForm,
        make=lambda _actor, one: {"tables": tables_for(one, actions.is_young(one))},
    ),
    "essai": Deed(
        "note_attempt",
        actions.note_attempt,
        _("Un essai se note à chaque fois : c’est ce qui permet de dire que quelqu’un est injoignable."),
        forms.AttemptForm,
    ),
    "inviter": Deed(
        "invite_by_sms",
        actions.invite_by_sms,
        _(
            "Le SMS dit seulement de rappeler un numéro. Il ne nomme ni la personne, ni votre structure, ni la raison. Une fois par jour au plus."
        ),
        forms.InvitationForm,
        _("L’invitation est en file."),
        make=lambda _actor, one: {"initial": {"number": actions.contact_of(one).get("phone", "")}},
    ),
    "injoignable": Deed(
        "give_up_follow_up",
        actions.give_up_follow_up,
        _("Si la personne rappelle, ce suivi pourra encore être noté. Le suivant reste prévu."),
        danger=True,
    ),
}
