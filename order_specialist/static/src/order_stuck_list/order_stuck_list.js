import { formatDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

/**
 * The list of stuck orders: says of when it is, and hands the orders in their order to the form,
 * so that the next one opens when one is dealt with.
 */
export class OrderStuckListController extends ListController {
    static template = "order_specialist.OrderStuckList";

    get rows() {
        return this.model.root.records || [];
    }

    /** The oldest scan of what is shown. */
    get asOf() {
        const scans = this.rows.map((row) => row.data.scanned_on).filter(Boolean);
        if (!scans.length) {
            return "";
        }
        const oldest = scans.reduce((one, other) => (one < other ? one : other));
        const isToday = oldest.hasSame(today(), "day");
        const time = oldest.toLocaleString({ hour: "numeric", minute: "2-digit" });
        return _t("As of %s", isToday ? time : `${formatDate(oldest)} ${time}`);
    }

    get queue() {
        return [...new Set(this.rows.map((row) => row.data.order_id.id))];
    }

    async openRecord(record, { newWindow } = {}) {
        const { action: name, type } = this.archInfo.openAction;
        const { resModel, resId, resIds } = record;
        const context = { ...record.context, order_desk_queue: this.queue };
        const onClose = () => this.model.root.load();
        const params = { name, type, resModel, resId, resIds, context, onClose };
        await this.actionService.doActionButton(params, { newWindow });
    }
}

registry.category("views").add("order_stuck_list", {
    ...listView,
    Controller: OrderStuckListController,
});
