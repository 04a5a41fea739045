import { registry } from "@web/core/registry";
import { chooseInDialog, hasState, openOrder, picture } from "./desk_steps";

/**
 * A stopped order of today's inbox on its whole way, as the people of the desk work on it. Each
 * tour is one person at one screen; the test runs them one after the other and looks in between.
 */

const CUSTOMER = "Around the Horn";
const tours = registry.category("web_tour.tours");
const GATE_DIALOG = ".o_order_gate_dialog";
let clicks = 0;

tours.add("order_desk_stopped", {
    url: "/odoo/order-desk",
    steps: () => [
        ...openOrder(CUSTOMER),
        {
            content: "What stops it, in place",
            trigger: "button.o_order_gate_closed:contains(2)",
            run: "click",
        },
        { trigger: ".o_order_gates_list .o_order_blocker:contains(18.00)" },
        picture("order"),
        {
            content: "Confirm verifies first, and says what stops it",
            trigger: ".o_statusbar_buttons button[name=action_verify_and_confirm]",
            run: "click",
        },
        { trigger: `${GATE_DIALOG} .o_order_gate_confirm:disabled` },
        picture("dialog"),
        {
            content: "Take the price of the day",
            trigger: `${GATE_DIALOG} button[data-action=fix]:contains(Set to 18.00)`,
            run: "click",
        },
        {
            trigger: `${GATE_DIALOG}:not(:has(button[data-action=fix])) .o_order_blocker:contains(order number)`,
        },
        {
            content: "The order number is not hers to override: the supervisor has to",
            trigger: `${GATE_DIALOG} .modal-footer button:contains(Close)`,
            run: "click",
        },
        { trigger: "button.o_order_gate_closed:contains(1)" },
    ],
});

tours.add("order_desk_override", {
    url: "/odoo/stuck-orders",
    steps: () => [
        { trigger: `.o_data_row:contains(${CUSTOMER})` },
        picture("stuck"),
        {
            content: "Override in the list",
            trigger: `.o_data_row:contains(${CUSTOMER}) button[name=action_act]:contains(Override)`,
            run: "click",
        },
        ...chooseInDialog("reason_id", "The customer wants it so"),
        {
            trigger: ".o_dialog .o_field_widget[name=note] textarea",
            run: "edit Number follows by mail, says Mr Hardy",
        },
        {
            trigger: ".o_dialog button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Done: the row is gone",
            trigger: `.o_list_view:not(:has(.o_data_row:contains(${CUSTOMER})))`,
        },
    ],
});

tours.add("order_desk_confirm", {
    url: "/odoo/order-desk",
    steps: () => [
        {
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=partner_id]`,
            run: "click",
        },
        {
            content: "Nothing stops it any more: one click confirms and releases",
            trigger: ".o_statusbar_buttons button[name=action_verify_and_confirm]",
            run: "click",
        },
        hasState("Sales Order"),
        { trigger: ".o_order_gates [data-gate=handoff] .o_order_gate_passed" },
        { trigger: "a[name=order_verification]", run: "click" },
        {
            content: "The tab says who let what pass, and why",
            trigger:
                ".o_field_widget[name=finding_ids] .o_data_row:contains(The customer wants it so)",
        },
    ],
});

tours.add("order_desk_print", {
    url: "/odoo/order-releases",
    steps: () => [
        { trigger: `.o_kanban_record:contains(${CUSTOMER}):contains(12 Units)` },
        picture("releases"),
        { trigger: `.o_kanban_record:contains(${CUSTOMER})`, run: "click" },
        { trigger: ".o_form_view button[name=action_print_slip]", run: "click" },
        {
            content: "The slip is downloaded, or shown where the machine makes no PDF",
            trigger:
                ".o_breadcrumb:contains(Picking Operations), .o_form_view .o_arrow_button_current:contains(Accepted)",
        },
    ],
});

tours.add("order_desk_deliver", {
    url: "/odoo/order-releases",
    steps: () => [
        { trigger: `.o_kanban_record:contains(${CUSTOMER}):contains(Accepted)`, run: "click" },
        { trigger: ".o_form_view button[name=action_view_pickings]", run: "click" },
        { trigger: "button[name=button_validate]" },
        {
            content: "Only eight of the ten Chai are there",
            trigger: ".o_data_row:contains(Chai) .o_data_cell[name=quantity]",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=quantity] input",
            run: "edit 8",
        },
        { trigger: "button[name=button_validate]", run: "click" },
        {
            content: "The rest is to come later",
            trigger: ".o_dialog button[name=process]",
            run: "click",
        },
        hasState("Done"),
    ],
});

tours.add("order_desk_claim", {
    url: "/odoo/order-desk",
    steps: () => [
        ...openOrder(CUSTOMER),
        {
            content: "One line to read to the caller",
            trigger: ".o_field_widget[name=next_step]:contains(20 of 22 shipped)",
        },
        {
            content: "He does not want the two any more",
            trigger: ".o_statusbar_buttons button[name=action_open_claim]",
            async run(helpers) {
                clicks = 0;
                document.addEventListener("click", () => clicks++, { capture: true });
                await helpers.click();
            },
        },
        ...chooseInDialog("type_id", "Short shipped"),
        {
            trigger: ".o_dialog .o_data_row:contains(Chai) .o_data_cell[name=quantity]",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_selected_row .o_field_widget[name=quantity] input",
            run: "edit 2",
        },
        { trigger: ".o_dialog button[name=action_open_and_settle]", run: "click" },
        hasState("Settled"),
        {
            content: "From the order to settled and closed",
            trigger: ".o_form_view",
            run: () => console.info(`[clicks] ${clicks}`),
        },
        picture("claim"),
    ],
});

tours.add("order_desk_invoice", {
    url: "/odoo/order-desk",
    steps: () => [
        ...openOrder(CUSTOMER),
        { trigger: ".o_statusbar_buttons button#create_invoice", run: "click" },
        { trigger: ".o_dialog button[name=create_invoices]", run: "click" },
        {
            content: "Eight Chai at 18.00 and twelve Sasquatch Ale at 14.00",
            trigger: ".o_form_view:contains(312.00)",
        },
    ],
});

tours.add("order_desk_post", {
    url: "/odoo/customer-invoices",
    steps: () => [
        { trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell`, run: "click" },
        { trigger: ".o_statusbar_buttons button[name=action_post]", run: "click" },
        hasState("Posted"),
    ],
});
