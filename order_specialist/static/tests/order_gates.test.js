import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

function blocker(values) {
    return {
        order_id: 1,
        order_name: "S00001",
        gate: "confirm",
        kind: "check",
        severity: "override",
        message: "The price is not the price of the list",
        source_model: "order.check",
        source_id: 7,
        check_id: 7,
        line_id: 3,
        key: "8.1",
        amount: -43.2,
        actions: ["override", "release_now"],
        ...values,
    };
}

const PRICE = blocker({});
const REFERENCE = blocker({
    severity: "block",
    message: "The customer's order number is missing",
    check_id: 8,
    line_id: false,
    key: "missing",
    amount: 0,
    actions: ["fix"],
});
const UNUSUAL = blocker({ severity: "info", message: "Usually 6 to 24", key: "240", actions: [] });

/** All that is offered beside an issue that the desk may do everything about. */
const FULL = ["fix", "open", "override", "ask", "hold", "release_now"];

class SaleOrder extends models.Model {
    _name = "sale.order";
    name = fields.Char();
    gate_strip = fields.Json();
    _records = [
        {
            id: 1,
            name: "S00001",
            gate_strip: {
                gates: [
                    { gate: "confirm", label: "Confirm", state: "closed", count: 2 },
                    { gate: "handoff", label: "Release", state: "open", count: 0 },
                ],
                blockers: [PRICE, REFERENCE],
                infos: [UNUSUAL],
                as_of: "2026-02-01 09:00:00",
            },
        },
        {
            id: 2,
            name: "S00002",
            gate_strip: {
                gates: [{ gate: "confirm", label: "Confirm", state: "closed", count: 1 }],
                blockers: [blocker({ actions: FULL })],
                infos: [],
            },
        },
    ];
}
defineMailModels();
defineModels([SaleOrder]);
describe.current.tags("desktop");

const STRIP = `<form><field name="gate_strip" widget="order_gates" nolabel="1"/></form>`;

function openDialog(blockers) {
    return getService("action").doAction({
        type: "ir.actions.client",
        tag: "order_gate_dialog",
        params: { gate: "confirm", order_ids: [1], blockers },
    });
}

test("a closed gate shows its number and lists what stops it, worst first", async () => {
    await mountView({ type: "form", resModel: "sale.order", resId: 1, arch: STRIP });
    expect(queryAllTexts(".o_order_gate_label")).toEqual([
        "Cannot be confirmed",
        "Can be released",
    ]);
    expect("button.o_order_gate").toHaveAttribute("aria-label", "Cannot be confirmed: 2");
    expect(".o_order_blocker").toHaveCount(0);
    await contains("button.o_order_gate").click();
    expect("button.o_order_gate").toHaveAttribute("aria-expanded", "true");
    expect(queryAllTexts(".o_order_blocker_message")).toEqual([REFERENCE.message, PRICE.message]);
    await contains("button.o_order_gate").click();
    expect(".o_order_blocker").toHaveCount(0);
});

test("remarks stop nothing and are listed apart", async () => {
    await mountView({ type: "form", resModel: "sale.order", resId: 1, arch: STRIP });
    await contains(".o_order_gate_infos").click();
    expect(queryAllTexts(".o_order_blocker_message")).toEqual([UNUSUAL.message]);
    expect(".o_order_blocker button").toHaveCount(0);
});

test("the first action is the button, the others are behind it", async () => {
    onRpc("sale.order", "action_blocker", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountView({ type: "form", resModel: "sale.order", resId: 1, arch: STRIP });
    await contains("button.o_order_gate").click();
    await contains(".o_order_blocker button[data-action=fix]").click();
    await contains("button.o_order_gate").click();
    await contains("button.o_order_gate").click();
    await contains(".o_order_blocker_more").click();
    await contains(".o_order_action_release_now").click();
    const source = { source_model: "order.check", source_id: 7 };
    expect.verifySteps([
        [[1], { ...source, check_id: 8, line_id: false, key: "missing" }, "fix"],
        [[1], { ...source, check_id: 7, line_id: 3, key: "8.1" }, "release_now"],
    ]);
});

test("an issue can be held from the menu behind its button", async () => {
    onRpc("sale.order", "action_blocker", ({ args }) => {
        expect.step(args[2]);
        return true;
    });
    await mountView({ type: "form", resModel: "sale.order", resId: 2, arch: STRIP });
    await contains("button.o_order_gate").click();
    await contains(".o_order_blocker_more").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual([
        "Override",
        "Ask",
        "Hold",
        "Release now, review later",
    ]);
    await contains(".o_order_action_hold").click();
    expect.verifySteps(["hold"]);
});

test("the strip works by keyboard", async () => {
    onRpc("sale.order", "action_blocker", ({ args }) => {
        expect.step(args[2]);
        return true;
    });
    await mountView({ type: "form", resModel: "sale.order", resId: 2, arch: STRIP });
    queryOne("button.o_order_gate").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_order_blocker").toHaveCount(1);
    queryOne(".o_order_blocker button[data-action=fix]").focus();
    await press("Enter");
    await animationFrame();
    queryOne(".o_order_blocker_more").focus();
    await press("Enter");
    await animationFrame();
    await press("ArrowDown");
    await press("ArrowDown");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["fix", "ask"]);
});

test("Confirm comes alive when the last blocker is gone", async () => {
    onRpc("sale.order", "action_blocker", () => true);
    onRpc("sale.order", "get_blockers", ({ args }) => {
        expect.step(args);
        return [];
    });
    onRpc("sale.order", "action_verify_and_confirm", ({ args }) => {
        expect.step(args);
        return true;
    });
    await mountWithCleanup(WebClient);
    await openDialog([REFERENCE]);
    await animationFrame();
    expect(".modal-title").toHaveText("Not confirmed yet: S00001");
    expect(".o_order_gate_confirm").toHaveAttribute("disabled");
    await contains(".o_order_blocker button[data-action=fix]").click();
    expect(".o_order_gate_clear").toHaveCount(1);
    await contains(".o_order_gate_confirm:enabled").click();
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([[[1], "confirm"], [[1]]]);
});

test("a Confirm that meets new blockers shows them", async () => {
    onRpc("sale.order", "action_blocker", () => true);
    onRpc("sale.order", "get_blockers", () => []);
    onRpc("sale.order", "action_verify_and_confirm", () => ({
        type: "ir.actions.client",
        tag: "order_gate_dialog",
        params: { gate: "confirm", order_ids: [1], blockers: [PRICE] },
    }));
    await mountWithCleanup(WebClient);
    await openDialog([REFERENCE]);
    await contains(".o_order_blocker button[data-action=fix]").click();
    await contains(".o_order_gate_confirm:enabled").click();
    expect(queryAllTexts(".o_order_blocker_message")).toEqual([PRICE.message]);
    expect(".o_order_gate_confirm").toHaveAttribute("disabled");
});

test("the server's error of a closed gate opens the same list, by order", async () => {
    expect.errors(1);
    await mountWithCleanup(WebClient);
    const other = blocker({ order_id: 2, order_name: "S00002", gate: "ship" });
    const error = makeServerError({
        errorName: "odoo.addons.order_specialist.exceptions.GateClosed",
        message: "S00001 and S00002 cannot be shipped",
        context: { gate: "ship", order_ids: [1, 2], blockers: [PRICE, other] },
    });
    Promise.reject(error);
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["RPC_ERROR"]);
    expect(".modal-title").toHaveText("Not shipped yet");
    expect(queryAllTexts(".o_order_blockers_order")).toEqual(["S00001", "S00002"]);
    expect(".o_order_gate_confirm").toHaveCount(0);
});
