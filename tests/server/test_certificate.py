"""The local certificate: whose it is, who may read it, and when it is made anew."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from privet.server import Options, certificate
from privet.server.certificate import BadCertificate, ensure_certificate
from tests.needs import needs

NOW = datetime.now(UTC)


def parsed(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_certificate_is_for_this_machine_and_the_given_names(tmp_path: Path) -> None:
    path, key = ensure_certificate(tmp_path, NOW, ("www.site.example", "192.0.2.7"))

    made = parsed(path)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    usage = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "www.site.example"]
    assert list(map(str, names.get_values_for_type(x509.IPAddress))) == ["127.0.0.1", "::1", "192.0.2.7"]
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert isinstance(made.public_key(), ec.EllipticCurvePublicKey)
    assert timedelta(days=89) < made.not_valid_after_utc - NOW <= timedelta(days=90)
    assert key.read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_nobody_else_may_read_either_file(tmp_path: Path) -> None:
    folder = tmp_path / "certificates"

    paths = ensure_certificate(folder, NOW)

    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600, 0o600]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["certificate.pem", "key.pem"]


def test_modes_are_mended(tmp_path: Path) -> None:
    _, key = ensure_certificate(tmp_path, NOW)
    key.chmod(0o644)

    ensure_certificate(tmp_path, NOW)

    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("days", "renewed"), [(0, False), (59, False), (61, True), (91, True)])
def test_renewed_a_month_before_its_end(tmp_path: Path, days: int, renewed: bool) -> None:
    path, _ = ensure_certificate(tmp_path, NOW)
    before = path.read_bytes()

    ensure_certificate(tmp_path, NOW + timedelta(days=days))

    assert (path.read_bytes() != before) is renewed


def test_certificate_that_has_ended_is_renewed(tmp_path: Path) -> None:
    path, key = ensure_certificate(tmp_path, NOW - timedelta(days=400))

    ensure_certificate(tmp_path, NOW)

    assert certificate.end(path, key) > NOW


def test_renewed_when_the_names_change(tmp_path: Path) -> None:
    path, _ = ensure_certificate(tmp_path, NOW)

    ensure_certificate(tmp_path, NOW, ("www.site.example",))
    renewed = path.read_bytes()
    ensure_certificate(tmp_path, NOW, ("www.site.example",))

    assert b"CERTIFICATE" in renewed
    assert path.read_bytes() == renewed


@pytest.mark.parametrize("harm", ["other key", "no key", "empty", "garbage"])
def test_files_that_do_not_fit_are_made_anew(tmp_path: Path, harm: str) -> None:
    path, key = ensure_certificate(tmp_path, NOW)
    if harm == "other key":
        key.write_bytes(ensure_certificate(tmp_path / "other", NOW)[1].read_bytes())
    elif harm == "no key":
        key.unlink()
    else:
        path.write_text("" if harm == "empty" else "-----BEGIN CERTIFICATE-----\nx\n")

    ensure_certificate(tmp_path, NOW)

    assert certificate.end(path, key) > NOW


def test_key_with_a_passphrase_is_refused_without_asking(tmp_path: Path) -> None:
    needs("openssl")
    path, key = ensure_certificate(tmp_path, NOW)
    locked = tmp_path / "locked.pem"
    command = f"openssl pkcs8 -topk8 -in {key} -out {locked} -passout pass:secret"
    subprocess.run(command.split(), check=True, capture_output=True)

    with pytest.raises(BadCertificate, match="passphrase"):
        certificate.end(path, locked)


def test_options_refuse_what_would_betray_visitors(tmp_path: Path) -> None:
    for wrong in (
        {"host": "192.0.2.7"},
        {"certificate": tmp_path},
        {"body_cap": 600_000},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            Options(**wrong)
