"""What is known of Terraform's states without its protocol: names, and how steps are worded.

For the provider, and for whoever reads what it wrote from outside: the command line.
"""
