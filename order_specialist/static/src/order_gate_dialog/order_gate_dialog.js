import { Component, onWillDestroy, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { OrderBlockerList } from "@order_specialist/order_blocker_list/order_blocker_list";
import { openNextStuckOrder } from "@order_specialist/order_stuck_queue/order_stuck_queue";

const TITLES = {
    confirm: _t("Not confirmed yet"),
    handoff: _t("Not released yet"),
    ship: _t("Not shipped yet"),
    invoice: _t("Not invoiced yet"),
};

const ACTION_TAG = "order_gate_dialog";

/**
 * What stops the orders at one gate, each with its buttons. Asks the server again after each
 * thing done; at the confirm gate its Confirm comes alive when nothing stops the orders any more.
 */
export class OrderGateDialog extends Component {
    static template = "order_specialist.OrderGateDialog";
    static components = { Dialog, OrderBlockerList };
    static props = {
        gate: String,
        orderIds: Array,
        blockers: Array,
        /** What the server said, shown when it names no blocker to this reader. */
        message: { type: String, optional: true },
        /** What has been done already, e.g. how many other orders were confirmed. */
        notice: { type: String, optional: true },
        /** Whether the one order is on the screen behind. */
        isOnOrder: { type: Boolean, optional: true },
        context: { type: Object, optional: true },
        /** Whether the screen behind is outdated before anything is done here. */
        changed: { type: Boolean, optional: true },
        /** Called when the dialog closes and the screen behind is outdated. */
        onChanged: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            blockers: this.props.blockers,
            busy: false,
            changed: Boolean(this.props.changed),
        });
        this.isLeaving = false;
        onWillDestroy(() => {
            if (this.state.changed && !this.isLeaving) {
                this.props.onChanged();
            }
        });
    }

    get title() {
        const title = TITLES[this.props.gate] || _t("Stopped");
        const names = [...new Set(this.props.blockers.map((blocker) => blocker.order_name))];
        return names.length === 1 ? `${title}: ${names[0]}` : title;
    }

    get isClear() {
        return !this.state.blockers.length && this.state.changed;
    }

    get canConfirm() {
        return this.isClear && !this.state.busy;
    }

    async refresh() {
        this.state.changed = true;
        const args = [this.props.orderIds, this.props.gate];
        const blockers = await this.orm.call("sale.order", "get_blockers", args);
        this.state.blockers = blockers.filter((blocker) => blocker.stops !== false);
    }

    async confirm() {
        this.state.busy = true;
        try {
            const args = [this.props.orderIds];
            const kwargs = { context: this.props.context || {} };
            const action = await this.orm.call(
                "sale.order",
                "action_verify_and_confirm",
                args,
                kwargs,
            );
            this.state.changed = true;
            await this.afterConfirm(action);
        } finally {
            this.state.busy = false;
        }
    }

    async afterConfirm(action) {
        if (action?.tag === ACTION_TAG) {
            this.state.blockers = action.params.blockers;
            return;
        }
        if (action?.type) {
            this.leave();
            await this.action.doAction(action);
        } else if (!(await this.openNext())) {
            this.props.close();
        }
    }

    /** Came from the list of stuck orders and confirmed this one: the next one opens. */
    async openNext() {
        if (!this.props.isOnOrder) {
            return false;
        }
        const [first] = this.props.blockers;
        const order = { id: this.props.orderIds[0], name: first?.order_name || "" };
        this.isLeaving = await openNextStuckOrder(
            this,
            order,
            this.props.context?.order_desk_queue,
        );
        if (this.isLeaving) {
            this.props.close();
        }
        return this.isLeaving;
    }

    /** Close because another screen comes: the one behind needs no reload. */
    leave() {
        this.isLeaving = true;
        this.props.close();
    }
}

/** The same dialog for the server's error, wherever a closed gate was met. */
export class GateClosedDialog extends Component {
    static template = "order_specialist.GateClosedDialog";
    static components = { OrderGateDialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.action = useService("action");
    }

    get dialogProps() {
        const { gate, order_ids, blockers } = this.props.data.context;
        return {
            gate,
            blockers,
            orderIds: order_ids,
            message: this.props.data.message || "",
            close: this.props.close,
            onChanged: () => this.action.doAction("soft_reload"),
        };
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.order_specialist.exceptions.GateClosed", GateClosedDialog);

/** Client action of ``sale.order.action_verify_and_confirm``. */
function openGateDialog(env, action, options) {
    const { gate, order_ids, blockers, notice } = action.params;
    const { active_model, active_id } = action.context || {};
    env.services.dialog.add(OrderGateDialog, {
        gate,
        blockers,
        notice: notice || "",
        orderIds: order_ids,
        isOnOrder: active_model === "sale.order" && active_id === order_ids[0] && !notice,
        context: action.context,
        // Verifying has stored its result
        changed: true,
        onChanged: () => options.onClose?.(),
    });
}

registry.category("actions").add(ACTION_TAG, openGateDialog);
