from . import (
    load,
    import_,
    explain,
    plan,
    cascade,
    people,
    customer,
    deal,
    forecast,
    alert,
)
