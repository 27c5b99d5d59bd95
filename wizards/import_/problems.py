from odoo.exceptions import UserError

#: How many problems are told, and how many are counted before reading ends.
_MOST_TOLD, _MOST_COUNTED = 10, 1000


class Problems:
    """What is wrong with a file: a sentence each, of which the first ones are told."""

    def __init__(self, env):
        self.env = env
        self._found = []

    def add(self, sentence, line=0):
        """Take one more.

        :param line: the row of the sheet that it is about: the first ones are told first
        :raise UserError: when there are so many that more of them help nobody
        """
        self._found.append((line, sentence))
        if len(self._found) == _MOST_COUNTED:
            self.raise_any()

    def raise_any(self):
        """Raise what is wrong, if anything is."""
        if not self._found:
            return
        told = sorted(self._found, key=lambda found: found[0])[:_MOST_TOLD]
        sentences = [sentence for __, sentence in told]
        more = len(self._found) - len(told)
        if len(self._found) == _MOST_COUNTED:
            sentences.append(self.env._("There are at least %s more such problems.", more))
        elif more:
            sentences.append(self.env._("There are %s more such problems.", more))
        raise UserError("\n".join(sentences))
