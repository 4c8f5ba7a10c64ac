"""Random histories: a campaign file that is edited, deployed, struck, and changed by hand.

One vocabulary (`steps`) is played on three engines: models of Pulumi (`model`) and of Terraform
(`terraform`), thousands of times, and Pulumi itself (`real`), a hundred times. After each step and
in the end the account's own ledger is held against rules (`judge`) that know nothing of how the
work is done.

    python -m tests.crash.histories model 1 1000        seeds 1 to 1000
    python -m tests.crash.histories real 7              seed 7
    python -m tests.crash.histories terraform 7 --steps FILE     how seed 7 writes a configuration
    python -m tests.crash.histories model --steps FILE  the steps in FILE, as they were printed

A violation prints its seed and its history, one step a line. To make it smaller, put the lines
into a file, take some out, and play the rest: a step that became impossible is passed over.
"""
