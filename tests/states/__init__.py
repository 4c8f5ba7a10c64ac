"""States as releases of this project wrote them, each with the account that it speaks of.

A folder a release, and in it one a state: what is declared (`campaign.yaml` or `program.py`), the
exported stack (`state.json`), and the numbers of the account (`account.json`). They are never
written anew: what users hold was written once, and every later version has to read it.
"""
