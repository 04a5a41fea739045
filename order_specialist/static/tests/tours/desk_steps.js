/** Steps that the tours of the desk share. */

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Have the test take a picture of what the user sees now, where it was asked to (the cookie).
 * The console is how a tour speaks to the test; the pauses let animations end.
 */
export function picture(name) {
    return {
        content: `Picture: ${name}`,
        trigger: "body",
        run: async () => {
            if (document.cookie.includes("order_desk_pictures")) {
                await sleep(600);
                console.info(`[picture] ${name}`);
                await sleep(600);
            }
        },
    };
}

/** Odoo shows a page without styles when one of them does not compile, and goes on. */
export function stylesAreThere() {
    return {
        content: "The styles have been compiled",
        trigger: ".o_main_navbar",
        run: () => {
            const { content } = getComputedStyle(document.body, "::before");
            if (content.includes("css error")) {
                throw new Error(content);
            }
        },
    };
}

export function openOrder(customer) {
    return [
        {
            content: `Open the order of ${customer}`,
            trigger: `.o_data_row:contains(${customer}) .o_data_cell[name=partner_id]`,
            run: "click",
        },
        { trigger: ".o_form_view .o_order_gates" },
    ];
}

export function chooseInDialog(field, text) {
    return [
        {
            content: `Choose ${text}`,
            trigger: `.o_dialog .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            trigger: `.o-autocomplete--dropdown-item > a:contains("${text}")`,
            run: "click",
        },
        { trigger: `.o_dialog .o_field_widget[name=${field}] input:value("${text}")` },
    ];
}

export function hasState(label) {
    return { trigger: `.o_statusbar_status .o_arrow_button_current:contains("${label}")` };
}
