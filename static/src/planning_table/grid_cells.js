import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { limitText, ownerText, percentText, rowMarks } from "./cascade";
import { describeMarks, heldTitle, noteTitle } from "./cell_marks";
import { PROGRESS } from "./lines";
import { fitAmount, GROWTH_COLUMNS } from "./grid_columns";
import { contains } from "./ranges";
import { cellKey, CHANGED, HELD, NOTED, SUMMED } from "./grid_editing";
import { describeHeat } from "./heat";

/** How columns are written that are no amounts. */
const RATIOS = {
    change: "formatChange",
    attainment: "formatRatio",
    ...Object.fromEntries(GROWTH_COLUMNS.map((name) => [name, "formatChange"])),
};

/** Says how the cells of the table look: everything that its template shows. */
export class GridCells {
    /** @param {TableApi} api */
    constructor(api) {
        this.api = api;
    }

    /** @param {Line} line @param {number} index @param {Range[]} ranges that are selected */
    row(line, index, ranges) {
        const { model } = this.api;
        const row = model.rows.get(line.id);
        const isFound = model.found?.matches.has(line.id);
        const isExpanded = model.isExpanded(line.id);
        return {
            ...line,
            index,
            row,
            isLoaded: Boolean(row?.cells),
            canToggle: model.canToggle(line.id),
            hasBelow: Boolean(row?.count),
            isExpanded,
            expanded: row?.count ? String(isExpanded) : undefined,
            isOpening: model.isOpening.has(line.id),
            isFound,
            isMine: Boolean(row?.is_mine),
            owner: this._below(line, row),
            marks: rowMarks(model.plan, row),
            isPath: model.found && !isFound,
            isReadonly: Boolean(this.api.editing.whyReadonly(line.id)),
            isSelected: ranges.some(({ top, bottom }) => index >= top && index <= bottom),
        };
    }

    /** What stands below a name: where the row is, who owns it, or what level it is on. */
    _below({ parentId }, row) {
        const { plan, view } = this.api.model;
        const path = parentId ? "" : (row?.path || []).join(" / ");
        const owner = plan.is_cascaded ? ownerText(row) : "";
        const level = view === PROGRESS && !owner ? row?.level : "";
        return [path, owner, level].filter(Boolean).join(" · ");
    }

    /** @param {Object} shown as `row` returns it @param {Group} group @param {Range[]} ranges */
    cells(shown, group, ranges) {
        const position = this.api.model.stops.position(group.index);
        const isIn =
            shown.isSelected && ranges.some((range) => contains(range, shown.index, position));
        return group.columns.map((column) =>
            column.name === "target"
                ? this._target(shown, group, column, isIn)
                : this._extra(shown, group, column)
        );
    }

    _target(shown, group, column, isSelected) {
        const { api } = this;
        const { editing, selection } = api;
        const { cursor } = selection;
        const key = cellKey(shown.id, group.index);
        const cell = api.model.cell(shown.id, group.index);
        const [amount = null, flags = 0, rest = null] = cell || [];
        const waiting = api.waitingText(shown.id, group.index);
        const invalid = editing.invalid.get(key);
        const { editor } = editing;
        const isOpen = editor?.row === shown.id && editor.column === group.index;
        const isCursor = cursor.row === shown.id && cursor.column === group.index;
        const [short, exact] = [api.short(amount), api.format(amount)];
        return {
            key,
            column,
            isTarget: true,
            place: group.index,
            text: invalid?.text ?? waiting ?? (isCursor ? exact : short),
            exact: short === exact ? "" : exact,
            size: isCursor && short !== exact ? fitAmount(exact, column.width) : "",
            heat: describeHeat(api, shown.row, group),
            isSubtotal: group.span !== null,
            rest: rest && !invalid && waiting === undefined ? this._rest(rest, shown.row, group) : null,
            isHeld: Boolean(flags & HELD),
            isNoted: Boolean(flags & NOTED),
            ...describeMarks(flags),
            isChanged: Boolean(flags & CHANGED),
            isSum: Boolean(flags & SUMMED),
            isWaiting: waiting !== undefined,
            isOpen,
            error: isOpen ? editor.error : invalid?.error,
            isInvalid: Boolean(invalid),
            isSelected,
            isHandle: isSelected && api.fillDrag.isHandle(shown.index, group.index),
            isFilled: api.fillDrag.isFilled(shown.index, group.index),
            isCursor,
        };
    }

    /** What a row has more, or less, than the rows below it. */
    _rest(rest, row, group) {
        const text = this.api.short(rest);
        return rest > 0
            ? {
                  text: `+${text}`,
                  isOver: false,
                  title: _t("%s not allocated to the rows below", this.api.format(rest)),
              }
            : {
                  text,
                  isOver: true,
                  title: this._overTitle(rest, row, group),
              };
    }

