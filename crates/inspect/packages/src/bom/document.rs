//! What every format fills: the things a bill describes, their packages, and who needs whom.

use std::collections::HashMap;

use seaworthy_facts::{ChangelogFact, Distro, Package, Place, ProgramFact, StatedBase, Unread};
use seaworthy_model::{Digest, Platform};

use super::{COMPONENTS_MAX, ID, purl};
use crate::found::FIELD_ENTRIES_MAX;

/// How much of the beginning of a document tells its format.
/// LIMIT: SPDX 3.0 writes a context first, CycloneDX a schema; both fit many times.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Components without package URL that are named one by one.
/// LIMIT: further ones are counted.
const NAMED_MAX: usize = 5;

/// LIMIT: changelogs of one image; a full distribution has some three thousand packages.
const CHANGELOGS_MAX: usize = 100_000;

/// LIMIT: programs of one image whose functions are stated; the largest images have hundreds.
const PROGRAMS_MAX: usize = 10_000;

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    CycloneDx,
    CycloneDxXml,
    Spdx2,
    Spdx3,
}

/// Whether a document begins as a bill of materials does, or as an attestation.
#[must_use]
pub fn is_bom(bytes: &[u8]) -> bool {
    kind(bytes).is_some() || super::envelope::is_envelope(bytes)
}

/// The format of a document, by the words that its specification asks for.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes
        .get(..HEAD_BYTES_MAX.min(bytes.len()))?
        .trim_ascii_start();
    let has = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    match head.first()? {
        b'<' if has("cyclonedx.org/schema/bom") => Some(Kind::CycloneDxXml),
        // The member may stand at the end; the name of the format is then searched in all of it.
        b'{' if has("\"bomFormat\"") => Some(Kind::CycloneDx),
        b'{' if has("\"spdxVersion\"") => Some(Kind::Spdx2),
        b'{' if has("spdx.org/rdf/3.") => Some(Kind::Spdx3),
        _ => None,
    }
}

/// A thing that a bill describes: an image, or a folder.
#[derive(Debug, Default)]
pub(super) struct Container {
    /// How the bill refers to it.
    pub(super) reference: String,
    pub(super) name: Option<String>,
    /// Whether the bill says that it is an image.
    pub(super) is_container: bool,
    pub(super) has_reference: bool,
    pub(super) digest: Option<Digest>,
    pub(super) config_digest: Option<Digest>,
    pub(super) platform: Option<Platform>,
    /// From the bottom.
    pub(super) layers: Vec<Digest>,
    /// By layer, where the bill says.
    pub(super) created_by: Vec<String>,
    pub(super) distro: Option<Distro>,
    pub(super) packages: Vec<Package>,
    pub(super) stated_base: Option<StatedBase>,
    pub(super) changelogs: Vec<ChangelogFact>,
    pub(super) programs: Vec<ProgramFact>,
}

impl Container {
    /// Whether it is judged as an image: it says so, or holds what only a distribution brings.
    pub(super) fn is_image(&self) -> bool {
        self.is_container
            || self.distro.is_some()
            || self.packages.iter().any(|package| package.kind.is_os())
    }
}

/// A package of a bill.
pub(super) struct Entry {
    /// How the bill refers to it.
    pub(super) reference: String,
    pub(super) package: Package,
}

/// Gathers what a bill says.
pub(super) struct Builder {
    name: String,
    containers: Vec<Container>,
    distros: Vec<(String, Distro)>,
    /// Distributions as package URLs name them, with how often.
    hinted: HashMap<String, usize>,
    packages: Vec<Entry>,
    edges: HashMap<String, Vec<String>>,
    unread: Vec<Unread>,
    nameless: Vec<String>,
    nameless_more: usize,
    components: usize,
}

impl Builder {
    pub(super) fn new(name: &str) -> Self {
        Builder {
            name: name.to_owned(),
            containers: Vec::new(),
            distros: Vec::new(),
            hinted: HashMap::new(),
            packages: Vec::new(),
            edges: HashMap::new(),
            unread: Vec::new(),
            nameless: Vec::new(),
            nameless_more: 0,
            components: 0,
        }
    }

    /// Takes what the bill as a whole describes, or an image in it. The first is the target.
    pub(super) fn container(&mut self, mut container: Container) {
        if container.changelogs.len() > CHANGELOGS_MAX {
            container.changelogs.truncate(CHANGELOGS_MAX);
            self.unread(format!(
                "more than {CHANGELOGS_MAX} changelogs of one image; the rest was left out"
            ));
        }
        if container.programs.len() > PROGRAMS_MAX {
            container.programs.truncate(PROGRAMS_MAX);
            self.unread(format!(
                "the functions of more than {PROGRAMS_MAX} programs; the rest was left out"
            ));
        }
        self.containers.push(container);
    }

    pub(super) fn distro(&mut self, reference: &str, distro: Distro) {
        self.distros.push((reference.to_owned(), distro));
    }

    /// Whether another component may be taken.
    pub(super) fn count(&mut self) -> bool {
        self.components += 1;
        if self.components == COMPONENTS_MAX + 1 {
            self.unread(format!(
                "more than {COMPONENTS_MAX} components; the rest was left out"
            ));
        }
        self.components <= COMPONENTS_MAX
    }

