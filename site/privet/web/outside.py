"""Links to other sites as they stand on this page: in its language, by the register of this site."""

from privet.domain import links
from privet.domain.links import Anchor
from privet.web import language
from privet.web.house import house


def anchor(name: str) -> Anchor:
    """Give the HTML around the words of the link ``name``.

    :raises KeyError: for an id that isn't registered.
    """
    return links.anchor(name, links.register(house().own_data), language.current(), language.link)
