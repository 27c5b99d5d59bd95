"""What counts as sold, read live from native documents in one grouped query.

May use ``tools`` and what stands beside it in ``queries``.
Entry points: ``read.py``, the front door; ``question.py`` says what can be asked.
Nouns: question (what is asked, of which days and companies), source (one kind of document), fact
(a signed line of one, with every dimension).
"""
