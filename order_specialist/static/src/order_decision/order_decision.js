import { registry } from "@web/core/registry";
import { radioField } from "@web/views/fields/radio/radio_field";

/** One of a few decisions in a row of a list: ready to be chosen, whichever row is being edited. */
export const orderDecisionField = {
    ...radioField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...radioField.extractProps(fieldInfo, dynamicInfo),
        readonly: dynamicInfo.readonly,
    }),
};

registry.category("fields").add("order_decision", orderDecisionField);
