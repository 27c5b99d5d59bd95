import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** How many digits the units of each scale leave away. */
const SCALES = { thousands: 3, millions: 6 };
/** From this total on, what stands behind the point says nothing. */
const LARGE = 10_000;
/** Digits behind the point that are shown of something that would be rounded to nothing, at most. */
const MOST_DIGITS = 9;

/**
 * How amounts stand in the cells of one plan: as short as they can be read, while what is typed,
 * summed up or written into files stays exact.
 */
export class AmountFormat {
    /**
     * @param {Figures} figures of the plan
     * @param {string} scale "auto", "exact", "thousands" or "millions"
     * @param {number} largest the amount that is farthest from zero, in the plan's unit
     */
    constructor(figures, scale, largest) {
        this.figures = figures;
        this.power = SCALES[scale] || 0;
        this.isExact = scale === "exact";
        const isLarge = Math.abs(largest) >= LARGE * 10 ** this.power;
        /** Cents of the plan's unit, tenths of thousands: unless amounts are large. */
        this.digits = isLarge ? 0 : this.power ? 1 : figures.digits;
    }

    /** What the numbers are, for the header of the table. */
    get unit() {
        const { unit } = this.figures;
        switch (this.power) {
            case 3:
                return _t("%s, in thousands", unit);
            case 6:
                return _t("%s, in millions", unit);
            default:
                return unit;
        }
    }

    /** @param {number|null|undefined} value null is not planned: no text */
    format(value) {
        if (this.isExact || typeof value !== "number") {
            return this.figures.format(value);
        }
        const scaled = value / 10 ** this.power;
        return formatFloat(scaled, { digits: [false, this._digitsOf(scaled)] });
    }

    /** What is little is not nothing: as many digits as its first one needs. */
    _digitsOf(scaled) {
        const isSeen = !scaled || Math.abs(scaled) >= 0.5 * 10 ** -this.digits;
        return isSeen ? this.digits : Math.min(-Math.floor(Math.log10(Math.abs(scaled))), MOST_DIGITS);
    }
}
