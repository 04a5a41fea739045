import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { OrderBlockerList } from "@order_specialist/order_blocker_list/order_blocker_list";
import { openNextStuckOrder } from "@order_specialist/order_stuck_queue/order_stuck_queue";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const GATE_LABELS = {
    confirm: {
        passed: _t("Confirmed"),
        open: _t("Can be confirmed"),
        closed: _t("Cannot be confirmed"),
    },
    handoff: {
        passed: _t("Released"),
        open: _t("Can be released"),
        closed: _t("Cannot be released"),
    },
    ship: {
        passed: _t("Shipped"),
        open: _t("Can be shipped"),
        closed: _t("Cannot be shipped"),
    },
    invoice: {
        passed: _t("Invoiced"),
        open: _t("Can be invoiced"),
        closed: _t("Cannot be invoiced"),
    },
};

const STATE_ICONS = { passed: "fa-check", open: "fa-unlock-alt", closed: "fa-lock" };

/**
 * The four gates of an order, each open or with the number of what stops it. A click lists
 * what stops it in place. The field's value is made by the server (``sale.order.gate_strip``).
 */
export class OrderGatesField extends Component {
    static template = "order_specialist.OrderGates";
    static components = { OrderBlockerList };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ shown: null });
    }

    get strip() {
        return this.props.record.data[this.props.name] || { gates: [], blockers: [], infos: [] };
    }

    get infos() {
        return this.strip.infos || [];
    }

    get infoLabel() {
        return this.infos.length === 1 ? _t("1 remark") : _t("%s remarks", this.infos.length);
    }

    /** What is listed under the strip: the blockers of the chosen gate, or the remarks. */
    get listed() {
        if (this.state.shown === "infos") {
            return this.infos;
        }
        return this.strip.blockers.filter((blocker) => blocker.gate === this.state.shown);
    }

    label({ gate, state, label }) {
        return GATE_LABELS[gate]?.[state] || label;
    }

    icon(gate) {
        return STATE_ICONS[gate.state];
    }

    toggle(name) {
        this.state.shown = this.state.shown === name ? null : name;
    }

    beforeAction() {
        return this.props.record.save();
    }

    async onDone() {
        await this.props.record.load();
        await this.openNext();
    }

    /** Came from the list of stuck orders and dealt with this one: the next one opens. */
    openNext() {
        const { resId, context, data } = this.props.record;
        const order = { id: resId, name: data.name || "" };
        return openNextStuckOrder(this, order, context.order_desk_queue);
    }
}

export const orderGatesField = {
    component: OrderGatesField,
    displayName: _t("Gates of an order"),
    supportedTypes: ["json"],
    isEmpty: () => false,
};

registry.category("fields").add("order_gates", orderGatesField);
