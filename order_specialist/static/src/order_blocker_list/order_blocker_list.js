import { Component, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";

/** What a person can do about a blocker; the first one that the server offers is the button. */
const ACTION_LABELS = {
    fix: _t("Fix"),
    remember: _t("Confirm and remember"),
    add_to_order: _t("Add to that order"),
    compare: _t("Show both"),
    tick: _t("Tick"),
    source: _t("Compare with the document"),
    rekey: _t("Type it again"),
    document: _t("Show the document"),
    release_hold: _t("Release hold"),
    override: _t("Override"),
    release_now: _t("Release now, review later"),
    review: _t("Review"),
    request: _t("Request a decision"),
    ask: _t("Ask"),
    hold: _t("Hold"),
    open_case: _t("Open claim"),
    open: _t("Open"),
};

const SEVERITIES = {
    block: { rank: 0, icon: "fa-ban text-danger", label: _t("Stops the order: must be fixed") },
    override: {
        rank: 1,
        icon: "fa-exclamation-triangle text-warning",
        label: _t("Stops the order until fixed or overridden"),
    },
    observe: {
        rank: 2,
        icon: "fa-eye text-info",
        label: _t("Would stop the order: this checklist only observes"),
    },
    info: { rank: 3, icon: "fa-info-circle text-info", label: _t("For information") },
};

/** What would stop but is only observed, looks like neither an alarm nor a remark. */
function severityOf({ severity, stops }) {
    return stops === false && severity !== "info" ? "observe" : severity;
}

/** Return a copy of ``blockers``, worst first: severity, then the amount at stake. */
export function sortWorstFirst(blockers) {
    const rank = (blocker) => SEVERITIES[severityOf(blocker)].rank;
    return [...blockers].sort(
        (a, b) => rank(a) - rank(b) || Math.abs(b.amount || 0) - Math.abs(a.amount || 0),
    );
}

/**
 * A list of what stops orders, each with the one button that helps and the others behind it.
 * Used by the strip on the order and by the dialog of a closed gate.
 */
export class OrderBlockerList extends Component {
    static template = "order_specialist.OrderBlockerList";
    static components = { Dropdown, DropdownItem };
    static props = {
        blockers: Array,
        /** Whether to name each order, with a link to it. */
        showOrders: { type: Boolean, optional: true },
        /** Called before anything is done; nothing is done when it returns false. */
        beforeAction: { type: Function, optional: true },
        /** Called before the client goes to another screen. */
        onLeave: { type: Function, optional: true },
        /** Called when something was done and the list has to be asked for again. */
        onDone: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ busy: false });
    }

    get groups() {
        const groups = new Map();
        for (const blocker of sortWorstFirst(this.props.blockers)) {
            const name = this.props.showOrders ? blocker.order_name : "";
            if (!groups.has(name)) {
                groups.set(name, { name, orderId: blocker.order_id, blockers: [] });
            }
            groups.get(name).blockers.push(blocker);
        }
        return [...groups.values()];
    }

    blockerId({ order_id, source_model, source_id, check_id, line_id, key }) {
        return [order_id, source_model, source_id, check_id, line_id, key].join("/");
    }

    severity(blocker) {
        return SEVERITIES[severityOf(blocker)];
    }

    label({ expected }, name) {
        if (name === "fix" && typeof expected === "number") {
            return _t("Set to %s", formatFloat(expected));
        }
        return ACTION_LABELS[name] || name;
    }

    /** Names of what helps here: the order itself is on the screen, or its name opens it. */
    actions({ actions, source_model }) {
        const opensMore = ["order.case", "order.handoff"].includes(source_model);
        return (actions || []).filter((name) => name !== "open" || opensMore);
    }

    /** The money at stake, unless the message names it already. */
    amount({ amount, message }) {
        const size = Math.abs(amount || 0);
        if (!size || message.includes(size.toFixed(2))) {
            return "";
        }
        return _t("%s at stake", formatCurrency(size, user.activeCompany?.currency_id));
    }

    async openOrder(orderId) {
        await this.props.onLeave?.();
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: orderId,
            views: [[false, "form"]],
        });
    }

    async act(blocker, name) {
        if (this.state.busy || (await this.props.beforeAction?.()) === false) {
            return;
        }
        this.state.busy = true;
        try {
            await this.runAction(await this.callServer(blocker, name));
        } finally {
            this.state.busy = false;
        }
    }

    callServer({ order_id, source_model, source_id, check_id, line_id, key }, name) {
        const source = { source_model, source_id, check_id, line_id, key };
        return this.orm.call("sale.order", "action_blocker", [[order_id], source, name]);
    }

    async runAction(action) {
        if (!action?.type) {
            return this.props.onDone();
        }
        if (action.target === "new") {
            return this.action.doAction(action, { onClose: () => this.props.onDone() });
        }
        if (action.type === "ir.actions.act_window") {
            await this.props.onLeave?.();
            return this.action.doAction(action);
        }
        await this.action.doAction(action);
        return this.props.onDone();
    }
}
