import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** The ways to settle a claim, without those that make no sense for it. */
export class OrderSettleWaysField extends RadioField {
    get items() {
        const fitting = this.props.record.data.fitting_codes || [];
        return super.items.filter(([code]) => fitting.includes(code) || code === this.value);
    }
}

export const orderSettleWaysField = {
    ...radioField,
    component: OrderSettleWaysField,
    displayName: _t("Ways to settle a claim"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "fitting_codes", type: "json" }],
};

registry.category("fields").add("order_settle_ways", orderSettleWaysField);
