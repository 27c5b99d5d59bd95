/** Orders that begin with the smallest: names from A, gaps from the worst. */
const ASCENDING = ["name", "gap"];

function firstDirection(name) {
    return ASCENDING.includes(name) ? "asc" : "desc";
}

/** @returns {string} "asc" or "desc" of what rows are sorted by, "" of anything else */
export function getDirection(api, name) {
    const [sorted, direction] = api.order.split(" ");
    return sorted === name ? direction || firstDirection(name) : "";
}

/**
 * Sort by something; again, the other way round.
 *
 * @param {boolean} [returns] the third time goes back to how rows were created
 */
export function sortBy(api, name, returns = false) {
    const first = firstDirection(name);
    const direction = getDirection(api, name);
    const turned = direction === "asc" ? "desc" : "asc";
    const isTurned = direction && direction !== first;
    const order = returns && isTurned ? "plan" : `${name} ${direction ? turned : first}`;
    return api.setOrder(name === "plan" ? "plan" : order);
}
