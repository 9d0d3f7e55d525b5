//! The base image of an image: which it is, which findings it brings, and whether a newer one is
//! there.
//!
//! Asked in this order, the surest first: the one that the user names, the lowest layers of an
//! image that was scanned before, the labels of the image, the packages of an image that was
//! scanned before, and where the history shows the end of another build. Of an image that only a
//! bill of materials describes, what the bill states takes the place of the last three.

mod effect;
mod history;
mod index;
mod newer;

use std::path::Path;

use seaworthy_facts::{Facts, ImageFacts};
use seaworthy_image::{ReadOptions, Source};
use seaworthy_model::{
    BaseEvidence, BaseImage, Confidence, Digest, Finding, Location, NewerLookup, Note, Origin,
    SubjectKind,
};
use seaworthy_registry::{Client, Reference};

use crate::target::{Recognised, recognise};
use index::Known;
use newer::Answer;

pub(crate) use effect::effect;

/// OCI image specification, annotations: the reference of the base image.
const BASE_NAME: &str = "org.opencontainers.image.base.name";
/// The same: the digest of its manifest.
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

/// What is known of base images.
#[derive(Clone, Copy, Debug, Default)]
pub struct BaseOptions<'a> {
    /// The base that the user names: an image reference, or anything else that is an image.
    pub named: Option<&'a str>,
    /// The folder in which images that were scanned are remembered, by their layers; none:
    /// nothing is remembered.
    pub index: Option<&'a Path>,
    /// Whether registries may be asked for newer bases at all.
    pub ask: bool,
    /// Whether a newer base is read, so that what it removes is known.
    pub read: bool,
}

/// The registry that may be asked for bases.
#[derive(Clone, Copy, Default)]
pub(crate) struct Registries<'a> {
    /// There only where the target, or the named base, is an image of a registry.
    pub(crate) client: Option<&'a Client>,
    /// The same with little patience, for questions whose answer decides nothing.
    pub(crate) hasty: Option<&'a Client>,
    /// The registry of the target.
    pub(crate) own: Option<&'a str>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    pub(crate) bases: Vec<BaseImage>,
    pub(crate) notes: Vec<Note>,
}

/// A base that was recognised.
struct Recognition {
    name: Option<String>,
    digest: Option<Digest>,
    layers: u32,
    found_by: BaseEvidence,
    confidence: Confidence,
    /// For an image whose layers do not show it: hashes of the packages of the base.
    packages: Option<Vec<u64>>,
}

/// Recognises the bases of all images, and gives each finding its origin.
pub(crate) fn apply(
    options: &BaseOptions<'_>,
    registries: Registries<'_>,
    facts: &Facts,
    findings: &mut [Finding],
) -> Bases {
    let mut found = Bases::default();
    let named = options
        .named
        .and_then(|name| match read_named(name, registries.client) {
            Ok(known) => Some(known),
            Err(reason) => {
                let text = format!("it cannot be read, so it is not compared: {reason}");
                found
                    .notes
                    .push(Note::new(format!("base image {name}"), text));
                None
            }
        });
    for image in &facts.images {
        let recognised = recognise_base(image, named.as_ref(), options.index);
        if let (Some(named), true) = (
            options.named,
            recognised
                .as_ref()
                .is_none_or(|base| base.found_by != BaseEvidence::Named),
        ) && !found.notes.iter().any(|note| note.what.ends_with(named))
        {
            let text = format!("its layers are not the lowest ones of {}", image.name);
            found
                .notes
                .push(Note::new(format!("base image {named}"), text));
        }
        if let Some(base) = &recognised {
            let mut base = take(base, image, findings);
            if options.ask {
                found.notes.extend(look_up(&mut base, registries));
            }
            found.bases.push(base);
        }
        if let Some(folder) = options.index {
            // An index that cannot be written costs a later scan its answer, and nothing else.
            let _ = index::remember(folder, image);
        }
    }
    found
}

