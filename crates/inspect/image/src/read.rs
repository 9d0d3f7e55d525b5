//! From a source to the facts of its image.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use seaworthy_facts::{Analyser, History, ImageFacts, ImageLayer, LayerFacts, Unread};
use seaworthy_model::{Digest, Platform};
use seaworthy_registry::Client;

use crate::cache::{Analysers, LayerStore};
use crate::config::{ConfigText, RawConfig};
use crate::error::ReadImageError;
use crate::filesystem::Filesystem;
use crate::history;
use crate::layer::{Budget, LAYER, Pass};
use crate::layers::{Layers, ReadLayer, absorb};
use crate::limits::Limits;
use crate::merge::{self, Links, MergeLayer, Merged};
use crate::source::engine::Stored;
use crate::source::sif::Sif;
use crate::source::{self, FoundImage, ImageSource, LayerRef, Source, rootfs};

/// Hears how far the reading is. Called from several threads.
pub trait Progress: Sync {
    /// The layers are known: how many, and how many bytes they have as stored.
    fn started(&self, layers: usize, bytes: u64);

    /// So many more bytes were read.
    fn advanced(&self, bytes: u64);
}

/// How to read. The default is all cores, the host's platform and the default limits.
#[derive(Clone, Default)]
pub struct ReadOptions<'a> {
    /// The platform to choose from an index; by default Linux on the processor of this machine.
    pub platform: Option<Platform>,
    /// Number of threads; by default one for each core.
    pub threads: Option<usize>,
    /// The limits.
    pub limits: Limits,
    /// Hears of the progress.
    pub progress: Option<&'a dyn Progress>,
    /// Asks registries; needed for [`Source::Registry`] only.
    pub registry: Option<&'a Client>,
    /// Facts of layers that were read before; without it every layer is read. Root file systems
    /// have no layers that it could know.
    pub store: Option<&'a LayerStore>,
}

/// What was read of an image. It becomes [`ImageFacts`] once the texts of its configuration are
/// free of secrets.
#[derive(Debug)]
pub struct ImageRead {
    facts: ImageFacts,
    raw_config: Option<RawConfig>,
}

impl ImageRead {
    /// The configuration as stored; `None` for a root file system and where it is unreadable.
    #[must_use]
    pub fn raw_config(&self) -> Option<&RawConfig> {
        self.raw_config.as_ref()
    }

