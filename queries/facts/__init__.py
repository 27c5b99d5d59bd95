"""Facts: what was won, ordered, invoiced and collected, and what is in the pipeline.

A question (``question.FactQuery``) is answered by the sources of its basis (``documents``,
``deals``), each a ``source.Source``; ``read.fact_query`` makes one query of them. All but these
files ask ``read`` only, so that everything that is called an actual agrees to the cent.
"""