fn recognise_base(
    image: &ImageFacts,
    named: Option<&Known>,
    folder: Option<&Path>,
) -> Option<Recognition> {
    let chain: Vec<&Digest> = image.layers.iter().map(|layer| &layer.diff_id).collect();
    let count = |layers: usize| u32::try_from(layers).unwrap_or(u32::MAX);
    if let Some(known) = named.filter(|known| is_below(&known.layers, &chain)) {
        return Some(Recognition {
            name: known.names.first().cloned(),
            digest: known.digest.clone(),
            layers: count(known.layers.len()),
            found_by: BaseEvidence::Named,
            confidence: Confidence::High,
            packages: None,
        });
    }
    if let Some(known) = folder.and_then(|folder| index::by_chain(folder, &chain)) {
        return Some(Recognition {
            name: known.names.first().cloned(),
            digest: known.digest.clone(),
            layers: count(known.layers.len()),
            found_by: BaseEvidence::LayerChain,
            confidence: Confidence::High,
            packages: None,
        });
    }
    if let (Some(stated), None) = (&image.stated_base, &image.config) {
        return Some(Recognition {
            name: stated.name.clone(),
            digest: stated.digest.clone(),
            layers: stated.layers,
            found_by: stated.found_by,
            confidence: stated.confidence,
            packages: None,
        });
    }
    let boundary = history::boundary(image);
    let label = |key: &str| {
        let labels = &image.config.as_ref()?.labels;
        labels.get(key).filter(|text| !text.is_empty()).cloned()
    };
    if let Some(name) = label(BASE_NAME) {
        return Some(Recognition {
            name: Some(name),
            digest: label(BASE_DIGEST).and_then(|text| text.parse().ok()),
            layers: boundary.unwrap_or(0),
            found_by: BaseEvidence::Label,
            // The label says which base; how many layers are its only the history shows.
            confidence: Confidence::Medium,
            packages: None,
        });
    }
    if let Some(known) = folder.and_then(|folder| index::by_packages(folder, image)) {
        return Some(Recognition {
            name: known.names.first().cloned(),
            digest: known.digest.clone(),
            layers: 0,
            found_by: BaseEvidence::PackageSet,
            confidence: Confidence::Medium,
            packages: Some(known.packages),
        });
    }
    boundary.map(|layers| Recognition {
        name: None,
        digest: None,
        layers,
        found_by: BaseEvidence::History,
        confidence: Confidence::Low,
        packages: None,
    })
}

/// Whether the layers are the lowest ones of an image, and not all of them.
fn is_below(layers: &[Digest], chain: &[&Digest]) -> bool {
    !layers.is_empty()
        && layers.len() < chain.len()
        && layers.iter().zip(chain).all(|(base, own)| base == *own)
}

/// Tells the origin of each finding of an image, and counts what the base brings.
fn take(base: &Recognition, image: &ImageFacts, findings: &mut [Finding]) -> BaseImage {
    let brought = base.packages.as_deref().map(|hashes| {
        let of_base = |package: &&seaworthy_facts::Package| {
            hashes.binary_search(&index::package_hash(package)).is_ok()
        };
        let packages = image.packages.iter().filter(of_base);
        packages
            .map(|package| package.purl.as_str())
            .collect::<std::collections::HashSet<&str>>()
    });
    let (mut count, mut risk) = (0_u32, 0.0_f64);
    for finding in findings.iter_mut() {
        let of_image = finding.subject.within.as_deref() == Some(&image.name)
            || finding.subject.name == image.name;
        if !of_image {
            continue;
        }
        finding.origin = match &brought {
            Some(purls) => (finding.subject.kind == SubjectKind::Package).then(|| {
                if purls.contains(finding.subject.name.as_str()) {
                    Origin::Base
                } else {
                    Origin::Own
                }
            }),
            None if base.layers == 0 => None,
            None => origin(finding, image, base.layers),
        };
        if finding.origin == Some(Origin::Base) {
            count += 1;
            risk += f64::from(finding.risk.value());
        }
    }
    BaseImage {
        within: image.name.clone(),
        name: base.name.clone(),
        digest: base.digest.clone(),
        layers: base.layers,
        found_by: base.found_by,
        confidence: base.confidence,
        findings: count,
        risk: (risk * 10.0).round() / 10.0,
        newer: None,
        lookup: NewerLookup::NotAsked,
    }
}

