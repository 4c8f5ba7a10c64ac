"""What is known of Pulumi's stacks without its SDK: how steps are worded, and what a stack holds.

For whoever looks at a stack from outside of a program: the provider process and the command line.
"""
