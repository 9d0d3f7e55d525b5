//! All packages of a target against a pack: matches, coverage and what stays undecided.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use seaworthy_facts::{Distro, Package, PackageKind};
use seaworthy_model::Confidence;

use super::distribution::{Distribution, distribution};
use super::ecosystem::language_query;
use super::{Coverage, CoverageState, Match, Memo, Notice, Query, Undecided};
use crate::names;
use crate::pack::{EcosystemEntry, Manifest, Pack, PackError, Section};

/// LIMIT: matches of one target. A badly aged image has some 20,000.
pub const MATCHES_MAX: usize = 500_000;

/// What was found out about the packages of a target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MatchReport {
    /// The weaknesses, by package.
    pub matches: Vec<Match>,
    /// The data of each ecosystem that a package belongs to.
    pub coverage: Vec<Coverage>,
    /// Packages that the data cannot decide on.
    pub undecided: Vec<Undecided>,
    /// Matches were left out because there are more than [`MATCHES_MAX`] in all, or too many of one
    /// package.
    pub cut_off: bool,
}

/// What is asked for one package.
struct Question<'p> {
    package: usize,
    ecosystems: Cow<'p, [String]>,
    name: Cow<'p, str>,
    version: Cow<'p, str>,
    source: Option<&'p str>,
    modular: bool,
    confidence: Confidence,
    notice: Option<Notice>,
    from_distribution: bool,
}

/// Matches the packages of a target. `today` decides what has passed its end of life.
///
/// Packages of the distribution are asked by source package (Debian, Ubuntu, Alpine) or binary
/// package (rpm); a language package whose files belong to a package of a distribution that the
/// pack covers is left to that.
///
/// # Errors
/// When a section of the pack that is needed is damaged.
pub fn match_packages(
    pack: &Pack<'_>,
    packages: &[Package],
    distro: Option<&Distro>,
    today: Date,
) -> Result<MatchReport, PackError> {
    Memo::new(pack.clone()).match_packages(packages, distro, today)
}

impl Memo<'_> {
    /// Does what [`match_packages`] does, and asks no question a second time.
    ///
    /// # Errors
    /// When a section of the pack that is needed is damaged.
    pub fn match_packages(
        &mut self,
        packages: &[Package],
        distro: Option<&Distro>,
        today: Date,
    ) -> Result<MatchReport, PackError> {
        if self.cycles.is_none() && packages.iter().any(|package| package.kind.is_os()) {
            self.cycles = Some(self.pack().cycles()?);
        }
        let cycles = self.cycles.as_ref().and_then(Option::as_ref);
        let distribution = distro.map(|distro| distribution(distro, self.pack(), cycles));
        let covered = distribution.as_ref().is_some_and(|distribution| {
            distribution
                .ecosystems
                .iter()
                .any(|ecosystem| self.pack().has_ecosystem(ecosystem))
        });
        let questions: Vec<Question<'_>> = packages
            .iter()
            .enumerate()
            .filter_map(|(at, package)| question(at, package, distribution.as_ref(), covered))
            .collect();
        let queries: Vec<Query<'_>> = questions.iter().map(Question::query).collect();
        self.answer(&queries)?;
        let mut report = MatchReport::default();
        let ended = distribution
            .as_ref()
            .and_then(|distribution| distribution.cycle.as_ref())
            .and_then(|cycle| cycle.end.passed(today));
        for (question, query) in questions.iter().zip(&queries) {
            ask(
                self,
                question,
                query,
                ended.is_some(),
                packages,
                &mut report,
            );
        }
        report.coverage = coverage(
            self.manifest()?,
            packages,
            &questions,
            distribution.as_ref(),
            ended,
        );
        report
            .coverage
            .extend(without_set(self, packages, &questions, covered));
        Ok(report)
    }
}

fn ask(
    memo: &mut Memo<'_>,
    question: &Question<'_>,
    query: &Query<'_>,
    ended: bool,
    packages: &[Package],
    report: &mut MatchReport,
) {
    let Some(package) = packages.get(question.package) else {
        return;
    };
    let ended = ended && question.from_distribution;
    let found = match memo.found(query, package, ended) {
        Some(Ok(found)) => found,
        Some(Err(undecided)) => {
            return report.undecided.push(Undecided {
                package: question.package,
                ..undecided.clone()
            });
        }
        None => return,
    };
    let room = MATCHES_MAX.saturating_sub(report.matches.len());
    report.cut_off |= found.cut_off || found.matches.len() > room;
    let matches = found.matches.iter().take(room).map(|found| Match {
        package: question.package,
        confidence: found.confidence.min(question.confidence),
        notice: question.notice.or(found.notice),
        ..found.clone()
    });
    report.matches.extend(matches);
}

