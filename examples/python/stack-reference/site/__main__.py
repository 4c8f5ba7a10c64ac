"""Uses a number that another stack bought. This stack needs no token of Invoca."""

import pulumi

# <organization>/<project>/<stack>; in a backend of your own the first is always `organization`.
source = pulumi.Config().get("numbers") or f"organization/tv-numbers/{pulumi.get_stack()}"
numbers = pulumi.StackReference(source).require_output("numbers")


def link(digits: str) -> str:
    return f'<a href="tel:+1{digits}">({digits[:3]}) {digits[3:6]}-{digits[6:]}</a>'


pulumi.export("call_link", numbers.apply(lambda bought: link(bought["late-night"])))