    /** The limit of what may be given out is about all periods together. */
    _overTitle(rest, row, group) {
        const { plan } = this.api.model;
        const text = this.api.format(-rest);
        const over = group.span === null ? row.over?.[group.index] : null;
        if (!over) {
            return _t("The rows below have %s more", text);
        }
        const values = { amount: text, percent: percentText(over), limit: limitText(plan) };
        return group.id === null
            ? _t(
                  "Over-assigned: the rows below have %(amount)s more (%(percent)s); this plan allows %(limit)s",
                  values
              )
            : _t("Over-assigned: the rows below have %(amount)s more (%(percent)s)", values);
    }

    _extra(shown, group, column) {
        const { figures, view } = this.api.model;
        if (view === PROGRESS) {
            return this._progress(shown, group, column);
        }
        const { span, index } = group;
        const from = span === null ? shown.row : shown.row?.spans;
        const known = from?.[column.name]?.[span ?? index];
        const isGrowth = GROWTH_COLUMNS.includes(column.name);
        const [value, base] = isGrowth ? known || [] : [known, undefined];
        const isRatio = column.name in RATIOS;
        const text = isRatio ? figures[RATIOS[column.name]](value) : this.api.short(value);
        return {
            key: `${cellKey(shown.id, index)}-${column.name}`,
            column,
            isTarget: false,
            place: index,
            text,
            title: isGrowth
                ? this._growthTitle(base, shown.row?.so_far?.[column.name])
                : this._extraTitle(isRatio ? null : value, text) || this._soFarTitle(shown, group, column),
            isNegative: (column.name === "change" || isGrowth) && value < 0,
            // the documents of several periods are those of the year: open one of them
            isLink: column.name === "actual" && typeof value === "number" && span === null,
        };
    }

    /** What is exact of a figure beside the targets. */
    _extraTitle(amount, text) {
        const exact = this.api.format(amount);
        return exact === text ? "" : exact;
    }

    /** Of which periods a total is, where not all of them can be compared yet. */
    _soFarTitle({ row }, group, { name }) {
        const soFar = group.id === null && row?.so_far?.[name];
        return soFar ? _t("For the periods that have ended in it (%s)", formatInteger(soFar.length)) : "";
    }

    /**
     * What growth is measured against.
     *
     * @param {number[]|undefined} soFar the periods that are compared, where these are not all
     */
    _growthTitle(base, soFar) {
        const amount = this.api.format(base);
        if (!soFar) {
            return amount && _t("Compared with %s", amount);
        }
        if (!soFar.length) {
            return _t("None of the periods has ended in it");
        }
        const values = { amount, count: formatInteger(soFar.length) };
        return amount && _t("Compared with %(amount)s, of the periods that are over (%(count)s)", values);
    }

    /** How the whole row is doing. */
    _progress(shown, group, column) {
        const { progress, cells } = shown.row || {};
        const isBehind = ["missed", "at_risk"].includes(progress?.status);
        return {
            key: `${cellKey(shown.id, group.index)}-progress-${column.name}`,
            column,
            isTarget: false,
            place: group.index,
            text: this.api.format(progress?.[column.name]),
            isNegative: column.name === "gap" && progress?.gap < 0 && isBehind,
            isLink: column.name === "actual" && Boolean(progress),
            bar: column.name === "attainment" &&
                progress && {
                    attainment: progress.attainment,
                    target: cells?.[group.index][0] ?? null,
                    expected: progress.expected,
                    status: progress.status,
                },
        };
    }

    //--------------------------------------------------------------------------
    // Words
    //--------------------------------------------------------------------------

    restName({ kind, rowId }) {
        if (kind === "unplanned") {
            return _t("Unplanned");
        }
        const { levels } = this.api.model.plan;
        const { level_id } = this.api.row(rowId);
        const below = levels[levels.findIndex(({ id }) => id === level_id) + 1];
        return _t("of which without %s", below?.label || "");
    }

    toggleLabel(shown) {
        return shown.isExpanded
            ? _t("Collapse “%s”", shown.row.name)
            : _t("Expand “%s”", shown.row.name);
    }

    toggleIcon({ isOpening, isExpanded }) {
        if (isOpening) {
            return "fa-circle-o-notch fa-spin";
        }
        return isExpanded ? "fa-caret-down" : "fa-caret-right";
    }

    nameTitle({ row, owner }) {
        const title = row.level
            ? _t("%(row)s (%(level)s)", { row: row.name, level: row.level })
            : row.name;
        return owner ? `${title}\n${owner}` : title;
    }

    countLabel({ row }) {
        return row.count === 1 ? _t("1 row below") : _t("%s rows below", formatInteger(row.count));
    }

    linkTitle({ title }) {
        const what = _t("Open the documents of this figure");
        return title ? `${title}\n${what}` : what;
    }

    get handleTitle() {
        return _t("Drag to go on; with Ctrl to repeat, with Shift to grow");
    }

    cellTitle(cell) {
        const parts = [
            cell.error,
            cell.exact,
            cell.heat?.title,
            cell.isWaiting && _t("Waiting for the server"),
            heldTitle(cell),
            noteTitle(cell),
            cell.isChanged && _t("Changed, not published yet"),
            cell.rest?.title,
        ];
        return parts.filter(Boolean).join("\n") || undefined;
    }
}