    /// A package by its URL; none where the URL tells nothing that is known here.
    pub(super) fn begin(&mut self, url: &str, shown: &str) -> Option<Package> {
        match purl::parse(url) {
            Ok(parsed) => {
                if let Some(distro) = parsed.distro {
                    *self.hinted.entry(distro).or_default() += 1;
                }
                Some(parsed.package)
            }
            Err(reason) => {
                self.nameless(&format!("{shown} ({reason})"));
                None
            }
        }
    }

    /// Takes a component that cannot be matched because nothing identifies it.
    pub(super) fn nameless(&mut self, shown: &str) {
        if self.nameless.len() < NAMED_MAX {
            self.nameless.push(shown.chars().take(200).collect());
        } else {
            self.nameless_more += 1;
        }
    }

    pub(super) fn package(&mut self, reference: &str, mut package: Package) {
        if package.places.is_empty() {
            package.places.push(Place {
                path: self.name.clone(),
                layer: None,
                diff_id: None,
                line: None,
            });
        }
        package.licences.truncate(FIELD_ENTRIES_MAX);
        self.packages.push(Entry {
            reference: reference.to_owned(),
            package,
        });
    }

    pub(super) fn edge(&mut self, from: &str, to: impl IntoIterator<Item = String>) {
        let edges = self.edges.entry(from.to_owned()).or_default();
        let room = COMPONENTS_MAX.saturating_sub(edges.len());
        edges.extend(to.into_iter().take(room));
    }

    /// Whether nothing was taken yet.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.nameless.is_empty() && self.distros.is_empty()
    }

    pub(super) fn unread(&mut self, reason: impl Into<String>) {
        self.unread
            .push(Unread::new(self.name.clone(), ID, reason.into()));
    }

    /// Puts packages and distributions where the bill says that they are.
    pub(super) fn finish(mut self) -> (Vec<Container>, Vec<Unread>) {
        self.tell_nameless();
        self.name_needs();
        if self.containers.is_empty() {
            self.containers.push(Container::default());
        }
        let home = self.homes();
        let target = |reference: &str| home.get(reference).copied().unwrap_or(0);
        for (reference, distro) in std::mem::take(&mut self.distros) {
            if let Some(container) = self.containers.get_mut(target(&reference)) {
                container.distro.get_or_insert(distro);
            }
        }
        let layers: Vec<Vec<Digest>> = self
            .containers
            .iter()
            .map(|container| container.layers.clone())
            .collect();
        for mut entry in std::mem::take(&mut self.packages) {
            let at = target(&entry.reference);
            number_layers(
                &mut entry.package,
                layers.get(at).map_or(&[], Vec::as_slice),
            );
            if let Some(container) = self.containers.get_mut(at) {
                container.packages.push(entry.package);
            }
        }
        let hinted = self
            .hinted
            .iter()
            .max_by_key(|(name, count)| (**count, *name));
        if let (Some((name, _)), [only]) = (hinted, self.containers.as_mut_slice()) {
            only.distro.get_or_insert_with(|| purl::distro(name));
        }
        (self.containers, self.unread)
    }

    fn tell_nameless(&mut self) {
        if self.nameless.is_empty() {
            return;
        }
        let mut reason = format!(
            "components that no package URL identifies are matched with no advisories: {}",
            self.nameless.join(", ")
        );
        if self.nameless_more > 0 {
            reason.push_str(&format!(" and {} more", self.nameless_more));
        }
        self.unread(reason);
    }

    /// The container of each reference, where there are several and the bill says what they hold.
    fn homes(&self) -> HashMap<String, usize> {
        let mut homes = HashMap::new();
        if self.containers.len() < 2 {
            return homes;
        }
        // The target holds whatever no container inside of it holds.
        for (at, container) in self.containers.iter().enumerate().rev() {
            for held in self.edges.get(&container.reference).into_iter().flatten() {
                homes.entry(held.clone()).or_insert(at);
            }
        }
        homes
    }

    /// References in dependencies become names, which is what facts hold.
    fn name_needs(&mut self) {
        let names: HashMap<&str, String> = self
            .packages
            .iter()
            .map(|entry| (entry.reference.as_str(), entry.package.full_name()))
            .collect();
        let needs: Vec<Vec<String>> = self
            .packages
            .iter()
            .map(|entry| {
                let needed = self.edges.get(&entry.reference).into_iter().flatten();
                needed
                    .filter_map(|reference| names.get(reference.as_str()).cloned())
                    .take(FIELD_ENTRIES_MAX)
                    .collect()
            })
            .collect();
        for (entry, needed) in self.packages.iter_mut().zip(needs) {
            if entry.package.depends.is_empty() {
                entry.package.depends = needed;
            }
        }
    }
}

/// Gives places that know the digest of their layer its number.
fn number_layers(package: &mut Package, layers: &[Digest]) {
    for place in &mut package.places {
        if let (None, Some(diff_id)) = (place.layer, &place.diff_id) {
            let number = layers.iter().position(|layer| layer == diff_id);
            place.layer = number.and_then(|number| u32::try_from(number).ok());
        }
    }
}

/// A digest in one of the spellings of bills: `SHA-256` and hexadecimal, or `sha256:…`.
pub(super) fn digest(algorithm: &str, content: &str) -> Option<Digest> {
    let algorithm = algorithm.to_ascii_lowercase().replace('-', "");
    format!("{algorithm}:{}", content.to_ascii_lowercase())
        .parse()
        .ok()
}
