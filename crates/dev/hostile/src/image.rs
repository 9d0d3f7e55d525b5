//! Layers, and the files of an image that tell about it.

use seaworthy_image::{Limits, RawConfig, fuzz, read_docker_manifest};

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "cached-facts",
        run: cached_facts,
    },
    Target {
        name: "docker-archive",
        run: docker_archive,
    },
    Target {
        name: "containerd-images",
        run: containerd_images,
    },
    Target {
        name: "engine-answer",
        run: engine_answer,
    },
    Target {
        name: "engine-stream",
        run: engine_stream,
    },
    Target {
        name: "image-config",
        run: image_config,
    },
    Target {
        name: "layer",
        run: layer,
    },
    Target {
        name: "os-release",
        run: os_release,
    },
    Target {
        name: "passwd",
        run: passwd,
    },
    Target {
        name: "sif",
        run: sif,
    },
];

/// A layer under any compression; without analysers, so that the archive itself is what is tried.
fn layer(bytes: &[u8]) {
    let _ = fuzz::layer(bytes, &[], &Limits::default());
}

/// A file of the cache, behind its checksum: whoever may write there can make a right one.
fn cached_facts(bytes: &[u8]) {
    let _ = fuzz::cached(bytes);
}

/// The database of containerd.
fn containerd_images(bytes: &[u8]) {
    let _ = fuzz::containerd_images(bytes);
}

/// A SIF with its squashfs.
fn sif(bytes: &[u8]) {
    let _ = fuzz::sif(bytes, &Limits::default());
}

/// What stands on the socket of a container engine.
fn engine_answer(bytes: &[u8]) {
    let _ = fuzz::engine_answer(bytes);
}

/// An archive as an engine streams it.
fn engine_stream(bytes: &[u8]) {
    let _ = fuzz::engine_stream(bytes, &Limits::default());
}

fn os_release(bytes: &[u8]) {
    for path in [
        "etc/os-release",
        "etc/alpine-release",
        "etc/redhat-release",
        "etc/debian_version",
    ] {
        let _ = fuzz::os_release(path, bytes);
    }
}

fn passwd(bytes: &[u8]) {
    let _ = fuzz::passwd(bytes);
    let _ = fuzz::shadow(bytes);
    let _ = fuzz::group(bytes);
}

/// The `manifest.json` of `docker save`.
fn docker_archive(bytes: &[u8]) {
    let _ = read_docker_manifest(bytes);
}

fn image_config(bytes: &[u8]) {
    let _ = RawConfig::read(bytes);
}