impl Question<'_> {
    fn query(&self) -> Query<'_> {
        Query {
            ecosystems: &self.ecosystems,
            name: &self.name,
            version: &self.version,
            source: self.source,
            modular: self.modular,
        }
    }
}

fn question<'p>(
    at: usize,
    package: &'p Package,
    distribution: Option<&'p Distribution>,
    covered: bool,
) -> Option<Question<'p>> {
    if package.kind.is_os() {
        let distribution = distribution?;
        let asked = third_party(package).is_none();
        return asked.then(|| os_question(at, package, distribution));
    }
    let owned = package.owned_by.is_some();
    if owned && covered {
        return None;
    }
    let query = language_query(package)?;
    let guessed = owned || package.kind == PackageKind::Generic;
    Some(Question {
        package: at,
        ecosystems: Cow::Owned(vec![query.ecosystem.to_owned()]),
        name: Cow::Owned(query.name),
        version: Cow::Owned(query.version),
        source: None,
        modular: false,
        confidence: if guessed {
            Confidence::Medium
        } else {
            Confidence::High
        },
        notice: None,
        from_distribution: false,
    })
}

fn os_question<'p>(
    at: usize,
    package: &'p Package,
    distribution: &'p Distribution,
) -> Question<'p> {
    let source = package
        .source
        .as_ref()
        .filter(|_| package.kind != PackageKind::Rpm);
    let (name, version) = match source {
        // Alpine versions all packages of an origin alike; Debian's database gives its own.
        Some(source) if source.version.is_empty() => (&source.name, &package.version),
        Some(source) => (&source.name, &source.version),
        None => (&package.name, &package.version),
    };
    let foreign = distribution.proxy_for.is_some();
    Question {
        package: at,
        ecosystems: Cow::Borrowed(&distribution.ecosystems),
        name: Cow::Borrowed(name),
        version: Cow::Borrowed(version),
        source: package
            .source
            .as_ref()
            .filter(|_| package.kind == PackageKind::Rpm)
            .map(|source| source.name.as_str()),
        modular: package.module.is_some() || names::is_modular(&package.version),
        confidence: if foreign {
            Confidence::Medium
        } else {
            Confidence::High
        },
        notice: is_kernel_headers(&package.name).then_some(Notice::KernelHeaders),
        from_distribution: true,
    }
}

/// Who built a package of the distribution's kind that is not the distribution's: EPEL, Remi, a PPA
/// and the like. The distribution's advisories count its own releases, so they say nothing of it.
fn third_party(package: &Package) -> Option<String> {
    /// Marks in versions of Debian's kin, by who sets them.
    const MARKS: [(&str, &str); 5] = [
        ("ppa", "a PPA"),
        (".pgdg", "apt.postgresql.org"),
        ("nodesource", "NodeSource"),
        ("sury.org", "sury.org"),
        ("~docker", "Docker"),
    ];
    match package.kind {
        PackageKind::Rpm => {
            let vendor = package
                .vendor
                .as_deref()
                .filter(|vendor| !vendor.is_empty())?;
            // Rebuilds at home often state no vendor, or one that nobody knows; Fedora's own
            // packages carry its mark, those for Enterprise Linux do not.
            let own = vendor.contains("Fedora Project") && package.version.contains(".fc");
            (!own && is_known_third_party(vendor)).then(|| vendor.to_owned())
        }
        PackageKind::Deb => {
            let version = package.version.to_ascii_lowercase();
            let mark = MARKS.iter().find(|(mark, _)| version.contains(mark));
            mark.map(|(_, vendor)| (*vendor).to_owned())
        }
        _ => None,
    }
}

