import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useSpecialData } from "@web/views/fields/relational_utils";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** The rule of a check: by what it looks at, each with a sentence of what it finds. */
export class OrderCheckKindField extends SelectionField {
    static template = "order_specialist.OrderCheckKind";

    setup() {
        super.setup();
        this.kinds = useSpecialData((orm) => orm.call("order.check", "get_kind_choices", []));
    }

    get groups() {
        return (this.kinds.data || []).map((group) => ({
            label: group.label,
            choices: group.kinds,
        }));
    }
}

export const orderCheckKindField = {
    ...selectionField,
    component: OrderCheckKindField,
    displayName: _t("Rule of a check"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("order_check_kind", orderCheckKindField);
