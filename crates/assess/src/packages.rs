//! Packages against the advisory pack: findings, unknowns, and what the data covers.

use jiff::civil::Date;
use seaworthy_advisories::findings::{Found, tell};
use seaworthy_advisories::matching::Memo;
use seaworthy_advisories::pack::PackError;
use seaworthy_facts::{Distro, Facts, ImageFacts, Package};
use seaworthy_model::{DataSource, DataVersion, Location};
use seaworthy_policy::Policy;

use crate::judge::Judged;

/// Matches the packages of every image and of the folder.
pub(crate) fn judge(
    facts: &Facts,
    memo: &mut Memo<'_>,
    name: String,
    today: Date,
    judged: &mut Judged,
) -> Result<DataVersion, PackError> {
    let mut data = DataVersion {
        pack: name,
        digest: Some(memo.digest().clone()),
        sources: Vec::new(),
    };
    for image in &facts.images {
        let location = |package: &Package| place_in_image(image, package);
        let found = Found {
            packages: &image.packages,
            within: &image.name,
            programs: &image.programs,
            location: &location,
        };
        one(
            memo,
            &found,
            image.distro.as_ref(),
            today,
            judged,
            &mut data.sources,
        )?;
    }
    if let Some(tree) = &facts.tree {
        let found = Found {
            packages: &tree.packages,
            within: &tree.name,
            programs: &[],
            location: &place_in_folder,
        };
        one(memo, &found, None, today, judged, &mut data.sources)?;
    }
    data.sources.sort_by(|a, b| a.ecosystem.cmp(&b.ecosystem));
    data.sources.dedup();
    Ok(data)
}

/// Completes what packages state of their licences, wherever they come from.
pub(crate) fn complete(facts: &mut Facts) {
    for image in &mut facts.images {
        seaworthy_packages::finish_licences(&mut image.packages);
    }
    if let Some(tree) = &mut facts.tree {
        seaworthy_packages::finish_licences(&mut tree.packages);
    }
}

/// Compares the licences of the packages of every image and of the folder with the policy's lists.
pub(crate) fn judge_licences(facts: &Facts, policy: &Policy, judged: &mut Judged) {
    for image in &facts.images {
        let location = |package: &Package| place_in_image(image, package);
        let found = policy.judge_licences(&image.packages, &image.name, &location);
        judged.findings.extend(found);
    }
    if let Some(tree) = &facts.tree {
        let found = policy.judge_licences(&tree.packages, &tree.name, &place_in_folder);
        judged.findings.extend(found);
    }
}

fn one(
    memo: &mut Memo<'_>,
    found: &Found<'_>,
    distro: Option<&Distro>,
    today: Date,
    judged: &mut Judged,
    sources: &mut Vec<DataSource>,
) -> Result<(), PackError> {
    let report = memo.match_packages(found.packages, distro, today)?;
    let told = tell(&report, found);
    judged.findings.extend(told.findings);
    judged.unknowns.extend(told.unknowns);
    sources.extend(told.sources);
    Ok(())
}

fn place_in_image(image: &ImageFacts, package: &Package) -> Location {
    let Some(place) = package.places.first() else {
        return Location::file("");
    };
    match place.layer {
        Some(layer) => image.location(layer, Some(&place.path), place.line),
        None => place_in_folder(package),
    }
}

fn place_in_folder(package: &Package) -> Location {
    let place = package.places.first();
    Location::File {
        path: place.map(|place| place.path.clone()).unwrap_or_default(),
        line: place.and_then(|place| place.line),
        column: None,
    }
}
