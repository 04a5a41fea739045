import { registry } from "@web/core/registry";

import { picture } from "./desk_steps";

const tours = registry.category("web_tour.tours");
const CARD = ".o_kanban_record:not(.o_kanban_ghost)";

/** Nothing is cut off at the right: nobody scrolls sideways with a box in his arms. */
function fitsThePhone(what) {
    return {
        content: `${what} fits the phone`,
        trigger: ".o_action_manager .o_content",
        run: () => {
            const content = document.querySelector(".o_action_manager .o_content");
            if (window.innerWidth > 400 || content.scrollWidth > window.innerWidth) {
                throw new Error(`${content.scrollWidth} px on a screen of ${window.innerWidth}`);
            }
        },
    };
}

tours.add("order_desk_phone", {
    steps: () => [
        {
            content: "The rush order is on top, with what to prepare and what the customer wants",
            trigger: `${CARD}:first:contains(RUSH):contains(7 Units):contains(Ring at door 3)`,
        },
        { trigger: `${CARD}:first:contains(Leave by):contains(Wedding)` },
        fitsThePhone("The list"),
        picture("phone_releases"),
        { trigger: `${CARD}:contains(+2):contains(Wanted)`, run: "click" },
        { trigger: ".o_form_view [name=changes]:contains(−1)" },
        fitsThePhone("The release"),
        picture("phone_release"),
        {
            trigger: "[name=change_ids] .o_kanban_record:contains(+2) button[name=action_take]",
            run: "click",
        },
        {
            trigger: "[name=change_ids] .o_kanban_record:contains(−1) button[name=action_refuse]",
            run: "click",
        },
        { trigger: ".o_dialog [name=reason_id] label:contains(packed)", run: "click" },
        picture("phone_refuse"),
        { trigger: ".o_dialog button[name=action_refuse]", run: "click" },
        { trigger: "[name=change_ids] .o_kanban_record:contains(Refused)" },
    ],
});

tours.add("order_desk_department", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Cold store" },
        { trigger: ".o_field_widget[name=code] input", run: "edit COLD" },
        {
            content: "Nothing is picked before somebody has accepted",
            trigger: ".o_field_widget[name=acceptance] label:contains(Explicit)",
            run: "click",
        },
        { trigger: "p:contains(Nothing can be picked or shipped before)" },
        { trigger: ".o_field_widget[name=cutoff_hour] input", run: "edit 11:30" },
        { trigger: ".o_field_widget[name=hands_on] input", run: "click" },
        picture("department"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