/// Asks the registry of a base for a newer one. A note tells why there is no answer.
fn look_up(base: &mut BaseImage, registries: Registries<'_>) -> Option<Note> {
    let client = registries.hasty?;
    let name = base.name.clone()?;
    let note = |text: String| Some(Note::new(format!("newer base than {name}"), text));
    if base.found_by == BaseEvidence::Label && !is_askable(&name, registries.own) {
        return note(
            "only a label of the image names its registry, which is not that of the image, so it \
             is not asked; --base with this name asks it"
                .to_owned(),
        );
    }
    match newer::newer(base, client) {
        Answer::NotAsked => None,
        Answer::None => {
            base.lookup = NewerLookup::None;
            None
        }
        Answer::Newer(newer) => {
            base.lookup = NewerLookup::Found;
            base.newer = Some(newer);
            None
        }
        Answer::Unanswered(reason) => {
            base.lookup = NewerLookup::Unanswered;
            note(format!("it is not known whether there is one: {reason}"))
        }
    }
}

/// Whether the registry of a base that only a label names may be asked: whoever made the image
/// chose the label, and must not choose whom this machine connects to.
fn is_askable(base: &str, own: Option<&str>) -> bool {
    base.parse::<Reference>().is_ok_and(|base| {
        let registry = base.registry();
        registry == "docker.io" || own.is_some_and(|own| own == registry)
    })
}

/// By the layer of what the finding is about. What the configuration says is that of the image that
/// was built last; only an entry of the history tells whose it is.
fn origin(finding: &Finding, image: &ImageFacts, layers: u32) -> Option<Origin> {
    if finding.check == "end-of-life-distribution" {
        return Some(Origin::Base);
    }
    let of_layer = |layer: u32| {
        if layer < layers {
            Origin::Base
        } else {
            Origin::Own
        }
    };
    match &finding.location {
        Location::Layer { index, .. } => Some(of_layer(*index)),
        Location::Object { path } => {
            let entry = path
                .strip_prefix("history[")
                .and_then(|rest| rest.split(']').next())
                .and_then(|number| number.parse::<usize>().ok());
            let Some(entry) = entry else {
                return Some(Origin::Own);
            };
            let history = &image.config.as_ref()?.history;
            let below = history
                .iter()
                .take(entry)
                .filter(|entry| !entry.empty_layer);
            Some(of_layer(u32::try_from(below.count()).ok()?))
        }
        Location::File { .. } | Location::Url { .. } => None,
    }
}

/// The layers of the base that the user names: of a registry, manifest and configuration are
/// fetched and no layer.
fn read_named(name: &str, client: Option<&Client>) -> Result<Known, String> {
    let recognised = recognise(name, true).map_err(|error| error.to_string())?;
    let Recognised::Image(source) = recognised else {
        return Err("it is no image".to_owned());
    };
    if let Source::Registry { reference } = &source {
        let client = client.ok_or("no registry is asked in this scan")?;
        let reference: Reference = reference
            .parse()
            .map_err(|error: seaworthy_registry::ParseReferenceError| error.to_string())?;
        let resolved = client
            .resolve(&reference, None)
            .map_err(|error| error.to_string())?;
        return Ok(Known {
            names: vec![reference.to_string()],
            digest: resolved.index_digest.or(Some(resolved.digest)),
            layers: diff_ids(&resolved.config_bytes).ok_or("its configuration names no layers")?,
            packages: Vec::new(),
        });
    }
    let read = seaworthy_image::read(&source, &[], &ReadOptions::default())
        .map_err(|error| error.to_string())?;
    let facts = read.into_facts(&mut |_, _| None);
    Ok(Known {
        names: vec![facts.name.clone()],
        digest: facts.digest.clone(),
        layers: facts
            .layers
            .into_iter()
            .map(|layer| layer.diff_id)
            .collect(),
        packages: Vec::new(),
    })
}

