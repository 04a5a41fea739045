import { _t } from "@web/core/l10n/translation";

/**
 * Open the next order of the list of stuck orders in place of the one that is dealt with.
 *
 * @param {Object} services ``{orm, action, notification}``
 * @param {{id: number, name: string}} order the one on the screen
 * @param {number[]} queue ids of the orders as they were listed; empty if it was not opened there
 * @returns {Promise<boolean>} whether another one was opened
 */
export async function openNextStuckOrder({ orm, action, notification }, order, queue = []) {
    const next =
        queue.length && (await orm.call("order.blocker", "get_next_order", [order.id, queue]));
    if (!next) {
        return false;
    }
    notification.add(_t("%s is dealt with: this is the next one.", order.name), {
        type: "success",
    });
    await action.doAction(
        {
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: next,
            views: [[false, "form"]],
            context: { order_desk_queue: queue },
        },
        { stackPosition: "replaceCurrentAction" },
    );
    return true;
}
