//! What a user writes for a source: `scheme:rest`.

use std::path::{Path, PathBuf};

use super::{EngineKind, Source};

impl Source {
    /// Reads a source with its scheme in front: `docker-archive:PATH[:TAG]`, `oci:PATH[:REF]`,
    /// `oci-archive:PATH[:REF]`, `rootfs:PATH`, `sif:PATH`, `docker-daemon:NAME`,
    /// `podman:NAME`, `containerd:NAME`, `registry:REFERENCE` or `docker://REFERENCE`. In the place
    /// of `:REF`, `@DIGEST` names a manifest. `None` where there is no such scheme.
    ///
    /// Whether a colon belongs to the path is decided by what `exists`, because paths may hold
    /// colons; pass `Path::exists`.
    #[must_use]
    pub fn parse(text: &str, exists: impl Fn(&Path) -> bool) -> Option<Source> {
        if let Some(reference) = text.strip_prefix("docker://") {
            return Some(Source::Registry {
                reference: reference.to_owned(),
            });
        }
        let (scheme, rest) = text.split_once(':')?;
        if rest.is_empty() {
            return None;
        }
        let chosen = || choice(rest, &exists);
        Some(match scheme {
            "docker-archive" => {
                let (path, image) = chosen();
                Source::DockerArchive { path, image }
            }
            "oci" | "oci-layout" => {
                let (path, image) = chosen();
                Source::OciLayout { path, image }
            }
            "oci-archive" => {
                let (path, image) = chosen();
                Source::OciArchive { path, image }
            }
            "rootfs" => Source::Rootfs {
                path: PathBuf::from(rest),
            },
            "sif" => Source::Sif {
                path: PathBuf::from(rest),
            },
            "docker-daemon" | "podman" => Source::Engine {
                kind: if scheme == "podman" {
                    EngineKind::Podman
                } else {
                    EngineKind::Docker
                },
                name: rest.to_owned(),
            },
            "containerd" => Source::Containerd {
                name: rest.to_owned(),
            },
            "registry" => Source::Registry {
                reference: rest.to_owned(),
            },
            _ => return None,
        })
    }
}

/// Splits a path from the image that is chosen in it.
fn choice(rest: &str, exists: &impl Fn(&Path) -> bool) -> (PathBuf, Option<String>) {
    if exists(Path::new(rest)) {
        return (PathBuf::from(rest), None);
    }
    let ends = rest.char_indices().filter(|(_, c)| matches!(c, ':' | '@'));
    for (at, c) in ends.collect::<Vec<_>>().into_iter().rev() {
        let (path, image) = rest.split_at(at);
        if exists(Path::new(path)) {
            let image = if c == ':' {
                image.trim_start_matches(':')
            } else {
                image
            };
            return (
                PathBuf::from(path),
                Some(image.to_owned()).filter(|name| !name.is_empty()),
            );
        }
    }
    (PathBuf::from(rest), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_references() {
        let exists = |path: &Path| matches!(path.to_str(), Some("a.tar" | "we:ird" | "lay"));
        let parse = |text| Source::parse(text, exists);
        let archive = |path: &str, image: Option<&str>| {
            Some(Source::DockerArchive {
                path: path.into(),
                image: image.map(str::to_owned),
            })
        };
        assert_eq!(parse("docker-archive:a.tar"), archive("a.tar", None));
        assert_eq!(
            parse("docker-archive:a.tar:x/y:1"),
            archive("a.tar", Some("x/y:1"))
        );
        assert_eq!(parse("docker-archive:we:ird"), archive("we:ird", None));
        assert_eq!(parse("docker-archive:gone.tar"), archive("gone.tar", None));
        assert_eq!(
            parse("oci:lay@sha256:00"),
            Some(Source::OciLayout {
                path: "lay".into(),
                image: Some("@sha256:00".into())
            })
        );
        assert_eq!(parse("rootfs:/"), Some(Source::Rootfs { path: "/".into() }));
        let path = "a.sif".into();
        assert_eq!(parse("sif:a.sif"), Some(Source::Sif { path }));
        assert_eq!(
            parse("docker://debian:12"),
            Some(Source::Registry {
                reference: "debian:12".into()
            })
        );
        assert_eq!(
            parse("podman:localhost/a:1"),
            Some(Source::Engine {
                kind: EngineKind::Podman,
                name: "localhost/a:1".into()
            })
        );
        assert_eq!(
            parse("containerd:docker.io/library/a:1"),
            Some(Source::Containerd {
                name: "docker.io/library/a:1".into()
            })
        );
        assert_eq!(parse("debian:12"), None);
        assert_eq!(parse("oci:"), None);
    }
}
