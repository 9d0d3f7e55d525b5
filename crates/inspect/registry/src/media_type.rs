//! Media types of manifests, configurations and layers.
//!
//! From the OCI Image Specification 1.1 (`media-types.md`) and the Docker image manifest version 2
//! schema 2.

/// OCI image manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// OCI image index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// OCI image configuration.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// Docker image manifest.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker image configuration.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";

/// Manifests that are asked for, best first.
pub const ACCEPTED_MANIFESTS: [&str; 4] = [OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST];

/// How a layer is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// What a layer is, by its media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerKind {
    /// A tar archive in this registry.
    Tar(Compression),
    /// A tar archive that may be fetched only from elsewhere. It is not: what it holds is unknown.
    Foreign,
    /// Something else: an artifact, or a format that is not known here.
    Other,
}

/// What a layer of this media type is.
#[must_use]
pub fn layer_kind(media_type: &str) -> LayerKind {
    const OCI: &str = "application/vnd.oci.image.layer.";
    const DOCKER: &str = "application/vnd.docker.image.rootfs.";
    let foreign = format!("{OCI}nondistributable.");
    if media_type.starts_with(&foreign) || media_type.starts_with(&format!("{DOCKER}foreign.")) {
        return LayerKind::Foreign;
    }
    let rest = media_type
        .strip_prefix(OCI)
        .and_then(|rest| rest.strip_prefix("v1."));
    let rest = rest.or_else(|| media_type.strip_prefix(DOCKER)?.strip_prefix("diff."));
    match rest {
        Some("tar") => LayerKind::Tar(Compression::None),
        Some("tar+gzip" | "tar.gzip") => LayerKind::Tar(Compression::Gzip),
        Some("tar+zstd" | "tar.zstd") => LayerKind::Tar(Compression::Zstd),
        _ => LayerKind::Other,
    }
}

/// The type without parameters, in lower case (RFC 9110 section 8.3.1).
#[must_use]
pub(crate) fn essence(content_type: &str) -> String {
    let bare = content_type
        .split_once(';')
        .map_or(content_type, |(bare, _)| bare);
    bare.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_told_by_their_type() {
        let cases = [
            (
                "application/vnd.oci.image.layer.v1.tar",
                LayerKind::Tar(Compression::None),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip",
                LayerKind::Tar(Compression::Gzip),
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+zstd",
                LayerKind::Tar(Compression::Zstd),
            ),
            (
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                LayerKind::Foreign,
            ),
            (
                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                LayerKind::Tar(Compression::Gzip),
            ),
            (
                "application/vnd.docker.image.rootfs.diff.tar",
                LayerKind::Tar(Compression::None),
            ),
            (
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                LayerKind::Foreign,
            ),
            (
                "application/vnd.oci.image.layer.v1.tar+br",
                LayerKind::Other,
            ),
            ("application/json", LayerKind::Other),
        ];
        for (media_type, kind) in cases {
            assert_eq!(layer_kind(media_type), kind, "{media_type}");
        }
    }
}
