//! Labels of third parties (anchore/vulnerability-match-labels) against a pack.
//!
//! A label says that a scanner's match of an image was right or wrong. It names the binary package
//! and not its kind, source or, often, the distribution; so this module guesses, for labels only,
//! what a scan knows. Each label ends in one [`Answer`]; only what the data can decide is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::matching::{Matcher, Query};
use crate::pack::{End, Pack, PackError, Section};
use crate::version::Scheme;
use crate::weakness::Cve;

mod sources;

/// LIMIT: lines of a table of labels; the public set has 19,000.
pub const LABELS_MAX: usize = 200_000;

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The package is affected.
    Right,
    /// It is not.
    Wrong,
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// `ID VERSION` of the distribution, may be empty.
    pub distribution: String,
    /// Reference of the image.
    pub image: String,
    /// Binary package.
    pub package: String,
    /// Installed version.
    pub version: String,
    /// The CVE.
    pub cve: String,
    /// The id that was matched.
    pub vulnerability: String,
    /// What the label says.
    pub verdict: Verdict,
}

/// What came of a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Affected, and found.
    Found,
    /// Not affected, and not reported.
    Silent,
    /// Affected, the data says so too, and it was not found: a fault of ours.
    Missed(String),
    /// Affected, but the data does not hold what would tell; the text says what is missing.
    NotInData(String),
    /// Labelled not affected, but the data says that it is; reported, and not counted as passed.
    DataDisagrees(String),
}

/// All labels with their answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelReport {
    /// In the order of the table; unclear labels (`??`) are left out.
    pub answers: Vec<(Label, Answer)>,
    /// Lines that are unclear or could not be read.
    pub skipped: usize,
}

impl LabelReport {
    /// Labels that are as they should be: found, or silent.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.count(|answer| matches!(answer, Answer::Found | Answer::Silent))
    }

    /// Labels that the data can decide; what is [`Answer::NotInData`] is not among them.
    #[must_use]
    pub fn decidable(&self) -> usize {
        self.count(|answer| !matches!(answer, Answer::NotInData(_)))
    }

    /// Number of answers of a kind.
    pub fn count(&self, kind: impl Fn(&Answer) -> bool) -> usize {
        self.answers
            .iter()
            .filter(|(_, answer)| kind(answer))
            .count()
    }

    /// How often each reason stands for labels that were neither found nor silent.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<String, usize> {
        let mut reasons = BTreeMap::new();
        for (_, answer) in &self.answers {
            let reason = match answer {
                Answer::Found | Answer::Silent => continue,
                Answer::Missed(reason) => format!("missed: {reason}"),
                Answer::NotInData(reason) => format!("not in the data: {reason}"),
                Answer::DataDisagrees(reason) => format!("the data says affected: {reason}"),
            };
            *reasons.entry(reason).or_default() += 1;
        }
        reasons
    }
}

/// Reads a table: tab-separated, with a header, columns as in [`Label`].
#[must_use]
pub fn read_labels(text: &str) -> (Vec<Label>, usize) {
    let mut labels = Vec::new();
    let mut skipped = 0;
    for line in text.lines().skip(1).take(LABELS_MAX) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [
            distribution,
            image,
            package,
            version,
            cve,
            vulnerability,
            verdict,
        ] = fields.as_slice()
        else {
            skipped += 1;
            continue;
        };
        let verdict = match *verdict {
            "TP" => Verdict::Right,
            "FP" => Verdict::Wrong,
            _ => {
                skipped += 1;
                continue;
            }
        };
        labels.push(Label {
            distribution: (*distribution).to_owned(),
            image: (*image).to_owned(),
            package: (*package).to_owned(),
            version: (*version).to_owned(),
            cve: (*cve).to_owned(),
            vulnerability: (*vulnerability).to_owned(),
            verdict,
        });
    }
    (labels, skipped)
}

/// Answers every label of a table from a pack.
///
/// # Errors
/// When a section that is needed is damaged.
pub fn check_labels(text: &str, pack: &Pack<'_>) -> Result<LabelReport, PackError> {
    let (labels, skipped) = read_labels(text);
    let releases = guess_releases(&labels);
    let languages: Vec<String> = pack
        .ecosystems()
        .filter(|name| !crate::names::is_distribution(name))
        .map(str::to_owned)
        .collect();
    let mut matcher = Matcher::new(pack.clone());
    let mut index = Index::default();
    let mut answers = Vec::with_capacity(labels.len());
    for label in labels {
        let slice = slice(&label, &releases, &matcher);
        let ecosystems = match &slice {
            Slice::Distribution(ecosystems) => ecosystems,
            Slice::Language => &languages,
            Slice::Nothing(reason) => {
                let reason = reason.clone();
                answers.push((label.clone(), judge(&label, None, || Some(reason.clone()))));
                continue;
            }
        };
        for ecosystem in ecosystems {
            matcher.open(ecosystem)?;
            if let Some(section) = matcher.section(ecosystem) {
                index.add(section);
            }
        }
        let answer = match slice {
            Slice::Language => ask_languages(&label, &matcher, &languages),
            _ => ask_distribution(&label, &matcher, ecosystems, &index),
        };
        answers.push((label, answer));
    }
    Ok(LabelReport { answers, skipped })
}

