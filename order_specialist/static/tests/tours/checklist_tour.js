import { registry } from "@web/core/registry";
import { hasState, picture } from "./desk_steps";

/** The administrator sets up a checklist from nothing, tries it, observes, and enforces. */

const LIST = ".o_field_widget[name=check_ids]";
const TRIAL = ".o_order_checklist_trial";
const tours = registry.category("web_tour.tours");

function addCheck(name, rule) {
    return [
        { trigger: `${LIST} .o_field_x2many_list_row_add a`, run: "click" },
        { trigger: `${LIST} .o_selected_row [name=name] input`, run: `edit ${name}` },
        {
            content: `Choose the rule “${rule}”, with what it does beside it`,
            trigger: `${LIST} .o_selected_row [name=kind] .o_select_menu_toggler`,
            run: "click",
        },
        { trigger: `.o_order_check_kind_menu .o_select_menu_group:contains(Customer)` },
        {
            trigger: `.o_order_check_kind_menu .o_select_menu_item:contains(${rule}) small:contains(Finds)`,
            run: "click",
        },
        { trigger: `${LIST} .o_selected_row [name=kind] input:value("${rule}")` },
    ];
}

tours.add("order_checklist_new", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell[name=name]:contains(Recommended)", run: "click" },
        {
            content: "One screen, each check with its settings",
            trigger: `${LIST} .o_data_row:contains("Price is the price") [name=settings_text]:contains(0.5 %)`,
        },
        picture("checklist"),
        { trigger: ".o_form_button_create", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=check_ids] .o_data_row))" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Every order" },
        ...addCheck("Price of the day", "Price is the price of the day"),
        ...addCheck("Sold still", "Product can be sold"),
        ...addCheck("Stock", "Stock covers it"),
        {
            content: "The last 50 orders, and the checklist is saved",
            trigger: `${TRIAL} .o_order_trial_count`,
            run: "edit 50",
        },
        { trigger: `${TRIAL} .o_order_trial_try`, run: "click" },
        { trigger: `${TRIAL} .o_order_trial_summary:contains(would have been stopped)` },
        {
            content: "Which check, how often, with examples to open",
            trigger: `${TRIAL} tr[data-check="Price of the day"] + tr:contains(the price of the day is)`,
        },
        picture("checklist_trial"),
        {
            content: "Each number opens its orders",
            trigger: `${TRIAL} tr[data-check="Price of the day"] .o_order_trial_open`,
            run: "click",
        },
        { trigger: ".o_breadcrumb:contains(Price of the day)" },
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_breadcrumb a:contains(Every order)", run: "click" },
        { trigger: "button[name=action_observe]:contains(Start observing)", run: "click" },
        hasState("Observe"),
        { trigger: ".o_form_saved" },
    ],
});

tours.add("order_checklist_enforce", {
    steps: () => [
        { trigger: ".o_data_row:contains(Every order) [name=name]", run: "click" },
        {
            content: "A week has gone, and the screen says so",
            trigger: ".alert:contains(has observed for a week)",
        },
        { trigger: `${TRIAL} .o_order_trial_observed`, run: "click" },
        { trigger: `${TRIAL} .o_order_trial_summary:contains(verified orders)` },
        picture("checklist_observed"),
        { trigger: `${TRIAL} .o_order_trial_enforce`, run: "click" },
        {
            content: "Decide check by check",
            trigger: ".o_dialog .o_data_row:contains(Stock) [name=decision]",
            run: "click",
        },
        {
            trigger:
                ".o_dialog .o_data_row:contains(Stock) [name=decision] label:contains(Show only)",
            run: "click",
        },
        picture("checklist_enforce"),
        { trigger: ".o_dialog button[name=action_enforce]", run: "click" },
        hasState("Enforce"),
        { trigger: ".o_form_saved" },
    ],
});
