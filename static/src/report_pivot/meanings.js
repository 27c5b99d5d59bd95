/**
 * Values that have a colour of their own, wherever they stand: the names of their classes. Bars have
 * the colour that the same word has in lists and in the worksheet.
 */
const CLASSES = {
    role: (role) => `o_sales_plan_role_${role}`,
    state: (state) => `o_sales_plan_round_${state}`,
    status: (status) => `o_sales_plan_deal_${status}`,
};

/** Which fields have such values, and of which kind. */
const KINDS = {
    "sales.plan.round": { state: "state" },
    "crm.lead.history": { status: "status" },
    "sales.forecast.analysis": { status: "status" },
    "sales.forecast.conversion": { outcome: "status" },
    "sales.forecast.calibration": { outcome: "status" },
};

const CATEGORY = "sales.forecast.category";

/** Whether a graph is grouped by forecast categories, whose roles have to be read. */
export function hasCategories({ fields, groupBy }) {
    return groupBy.some(({ fieldName }) => fields[fieldName]?.relation === CATEGORY);
}

/**
 * The last thing that a graph is grouped by: what its datasets are, or the bars of a single one.
 *
 * @param {Object} metaData of the graph
 * @param {{id: number, role: string}[]} categories in their order
 * @returns {{read: function, order: any[], getClass: function}|null} how a value is read of a group,
 *   the values in the order of their meaning, and the class of each; null where they have neither
 */
export function getMeanings({ fields, groupBy, resModel }, categories) {
    const { fieldName, spec } = groupBy.at(-1) || {};
    const field = fields[fieldName];
    const read = (raw) => (Array.isArray(raw[spec]) ? raw[spec][0] : raw[spec]);
    if (field?.relation === CATEGORY) {
        const roles = new Map(categories.map(({ id, role }) => [id, role]));
        const getClass = (id) => (roles.has(id) ? CLASSES.role(roles.get(id)) : undefined);
        return { read, order: [...roles.keys()], getClass };
    }
    if (field?.type !== "selection") {
        return null;
    }
    const order = field.selection.map(([value]) => value);
    const kind = fieldName === "role" ? "role" : KINDS[resModel]?.[fieldName];
    const getClass = (value) => (kind && value ? CLASSES[kind](value) : undefined);
    return { read, order, getClass };
}

/** The values of the points of a dataset, in their order. */
export function getValues({ identifiers }, { read }) {
    return [...identifiers].map((identifier) => read(JSON.parse(identifier).at(-1)));
}

/** Datasets in the order of what they mean; what has none comes last. */
export function inOrder(datasets, meanings) {
    const place = (dataset) => {
        const found = meanings.order.indexOf(getValues(dataset, meanings)[0]);
        return found < 0 ? meanings.order.length : found;
    };
    return [...datasets].sort((one, other) => place(one) - place(other));
}

const colors = new Map();

/** @returns {string|undefined} the background that a class gives, none where it gives none */
export function readColor(name) {
    if (!colors.has(name)) {
        const swatch = document.createElement("span");
        swatch.className = name;
        document.body.append(swatch);
        const color = getComputedStyle(swatch).backgroundColor;
        swatch.remove();
        colors.set(name, color === "rgba(0, 0, 0, 0)" ? undefined : color);
    }
    return colors.get(name);
}