/// `rootfs.diff_ids` of a configuration (OCI image specification, config.md).
fn diff_ids(config: &[u8]) -> Option<Vec<Digest>> {
    #[derive(serde::Deserialize)]
    struct Config {
        rootfs: Rootfs,
    }
    #[derive(serde::Deserialize)]
    struct Rootfs {
        diff_ids: Vec<Digest>,
    }
    let config: Config = serde_json::from_slice(config).ok()?;
    Some(config.rootfs.diff_ids)
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::{History, ImageConfig, ImageLayer, Package, PackageKind};
    use seaworthy_model::{ControlId, Fingerprint, Risk, Severity, Subject};

    use super::*;

    pub(super) fn image(name: &str, layers: &[&str]) -> ImageFacts {
        ImageFacts {
            name: name.into(),
            has_reference: true,
            config: Some(ImageConfig::default()),
            layers: layers
                .iter()
                .map(|text| ImageLayer {
                    diff_id: Digest::sha256(text.as_bytes()),
                    digest: None,
                    size_bytes: 0,
                    created_by: None,
                })
                .collect(),
            ..ImageFacts::default()
        }
    }

    pub(super) fn finding(location: Location) -> Finding {
        Finding {
            fingerprint: Fingerprint::of(&["x"]),
            check: "some-check".into(),
            control: ControlId::known("IMG-01"),
            rule: None,
            message: String::new(),
            severity: Severity::High,
            confidence: Confidence::High,
            risk: Risk::new(5.0),
            subject: Subject {
                kind: SubjectKind::Package,
                name: "pkg:deb/a@1".into(),
                within: Some("app".into()),
            },
            location,
            related: Vec::new(),
            evidence: Vec::new(),
            remedy: None,
            vulnerability: None,
            waived: None,
            statement: None,
            origin: None,
        }
    }

    fn in_layer(image: &ImageFacts, layer: u32) -> Finding {
        finding(image.location(layer, Some("a"), None))
    }

    fn origins(
        image: ImageFacts,
        folder: Option<&Path>,
        mut all: Vec<Finding>,
    ) -> (Bases, Vec<Option<Origin>>) {
        let facts = Facts {
            images: vec![image],
            ..Facts::default()
        };
        let options = BaseOptions {
            index: folder,
            ..BaseOptions::default()
        };
        let bases = apply(&options, Registries::default(), &facts, &mut all);
        (
            bases,
            all.into_iter().map(|finding| finding.origin).collect(),
        )
    }

    #[test]
    fn an_image_that_was_scanned_before_is_known_as_a_base_by_its_layers() {
        let folder = tempfile::tempdir().unwrap();
        let app = image("app", &["base", "middle", "own"]);
        let all = vec![in_layer(&app, 0), in_layer(&app, 1), in_layer(&app, 2)];
        let (bases, origin) = origins(app.clone(), Some(folder.path()), all.clone());
        assert!(bases.bases.is_empty() && origin == [None, None, None]);
        for (name, layers) in [
            ("debian:12", &["base"][..]),
            ("python:3", &["base", "middle"]),
        ] {
            origins(image(name, layers), Some(folder.path()), Vec::new());
        }
        let (bases, origin) = origins(app, Some(folder.path()), all);
        let [base] = bases.bases.as_slice() else {
            panic!("{bases:?}")
        };
        assert_eq!(base.name.as_deref(), Some("python:3"));
        assert_eq!((base.layers, base.findings, base.risk), (2, 2, 10.0));
        assert_eq!(base.found_by, BaseEvidence::LayerChain);
        let expected = [Some(Origin::Base), Some(Origin::Base), Some(Origin::Own)];
        assert_eq!(origin, expected);
    }

    #[test]
    fn a_squashed_image_is_known_by_its_packages() {
        let folder = tempfile::tempdir().unwrap();
        let package = |name: String| {
            let mut package = Package::new(PackageKind::Deb, name.as_str(), "1", "p", "c");
            package.purl = format!("pkg:deb/{name}@1");
            package
        };
        let mut base = image("debian:12", &["base"]);
        base.packages = (0..60).map(|n| package(format!("p{n}"))).collect();
        origins(base.clone(), Some(folder.path()), Vec::new());
        let mut app = image("app", &["squashed"]);
        app.packages = base.packages;
        app.packages.push(package("own".into()));
        let mut of_base = in_layer(&app, 0);
        of_base.subject.name = "pkg:deb/p3@1".into();
        let mut own = in_layer(&app, 0);
        own.subject.name = "pkg:deb/own@1".into();
        let (bases, origin) = origins(app, Some(folder.path()), vec![of_base, own]);
        assert_eq!(bases.bases[0].found_by, BaseEvidence::PackageSet);
        assert_eq!(origin, [Some(Origin::Base), Some(Origin::Own)]);
    }

    #[test]
    fn a_label_names_the_base_and_the_history_shows_its_layers() {
        let mut app = image("app", &["base", "own"]);
        let entry = |command: &str, empty_layer| History {
            created_by: command.into(),
            empty_layer,
            ..History::default()
        };
        let config = app.config.as_mut().unwrap();
        config.history = vec![
            entry("ADD rootfs.tar /", false),
            entry("CMD [\"bash\"]", true),
            entry("COPY a b", false),
            entry("ENTRYPOINT [\"a\"]", true),
        ];
        let all = vec![
            in_layer(&app, 0),
            in_layer(&app, 1),
            finding(Location::object("config.User")),
            finding(Location::object("history[0]")),
        ];
        let (bases, origin) = origins(app.clone(), None, all.clone());
        assert_eq!(bases.bases[0].found_by, BaseEvidence::History);
        assert_eq!(bases.bases[0].confidence, Confidence::Low);
        let expected = [Origin::Base, Origin::Own, Origin::Own, Origin::Base].map(Some);
        assert_eq!(origin, expected);
        let labels = &mut app.config.as_mut().unwrap().labels;
        labels.insert(BASE_NAME.into(), "docker.io/library/debian:12".into());
        let (bases, _) = origins(app, None, all);
        assert_eq!(bases.bases[0].found_by, BaseEvidence::Label);
        assert_eq!(
            bases.bases[0].name.as_deref(),
            Some("docker.io/library/debian:12")
        );
    }

    #[test]
    fn a_label_does_not_choose_whom_to_connect_to() {
        assert!(is_askable("debian:12", None));
        assert!(is_askable(
            "registry.example:5000/base:1",
            Some("registry.example:5000")
        ));
        assert!(!is_askable(
            "registry.example/base:1",
            Some("registry.example:5000")
        ));
        assert!(!is_askable("169.254.169.254/latest/meta-data:1", None));
        assert!(!is_askable("Not A Name", Some("Not A Name")));
    }

    #[test]
    fn a_base_that_cannot_be_read_is_told() {
        let facts = Facts {
            images: vec![image("app", &["a"])],
            ..Facts::default()
        };
        let options = BaseOptions {
            named: Some("debian:12"),
            ..BaseOptions::default()
        };
        let bases = apply(&options, Registries::default(), &facts, &mut []);
        assert_eq!(bases.notes.len(), 1, "{bases:?}");
        assert!(
            bases.notes[0].text.contains("no registry is asked"),
            "{bases:?}"
        );
    }
}
