"""Floors and rooms: what may import and ask what."""

import structure


def test_imports_go_down():
    wrong = [
        f"{structure.short(path)}:{line} imports {structure.short(target)}"
        for path, tree in structure.sources().items()
        for line, target in structure.imports(path, tree)
        if target != structure.ROOT and not _may_use(path, target)
    ]
    assert not wrong, "\n".join(wrong)


def _may_use(path, target):
    return structure.place_of(path).may_use(structure.place_of(target))


def test_models_ask_what_is_below():
    homes = structure.homes()
    wrong = [
        f"{structure.short(path)}:{line} asks {name}, which is in {homes[name]}"
        for path, tree in structure.sources().items()
        for line, name in structure.asked_models(tree)
        if name in homes and not structure.place_of(path).may_use(homes[name])
    ]
    assert not wrong, "\n".join(wrong)


def test_methods_call_what_is_below():
    places = structure.method_places()
    wrong = [
        f"{structure.short(path)}:{line} calls {name}, which is in {', '.join(map(str, above))}"
        for path, tree in structure.sources().items()
        for line, name in structure.called_names(tree)
        if (above := places.get(name))
        and not any(structure.place_of(path).may_use(place) for place in above)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_is_known():
    rooms = {path.name for path in (structure.ROOT / "models").iterdir() if path.is_dir()}
    assert rooms - {"__pycache__"} == set(structure.ROOMS)
