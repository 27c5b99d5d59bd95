from . import (
    load,
    import_,
    explain,
    plan,
    cascade,
    people,
    deal,
    forecast,
)
