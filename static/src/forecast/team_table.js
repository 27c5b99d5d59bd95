import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { AdjustDialog } from "./dialogs/adjust_dialog";
import { formatChance } from "@sales_plan/figures/chances";
import {
    ADJUSTABLE,
    NONE,
    ROLES,
    amountColumns,
    basisLabel,
    countedText,
    formatMoment,
    formatNumber,
    formatRatio,
    isKnown,
    labelled,
    roleLabel,
} from "./figures";
import { useForecast } from "./use_forecast";

const ICONS = { own: "fa-user", person: "fa-user", team: "fa-users", others: "fa-inbox" };

/**
 * A leader's worksheet: what is closed and what still stands of what each direct report has
 * submitted, corrected by the leader, beside what deals say now where that is asked for.
 */
export class TeamTable extends Component {
    static template = "sales_plan.TeamTable";
    static props = { model: Object };

    setup() {
        this.model = useForecast();
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
    }

    get data() {
        return this.model.data;
    }

    get columns() {
        return amountColumns(this.model.isCumulative);
    }

    get canAdjust() {
        return this.data.forecast.can_adjust && !this.model.isReadonly;
    }

    /** The headings of all but the amounts, which cards repeat beside their figures. */
    get headings() {
        return { target: _t("Target"), forecast: _t("Forecast"), gap: _t("Gap"), landing: _t("Landing") };
    }

    /** Whether the period is still to land somewhere. */
    get lands() {
        return !this.data.forecast.period.is_over;
    }

    /** Where a seat will end up, once that is worked out; some rows land nowhere of their own. */
    landing(answer) {
        if (!answer) {
            return { amount: this.model.landing ? NONE : "…", chance: null, help: "" };
        }
        const { p10, p50, p90, chance, basis } = answer;
        return {
            amount: this.number(p50),
            chance: isKnown(chance) ? formatChance(chance) : null,
            help: labelled(
                basisLabel(basis),
                _t("%(low)s to %(high)s", { low: this.number(p10), high: this.number(p90) })
            ),
        };
    }

    get isEmpty() {
        return !this.data.rows.some((row) => this.isReport(row));
    }

    number(value) {
        return formatNumber(value, this.data.currency);
    }

    /** @returns {string} a difference with its sign */
    difference(value) {
        return `${value > 0 ? "+" : ""}${this.number(value)}`;
    }

    get rows() {
        return this.data.rows.map((row) => ({
            ...row,
            icon: ICONS[row.kind],
            label: this.label(row),
            help: row.kind === "others" ? this.othersHelp : "",
            status: this.status(row),
            counted: this.counted(row),
            cells: this.cells(row),
            canAdjust: this.canAdjust && row.can_adjust,
            isNone: this.isNone(row),
            landing: this.landing(this.model.landing?.rows[row.key]),
            liveForecast: this.showsLive(row) ? this.number(row.live.forecast) : null,
        }));
    }

    get isCompany() {
        return this.data.forecast.kind === "company";
    }

    get othersHelp() {
        return this.isCompany
            ? _t("Deals without a team: of people in none, and of nobody")
            : _t("Deals of the team that belong to none of its people");
    }

    label({ kind, name }) {
        return kind === "own" ? _t("%s (own deals)", name) : name;
    }

    /** What a reader should know about where the row's figures come from. */
    status({ kind, submission, is_stale, since }) {
        const isOwn = kind === "own" || kind === "others";
        if (isOwn && this.data.forecast.shows_live) {
            return { text: this.model.isReadonly ? "" : _t("Live") };
        }
        if (kind === "others") {
            // deals of nobody in particular are submitted by the team's leader
            submission = this.data.submission;
        }
        if (!submission) {
            return { text: _t("Not submitted"), isMissing: true };
        }
        const date = formatMoment(submission.date);
        return is_stale
            ? { text: _t("Changed since %s", date), isStale: true, help: this.since(since) }
            : { text: _t("Submitted on %s", date) };
    }

    /** How a row would be submitted differently now. */
    since(differences) {
        const parts = [...ROLES, "forecast"]
            .filter((role) => differences[role])
            .map((role) => `${roleLabel(role)} ${this.difference(differences[role])}`);
        return _t("If it were submitted now: %s", parts.join(", "));
    }

