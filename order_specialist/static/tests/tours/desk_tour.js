import { registry } from "@web/core/registry";
import { chooseInDialog, hasState, openOrder, picture, stylesAreThere } from "./desk_steps";

/**
 * A stopped order of today's inbox on its whole way, as the people of the desk work on it. Each
 * tour is one person at one screen; the test runs them one after the other and looks in between.
 */

const CUSTOMER = "Around the Horn";
const tours = registry.category("web_tour.tours");
const NEARLY_RIGHT = "Königlich Essen";
const TWICE = "Bon app'";
const TRANSPOSED = "Frankenversand";
const GATE_DIALOG = ".o_order_gate_dialog";
let clicks = 0;

tours.add("order_desk_stopped", {
    steps: () => [
        stylesAreThere(),
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
        { trigger: ".o_back_button", run: "click" },
        ...openOrder(NEARLY_RIGHT),
        { trigger: "button.o_order_gate_closed", run: "click" },
        {
            content: "The address is right: it is not asked again",
            trigger: ".o_order_blocker:contains(Maubelstr) .o_order_blocker_more",
            run: "click",
        },
        { trigger: ".o_order_action_remember", run: "click" },
        {
            content: "Known from now on",
            trigger: ".o_form_view:not(:has(.o_order_blocker:contains(Maubelstr)))",
        },
    ],
});

/** The specialist let it go at the last minute; the supervisor thinks otherwise. */
function disagreeWithRelease() {
    const row = `.o_data_row:contains("${TWICE}"):has(button:contains(Review))`;
    return [
        picture("review"),
        {
            content: "What was released waits for a review",
            trigger: `${row} button[name=action_act]:contains(Review)`,
            run: "click",
        },
        { trigger: ".o_dialog button[name=action_disagree]", run: "click" },
        {
            trigger: ".o_dialog .o_field_widget[name=note] textarea",
            run: "edit She wants it once, says Ms Lebihan",
        },
        picture("disagree"),
        {
            trigger: ".modal:has(.o_field_widget[name=note] textarea) button[name=action_disagree]",
            run: "click",
        },
        { trigger: `.o_list_view:not(:has(${row}))` },
    ];
}

/** Blind, from the customer's mail: 45 where the order says 54. */
function typeAgain() {
    const line = (number, field) =>
        `.o_dialog .o_field_widget[name=line_ids] .o_data_row:nth-child(${number}) [name=${field}]`;
    return [
        {
            trigger: `.o_data_row:contains(${TRANSPOSED}) button[name=action_act]:contains(Type again)`,
            run: "click",
        },
        {
            content: "Nothing of the order shows, the mail stands beside",
            trigger: ".o_order_entry_blind:not(:contains(54)) .o_order_document iframe",
        },
        { trigger: line(1, "quantity"), run: "click" },
        { trigger: `${line(1, "quantity")} input`, run: "edit 45" },
        { trigger: line(2, "quantity"), run: "click" },
        { trigger: `${line(2, "quantity")} input`, run: "edit 20" },
        picture("entry"),
        { trigger: ".o_dialog button[name=action_apply]", run: "click" },
        {
            content: "The two disagree, and only the document decides",
            trigger: `.o_data_row:contains(${TRANSPOSED}):contains(the second entry says 45)`,
        },
    ];
}

tours.add("order_desk_override", {
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
        ...disagreeWithRelease(),
        ...typeAgain(),
    ],
});

tours.add("order_desk_confirm", {
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
    steps: () => [
        ...openOrder(CUSTOMER),
        { trigger: ".o_statusbar_buttons button#create_invoice", run: "click" },
        { trigger: ".o_dialog button[name=create_invoices]", run: "click" },
        hasState("Draft"),
        {
            content: "Eight Chai at 18.00 and twelve Sasquatch Ale at 14.00",
            trigger: ".o_form_view:contains(312.00)",
        },
    ],
});

tours.add("order_desk_post", {
    steps: () => [
        { trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell`, run: "click" },
        { trigger: ".o_statusbar_buttons button[name=action_post]", run: "click" },
        hasState("Posted"),
    ],
});
