//! Checks over the facts of an image: its configuration, its files and the secrets in it.
//!
//! In: [`Image`], the facts of one image and the day, [`dockerfile::BuildFile`], what an image will
//! be, and [`imports::Imports`], what other tools reported of it. Out: findings and unknowns. This
//! crate never reads an image; weaknesses of packages are judged by the crate `advisories`.

mod checks;
pub mod dockerfile;
pub mod imports;
mod subject;

pub use checks::CHECKS;
pub use subject::Image;

use seaworthy_check::{Judgement, Unit, harness};
use seaworthy_facts::{SecretFact, TreeFacts};

/// Asks every check of one image. The order is that of the list of checks.
#[must_use]
pub fn judge(image: &Image) -> Vec<Judgement> {
    CHECKS.iter().map(|check| check.run(image)).collect()
}

/// The findings of the secrets in a folder: the one check that does not need an image.
pub fn judge_secrets(tree: &TreeFacts) -> Judgement {
    checks::hard_coded_secret::CHECK.run(&Image::of_secrets(&tree.name, &tree.secrets))
}

/// Example texts of the check of that id: those that fire, and those that do not.
#[must_use]
pub fn examples(id: &str) -> Option<(Vec<String>, Vec<String>)> {
    if imports::CHECK.id() == id {
        return Some(harness::shown_examples(imports::CHECK));
    }
    if let Some(check) = dockerfile::CHECKS.iter().find(|check| check.id() == id) {
        return Some(harness::shown_examples(check));
    }
    let check = CHECKS.iter().find(|check| check.id() == id)?;
    Some(harness::shown_examples(check))
}

/// The units of this crate.
pub fn units() -> impl Iterator<Item = Unit> {
    let of_images = CHECKS.iter().map(|check| check.unit());
    let of_files = dockerfile::CHECKS.iter().map(|check| check.unit());
    of_images
        .chain(of_files)
        .chain(std::iter::once(imports::CHECK.unit()))
}

impl Image {
    fn of_secrets(name: &str, secrets: &[SecretFact]) -> Image {
        let mut image = Image::default();
        name.clone_into(&mut image.facts.name);
        image.facts.secrets = secrets.to_vec();
        image
    }
}
