import { registry } from "@web/core/registry";
import { hasState, picture } from "./desk_steps";

/**
 * A claim from the customer's page over the desk and the supervisor back to the customer, one
 * tour for each of them.
 */

const tours = registry.category("web_tour.tours");
const CUSTOMER = "Around the Horn";
const PHOTO =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

function openClaim() {
    return [
        {
            content: "Open the claim",
            trigger: `.o_kanban_record:contains(${CUSTOMER})`,
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row" },
    ];
}

tours.add("order_claim_report", {
    steps: () => [
        {
            content: "The customer looks at his order",
            trigger: "a:contains(Report a problem)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "select[name=type_id]",
            run() {
                const kinds = [...this.anchor.options];
                const wanted = kinds.find((kind) => kind.text.includes("Damaged, visible"));
                this.anchor.value = wanted.value;
            },
        },
        { trigger: "input[aria-label*=Sasquatch]", run: "edit 12" },
        { trigger: "textarea[name=description]", run: "edit The pallet fell over" },
        {
            trigger: "input[name=files]",
            run() {
                const bytes = Uint8Array.from(atob(PHOTO), (letter) => letter.charCodeAt(0));
                const files = new DataTransfer();
                files.items.add(new File([bytes], "pallet.png", { type: "image/png" }));
                this.anchor.files = files.files;
            },
        },
        picture("portal_claim_new"),
        { trigger: "button:contains(Send)", run: "click", expectUnloadPage: true },
        { trigger: ".badge:contains(Received)" },
        { trigger: "body:contains(pallet.png)" },
        picture("portal_claim"),
    ],
});

tours.add("order_claim_settle", {
    steps: () => [
        ...openClaim(),
        { trigger: ".o_statusbar_buttons button[name=action_settle]", run: "click" },
        {
            content: "Only what makes sense is offered",
            trigger:
                ".o_dialog .o_field_widget[name=code]:contains(Take back and send again)" +
                ":not(:contains(Close short)):not(:contains(Credit the price))",
        },
        { trigger: ".o_dialog .o_field_widget[name=preview]:contains(168.00)" },
        picture("claim_settle"),
        {
            content: "It is more than his limit",
            trigger: ".o_dialog .modal-footer button:contains(Ask for approval)",
            run: "click",
        },
        hasState("Waiting"),
    ],
});

tours.add("order_claim_approve", {
    steps: () => [
        ...openClaim(),
        picture("claim_to_approve"),
        {
            trigger: ".o_field_widget[name=resolution_ids] button[name=action_approve]",
            run: "click",
        },
        hasState("Settled"),
        picture("claim_approved"),
    ],
});

tours.add("order_claim_outcome", {
    steps: () => [
        {
            content: "The customer sees what became of it",
            trigger: "a:contains(Damaged, visible)",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".badge:contains(Settled)" },
        { trigger: ".alert-success:contains(12 Units of):contains(credited)" },
        picture("portal_claim_settled"),
    ],
});
