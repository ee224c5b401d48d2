"""How forms look: `{{ form }}` gives labels, hints, errors and an error summary after GOV.UK's research."""

from django.forms import BoundField, widgets
from django.forms.renderers import DjangoTemplates

CLASS_OF = (
    (widgets.ChoiceWidget, "form-select"),
    (widgets.CheckboxInput, ""),
    (widgets.Widget, "form-control"),
)
OWN_LOOK = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


class KitBoundField(BoundField):
    def build_widget_attrs(self, attrs: dict, widget: widgets.Widget | None = None) -> dict:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        look = [widget.attrs.get("class", ""), look_of(widget), "is-invalid" if self.errors else ""]
        if css := " ".join(filter(None, look)):
            attrs["class"] = css
        return attrs

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, widgets.CheckboxInput)

    @property
    def anchor(self) -> str:
        """Where a link of the error summary leads: the input, or the first of a group."""
        return f"{self.auto_id}_0" if isinstance(self.field.widget, OWN_LOOK) else self.id_for_label


def look_of(widget: widgets.Widget) -> str:
    if widget.is_hidden or isinstance(widget, OWN_LOOK):
        return ""
    return next(css for kind, css in CLASS_OF if isinstance(widget, kind))


class KitRenderer(DjangoTemplates):
    form_template_name = "interface/form.html"
    field_template_name = "interface/field.html"
    bound_field_class = KitBoundField
