"""There is one door for mail: who may open a connection, and who may call what carries mails."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [*(ROOT / "site" / "privet").rglob("*.py"), *(ROOT / "blueprints").rglob("*.py")]
CARRIERS = {"smtplib", "aiosmtplib", "imaplib", "poplib", "flask_mail", "asyncore", "telnetlib"}


def modules(tree: ast.AST) -> set[str]:
    """Give the names under which a file knows modules of ours: their functions carry nothing."""
    own = (
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "privet.domain"
    )
    return {alias.name for node in own for alias in node.names}


def trees() -> Iterator[tuple[str, ast.AST]]:
    for path in CODE:
        yield path.name, ast.parse(path.read_text("utf-8"))


@pytest.mark.promise("P27")
def test_one_module_speaks_with_the_relay() -> None:
    """P27: a second way out would have no guard."""
    found = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        )
        if module.split(".")[0] in CARRIERS
    }
    assert found == {"mail_relay.py"}, (
        f"{found}: only mail_relay speaks SMTP; queue a mail in privet.domain.mail"
    )


@pytest.mark.promise("P27")
def test_one_module_gives_mails_to_what_carries_them() -> None:
    """P27: a mail that didn’t pass the door wasn’t looked at."""
    found = {
        (name, receiver)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send"
        if (receiver := ast.unparse(node.func.value)) not in modules(tree)
    }
    allowed = {
        ("mail_door.py", "sender"),
        ("mail_relay.py", "relay"),  # The socket of smtplib, with the content of a mail that passed.
        ("posting.py", "self"),  # The thread of the site: it calls mail.send_due.
        ("worker.py", "supervisor"),  # A pipe between two processes of the server.
    }
    assert found <= allowed, f"{found - allowed}: give it to mail_door, which looks at each mail before"
    assert ("mail_door.py", "sender") in found


@pytest.mark.promise("P27")
def test_door_looks_before_it_sends() -> None:
    """P27: nothing stands between the guard and the relay, and nothing goes around the guard."""
    tree = ast.parse((ROOT / "site" / "privet" / "domain" / "mail_door.py").read_text("utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    body = [ast.unparse(line) for line in functions["pass_on"].body[1:]]
    assert body == ["mail_guard.check(form, finished, names)", "sender.send(finished)"]