    /// The facts, with every text of the configuration that may hold a secret passed through
    /// `redact` (see [`RawConfig::redacted`]).
    pub fn into_facts(
        self,
        redact: &mut dyn FnMut(ConfigText<'_>, &str) -> Option<String>,
    ) -> ImageFacts {
        let mut facts = self.facts;
        if let Some(raw) = self.raw_config {
            let config = raw.redacted(redact);
            tell_commands(&mut facts.layers, &config.history);
            facts.config = Some(config);
        }
        facts
    }
}

fn tell_commands(layers: &mut [ImageLayer], history: &[History]) {
    let commands = history::layer_commands(history, layers.len());
    for (layer, command) in layers.iter_mut().zip(commands) {
        layer.created_by = command;
    }
}

/// Reads an image. Whatever is wrong inside it is told in the facts; the rest is read.
///
/// # Errors
/// Only where there is no image to tell of: see [`ReadImageError`].
pub fn read(
    source: &Source,
    analysers: &[&dyn Analyser],
    options: &ReadOptions<'_>,
) -> Result<ImageRead, ReadImageError> {
    let own = Filesystem;
    let mut all: Vec<&dyn Analyser> = vec![&own];
    all.extend_from_slice(analysers);
    let own_budget = Budget::new(options.limits.whole_bytes_budget);
    let image_bytes = AtomicU64::new(0);
    let pass = Pass {
        analysers: &all,
        limits: &options.limits,
        budget: options.store.map_or(&own_budget, LayerStore::budget),
        image_bytes: &image_bytes,
        progress: options.progress,
    };
    let store = options.store.map(|store| Stored {
        store,
        analysers: Analysers::of(pass.analysers, pass.limits),
    });
    match source::open(source, options.registry, &pass, store, &options.limits)? {
        Some(opened) => read_image(&*opened, &pass, options),
        None => match source {
            Source::Rootfs { path } => read_rootfs(path, &pass),
            Source::Sif { path } => read_sif(path, &pass, options.platform.as_ref()),
            // INVARIANT: only these two have no image source.
            _ => Err(ReadImageError::Empty {
                path: Path::new("").to_owned(),
            }),
        },
    }
}

fn read_rootfs(path: &Path, pass: &Pass<'_>) -> Result<ImageRead, ReadImageError> {
    let mut facts = rootfs::read(path, pass)?;
    let links = Links::new(std::iter::once(&facts));
    let (follows, too_many) = merge::follow(&links, &[&facts], pass.analysers, pass.limits);
    for follow in follows {
        let more = rootfs::reread(path, pass, &follow.wanted);
        absorb(&mut facts, &more);
    }
    let mut unread = std::mem::take(&mut facts.unread);
    tell_too_many(too_many, pass.limits, &mut unread);
    Ok(image_of_tree(path, &facts, unread))
}

fn read_sif(
    path: &Path,
    pass: &Pass<'_>,
    platform: Option<&Platform>,
) -> Result<ImageRead, ReadImageError> {
    let sif = Sif::open(path)?;
    check_platform(platform, sif.platform.as_ref())?;
    let (facts, unread) = sif.facts(pass);
    let mut read = image_of_tree(path, &facts, unread);
    read.facts.platform = sif.platform;
    Ok(read)
}

/// An image that is one file system, without configuration.
fn image_of_tree(path: &Path, facts: &LayerFacts, unread: Vec<Unread>) -> ImageRead {
    let links = Links::new(std::iter::once(facts));
    let layer = MergeLayer {
        facts,
        diff_id: None,
    };
    let merged = merge::merge(&[layer], &links);
    let mut image = ImageFacts {
        name: path.display().to_string(),
        ..ImageFacts::default()
    };
    fill(&mut image, merged);
    image.unread = unread;
    ImageRead {
        facts: image,
        raw_config: None,
    }
}

fn read_image(
    source: &dyn ImageSource,
    pass: &Pass<'_>,
    options: &ReadOptions<'_>,
) -> Result<ImageRead, ReadImageError> {
    let mut found = source.image(options.platform.as_ref())?;
    let mut unread = std::mem::take(&mut found.problems);
    let raw_config = read_config(&found, &mut unread);
    let platform = raw_config.as_ref().and_then(|raw| raw.platform.clone());
    check_platform(options.platform.as_ref(), platform.as_ref())?;
    let no_ids = Vec::new();
    let diff_ids = raw_config.as_ref().map_or(&no_ids, |raw| &raw.diff_ids);
    bound_layers(&mut found, diff_ids, options.limits.layers_max, &mut unread);
    if let Some(progress) = options.progress {
        let bytes = found.layers.iter().map(|layer| layer.size_bytes).sum();
        progress.started(found.layers.len(), bytes);
    }
    let layers = Layers {
        source,
        layers: &found.layers,
        diff_ids,
        pass,
        store: options
            .store
            .map(|store| (store, Analysers::of(pass.analysers, pass.limits))),
    };
    let mut reads = layers.read(options.threads);
    // What is found behind links adds no links.
    let first: Vec<Arc<LayerFacts>> = reads.iter().map(|read| Arc::clone(&read.facts)).collect();
    let links = Links::new(first.iter().map(|facts| &**facts));
    let too_many = layers.follow_links(&links, &mut reads);
    tell_too_many(too_many, pass.limits, &mut unread);
    let mut image = ImageFacts {
        name: found.name,
        tags: found.tags,
        has_reference: found.has_reference,
        digest: found.digest,
        index_digest: found.index_digest,
        config_digest: found.config_digest,
        platform,
        ..ImageFacts::default()
    };
    for (number, (layer, read)) in found.layers.iter().zip(&reads).enumerate() {
        let diff_id = layer_digest(layer, read, diff_ids.get(number));
        let own = read.problems.iter().chain(&read.facts.unread).cloned();
        unread.extend(own.map(|unread| named(unread, number, &diff_id)));
        image.layers.push(ImageLayer {
            diff_id,
            digest: layer.digest.clone().filter(|_| layer.descriptor.is_some()),
            size_bytes: match &read.totals {
                Some(totals) if totals.stored_bytes > 0 => totals.stored_bytes,
                _ => layer.size_bytes,
            },
            created_by: None,
        });
    }
    let layers = image.layers.iter().zip(&reads);
    let layers: Vec<MergeLayer<'_>> = layers
        .map(|(layer, read)| MergeLayer {
            facts: &read.facts,
            diff_id: Some(&layer.diff_id),
        })
        .collect();
    let merged = merge::merge(&layers, &links);
    fill(&mut image, merged);
    image.unread = unread;
    Ok(ImageRead {
        facts: image,
        raw_config,
    })
}

fn fill(image: &mut ImageFacts, merged: Merged) {
    image.distro = merged.distro;
    image.packages = merged.packages;
    image.changelogs = merged.changelogs;
    image.files = merged.files;
    image.programs = merged.programs;
    image.accounts = merged.accounts;
    image.groups = merged.groups;
    image.passwords = merged.passwords;
    image.caches = merged.caches;
    image.hidden = merged.hidden;
    image.secrets = merged.secrets;
}

fn read_config(found: &FoundImage, unread: &mut Vec<Unread>) -> Option<RawConfig> {
    match RawConfig::read(&found.config) {
        Ok(mut raw) => {
            let problems = raw.problems.drain(..);
            unread.extend(problems.map(|problem| Unread::new("", "image-config", problem)));
            Some(raw)
        }
        Err(error) => {
            let reason = format!("the image configuration is malformed: {error}");
            unread.push(Unread::new("", "image-config", reason));
            None
        }
    }
}

/// An archive holds an image for one platform; another one must not pass for it.
fn check_platform(
    wanted: Option<&Platform>,
    found: Option<&Platform>,
) -> Result<(), ReadImageError> {
    if let (Some(wanted), Some(found)) = (wanted, found) {
        let variant = match (&wanted.variant, &found.variant) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        if wanted.os != found.os || wanted.architecture != found.architecture || !variant {
            let platforms = vec![found.to_string()];
            return Err(ReadImageError::Platform {
                wanted: wanted.clone(),
                platforms,
            });
        }
    }
    Ok(())
}

fn bound_layers(
    found: &mut FoundImage,
    diff_ids: &[Digest],
    layers_max: usize,
    unread: &mut Vec<Unread>,
) {
    let layers = found.layers.len();
    if layers != diff_ids.len() {
        let reason = format!(
            "the manifest has {layers} layers, the configuration {} diff ids",
            diff_ids.len()
        );
        unread.push(Unread::new("", LAYER, reason));
    }
    if layers > layers_max {
        let reason = format!("{layers} layers; only the first layers_max = {layers_max} are read");
        unread.push(Unread::new("", LAYER, reason));
        found.layers.truncate(layers_max);
    }
}

fn tell_too_many(too_many: bool, limits: &Limits, unread: &mut Vec<Unread>) {
    if too_many {
        let max = limits.followed_links_max;
        let reason =
            format!("more links lead to content elsewhere than followed_links_max = {max}");
        unread.push(Unread::new("", LAYER, reason));
    }
}

/// The digest of the tar as found, else as claimed, else that of the blob. A layer of which none is
/// known could not be opened, which its problems tell; its name stands in.
fn layer_digest(layer: &LayerRef, read: &ReadLayer, claimed: Option<&Digest>) -> Digest {
    let found = read
        .totals
        .as_ref()
        .and_then(|totals| totals.inflated.as_ref());
    let known = found.or(claimed).or(layer.digest.as_ref());
    known
        .cloned()
        .unwrap_or_else(|| Digest::sha256(layer.name.as_bytes()))
}

/// A layer by itself is named by its number and digest.
fn named(mut unread: Unread, number: usize, diff_id: &Digest) -> Unread {
    if unread.path.is_empty() {
        unread.path = format!("layer {number} ({})", diff_id.short());
    }
    unread
}
