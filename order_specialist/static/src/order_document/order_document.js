import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The customer's document as it is, beside what somebody types: PDF, picture or text. */
export class OrderDocument extends Component {
    static template = "order_specialist.OrderDocument";
    static props = { ...standardWidgetProps };

    get document() {
        return this.props.record.data.document_id;
    }

    get url() {
        return `/web/content/${this.document.id}`;
    }

    /** The browser says by the name how it can be shown; what it cannot show it would download. */
    get kind() {
        const name = this.document.display_name.toLowerCase();
        if (name.endsWith(".pdf")) {
            return "pdf";
        }
        if (/\.(png|jpe?g|gif|webp|bmp)$/.test(name)) {
            return "picture";
        }
        return /\.(txt|csv|xml|html?)$/.test(name) ? "text" : "other";
    }

    get frameUrl() {
        return this.kind === "pdf"
            ? `/web/static/lib/pdfjs/web/viewer.html?file=${encodeURIComponent(this.url)}`
            : this.url;
    }
}

registry.category("view_widgets").add("order_document", {
    component: OrderDocument,
    fieldDependencies: [{ name: "document_id", type: "many2one" }],
});
