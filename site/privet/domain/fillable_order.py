"""Where the fields of a form stand among its tags, and so in which order they are read and tabbed to."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Matrix, Name, NumberTree, Object, Page, Pdf, parse_content_stream

GROUPS = {"/Document", "/Part", "/Sect", "/Art", "/Div", "/NonStruct", "/LBody", "/TD"}
NEAR = 3.0  # Points. A label may stand that much lower than the line beside it.


class Landmark(NamedTuple):
    """A tag and where its content begins, in points from the lower left corner; a picture has no page yet."""

    tag: Object
    page: tuple[int, int] | None
    left: float
    bottom: float


Beginnings = dict[tuple[int, int], dict[int, tuple[float, float]]]


class Order:
    """Puts fields among a document's tags, each after the one put before."""

    def __init__(self, document: Pdf, language: str) -> None:
        if "/StructTreeRoot" not in document.Root:
            raise ValueError("the form has no tags")
        self.document = document
        self.language = language
        self.root = document.Root.StructTreeRoot
        begun = {page.obj.objgen: dict(_beginnings(page)) for page in document.pages}
        self.landmarks = _with_pages(list(_landmarks(self.root, begun)))
        self.reached = 0
        self.last: tuple[Any, Any] = (None, None)

    def put(self, widget: Object, page: Object) -> None:
        """Tag a field: in place of the picture of its box, or else after the text that begins next to it."""
        form = self._picture(widget, page)
        if form is None:
            form = self._after_text(widget, page)
        form.Pg, form.Lang = page, self.language
        form.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
        key = int(self.root.ParentTreeNextKey)
        NumberTree(self.root.ParentTree)[key] = form
        widget.StructParent, self.root.ParentTreeNextKey = key, key + 1

    def _picture(self, widget: Object, page: Object) -> Object | None:
        """Turn the picture of an empty box into the field that it shows; the field says what it is for."""
        left, bottom = (float(edge) for edge in list(widget.Rect)[:2])
        for n, it in enumerate(self.landmarks[self.reached :], self.reached):
            near = max(abs(it.left - left), abs(it.bottom - bottom)) < NEAR
            if near and it.page == page.objgen and it.tag.S == "/Figure":
                for key in ("/A", "/Alt"):
                    del it.tag[key]
                it.tag.S, self.reached = Name.Form, n
                return it.tag
        return None

    def _after_text(self, widget: Object, page: Object) -> Object:
        bottom = float(widget.Rect[1]) - NEAR
        above = [
            n
            for n, it in enumerate(self.landmarks)
            if n >= self.reached and it.page == page.objgen and it.bottom > bottom
        ]
        lowest = {n: (-self.landmarks[n].bottom, self.landmarks[n].left) for n in above}
        self.reached = max(lowest, key=lowest.__getitem__, default=self.reached)
        tag = _block(self.landmarks[self.reached].tag)
        before = self.last[1] if self.last[0] == tag.objgen else tag
        form = self.document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Form, P=tag.P))
        kids = list(tag.P.K)
        place = [getattr(kid, "objgen", None) for kid in kids].index(before.objgen)
        tag.P.K = Array([*kids[: place + 1], form, *kids[place + 1 :]])
        self.last = (tag.objgen, form)
        return form


def _block(tag: Object) -> Object:
    """Climb to the tag that stands in a group, where a field can stand beside it."""
    while str(tag.P.S) not in GROUPS:
        tag = tag.P
    return tag


def _beginnings(page: Page) -> Iterator[tuple[int, tuple[float, float]]]:
    """Tell where each marked text of a page begins; our sheets place every text by ``cm`` and ``Tm``."""
    matrix, stack, mark = Matrix(), [], None
    for step in parse_content_stream(page, "q Q cm Tm BDC"):
        operands = step.operands
        match str(step.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = Matrix(*map(float, operands)) @ matrix
            case "BDC":
                mark = operands[1].get("/MCID") if hasattr(operands[1], "get") else None
            case "Tm" if mark is not None:
                yield int(mark), (Matrix(*map(float, operands)) @ matrix).transform((0, 0))
                mark = None


def _landmarks(tag: Object, begun: Beginnings) -> Iterator[Landmark]:
    """Walk the tags below a tag in the order in which they are read."""
    for kid in _kids(tag):
        if isinstance(kid, int) or "/MCID" in kid:
            number, page = (
                (kid, tag.Pg) if isinstance(kid, int) else (int(kid.MCID), kid.get("/Pg", tag.get("/Pg")))
            )
            if number in begun[page.objgen]:
                yield Landmark(tag, page.objgen, *begun[page.objgen][number])
        elif kid.get("/S") == "/Figure" and not _kids(kid):
            left, bottom, _right, _top = map(float, kid.A[0].BBox)
            yield Landmark(kid, None, left, bottom)
        elif "/S" in kid:
            yield from _landmarks(kid, begun)


def _kids(tag: Object) -> list[Any]:
    kids: Any = tag.get("/K", [])
    return list(kids) if isinstance(kids, Array | list) else [kids]


def _with_pages(landmarks: list[Landmark]) -> list[Landmark]:
    """Give each picture the page of the text that follows it, which is beside it."""
    page, found = None, []
    for it in reversed(landmarks):
        page = it.page or page
        found.append(it._replace(page=page))
    return found[::-1]
