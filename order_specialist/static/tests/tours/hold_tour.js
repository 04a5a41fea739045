import { registry } from "@web/core/registry";
import { chooseInDialog, picture } from "./desk_steps";

/** Holds: the credit controller lets an order go; the administrator sets up a type of hold. */

const CUSTOMER = "Around the Horn";
const tours = registry.category("web_tour.tours");

tours.add("order_desk_release_credit", {
    steps: () => [
        {
            content: "Limit, open invoices, orders, and over by how much, on the row",
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=message]:contains(Over by)`,
        },
        picture("credit"),
        {
            trigger: `.o_data_row:contains(${CUSTOMER}) button[name=action_act]:contains(Release hold)`,
            run: "click",
        },
        ...chooseInDialog("reason_id", "Limit raised"),
        {
            trigger: ".o_dialog .o_field_widget[name=note] textarea",
            run: "edit Bank guarantee has come",
        },
        picture("hold_release"),
        { trigger: ".o_dialog button[name=action_release]:visible", run: "click" },
        {
            content: "Done: nothing is left for her",
            trigger: `.o_list_view:not(:has(.o_data_row:contains(${CUSTOMER})))`,
        },
    ],
});

tours.add("order_desk_hold_type", {
    steps: () => [
        {
            content: "Credit is ready: one click switches it on",
            trigger: ".o_data_row:contains(Overdue invoices) .o_field_widget[name=automatic] input",
            run: "click",
        },
        picture("hold_types"),
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Export papers" },
        { trigger: ".o_field_widget[name=code] input", run: "edit export" },
        { trigger: ".o_field_widget[name=stops_pick] input", run: "click" },
        { trigger: ".o_field_widget[name=stops_ship] input", run: "click" },
        { trigger: ".o_field_widget[name=automatic] input", run: "click" },
        {
            content: "What places it",
            trigger: ".o_field_widget[name=trigger] .o_select_menu_toggler",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains(A change after)", run: "click" },
        { trigger: ".o_field_widget[name=watch_address] input", run: "click" },
        { trigger: ".o_field_widget[name=until_days] input", run: "edit 5" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        picture("hold_type"),
    ],
});

tours.add("order_desk_hold_picking", {
    steps: () => [
        {
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=partner_id]`,
            run: "click",
        },
        {
            content: "Tell the others",
            trigger: ".o_form_view button[name=action_on_it]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=presence_text]:contains(You are on this one)" },
        { trigger: ".o_cp_action_menus .fa-cog", run: "click" },
        { trigger: ".o-dropdown-item:contains(Place hold)", run: "click" },
        ...chooseInDialog("type_id", "Quality or recall"),
        picture("hold_place"),
        { trigger: ".o_dialog button[name=action_place]:visible", run: "click" },
        { trigger: "button.o_order_gate_closed" },
    ],
});

tours.add("order_desk_stop", {
    steps: () => [
        {
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=order_stop]:contains(Quality)`,
        },
        picture("stop_list"),
        { trigger: ".o_switch_view.o_kanban", run: "click" },
        { trigger: ".o_kanban_record:contains(STOP):contains(Quality or recall)" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=name]`, run: "click" },
        { trigger: ".o_form_view .alert-danger:contains(STOP):contains(Quality or recall)" },
        picture("stop_form"),
        {
            content: "No slip of it",
            trigger: "button[name=do_print_picking]:visible",
            run: "click",
        },
        { trigger: ".modal:contains(Quality or recall)" },
    ],
});
