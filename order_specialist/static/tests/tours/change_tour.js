import { registry } from "@web/core/registry";
import { openOrder, picture } from "./desk_steps";

/** The administrator sets up the matrix of changes, and a specialist meets it. */

const CUSTOMER = "Around the Horn";
const DIALOG = ".o_order_change_dialog";
const QUANTITY = ".o_field_widget[name=order_line] .o_data_cell[name=product_uom_qty]";
const tours = registry.category("web_tour.tours");

tours.add("order_change_matrix", {
    steps: () => [
        {
            content: "An empty list says what to do",
            trigger: ".o_nocontent_help:contains(Everybody may change everything)",
        },
        {
            trigger: "button[name=action_load_recommended]",
            run: "click",
        },
        {
            content: "One row for each kind of change, one column for each stage",
            trigger:
                ".o_data_row:contains(Quantity) .o_data_cell[name=at_released]:contains(With a reason)",
        },
        picture("changes"),
        {
            content: "Dates are free until the order is accepted",
            trigger: ".o_data_row:contains(Dates) .o_data_cell[name=at_released]",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=at_released] .o_select_menu_toggler",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(Yes)",
            run: "click",
        },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: "body:not(:has(.o_selected_row))" },
    ],
});

tours.add("order_change_reason", {
    steps: () => [
        ...openOrder(CUSTOMER),
        { content: "More of the first article", trigger: `${QUANTITY}:first`, run: "click" },
        {
            trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input",
            run: "edit 99",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "The order is released: why?",
            trigger: `${DIALOG} [role=alert]:contains(needs a reason)`,
        },
        { trigger: `${DIALOG} .o_order_change_save:disabled` },
        picture("change"),
        { trigger: `${DIALOG} select`, run: "selectByLabel The customer asked" },
        { trigger: `${DIALOG} textarea`, run: "edit Ms Huber, by phone" },
        { trigger: `${DIALOG} .o_order_change_save`, run: "click" },
        { trigger: `body:not(:has(${DIALOG})) ${QUANTITY}:contains(99)` },
        { trigger: "body:not(:has(.o_form_dirty)) .o_form_saved" },
        { trigger: ".o_statusbar_buttons button[name=action_cancel_at_desk]", run: "click" },
        {
            content: "Cancelling takes a reason as well",
            trigger: ".o_dialog .o_required_modifier[name=reason_id]",
        },
        picture("cancel"),
        { trigger: ".o_dialog .modal-footer button:contains(Keep It)", run: "click" },
        { trigger: "body:not(:has(.o_dialog))" },
    ],
});
