/** Pages being read at the same time while somebody scrolls fast. */
const READS = 2;
/** Pages that are read together where all of them are needed. */
const LARGE = 8;

/** Reads the figures of rows in pages, as they come into view. */
export class RowPages {
    /** @param {GridModel} model */
    constructor(model) {
        this.model = model;
        this.reading = new Set();
        this.reads = 0;
    }

    /** Read what is not known of the lines on screen, and a page of those below them. */
    async loadShown() {
        const { model } = this;
        const { lines } = model;
        const [first, last] = model.window;
        const missing = (line) => !model.isLoaded(line.id) && !this.reading.has(line.id);
        if (this.reads >= READS || !lines.slice(first, last + 1).some(missing)) {
            return;
        }
        const ids = [];
        for (let index = first; index < lines.length && ids.length < model.page; index++) {
            if (missing(lines[index])) {
                ids.push(lines[index].id);
            }
        }
        await this.readRows(ids);
        await this.loadShown();
    }

    /** Read all that is not known yet of some rows, page after page. */
    async complete(ids) {
        const { model } = this;
        const missing = ids.filter((id) => !model.isLoaded(id));
        const size = model.page * LARGE;
        for (let start = 0; start < missing.length; start += size) {
            await this.readRows(missing.slice(start, start + size));
        }
    }

    async readRows(ids) {
        const { model } = this;
        this.reads += 1;
        ids.forEach((id) => this.reading.add(id));
        try {
            const result = await model.call("table_rows", { rows: ids, columns: model.wanted });
            model.addRows(result.rows, result.version);
            const found = new Set(result.rows.map((row) => row.id));
            ids.filter((id) => !found.has(id)).forEach((id) => model.remove(id));
        } finally {
            this.reads -= 1;
            ids.forEach((id) => this.reading.delete(id));
        }
        model.linesChanged();
    }
}
