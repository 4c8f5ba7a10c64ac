"""A project of one's own, from its first file on: what `invoca init` writes, and how it is filled.

`project/` is a template that `pulumi new` takes as well; `github/` and `gitlab/` are the pipelines,
and `both/` is what they share. The pipelines lie in examples/ by way of links.
"""
