"""The boundaries of OCHA (COD-AB) are no observations: they are loaded by the command of the geography."""

from django.utils.translation import gettext_lazy

from siraba.prevention.climate.observations.reading.facts import Layout, named

INSTEAD = gettext_lazy("Ce sont des limites administratives : chargez-les par « siraba geography import ».")
LAYOUTS = (
    Layout(
        "cod-ab",
        "cod-ab",
        named("adm1_pcode", "adm2_pcode", "valid_on"),
        ("adm2_pcode", "valid_on"),
        instead=INSTEAD,
    ),
)
