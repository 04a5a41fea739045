import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Beside a checklist: what it would have stopped among the last orders, without saving anything,
 * and, while it observes, what it has noted since then.
 */
export class OrderChecklistTrial extends Component {
    static template = "order_specialist.OrderChecklistTrial";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 200, busy: false, result: null });
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.props.record.resId) {
                this.state.result = null;
            }
        });
    }

    get checklist() {
        return this.props.record.data;
    }

    get isObserving() {
        return this.checklist.mode === "observe" && this.checklist.observed_from;
    }

    /** The rows of the result: first what stops most, what found nothing left out. */
    get rows() {
        return this.state.result.checks
            .filter((check) => check.error || check.order_ids.length)
            .sort((a, b) => b.error - a.error || b.stopped - a.stopped || b.shown - a.shown);
    }

    /** The names of the checks that found nothing. */
    get silent() {
        const checks = this.state.result.checks.filter(
            (check) => !check.error && !check.order_ids.length,
        );
        return checks.map((check) => check.name).join(", ");
    }

    money(amount) {
        return formatMonetary(amount, {
            currencyId: this.state.result.currency_id,
            digits: [16, 0],
        });
    }

    async onTry() {
        if (await this.props.record.save()) {
            await this.ask("try_it", [this.state.count || 1]);
        }
    }

    async onObserved() {
        await this.ask("get_observed", []);
    }

    async ask(method, args) {
        this.state.busy = true;
        try {
            const resId = this.props.record.resId;
            this.state.result = await this.orm.call("order.checklist", method, [resId, ...args]);
            this.state.result.isObserved = method === "get_observed";
        } finally {
            this.state.busy = false;
        }
    }

    onEnforce() {
        return this.action.doActionButton({
            type: "object",
            name: "action_review",
            resModel: "order.checklist",
            resId: this.props.record.resId,
            resIds: [this.props.record.resId],
            onClose: () => this.props.record.load(),
        });
    }

    openOrders(check) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: check.name,
            res_model: "sale.order",
            domain: [["id", "in", check.order_ids]],
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { active_test: false },
        });
    }

    openOrder(example) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: example.id,
            views: [[false, "form"]],
        });
    }

    get summary() {
        const { orders, stopped, amount, isObserved } = this.state.result;
        const values = { orders, stopped, amount: this.money(amount) };
        return isObserved
            ? _t(
                  "%(stopped)s of %(orders)s verified orders would have been stopped, %(amount)s at stake.",
                  values,
              )
            : _t(
                  "%(stopped)s of %(orders)s orders would have been stopped, %(amount)s at stake.",
                  values,
              );
    }

    get falseAlarms() {
        const { false_alarms: count, isObserved } = this.state.result;
        return isObserved
            ? _t("%s went on as they were: candidates for a false alarm.", count)
            : _t(
                  "%s were later shipped and invoiced without any change, claim or credit: candidates for a false alarm.",
                  count,
              );
    }
}

registry.category("view_widgets").add("order_checklist_trial", {
    component: OrderChecklistTrial,
    fieldDependencies: [
        { name: "mode", type: "selection" },
        { name: "observed_from", type: "datetime" },
    ],
});
