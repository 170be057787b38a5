"""Real processes on real databases, while everything around them fails: `make chaos`. Not in `make test`.

What must hold at the end, whatever happened: each person has at most one message, all that was due has come to an end,
and nothing is lost without a trace.
"""
