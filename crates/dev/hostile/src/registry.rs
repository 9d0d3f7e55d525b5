//! What a registry answers and what names an image.

use seaworthy_registry::{
    DockerConfig, Reference, parse_challenges, read_document, read_hosts_toml,
};

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "challenge",
        run: challenge,
    },
    Target {
        name: "docker-config",
        run: docker_config,
    },
    Target {
        name: "hosts-toml",
        run: hosts_toml,
    },
    Target {
        name: "manifest",
        run: manifest,
    },
    Target {
        name: "reference",
        run: reference,
    },
];

fn challenge(bytes: &[u8]) {
    let _ = parse_challenges(&String::from_utf8_lossy(bytes));
}

fn docker_config(bytes: &[u8]) {
    let Ok(config) = DockerConfig::parse(bytes) else {
        return;
    };
    for name in ["shop/web:1", "registry.example:5000/a/b"] {
        if let Ok(image) = name.parse::<Reference>() {
            let _ = config.places(&image);
        }
    }
}

fn hosts_toml(bytes: &[u8]) {
    let _ = read_hosts_toml(bytes);
}

fn manifest(bytes: &[u8]) {
    let _ = read_document(bytes, None);
}

/// A reference that is read must be read again from what it prints.
fn reference(bytes: &[u8]) {
    let Ok(image) = String::from_utf8_lossy(bytes).parse::<Reference>() else {
        return;
    };
    let again = image.to_string().parse::<Reference>();
    assert!(
        again.is_ok_and(|again| again == image),
        "{image} is not read as it is printed"
    );
}
