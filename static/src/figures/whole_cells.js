import { useEffect } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

const OWN_MODELS = /^(sales\.(actual|plan|forecast|source|open\.task)|crm\.lead\.history)/;
/** Amounts of millions with cents, sign and currency are not cut. */
const AMOUNT_WIDTH = "132px";
/** What Odoo gives no title, as it is rarely cut elsewhere. */
const TITLED = ["selection", "monetary", "float", "integer", "date", "text"];

/**
 * In lists of this add-on nothing is cut without a way to read it: amounts have room, whatever is
 * cut says itself when it is pointed at, and where nothing can be pointed at texts are wrapped.
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
        return columns.map((column) =>
            column.fieldType === "monetary" && !column.widget && !column.attrs?.width
                ? { ...column, attrs: { ...column.attrs, width: AMOUNT_WIDTH } }
                : column
        );
    },

    getCellTitle(column, record) {
        const title = super.getCellTitle(column, record);
        if (title || !this.isOwnList || column.widget || !TITLED.includes(column.fieldType)) {
            return title;
        }
        return this.getFormattedValue(column, record);
    },
});
