import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

function getBlocker(orderId) {
    return {
        order_id: orderId,
        order_name: `S0000${orderId}`,
        gate: "confirm",
        kind: "check",
        severity: "override",
        message: "The price is not the price of the list",
        source_model: "order.check",
        source_id: 7,
        check_id: 7,
        line_id: 3,
        key: "8.1",
        actions: ["fix"],
    };
}

class SaleOrder extends models.Model {
    _name = "sale.order";
    name = fields.Char();
    gate_strip = fields.Json();
    _records = [1, 2, 3].map((id) => ({
        id,
        name: `S0000${id}`,
        gate_strip: {
            gates: [{ gate: "confirm", label: "Confirm", state: "closed", count: 1 }],
            blockers: [getBlocker(id)],
            infos: [],
        },
    }));
    _views = {
        form: `<form><field name="name"/><field name="gate_strip" widget="order_gates"/></form>`,
    };
}

class OrderBlocker extends models.Model {
    _name = "order.blocker";
    order_id = fields.Many2one({ relation: "sale.order" });
    message = fields.Char();
    scanned_on = fields.Datetime();
    _records = [
        { id: 8, order_id: 2, message: "Price", scanned_on: "2026-02-01 09:12:00" },
        { id: 16, order_id: 1, message: "Hold", scanned_on: "2026-02-01 09:10:00" },
        { id: 24, order_id: 2, message: "Address", scanned_on: "2026-02-01 09:14:00" },
    ];
}
defineMailModels();
defineModels([SaleOrder, OrderBlocker]);
describe.current.tags("desktop");

const LIST = `<list js_class="order_stuck_list" action="action_open_order" type="object">
    <header><button name="action_scan_now" type="object" string="Scan now" display="always"/></header>
    <field name="order_id"/>
    <field name="message"/>
    <field name="scanned_on" column_invisible="1"/>
</list>`;

test("the list says of when it is, by its oldest scan", async () => {
    mockTimeZone(0);
    await mountView({ type: "list", resModel: "order.blocker", arch: LIST });
    expect(".o_order_as_of").toHaveText(/^As of .*9:10/);
});

test("a row opens its order, which knows the others in their order", async () => {
    onRpc("order.blocker", "action_open_order", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.context.order_desk_queue]);
        return false;
    });
    await mountView({ type: "list", resModel: "order.blocker", arch: LIST });
    await contains(".o_data_row:eq(1) [name=message]").click();
    expect.verifySteps([[[16], [2, 1]]]);
});

async function openFromList() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "sale.order",
        res_id: 2,
        views: [[false, "form"]],
        context: { order_desk_queue: [2, 1] },
    });
    await contains("button.o_order_gate").click();
    await contains(".o_order_blocker button[data-action=fix]").click();
    await animationFrame();
}

test("when an order is dealt with the next stuck one opens", async () => {
    onRpc("sale.order", "action_blocker", () => true);
    onRpc("order.blocker", "get_next_order", ({ args }) => {
        expect.step(args);
        return 1;
    });
    await openFromList();
    expect.verifySteps([[2, [2, 1]]]);
    expect(".o_field_widget[name=name] input").toHaveValue("S00001");
    expect(".o_notification").toHaveText("S00002 is dealt with: this is the next one.");
});

test("an order with more to do stays open", async () => {
    onRpc("sale.order", "action_blocker", () => true);
    onRpc("order.blocker", "get_next_order", () => false);
    await openFromList();
    expect(".o_field_widget[name=name] input").toHaveValue("S00002");
});

async function confirmInDialog(context) {
    onRpc("sale.order", "action_blocker", () => true);
    onRpc("sale.order", "get_blockers", () => []);
    onRpc("sale.order", "action_verify_and_confirm", () => true);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "sale.order",
        res_id: 2,
        views: [[false, "form"]],
        context,
    });
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "order_gate_dialog",
        params: { gate: "confirm", order_ids: [2], blockers: [getBlocker(2)] },
        context: { active_model: "sale.order", active_id: 2, ...context },
    });
    await contains(".o_dialog .o_order_blocker button[data-action=fix]").click();
    await contains(".o_order_gate_confirm:enabled").click();
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
}

test("confirming in the dialog opens the next stuck order too", async () => {
    onRpc("order.blocker", "get_next_order", ({ args }) => {
        expect.step(args);
        return 1;
    });
    await confirmInDialog({ order_desk_queue: [2, 1] });
    expect.verifySteps([[2, [2, 1]]]);
    expect(".o_field_widget[name=name] input").toHaveValue("S00001");
    expect(".o_notification").toHaveText("S00002 is dealt with: this is the next one.");
});

test("confirming an order that was not opened from the list stays on it", async () => {
    onRpc("order.blocker", "get_next_order", () => expect.step("next"));
    await confirmInDialog({});
    expect.verifySteps([]);
    expect(".o_field_widget[name=name] input").toHaveValue("S00002");
});