enum Slice {
    Distribution(Vec<String>),
    Language,
    Nothing(String),
}

/// Packages that have an entry for a CVE, by ecosystem.
#[derive(Default)]
struct Index(HashMap<String, HashMap<Cve, BTreeSet<String>>>);

impl Index {
    fn add(&mut self, section: &Section<'_>) {
        if self.0.contains_key(section.name()) {
            return;
        }
        let mut by_cve: HashMap<Cve, BTreeSet<String>> = HashMap::new();
        for package in section.packages() {
            for row in section.rows(package) {
                for cve in crate::matching::cves_of(section, row) {
                    by_cve.entry(cve).or_default().insert(package.to_owned());
                }
            }
        }
        self.0.insert(section.name().to_owned(), by_cve);
    }

    fn packages(&self, ecosystem: &str, cve: Cve) -> impl Iterator<Item = &String> {
        self.0
            .get(ecosystem)
            .and_then(|by_cve| by_cve.get(&cve))
            .into_iter()
            .flatten()
    }
}

fn judge(label: &Label, reported: Option<String>, missing: impl Fn() -> Option<String>) -> Answer {
    match (label.verdict, reported) {
        (Verdict::Right, Some(_)) => Answer::Found,
        (Verdict::Wrong, Some(how)) => Answer::DataDisagrees(how),
        (Verdict::Wrong, None) => Answer::Silent,
        (Verdict::Right, None) => {
            Answer::NotInData(missing().unwrap_or_else(|| "no entry for the weakness".to_owned()))
        }
    }
}

