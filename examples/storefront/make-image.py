#!/usr/bin/env python3
"""Writes image/, an OCI layout of the shop, from the files of this folder and the lists below.

The same input gives the same bytes: no clock, no user, sorted members. Formats: OCI image
specification 1.1 (layout, manifest, configuration, layer).
"""

import gzip
import hashlib
import io
import json
import pathlib
import shutil
import tarfile

HERE = pathlib.Path(__file__).parent
OUT = HERE / "image"
CREATED = "2024-02-01T00:00:00Z"

OS_RELEASE = """PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION_CODENAME=bookworm
ID=debian
"""

ACCOUNTS = "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"

# Binary package, source package, version: what Debian 12 shipped in its first months.
DEBIAN = [
    ("apt", "apt", "2.6.1"),
    ("bash", "bash", "5.2.15-2+b2"),
    ("ca-certificates", "ca-certificates", "20230311"),
    ("coreutils", "coreutils", "9.1-1"),
    ("curl", "curl", "7.88.1-10"),
    ("dpkg", "dpkg", "1.21.22"),
    ("libc6", "glibc", "2.36-9"),
    ("libcurl4", "curl", "7.88.1-10"),
    ("libexpat1", "expat", "2.5.0-1"),
    ("libgnutls30", "gnutls28", "3.7.9-2"),
    ("libnghttp2-14", "nghttp2", "1.52.0-1"),
    ("libssl3", "openssl", "3.0.9-1"),
    ("libsystemd0", "systemd", "252.6-1"),
    ("openssl", "openssl", "3.0.9-1"),
    ("perl-base", "perl", "5.36.0-7"),
    ("python3.11-minimal", "python3.11", "3.11.2-6"),
    ("sudo", "sudo", "1.9.13p3-1"),
    ("zlib1g", "zlib", "1:1.2.13.dfsg-1"),
]

# Program, mode.
PROGRAMS = [
    ("usr/bin/apt-get", 0o755),
    ("usr/bin/bash", 0o755),
    ("usr/bin/curl", 0o755),
    ("usr/bin/gcc", 0o755),
    ("usr/bin/passwd", 0o4755),
    ("usr/bin/su", 0o4755),
    ("usr/bin/sudo", 0o4755),
]


def dpkg_status():
    """The package database as dpkg writes it, as far as it matters."""
    parts = []
    for name, source, version in DEBIAN:
        parts.append(
            f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\n"
            f"Source: {source}\nVersion: {version}\n"
        )
    return "\n".join(parts)


def requirements():
    """Name and version of each line of the catalogue's requirements."""
    for line in (HERE / "services/catalog/requirements.txt").read_text().splitlines():
        if "==" in line:
            yield line.strip().split("==")


def layer(files):
    """A gzip layer of (path, mode, content) and its diff id."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, mode, content in sorted(files):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), mode
            tar.addfile(member, io.BytesIO(content))
    data = raw.getvalue()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as out:
        out.write(data)
    return packed.getvalue(), "sha256:" + hashlib.sha256(data).hexdigest()


def layers():
    """Each layer with the instruction that makes it."""
    base = [
        ("etc/os-release", 0o644, OS_RELEASE.encode()),
        ("etc/passwd", 0o644, ACCOUNTS.encode()),
        ("var/lib/dpkg/status", 0o644, dpkg_status().encode()),
    ]
    base += [(path, mode, b"#!/bin/false\n") for path, mode in PROGRAMS]
    yield base, "/bin/sh -c #(nop) ADD file:0d5a1c in / "

    catalog = HERE / "services/catalog"
    yield [
        (f"srv/catalog/{path.name}", 0o644, path.read_bytes())
        for path in sorted(catalog.iterdir())
        if path.is_file()
    ], "COPY services/catalog /srv/catalog # buildkit"

    installed = []
    for name, version in requirements():
        folder = f"usr/local/lib/python3.11/dist-packages/{name}-{version}.dist-info"
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        installed.append((f"{folder}/METADATA", 0o644, text.encode()))
    yield installed, (
        "RUN /bin/sh -c pip install --break-system-packages -r /srv/catalog/requirements.txt"
        " # buildkit"
    )

    # In parts, so that no text of this repository looks like a token.
    token = "npm" + "_" + "wV8sQ2kLr5TzYb3NcXf7" + "HjM9PgD4aE0qRuKd"
    yield [("root/.npmrc", 0o600, f"//npm.example/:_authToken={token}\n".encode())], (
        "COPY registry.npmrc /root/.npmrc # buildkit"
    )

    web = HERE / "services/web"
    files = [("root/.wh..npmrc", 0o644, b"")]
    files += [(f"srv/web/{path.name}", 0o644, path.read_bytes()) for path in web.iterdir()]
    lock = json.loads((web / "package-lock.json").read_text())
    for path, package in lock["packages"].items():
        if path:
            text = json.dumps({"name": path.rpartition("/")[2], "version": package["version"]})
            files.append((f"srv/web/{path}/package.json", 0o644, text.encode()))
    yield files, "RUN /bin/sh -c cd /srv/web && npm ci && rm /root/.npmrc # buildkit"


def main():
    """Writes the layout."""
    shutil.rmtree(OUT, ignore_errors=True)
    blobs = OUT / "blobs/sha256"
    blobs.mkdir(parents=True)

    def blob(data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    def document(value):
        return json.dumps(value, indent=1, sort_keys=True).encode()

    described, diff_ids, history = [], [], []
    for files, created_by in layers():
        data, diff_id = layer(files)
        described.append(blob(data, "application/vnd.oci.image.layer.v1.tar+gzip"))
        diff_ids.append(diff_id)
        history.append({"created": CREATED, "created_by": created_by})
    password = "Lantern" + "-41" + "-harbour"
    settings = {
        "Env": [
            "PATH=/usr/local/bin:/usr/bin:/bin",
            f"DATABASE_URL=postgres://storefront:{password}@db.example/shop",
        ],
        "Cmd": ["python3", "/srv/catalog/app.py"],
        "ExposedPorts": {"8080/tcp": {}, "22/tcp": {}},
        "Labels": {"maintainer": "the storefront example"},
    }
    steps = [
        "ENV " + settings["Env"][1],
        "EXPOSE map[22/tcp:{} 8080/tcp:{}]",
        'CMD ["python3" "/srv/catalog/app.py"]',
    ]
    for step in steps:
        history.append({"created": CREATED, "created_by": step, "empty_layer": True})
    config = {
        "created": CREATED,
        "architecture": "amd64",
        "os": "linux",
        "config": settings,
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
        "history": history,
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": blob(document(config), "application/vnd.oci.image.config.v1+json"),
        "layers": described,
    }
    entry = blob(document(manifest), "application/vnd.oci.image.manifest.v1+json")
    entry["platform"] = {"os": "linux", "architecture": "amd64"}
    entry["annotations"] = {"org.opencontainers.image.ref.name": "storefront:latest"}
    index = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [entry],
    }
    (OUT / "index.json").write_bytes(document(index))
    (OUT / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


if __name__ == "__main__":
    main()
