//! Matches as findings: what is wrong, where, how bad, and which upgrade removes it.

mod end_of_life_distribution;
mod functions;
mod unmaintained_package;
mod vulnerable_package;

use seaworthy_check::{Answer, Doc, Unit, UnitKind};
use seaworthy_facts::{Package, PackageKind, ProgramFact};
use seaworthy_model::{
    ControlId, DataSource, Evidence, Finding, Location, Severity, Subject, SubjectKind, Unknown,
};

use crate::matching::{Coverage, CoverageState, MatchReport, Notice};

/// Where packages were found: what findings are told with.
pub struct Found<'a> {
    /// The packages that were matched.
    pub packages: &'a [Package],
    /// Name of the image or folder that holds them.
    pub within: &'a str,
    /// The programs whose functions are known.
    pub programs: &'a [ProgramFact],
    /// The place of a package's evidence, as reports show it.
    pub location: &'a dyn Fn(&Package) -> Location,
}

/// What a report of matches means for a target.
#[derive(Debug, Default)]
pub struct Told {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What the data cannot tell.
    pub unknowns: Vec<Unknown>,
    /// The data that was asked.
    pub sources: Vec<DataSource>,
}

/// One of the checks of this crate: its control, its severity, and its own source for its words.
pub(crate) struct AdvisoryCheck {
    pub(crate) id: &'static str,
    pub(crate) controls: &'static [ControlId],
    pub(crate) severity: Option<Severity>,
    pub(crate) source: &'static str,
}

static CHECKS: [&AdvisoryCheck; 3] = [
    &end_of_life_distribution::CHECK,
    &unmaintained_package::CHECK,
    &vulnerable_package::CHECK,
];

/// The checks of this crate.
pub fn units() -> impl Iterator<Item = Unit> {
    CHECKS.iter().map(|check| Unit {
        id: check.id.to_owned(),
        kind: UnitKind::Check,
        answer: Answer::Inspect,
        controls: check.controls.to_vec(),
        severity: check.severity,
        doc: Doc::of_source(check.source),
    })
}

/// The control that weaknesses of images break.
pub(crate) const IMAGES: ControlId = ControlId::known("IMG-01");
/// The control that weaknesses of an application's own libraries break.
pub(crate) const LIBRARIES: ControlId = ControlId::known("IMG-08");

/// Turns matches, coverage and what stayed undecided into findings, unknowns and sources.
#[must_use]
pub fn tell(report: &MatchReport, found: &Found<'_>) -> Told {
    let mut told = Told::default();
    let live_patches = live_patches(found.packages);
    told.findings.reserve(report.matches.len());
    let mut about: Option<(usize, About<'_>)> = None;
    for matched in &report.matches {
        let Some(package) = found.packages.get(matched.package) else {
            continue;
        };
        // The matches of one package stand together.
        let (_, about) = match about.take() {
            Some(known) if known.0 == matched.package => about.insert(known),
            _ => about.insert((matched.package, About::of(package, found))),
        };
        let mut finding = match matched.notice {
            Some(Notice::Unmaintained) => unmaintained_package::finding(matched, package, found),
            _ => vulnerable_package::finding(matched, about, found),
        };
        if let Some(live_patches) = live_patches.as_ref().filter(|_| is_kernel(package)) {
            let text = format!("{live_patches}: whether it covers this weakness is not known");
            finding.evidence.push(Evidence::new("live patch", text));
        }
        told.findings.push(finding);
    }
    for coverage in &report.coverage {
        told.sources.push(source(coverage));
        if let CoverageState::EndOfLife { since, .. } = coverage.state {
            told.findings
                .push(end_of_life_distribution::finding(coverage, since, found));
        }
        told.unknowns.extend(gap(coverage, found));
    }
    for undecided in &report.undecided {
        let Some(package) = found.packages.get(undecided.package) else {
            continue;
        };
        let what = format!("{} {}", package.full_name(), package.version);
        told.unknowns.push(Unknown {
            within: Some(found.within.to_owned()),
            ..Unknown::new(what.trim(), undecided.reason.clone())
                .at((found.location)(package))
                .leaving(&[control(package)])
        });
    }
    if report.cut_off {
        let reason = "there are more matches than are reported; the target must be rebuilt anyway";
        told.unknowns.push(Unknown {
            within: Some(found.within.to_owned()),
            ..Unknown::new("further weaknesses", reason).leaving(&[IMAGES])
        });
    }
    told
}

/// What every finding of one package says of it.
pub(crate) struct About<'p> {
    pub(crate) package: &'p Package,
    pub(crate) full_name: String,
    /// Name and version.
    pub(crate) shown: String,
    pub(crate) identity: [String; 2],
    pub(crate) control: ControlId,
    pub(crate) subject: Subject,
    pub(crate) location: Location,
    pub(crate) related: Vec<Location>,
}