/// The release that most packages of an image were built for, from marks in their versions.
fn guess_releases(labels: &[Label]) -> HashMap<String, String> {
    let mut marks: HashMap<&str, BTreeMap<String, usize>> = HashMap::new();
    for label in labels.iter().filter(|label| label.distribution.is_empty()) {
        if let Some(release) = release_mark(&label.version) {
            *marks
                .entry(&label.image)
                .or_default()
                .entry(release)
                .or_default() += 1;
        }
    }
    marks
        .into_iter()
        .filter_map(|(image, counts)| {
            let (release, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
            Some((image.to_owned(), release))
        })
        .collect()
}

/// `+deb8u2` is Debian 8, `.el8` or `.module_el8` a Red Hat kin of major 8, `.amzn2` Amazon.
fn release_mark(version: &str) -> Option<String> {
    let number = |mark: &str| {
        let (_, rest) = version.split_once(mark)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    };
    if let Some(release) = number("+deb").or_else(|| number("~deb")) {
        return Some(format!("debian {release}"));
    }
    if version.contains(".amzn") {
        return Some("amazon".to_owned());
    }
    let el = number(".el")
        .or_else(|| number(".module_el"))
        .or_else(|| number(".module+el"));
    el.map(|major| format!("el {major}"))
}

fn slice(label: &Label, releases: &HashMap<String, String>, matcher: &Matcher<'_>) -> Slice {
    let stated = !label.distribution.is_empty();
    let own = release_mark(&label.version);
    let packaged = looks_packaged(&label.version) || !is_revisioned(label, matcher);
    let distribution = if stated && packaged {
        label.distribution.clone()
    } else if stated {
        return Slice::Language;
    } else if let Some(own) = own {
        own
    } else if looks_packaged(&label.version) {
        releases.get(&label.image).cloned().unwrap_or_default()
    } else {
        return Slice::Language;
    };
    let (id, version) = distribution.split_once(' ').unwrap_or((&distribution, ""));
    let long_term = format!("Ubuntu:{version}:LTS");
    let ecosystems = match id {
        "debian" => vec![format!("Debian:{version}")],
        "ubuntu" if matcher.pack().has_ecosystem(&long_term) => {
            vec![long_term, format!("Ubuntu:Pro:{version}:LTS")]
        }
        "ubuntu" => vec![format!("Ubuntu:{version}")],
        "el" | "rhel" | "centos" => vec![format!("AlmaLinux:{version}")],
        "" => return Slice::Nothing("the distribution is not stated".to_owned()),
        other => return Slice::Nothing(format!("no data for {other}")),
    };
    let first = ecosystems.first().cloned().unwrap_or_default();
    if matcher.pack().has_ecosystem(&first) {
        Slice::Distribution(ecosystems)
    } else {
        Slice::Nothing(format!("no data for {distribution}"))
    }
}

/// Whether a version has the revision that only packages of a distribution have.
fn looks_packaged(version: &str) -> bool {
    let revision = version.rsplit_once('-').map(|(_, revision)| revision);
    version.contains(':')
        || revision.is_some_and(|r| {
            r.starts_with(|c: char| c.is_ascii_digit())
                || r.strip_prefix('r')
                    .is_some_and(|r| r.bytes().all(|b| b.is_ascii_digit()))
        })
}

/// Whether the distribution gives the package's versions a revision. What then has none is another
/// kind of package of the same name: a program without a package, or a module of a language.
fn is_revisioned(label: &Label, matcher: &Matcher<'_>) -> bool {
    let base = match label.distribution.split(' ').next() {
        Some("ubuntu") => "Ubuntu:",
        Some("debian") => "Debian:",
        // Every version of an rpm has a release.
        _ => return true,
    };
    let ecosystems = matcher
        .pack()
        .ecosystems()
        .filter(|name| name.starts_with(base));
    ecosystems
        .filter_map(|name| matcher.pack().ecosystem(name).ok().flatten())
        .any(|section| {
            section
                .rows(&label.package)
                .any(|row| match section.end(row) {
                    End::Fixed(text) => text.contains('-'),
                    End::Open | End::LastAffected(_) => false,
                })
        })
}

fn ask_distribution(
    label: &Label,
    matcher: &Matcher<'_>,
    ecosystems: &[String],
    index: &Index,
) -> Answer {
    let Some(cve) = Cve::parse(&label.cve) else {
        return judge(label, None, || Some("the label names no CVE".to_owned()));
    };
    let Some(section) = ecosystems.first().and_then(|first| matcher.section(first)) else {
        return judge(label, None, || {
            Some("no data for the distribution".to_owned())
        });
    };
    let names = sources::candidates(&label.package, section);
    let reported = names
        .iter()
        .find_map(|name| reported(label, matcher, ecosystems, name, cve));
    if reported.is_some() || label.verdict == Verdict::Wrong {
        return judge(label, reported, || None);
    }
    // Which packages does the data name for this weakness, and would one of them have matched?
    let named: BTreeSet<&String> = ecosystems
        .iter()
        .flat_map(|ecosystem| index.packages(ecosystem, cve))
        .collect();
    let listed = names.iter().any(|name| named.contains(name));
    let other = named.iter().find(|name| {
        sources::related(&label.package, name)
            && self::reported(label, matcher, ecosystems, name, cve).is_some()
    });
    match other {
        // An update that lists only some packages of a source does not say which source it is.
        Some(_) if section.scheme() == Scheme::Rpm => {
            let reason = "the update lists only packages with other versions";
            return Answer::NotInData(reason.to_owned());
        }
        Some(other) => return Answer::Missed(format!("the data has it for source {other}")),
        None => {}
    }
    judge(label, None, || {
        Some(match (names.is_empty(), listed) {
            (_, true) => "the data says fixed".to_owned(),
            (true, _) => "the package is not tracked".to_owned(),
            (false, false) => "the release has no entry for the weakness".to_owned(),
        })
    })
}

fn reported(
    label: &Label,
    matcher: &Matcher<'_>,
    ecosystems: &[String],
    name: &str,
    cve: Cve,
) -> Option<String> {
    let query = Query {
        ecosystems,
        name,
        version: &label.version,
        source: Some(sources::stem(name)),
        modular: crate::names::is_modular(&label.version),
    };
    let found = matcher.matches(0, &query).ok()?;
    let wanted = cve.to_string();
    let found = found
        .matches
        .into_iter()
        .find(|found| found.vulnerability.id == wanted)?;
    let fixed = found.vulnerability.fixed.join(", ");
    Some(if fixed.is_empty() {
        "not fixed".to_owned()
    } else {
        format!("fixed in {fixed}")
    })
}

/// Whether the repository of an image has the name of the application.
fn is_named_after(image: &str, application: &str) -> bool {
    let repository = image.split(['@', ':']).next().unwrap_or(image);
    repository.rsplit('/').next() == Some(application)
}

/// The kind is not known, so every language is asked that knows a package of that name.
fn ask_languages(label: &Label, matcher: &Matcher<'_>, languages: &[String]) -> Answer {
    let mut known = false;
    for ecosystem in languages {
        // A scan asks for applications only where their own marks say so; here the image's name
        // does.
        if ecosystem == "Bitnami" && !is_named_after(&label.image, &label.package) {
            continue;
        }
        let ecosystems = std::slice::from_ref(ecosystem);
        let name = crate::names::normal(ecosystem, &label.package);
        let Some(section) = matcher.section(ecosystem).filter(|s| s.has_package(&name)) else {
            continue;
        };
        known = true;
        let query = Query {
            ecosystems,
            name: &name,
            version: &label.version,
            source: None,
            modular: false,
        };
        let found = matcher
            .matches(0, &query)
            .map(|found| found.matches)
            .unwrap_or_default();
        let wanted = [&label.cve, &label.vulnerability];
        let hit = found.iter().any(|found| {
            let weakness = &found.vulnerability;
            wanted
                .iter()
                .any(|id| weakness.id == **id || weakness.aliases.contains(id))
        });
        if hit {
            return judge(
                label,
                Some(format!("by the data of {}", section.name())),
                || None,
            );
        }
    }
    judge(label, None, || {
        let reason = if known {
            "no entry for the weakness"
        } else {
            "the package is not tracked"
        };
        Some(format!("kind and distribution are not stated, {reason}"))
    })
}