fn is_known_third_party(vendor: &str) -> bool {
    const KNOWN: [&str; 16] = [
        "Fedora Project",
        "Remi",
        "RPM Fusion",
        "CentOS SIG",
        "NodeSource",
        "PostgreSQL",
        "PGDG",
        "Docker",
        "MariaDB",
        "Percona",
        "Elastic",
        "Grafana",
        "HashiCorp",
        "NVIDIA",
        "Google",
        "NGINX",
    ];
    KNOWN.iter().any(|known| vendor.contains(known))
}

/// Packages that bring the kernel's headers and no kernel.
fn is_kernel_headers(name: &str) -> bool {
    matches!(
        name,
        "linux-libc-dev"
            | "kernel-headers"
            | "kernel-devel"
            | "kernel-macros"
            | "linux-headers"
            | "linux-glibc-devel"
    ) || name.starts_with("linux-libc-dev-")
        || name.starts_with("kernel-uek-devel")
        || name.starts_with("linux-headers-")
        // Flavours of Ubuntu: `linux-aws-headers-5.15.0-1040`.
        || (name.starts_with("linux-") && name.contains("-headers-"))
}

/// Packages that no advisory could ever name: kinds for which nobody publishes any, and programs
/// that the set of programs does not know.
fn without_set(
    memo: &Memo<'_>,
    packages: &[Package],
    questions: &[Question<'_>],
    covered: bool,
) -> Vec<Coverage> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let kinds = packages.iter().filter(|package| {
        let left_to_owner = package.owned_by.is_some() && covered;
        !package.kind.is_os() && !left_to_owner && language_query(package).is_none()
    });
    for package in kinds {
        *counts.entry(package.kind.as_str().to_owned()).or_default() += 1;
    }
    for vendor in packages.iter().filter_map(third_party) {
        *counts.entry(format!("{vendor} (third party)")).or_default() += 1;
    }
    for question in questions
        .iter()
        .filter(|question| !question.from_distribution)
    {
        let program = packages
            .get(question.package)
            .is_some_and(|package| package.kind == PackageKind::Generic);
        let sections = question.ecosystems.iter();
        let unknown = |section: &Section<'_>| !section.has_package(&question.name);
        if program && sections.filter_map(|name| memo.section(name)).any(unknown) {
            let name = format!("{} (program without a package)", question.name);
            *counts.entry(name).or_default() += 1;
        }
    }
    let coverage = |(ecosystem, packages)| Coverage {
        ecosystem,
        proxy_for: None,
        packages,
        state: CoverageState::NoSet,
    };
    counts.into_iter().map(coverage).collect()
}

fn coverage(
    manifest: &Manifest,
    packages: &[Package],
    questions: &[Question<'_>],
    distribution: Option<&Distribution>,
    ended: Option<Option<Date>>,
) -> Vec<Coverage> {
    // By ecosystem: packages, and whether it is the distribution's.
    let mut counts: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    let mut count = |name: &str, distribution: bool| {
        let entry = counts.entry(name.to_owned()).or_insert((0, distribution));
        entry.0 += 1;
    };
    for question in questions {
        match (
            question.from_distribution,
            question.ecosystems.first(),
            distribution,
        ) {
            (_, Some(ecosystem), _) => count(ecosystem, question.from_distribution),
            (true, None, Some(distribution)) => count(&distribution.label, true),
            _ => {}
        }
    }
    if distribution.is_none() {
        for package in packages.iter().filter(|package| package.kind.is_os()) {
            count(
                &format!("unknown distribution ({})", package.kind.as_str()),
                false,
            );
        }
    }
    counts
        .into_iter()
        .map(|(ecosystem, (packages, of_distribution))| {
            let entry = manifest.ecosystem(&ecosystem);
            let last_advisory = entry.and_then(EcosystemEntry::last_advisory);
            let state = match (ended.filter(|_| of_distribution), entry) {
                (Some(since), _) => CoverageState::EndOfLife {
                    since,
                    last_advisory,
                },
                (None, None) => CoverageState::NoData,
                (None, Some(entry)) => CoverageState::Covered {
                    last_advisory,
                    unfixed: entry.unfixed,
                },
            };
            let proxy_for = distribution.filter(|_| of_distribution);
            let proxy_for = proxy_for.and_then(|distribution| distribution.proxy_for.clone());
            Coverage {
                ecosystem,
                proxy_for,
                packages,
                state,
            }
        })
        .collect()
}
