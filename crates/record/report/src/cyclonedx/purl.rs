//! Package URLs of images: the `oci` type of the package URL specification.

use seaworthy_facts::ImageFacts;

/// The package URL of an image that a registry would find, if its digest is known.
pub(crate) fn of_image(image: &ImageFacts) -> Option<String> {
    let digest = image.digest.as_ref().filter(|_| image.has_reference)?;
    let (repository, tag) = split_reference(&image.name);
    let name = repository
        .rsplit('/')
        .next()
        .filter(|name| !name.is_empty())?;
    let mut purl = format!(
        "pkg:oci/{}@{}?",
        encode(&name.to_ascii_lowercase()),
        encode(digest.as_str())
    );
    // Qualifiers stand in the order of their keys.
    if let Some(platform) = &image.platform {
        purl.push_str(&format!("arch={}&", encode(&platform.architecture)));
    }
    let qualified = qualify(repository);
    purl.push_str(&format!("repository_url={}", encode_path(&qualified)));
    if let Some(tag) = tag {
        purl.push_str(&format!("&tag={}", encode(tag)));
    }
    Some(purl)
}

/// Repository and tag of a reference (distribution specification, "Pulling manifests").
fn split_reference(reference: &str) -> (&str, Option<&str>) {
    let named = reference
        .split_once('@')
        .map_or(reference, |(named, _)| named);
    match named.rsplit_once(':') {
        // A colon before a slash belongs to a port.
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (named, None),
    }
}

/// A repository with the host that a bare name stands for.
fn qualify(repository: &str) -> String {
    match repository.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => {
            repository.to_owned()
        }
        Some(_) => format!("docker.io/{repository}"),
        None => format!("docker.io/library/{repository}"),
    }
}

fn encode(text: &str) -> String {
    percent(text, b"-._~")
}

fn encode_path(text: &str) -> String {
    percent(text, b"-._~/")
}

fn percent(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use seaworthy_model::Digest;

    use super::*;

    #[test]
    fn an_image_has_the_purl_of_its_repository() {
        let image = |name: &str| ImageFacts {
            name: name.into(),
            has_reference: true,
            digest: Some(Digest::sha256(b"")),
            ..ImageFacts::default()
        };
        let hex = Digest::sha256(b"").hex().to_owned();
        assert_eq!(
            of_image(&image("localhost:5000/shop/Web:1.4")).unwrap(),
            format!("pkg:oci/web@sha256%3A{hex}?repository_url=localhost%3A5000/shop/Web&tag=1.4")
        );
        assert_eq!(
            of_image(&image("alpine")).unwrap(),
            format!("pkg:oci/alpine@sha256%3A{hex}?repository_url=docker.io/library/alpine")
        );
    }

    #[test]
    fn an_archive_without_a_reference_has_none() {
        let image = ImageFacts {
            name: "out/web.tar".into(),
            digest: Some(Digest::sha256(b"")),
            ..ImageFacts::default()
        };
        assert_eq!(of_image(&image), None);
    }
}
