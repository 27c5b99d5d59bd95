from odoo.exceptions import UserError

#: How many problems are told, and how many are counted before reading ends.
_MOST_TOLD, _MOST_COUNTED = 10, 1000


class Problems:
    """What is wrong with a file: a sentence each, of which the first ones are told."""

    def __init__(self, env):
        self.env = env
        self._told = []
        self._count = 0

    def add(self, sentence):
        """Take one more.

        :raise UserError: when there are so many that more of them help nobody
        """
        self._count += 1
        if self._count <= _MOST_TOLD:
            self._told.append(sentence)
        if self._count == _MOST_COUNTED:
            self.raise_any()

    def raise_any(self):
        """Raise what is wrong, if anything is."""
        if not self._count:
            return
        more = self._count - len(self._told)
        sentences = list(self._told)
        if self._count == _MOST_COUNTED:
            sentences.append(self.env._("There are at least %s more such problems.", more))
        elif more:
            sentences.append(self.env._("There are %s more such problems.", more))
        raise UserError("\n".join(sentences))
