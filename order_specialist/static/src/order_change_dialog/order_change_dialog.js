import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useAutofocus, useService } from "@web/core/utils/hooks";

const SAVING = ["web_save", "web_save_multi", "write", "unlink"];
const SAVE_BUTTONS = ".o_form_button_save, .o_list_button_save";

/** Send the reason along with the next call that saves, and with no other. */
function explainNextSave(reason, note) {
    user.updateContext({ order_change_reason: reason, order_change_note: note });
    const forget = ({ detail }) => {
        if (SAVING.includes(detail.data.params.method)) {
            rpcBus.removeEventListener("RPC:REQUEST", forget);
            user.updateContext({ order_change_reason: undefined, order_change_note: undefined });
        }
    };
    rpcBus.addEventListener("RPC:REQUEST", forget);
}

/** Asks why, where the matrix of changes wants a reason, and saves once more with it. */
export class OrderChangeDialog extends Component {
    static template = "order_specialist.OrderChangeDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ reasons: [], reason: "", note: "" });
        useAutofocus();
        onWillStart(async () => {
            const domain = [["usage", "in", this.props.data.context.usages]];
            this.state.reasons = await this.orm.searchRead("order.reason", domain, ["name"]);
        });
    }

    get title() {
        return _t("Why is it changed?");
    }

    save() {
        explainNextSave(Number(this.state.reason), this.state.note);
        this.props.close();
        const button = [...document.querySelectorAll(SAVE_BUTTONS)].pop();
        if (button) {
            button.click();
        } else {
            this.notification.add(_t("Now save it again: your reason goes with it."));
        }
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.order_specialist.exceptions.ChangeNeedsReason", OrderChangeDialog);
