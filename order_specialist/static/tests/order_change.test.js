import { describe, expect, test } from "@odoo/hoot";
import { waitFor } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Order extends models.Model {
    _name = "sale.order";
    note = fields.Char();
    _records = [{ id: 1, note: "before" }];
    _views = { form: `<form><field name="note"/></form>` };
}

class Reason extends models.Model {
    _name = "order.reason";
    name = fields.Char();
    usage = fields.Char();
    _records = [
        { id: 1, name: "The customer asked", usage: "change" },
        { id: 2, name: "Duplicate", usage: "cancel" },
    ];
}

defineMailModels();
defineModels([Order, Reason]);

describe.current.tags("desktop");

const MESSAGE = "Changing the dates of S00001 at the stage “Released” needs a reason.";

/** The server refuses to save unless a reason comes along; each save is a step. */
function refuseWithoutReason() {
    onRpc("sale.order", "web_save", ({ kwargs }) => {
        const { order_change_reason, order_change_note } = kwargs.context;
        expect.step(`saved because of ${order_change_reason}: ${order_change_note}`);
        if (!order_change_reason) {
            throw makeServerError({
                errorName: "odoo.addons.order_specialist.exceptions.ChangeNeedsReason",
                message: MESSAGE,
                context: { usages: ["change"] },
            });
        }
    });
}

test("a change that needs a reason is asked for it and saved with it, once", async () => {
    expect.errors(2);
    refuseWithoutReason();
    await mountView({ type: "form", resModel: "sale.order", resId: 1 });
    await contains("[name=note] input").edit("after");
    await contains(".o_form_button_save").click();

    await waitFor(".o_order_change_dialog [role=alert]");
    expect(".o_order_change_dialog [role=alert]").toHaveText(MESSAGE);
    expect("#order_change_reason option").toHaveCount(2);
    expect(".o_order_change_save").not.toBeEnabled();

    await contains("#order_change_reason").select("1");
    await contains("#order_change_note").edit("By phone", { confirm: false });
    await contains(".o_order_change_save").click();
    expect(".o_order_change_dialog").toHaveCount(0);
    expect.verifySteps(["saved because of undefined: undefined", "saved because of 1: By phone"]);
    expect("[name=note] input").toHaveValue("after");

    await contains("[name=note] input").edit("again");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["saved because of undefined: undefined"]);
    expect.verifyErrors([MESSAGE, MESSAGE]);
});
