"""What somebody on record refuses: each act is dated, and the newest one counts.

``Person.refused`` holds what is refused at this moment, and nothing else writes it; the acts are its proof.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from privet.domain import choice_proof, events, permissions
from privet.domain.choice_proof import Shown
from privet.domain.events import Act
from privet.domain.permissions import MAIL, SIGNALS
from privet.domain.times import at
from privet.storage.choices import Choice
from privet.storage.people import Person
from privet.storage.store import Store

REFUSED, ALLOWED = "off", "on"
LATELY = 50  # Acts that a page shows.


@dataclass(frozen=True)
class Wish:
    """What a person refuses and allows from now on, and who says so: an actor as events name them."""

    person: str
    actor: str
    refused: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Made:
    """One act: when, which choice, refused or not, by which way, and under which version of the statement."""

    at: datetime
    topic: str
    refused: bool
    way: str
    statement: str


@dataclass(frozen=True)
class Standing:
    """Where somebody’s choices stand: what is refused, the newest act of each, and all acts lately.

    ``overruled`` is the act by which they had allowed a sale, where a browser’s signal refused it after that.
    """

    refused: frozenset[str]
    newest: dict[str, Made]
    history: tuple[Made, ...]
    overruled: Made | None


def topics() -> tuple[str, ...]:
    """Give the choices that there are, in their order."""
    return tuple(permissions.rules().choice)


def choose(  # noqa: PLR0913, PLR0917 - the facts of one act; each stands for itself
    store: Store, person: str, refused: frozenset[str], shown: Shown, now: datetime, actor: str
) -> frozenset[str]:
    """Let somebody refuse all that stands in ``refused``, and allow the rest; gives what changed.

    ``mail`` stands among them where nothing optional is wanted by mail.

    :raises KeyError: for a choice that there isn’t.
    :raises LookupError: when there is no such person.
    """
    everything = frozenset((*topics(), MAIL))
    if refused - everything:
        raise KeyError(*(refused - everything))
    with store.writing():
        changed = _held(person) ^ refused
        chosen = {
            topic: REFUSED if topic in refused else ALLOWED for topic in (*topics(), MAIL) if topic in changed
        }
        apply(store, Wish(person, actor), chosen, shown, now)
        return changed


def change(store: Store, wish: Wish, shown: Shown, now: datetime) -> frozenset[str]:
    """Let somebody refuse and allow what ``wish`` says, and leave all else as it is; gives what changed.

    What is both refused and allowed is refused.

    :raises KeyError: for a choice that there isn’t.
    :raises LookupError: when there is no such person.
    """
    with store.writing():
        refused = (_held(wish.person) - wish.allowed) | wish.refused
        return choose(store, wish.person, refused, shown, now, wish.actor)


def refuse(store: Store, wish: Wish, shown: Shown, now: datetime) -> None:
    """Let somebody refuse what ``wish`` says as well; what they refused before stays refused.

    Each is written down, changed or not, so that this takes as long whatever stood there.
    """
    with store.writing():
        _held(wish.person)
        apply(store, wish, {topic: REFUSED for topic in topics() if topic in wish.refused}, shown, now)


def signal(store: Store, person: str, name: str, shown: Shown, now: datetime) -> bool:
    """Note what the signal ``name`` of a browser refuses, once; says whether that wasn’t noted before.

    It overrules what somebody allowed before, and that it isn’t sent any more takes nothing back.
    """
    topic = SIGNALS[name]
    with store.writing():
        held = _held(person)
        newest = Choice.newest_of(person, topic)
        if topic in held and newest is not None and newest.way == "signal":
            return False
        apply(store, Wish(person, "site"), {topic: REFUSED}, shown, now)
        return True


def set_mail(person: str, *, refused: bool) -> None:
    """Note on the record whether somebody wants no optional mail at all, within a block that writes.

    Whoever calls this writes down the act as well.
    """
    held = _held(person)
    _write(person, held | {MAIL} if refused else held - {MAIL})


def standing_of(store: Store, person: str) -> Standing:
    """Give where somebody’s choices stand, with their history.

    :raises LookupError: when there is no such person.
    """
    refused = permissions.standing(store, person).refused
    made = history(store, person)
    newest: dict[str, Made] = {}
    for act in made:
        newest.setdefault(act.topic, act)
    return Standing(refused & set(topics()), newest, made[:LATELY], _overruled(made))


def history(store: Store, person: str) -> tuple[Made, ...]:
    """Give what somebody chose about their information, the newest act first."""
    known = set(topics())
    with store.reading():
        rows = [row for row in Choice.of_person(person) if row.topic in known]
    return tuple(Made(at(row.at), row.topic, row.value == REFUSED, row.way, row.statement) for row in rows)


def apply(store: Store, wish: Wish, chosen: dict[str, str], shown: Shown, now: datetime) -> None:
    """Write down what was chosen, with its proof and its events, within a block that writes."""
    if not chosen:
        return
    held = set(_held(wish.person))
    for topic, value in chosen.items():
        (held.add if value == REFUSED else held.discard)(topic)
    _write(wish.person, held)
    choice_proof.note({"person": wish.person}, shown, chosen, now)
    for topic, value in chosen.items():
        detail = {"topic": topic, "value": value, "way": shown.way}
        events.record(store, Act(actor=wish.actor, action="choice.made", subject=wish.person, detail=detail))


def _overruled(made: tuple[Made, ...]) -> Made | None:
    """Give the act that a signal overruled, as long as nobody chose anew after it."""
    sale = [act for act in made if act.topic in SIGNALS.values()]
    before = next((act for act in sale if act.way != "signal"), None)
    overruled = bool(sale) and sale[0].way == "signal" and before is not None and not before.refused
    return before if overruled else None


def _held(person: str) -> frozenset[str]:
    """Give what somebody refuses, and let nobody else change it until this block is over."""
    refused = Person.refusals(person)
    if refused is None:
        raise LookupError
    return frozenset(refused.split())


def _write(person: str, refused: Iterable[str]) -> None:
    """Write what is refused, in the order of the choices."""
    order = (*topics(), MAIL)
    Person.refusing(person, " ".join(topic for topic in order if topic in refused))
