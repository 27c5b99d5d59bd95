"""How it is said that people were reminded."""


def describe_reminded(env, count):
    """Return the sentence about how many people were just reminded; each is once a day."""
    if not count:
        return env._("All of them were reminded today already.")
    if count == 1:
        return env._("1 person is reminded.")
    return env._("%s people are reminded.", count)
