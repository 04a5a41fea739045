import { Component, markup } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The page of the week as the server made it. Each number is a link that opens the list of what
 * it counts; what the reader may not see, the list does not show him.
 */
export class OrderWeekPage extends Component {
    static template = "order_specialist.OrderWeekPage";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get page() {
        return markup(this.props.record.data[this.props.name] || "");
    }

    onClick(ev) {
        const link = ev.target.closest("a[data-model]");
        if (!link) {
            return;
        }
        ev.preventDefault();
        const { model, domain, name } = link.dataset;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain: JSON.parse(domain),
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

registry.category("fields").add("order_week_page", {
    component: OrderWeekPage,
    supportedTypes: ["html"],
});
