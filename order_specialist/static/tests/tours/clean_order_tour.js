import { registry } from "@web/core/registry";

/**
 * A clean order from New to Sales Order; the same tour runs with the desk off, which is plain
 * Odoo, and with it on. It tells the test how many clicks it took.
 */

let clicks = 0;

registry.category("web_tour.tours").add("order_desk_clean_order", {
    steps: () => [
        {
            content: "Count every click from here on",
            trigger: ".o_list_button_add",
            run: () => {
                clicks = 0;
                document.addEventListener("click", () => clicks++, { capture: true });
            },
        },
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Berglunds snabbköp",
        },
        {
            trigger: ".o-autocomplete--dropdown-item > a:contains(Berglunds snabbköp)",
            run: "click",
        },
        { trigger: "a:contains(Add a product)", run: "click" },
        {
            trigger: ".o_selected_row .o_field_widget[name=product_template_id] input",
            run: "edit Geitost",
        },
        { trigger: ".o-autocomplete--dropdown-item > a:contains(Geitost)", run: "click" },
        { trigger: ".oe_subtotal_footer:contains(2.50)" },
        { trigger: ".o_statusbar_buttons button:contains(Confirm)", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
        {
            content: "Tell the test",
            trigger: "body:not(:has(.o_dialog))",
            run: () => console.info(`[clicks] ${clicks}`),
        },
    ],
});
