"""Parts of a model: the order in which they are imported carries no meaning."""

import ast

import structure

#: The methods of own models that several parts define, and why. Each has a first definition that
#: does nothing or little, says that it is a hook, and is extended from above with super().
HOOKS = {
    "crm.lead.history._react_to_rebuilding": "what landings learned from another past is forgotten",
    "sales.figure.mixin._get_figure_readers": "kept figures tell by which documents they differ",
    "sales.forecast.notice._tell": "reminders of leaders tell something else than missed targets",
    "sales.forecast.period._is_told_otherwise": "alert rules tell of targets that were missed",
    "sales.landing._read_own_past": "what landings of ended periods tell is kept with forecasts",
    "sales.plan._complete_figures": "a revision keeps the targets of periods that have ended",
    "sales.plan._copy_rows_to": "the store of amounts copies rows, amounts and notes at once",
    "sales.plan._find_next_step": "publishing is a step of its own, level by level",
    "sales.plan._get_structural_fields": "a revision adds options that are settled with the plan",
    "sales.plan._put_back_into_force": "activities about a plan that is reopened come back",
    "sales.plan._put_into_force": "confirming publishes",
    "sales.plan._take_out_of_force": "activities about a plan that is over are done",
    "sales.plan.allocation._record_creation": "rows that are added one by one are steps",
    "sales.plan.allocation._recording_removal": "rows that are deleted one by one are steps",
    "sales.plan.joining._check_join": "who publishes has more reasons why rows cannot become one",
    "sales.plan.joining._join_records": "publications, answers, kept figures become one, too",
    "sales.plan.notice._follow_up": "who is told of targets to answer gets an activity",
    "sales.plan.notice._get_writers": "each capability brings the sentences of its notices",
    "sales.plan.report._get_sources": "revisions side by side are a source of their own",
    "sales.plan.report._get_target_values": "revisions add previous and original targets",
    "sales.plan.table._get_last_hidden_step": "what was done before a publication is not told",
    "sales.plan.table._get_more_lines": "publications are part of how an amount came about",
    "sales.plan.table._tell_answered": "a message tells that a note was answered",
    "sales.plan.target._record_creation": "targets that are made one by one are steps",
    "sales.plan.target._recording_changes": "targets that are changed one by one are steps",
    "sales.weekly.mail._get_content": "what the mail says is told by the cockpit",
}


def test_only_hooks_are_overridden():
    several = {
        f"{model}.{method}"
        for (model, method), parts in structure.definitions().items()
        if len(parts) > 1
    }
    assert several == set(HOOKS)


def test_hooks_say_so_and_are_extended_from_above():
    wrong = []
    for name in HOOKS:
        model, _, method = name.rpartition(".")
        parts = structure.definitions()[model, method]
        first = [part for part in parts if not _calls_super(part, method)]
        if len(first) != 1:
            wrong.append(f"{name}: {len(first)} definitions do not call super()")
        elif "Hook:" not in (_docstring(first[0], method) or ""):
            wrong.append(f"{name}: {structure.short(first[0].path)} does not say that it is a hook")
        else:
            home = structure.place_of(first[0].path)
            wrong += [
                f"{name}: {structure.short(part.path)} does not stand above {home}"
                for part in parts
                if part is not first[0] and not structure.place_of(part.path).may_use(home)
            ]
    assert not wrong, "\n".join(wrong)


def _method(part, name):
    [found] = [method for method in part.methods() if method.name == name]
    return found


def _docstring(part, name):
    return ast.get_docstring(_method(part, name))


def _calls_super(part, name):
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
        for node in ast.walk(_method(part, name))
    )


def test_a_plan_keeps_what_a_plan_is():
    methods = {method for model, method in structure.definitions() if model == "sales.plan"}
    assert len(methods) < 120, sorted(methods)
