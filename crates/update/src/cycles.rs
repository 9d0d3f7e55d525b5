//! The release cycles of endoflife.date: one small document for each product.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use seaworthy_advisories::feeds;
use seaworthy_advisories::pack::{Pack, PackBuilder, Source};
use serde::{Deserialize, Serialize};

use crate::error::FeedError;
use crate::fetch::{Answer, Validators};
use crate::origin::{Item, Origin, is_name};
use crate::scores::feed_records;
use crate::set::SetState;
use crate::update::{Change, Run};

/// LIMIT: products. endoflife.date has some 400.
pub const PRODUCTS_MAX: usize = 5_000;

/// LIMIT: bytes of one product; the largest has some 60 KiB.
const PRODUCT_BYTES_MAX: u64 = 4 << 20;

/// The feed's name.
const NAME: &str = "endoflife";

/// What is known of every product.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Known {
    validators: BTreeMap<String, Validators>,
    texts: BTreeMap<String, String>,
}

/// Brings the cycles up to date.
pub(crate) fn update_cycles(run: &Run<'_>) -> Result<Change, FeedError> {
    let state = run.known_feed(NAME);
    let mut known = read_known(run, &state)?;
    let products = products(run, &known)?;
    let mut changed = 0;
    for product in &products {
        let validators = known.validators.get(product).cloned().unwrap_or_default();
        let item = Item::Product(product);
        match run.fetcher.document(item, &validators, PRODUCT_BYTES_MAX)? {
            // A product that is gone keeps what is known of it.
            Answer::Unchanged | Answer::Absent => {}
            Answer::Fresh(bytes, validators) => {
                feeds::read_cycles(&bytes).map_err(|source| FeedError::Product {
                    product: product.clone(),
                    source,
                })?;
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let before = known.texts.insert(product.clone(), text.clone());
                known.validators.insert(product.clone(), validators);
                changed += usize::from(before.as_deref() != Some(&text));
            }
        }
    }
    if known.texts.is_empty() {
        return run.not_offered(NAME, !state.part.is_empty());
    }
    // Validators may have changed where texts did not.
    let bytes = serde_json::to_vec(&known).unwrap_or_default();
    let archive = run.store.keep(NAME, "cycles", &bytes)?;
    if archive == state.archive && !state.part.is_empty() {
        return Ok(Change::Unchanged);
    }
    let part = build(run, &known)?;
    let state = SetState {
        name: NAME.to_owned(),
        origin: run.settings.origin.name(),
        built_by: run.settings.built_by.clone(),
        records: feed_records(&part, NAME),
        archive,
        part: run.store.keep(NAME, "pack", &part)?,
        ..SetState::default()
    };
    run.store.note(NAME, &state)?;
    run.store.forget_others(NAME, &state.files());
    Ok(match changed {
        0 => Change::Unchanged,
        count => Change::Records(count),
    })
}

fn read_known(run: &Run<'_>, state: &SetState) -> Result<Known, FeedError> {
    if state.archive.is_empty() || run.settings.full {
        return Ok(Known::default());
    }
    let bytes = run.store.read(&state.archive)?.unwrap_or_default();
    Ok(serde_json::from_slice(&bytes).unwrap_or_default())
}

/// The products to ask for: those of a folder; else those that the program and the last update
/// know.
fn products(run: &Run<'_>, known: &Known) -> Result<BTreeSet<String>, FeedError> {
    let mut products: BTreeSet<String> = BTreeSet::new();
    if let Origin::Folder(path) = &run.settings.origin {
        let entries = fs::read_dir(path.join(NAME))
            .into_iter()
            .flatten()
            .flatten();
        products.extend(entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some(name.strip_suffix(".json")?.to_owned())
        }));
    } else {
        products.extend(known.texts.keys().cloned());
        if let Ok(Some(cycles)) = Pack::open(run.settings.embedded).and_then(|pack| pack.cycles()) {
            products.extend(cycles.products().map(str::to_owned));
        }
    }
    products.retain(|product| is_name(product));
    if products.len() > PRODUCTS_MAX {
        return Err(FeedError::TooManyProducts {
            limit: PRODUCTS_MAX,
        });
    }
    Ok(products)
}

fn build(run: &Run<'_>, known: &Known) -> Result<Vec<u8>, FeedError> {
    let mut builder = PackBuilder::new(run.part_options());
    builder.cycles_source(Source {
        name: run.settings.origin.name(),
        ..Source::default()
    });
    for (product, text) in &known.texts {
        builder
            .cycles(product, text.as_bytes())
            .map_err(|source| FeedError::Product {
                product: product.clone(),
                source,
            })?;
    }
    Ok(builder.finish()?.0)
}
