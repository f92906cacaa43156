"""Who may sign in at all: the roles of the secure area and of the office."""

MEMBER, DEPENDENT, REPRESENTATIVE, AGENT = "member", "dependent", "representative", "agent"
CLERK, LEAD, OFFICER, AUDITOR = "clerk", "lead", "officer", "auditor"
STAFF = (CLERK, LEAD, OFFICER, AUDITOR)
PEOPLE = (MEMBER, DEPENDENT)  # Those who are on record themselves, former members too.
OWNERS = (*PEOPLE, AGENT)  # Who looks after one person’s record: their own, or that of whom they act for.
ROLES = (*PEOPLE, REPRESENTATIVE, AGENT, *STAFF)
SCOPES = ("see", "correct", "copy", "messages")  # What an agent’s paper may cover.


def role_of(actor: str) -> str:
    """Give the role of an event’s actor: before the dot, or the whole word for commands and the site."""
    return actor.partition(".")[0]
