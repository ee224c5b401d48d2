from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "siraba.protection.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from siraba.foundation.access.models import also_sealed
        from siraba.foundation.audit.selectors import belongs_with, open_objects_by
        from siraba.protection.cases import (  # noqa: F401
            attachments,
            disclosable,
            emergency,
            fiches,
            from_the_field,
            holdings,
            justice,
            likeness_pages,
            milestones,
            my_day,
            navigation,
            offline,
            retention,
            rules,
        )
        from siraba.protection.cases.models import Attachment
        from siraba.protection.cases.selectors import answers_for, handed_over_from

        also_sealed(Attachment, "document", Attachment.compartment, Attachment.document_place)
        open_objects_by(answers_for)
        belongs_with(handed_over_from)