impl<'p> About<'p> {
    fn of(package: &'p Package, found: &Found<'_>) -> Self {
        let full_name = package.full_name();
        let shown = match package.version.as_str() {
            "" => full_name.clone(),
            version => format!("{full_name} {version}"),
        };
        let mut related = Vec::new();
        if let Some((_, others)) = package
            .places
            .split_first()
            .filter(|(_, rest)| !rest.is_empty())
        {
            let mut other = package.clone();
            related.extend(others.iter().map(|place| {
                other.places = vec![place.clone()];
                (found.location)(&other)
            }));
        }
        About {
            package,
            full_name,
            shown,
            identity: identity(package),
            control: control(package),
            subject: subject(package, found),
            location: (found.location)(package),
            related,
        }
    }
}

/// The live patches of the kernel that are installed, by their packages: kpatch of Red Hat,
/// Oracle's ksplice, livepatch of SUSE, Amazon and Canonical.
fn live_patches(packages: &[Package]) -> Option<String> {
    const PREFIXES: [&str; 5] = [
        "kpatch-patch-",
        "kernel-livepatch-",
        "uptrack-updates-",
        "ksplice-",
        "canonical-livepatch",
    ];
    let is_patch = |package: &&Package| {
        package.kind.is_os()
            && PREFIXES
                .iter()
                .any(|prefix| package.name.starts_with(prefix))
    };
    let names: Vec<String> = packages
        .iter()
        .filter(is_patch)
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn is_kernel(package: &Package) -> bool {
    let source = package.source.as_ref().map_or("", |source| &source.name);
    let kernels = [
        "kernel",
        "kernel-default",
        "kernel-uek",
        "linux",
        "linux-signed",
    ];
    package.kind.is_os()
        && (kernels.contains(&source)
            || kernels.contains(&package.name.as_str())
            || package.name.starts_with("linux-image-")
            || package.name.starts_with("kernel-core"))
}

/// The control that a weakness of a package breaks.
pub(crate) fn control(package: &Package) -> ControlId {
    // What lies in an image is there as a layer; what a lock file of a folder names is a library.
    let in_layer = package.places.iter().any(|place| place.layer.is_some());
    if package.kind.is_os() || in_layer {
        IMAGES
    } else {
        LIBRARIES
    }
}

pub(crate) fn subject(package: &Package, found: &Found<'_>) -> Subject {
    Subject {
        kind: SubjectKind::Package,
        name: package.purl.clone(),
        within: Some(found.within.to_owned()),
    }
}

/// What identifies a package in a fingerprint: kind, name, and for language packages the evidence.
/// The evidence of an OS package is the one database, wherever it lies.
pub(crate) fn identity(package: &Package) -> [String; 2] {
    let name = format!("{}:{}", package.kind.as_str(), package.full_name());
    let path = match package.kind {
        PackageKind::Deb | PackageKind::Apk | PackageKind::Rpm => String::new(),
        _ => package
            .places
            .first()
            .map(|place| place.path.clone())
            .unwrap_or_default(),
    };
    [name, path]
}

fn source(coverage: &Coverage) -> DataSource {
    let (covered, last_advisory) = match coverage.state {
        CoverageState::NoData | CoverageState::NoSet => (false, None),
        CoverageState::EndOfLife { last_advisory, .. } => (last_advisory.is_some(), last_advisory),
        CoverageState::Covered { last_advisory, .. } => (true, last_advisory),
    };
    let mut notes = Vec::new();
    if let Some(stands_for) = &coverage.proxy_for {
        notes.push(format!(
            "stands in for {stands_for}, of which there is no data"
        ));
    }
    if let CoverageState::Covered { unfixed: false, .. } = coverage.state {
        notes.push("knows only weaknesses that have a fix".to_owned());
    }
    DataSource {
        ecosystem: coverage.ecosystem.clone(),
        covered,
        last_advisory,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
    }
}

/// What the data does not say of an ecosystem that packages belong to.
fn gap(coverage: &Coverage, found: &Found<'_>) -> Option<Unknown> {
    let nothing = match coverage.state {
        CoverageState::NoData | CoverageState::NoSet => true,
        CoverageState::EndOfLife { last_advisory, .. } => last_advisory.is_none(),
        CoverageState::Covered { .. } => false,
    };
    if !nothing {
        return None;
    }
    let s = if coverage.packages == 1 { "" } else { "s" };
    let what = format!("{} package{s} of {}", coverage.packages, coverage.ecosystem);
    let reason = if coverage.state == CoverageState::NoSet {
        "no public set of advisories names such packages, so no finding does not mean no weakness"
    } else {
        "the advisory data holds nothing for it, so no finding does not mean no weakness; a pack \
         with data for it can be built with `seaworthy db build`"
    };
    Some(Unknown {
        within: Some(found.within.to_owned()),
        ..Unknown::new(what, reason).leaving(&[IMAGES])
    })
}
