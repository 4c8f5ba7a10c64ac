"""Random histories: a campaign file that is edited, deployed, struck, and changed by hand.

One vocabulary (`steps`) is played on models of Pulumi (`model`, `plugin`) and of Terraform
(`terraform`), thousands of times, and on Pulumi itself (`real`), a hundred times; by the dynamic
provider, by the plugin, and by a program that moves from one to the other; for one stack, or for
two that share an account (`chance_of_two`, `two_stacks`, `two_programs`, `two_persons`). After each
step and in the end the account's own ledger is held against rules (`judge`) that know nothing of
how the work is done.

    python -m tests.crash.histories model 1 1000        seeds 1 to 1000
    python -m tests.crash.histories plugin 1 1000       the same with the plugin
    python -m tests.crash.histories moving-over 1 1000  the same, changing to the plugin one day
    python -m tests.crash.histories picked 1 1000       where Invoca picks the ids, by `model`
    python -m tests.crash.histories picked-plugin 1 1000   the same by `plugin`
    python -m tests.crash.histories two-stacks 1 1000   two campaigns of one project, in one account
    python -m tests.crash.histories real 7              seed 7
    python -m tests.crash.histories real-plugin 7       the same with the plugin
    python -m tests.crash.histories terraform 7 --steps FILE     how seed 7 writes a configuration
    python -m tests.crash.histories model --steps FILE  the steps in FILE, as they were printed

A violation prints its seed and its history, one step a line. To make it smaller, put the lines
into a file, take some out, and play the rest: a step that became impossible is passed over.
"""
