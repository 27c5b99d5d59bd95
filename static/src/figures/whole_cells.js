import { useEffect } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";
import { measureText } from "../text_width";

const OWN_MODELS = /^(sales\.(actual|plan|forecast|source|open\.task)|crm\.lead\.history)/;
/** Amounts of millions with cents, sign and currency are not cut. */
const AMOUNT_WIDTH = "132px";
/** What a badge has around its text, in pixels, and how large its letters are. */
const BADGE_SPACE = 18;
const BADGE_SIZE = 0.86;
/** What Odoo gives no title, as it is rarely cut elsewhere. */
const TITLED = ["selection", "monetary", "float", "integer", "date", "text"];

/** On a phone lists are scrolled anyway: names have room for their words. */
const NAME_WIDTH = "128px";
const NAMES = ["char", "many2one"];

/** @returns {string|undefined} how wide a column has to be, where its view does not say it */
function getWidth({ widget, fieldType, attrs }, field, isSmall) {
    if (attrs?.width) {
        return;
    }
    if (isSmall && NAMES.includes(fieldType) && !widget) {
        return NAME_WIDTH;
    }
    if (fieldType === "monetary" && !widget) {
        return AMOUNT_WIDTH;
    }
    if (fieldType === "selection" && widget === "badge") {
        const widths = field.selection.map(([, label]) => measureText(label, BADGE_SIZE));
        return `${Math.ceil(Math.max(...widths, 0) + BADGE_SPACE)}px`;
    }
}

/**
 * In lists of this add-on nothing is cut without a way to read it: amounts and badges have room,
 * names are wrapped, and whatever is cut says itself when it is pointed at.
 */
patch(ListRenderer.prototype, {
    setup() {
        super.setup();
        useEffect(() => {
            this.rootRef.el?.classList.toggle("o_sales_plan_whole_cells", this.isOwnList);
        });
    },

    get isOwnList() {
        return OWN_MODELS.test(this.props.list.resModel);
    },

    processAllColumn(allColumns, list) {
        const columns = super.processAllColumn(allColumns, list);
        if (!OWN_MODELS.test(list.resModel)) {
            return columns;
        }
        return columns.map((column) => {
            const width = getWidth(column, list.fields[column.name], this.env.isSmall);
            return width ? { ...column, attrs: { ...column.attrs, width } } : column;
        });
    },

    getCellTitle(column, record) {
        const title = super.getCellTitle(column, record);
        if (title || !this.isOwnList || column.widget || !TITLED.includes(column.fieldType)) {
            return title;
        }
        return this.getFormattedValue(column, record);
    },
});