    /** What counts for a row's target, in the words of its plan. */
    counted({ measured }) {
        return (
            measured && {
                text: countedText(measured.basis, this.number(measured.actual)),
                help: isKnown(measured.attainment)
                    ? labelled(measured.plan, formatRatio(measured.attainment))
                    : measured.plan,
            }
        );
    }

    isReport({ kind }) {
        return kind === "person" || kind === "team";
    }

    /** Own deals and those of nobody are live anyway. */
    showsLive(row) {
        return Boolean(this.model.view.live && row.live && this.isReport(row));
    }

    /** Nothing was submitted, nor said about it by the leader, and nothing is closed. */
    isNone(row) {
        return (
            this.isReport(row) &&
            !row.submitted &&
            !row.total.forecast &&
            !Object.values(row.adjustment).some(Boolean)
        );
    }

    /** The amounts of a row: what counts, how it came about, and what deals say now. */
    cells(row) {
        const showsLive = this.showsLive(row);
        return this.columns.map(({ role, label, get }) => {
            const adjustment = row.adjustment[role] || null;
            return {
                role,
                label,
                total: this.number(get(row.total)),
                isNone:
                    this.isReport(row) && !row.submitted && !adjustment && !get(row.total),
                adjustment:
                    adjustment && !this.model.isCumulative
                        ? this.adjusted(adjustment)
                        : null,
                live: showsLive ? this.number(get(row.live)) : null,
                isAdjustable: ADJUSTABLE.includes(role) && !this.model.isCumulative,
                adjustLabel: _t("Adjust %(role)s of %(name)s", {
                    role: label,
                    name: this.label(row),
                }),
            };
        });
    }

    /** @returns {Object} an adjustment with how it is shown, and read out */
    adjusted(adjustment) {
        const difference = this.difference(adjustment.amount);
        return {
            ...adjustment,
            difference,
            label: labelled(_t("Adjusted by %s", difference), adjustment.note),
        };
    }

    get totals() {
        const { totals } = this.data;
        return this.columns.map(({ role, label, get }) => ({
            role,
            label,
            total: this.number(get(totals.total)),
            live: this.model.view.live && totals.live ? this.number(get(totals.live)) : null,
            adjustment: this.model.isCumulative ? 0 : totals.adjustment[role],
        }));
    }

    //--------------------------------------------------------------------------
    // Opening
    //--------------------------------------------------------------------------

    /** The forecast behind a row, where the reader may open it. */
    choice({ kind, user_id, team_id }) {
        const isTeam = kind === "team";
        return this.data.choices.find((choice) =>
            isTeam
                ? choice.kind === "team" && choice.team_id === team_id
                : choice.kind === "person" && choice.user_id === user_id
        );
    }

    /** A team's worksheet; of people, the deals that they have submitted. */
    open(row) {
        return this.model.open(this.choice(row));
    }

    openSubmission({ submission }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sales.forecast.submission",
            res_id: submission.id,
            views: [[false, "form"]],
        });
    }

    //--------------------------------------------------------------------------
    // Reminding
    //--------------------------------------------------------------------------

    /** Who has not submitted, in words; nothing where nobody of them can be told. */
    get missing() {
        const missing = this.data.rows.filter((row) => this.isReport(row) && !row.submission);
        const told = missing.filter((row) => row.can_remind);
        if (!told.length || this.model.isReadonly) {
            return null;
        }
        return {
            text:
                missing.length === 1
                    ? _t("%s has not submitted", this.label(missing[0]))
                    : _t("%s have not submitted", missing.length),
            isDone: told.every((row) => row.is_reminded),
        };
    }

    remindLabel({ is_reminded }) {
        return is_reminded ? _t("Reminded today") : _t("Remind");
    }

    async remind(row) {
        const told = await this.model.remind(row ? row.key : null);
        this.notification.add(told, { type: "success" });
    }

    //--------------------------------------------------------------------------
    // Adjusting
    //--------------------------------------------------------------------------

    adjust(row, role) {
        this.dialog.add(AdjustDialog, {
            model: this.model,
            role,
            row: row.key,
            rowName: this.label(row),
            base: row.basis[role],
            baseLabel: this.baseLabel(row, role),
            adjustment: row.adjustment[role] || null,
        });
    }

    baseLabel(row, role) {
        if (!this.isReport(row)) {
            return _t("Live");
        }
        return !row.submitted || row.basis[role] === row.submitted[role]
            ? _t("Submitted")
            : _t("Submitted, without what is gone since");
    }

    reset(row, role) {
        return this.model.adjust(row.key, role, null);
    }
}
