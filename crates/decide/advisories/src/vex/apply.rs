//! Statements onto findings: the latest that fits counts, and what fits nothing is told with its
//! reason.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use seaworthy_facts::{Distro, Facts, ImageFacts, Package};
use seaworthy_model::{Finding, Note, Statement, StatementStatus};

use super::product::{Fit, Subject};
use super::{VexDocument, VexStatement};

/// LIMIT: notes on statements that match nothing, for each scan. A feed of a vendor has thousands
/// that speak of other products; the rest is counted.
pub const NOTES_MAX: usize = 100;
/// LIMIT: products that a note names.
const SHOWN_MAX: usize = 3;

/// Puts the statements of documents, each with the place where it stands, onto the findings that
/// they are about. Of several that fit one finding, the latest counts; of several of one moment,
/// the one that lets the least pass. Returns what a reader should know: statements that match
/// nothing, statements that contradict each other, and what of a document could not be used.
pub fn apply<D: Borrow<(String, VexDocument)>>(
    documents: &[D],
    facts: &Facts,
    findings: &mut [Finding],
) -> Vec<Note> {
    let documents: Vec<&(String, VexDocument)> = documents.iter().map(Borrow::borrow).collect();
    apply_all(&documents, facts, findings)
}

fn apply_all(
    documents: &[&(String, VexDocument)],
    facts: &Facts,
    findings: &mut [Finding],
) -> Vec<Note> {
    let index = Index::of(facts);
    let by_id = by_id(findings);
    let mut notes = Notes::default();
    let mut fitting: BTreeMap<usize, Vec<(usize, &VexStatement)>> = BTreeMap::new();
    for (number, (source, document)) in documents.iter().enumerate() {
        for remark in &document.remarks {
            notes.add(source, "VEX document", remark.clone());
        }
        for statement in &document.statements {
            let reason = place(statement, &by_id, findings, &index, |at| {
                fitting.entry(at).or_default().push((number, statement));
            });
            if let Some(reason) = reason {
                notes.unmatched(source, statement, reason);
            }
        }
    }
    for (at, mut stated) in fitting {
        let Some(finding) = findings.get_mut(at) else {
            continue;
        };
        stated.sort_by_key(|(number, statement)| {
            Reverse((statement.said, caution(statement.status), *number))
        });
        let Some((number, first)) = stated.first() else {
            continue;
        };
        let Some((source, document)) = documents.get(*number) else {
            continue;
        };
        let earlier = finding
            .statement
            .take()
            .filter(|known| known.status != first.status);
        let differs = stated
            .iter()
            .find(|(_, other)| other.status != first.status)
            .and_then(|(number, other)| {
                let (source, document) = documents.get(*number)?;
                Some((other.status, document.author.clone(), source.clone()))
            })
            .or_else(|| earlier.map(|known| (known.status, known.author, known.source)));
        if let Some((status, author, other)) = differs {
            let text = format!(
                "{author} says {status} in {other}, {} says {}: the latter counts, being the later \
                 or the more careful",
                document.author, first.status
            );
            let what = format!("{} of {}", finding.id(), finding.subject.name);
            notes.add(source, &what, text);
        }
        // Only where the advisories know no fix: a version that has it is more than a word.
        if let (Some(state), Some(weakness)) = (first.fix_state, &mut finding.vulnerability)
            && weakness.fixed.is_empty()
        {
            Arc::make_mut(weakness).fix_state = state;
        }
        finding.statement = Some(Box::new(Statement {
            status: first.status,
            justification: first.justification.clone(),
            text: first.text.clone(),
            author: document.author.clone(),
            source: if document.attested {
                format!("{source} (attestation, signature not verified)")
            } else {
                source.clone()
            },
            said: first.said,
        }));
    }
    notes.finish()
}

/// The more careful status counts where the moments do not decide.
fn caution(status: StatementStatus) -> u8 {
    match status {
        // No VEX document says so; it is the word of other tools' reports.
        StatementStatus::Accepted | StatementStatus::NotAffected => 0,
        StatementStatus::Fixed => 1,
        StatementStatus::UnderInvestigation => 2,
        StatementStatus::Affected => 3,
    }
}

/// Findings of weaknesses by every id of them, in upper case.
fn by_id(findings: &[Finding]) -> HashMap<String, Vec<usize>> {
    let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(weakness) = &finding.vulnerability else {
            continue;
        };
        let ids = std::iter::once(&weakness.id)
            .chain(&weakness.aliases)
            .chain(&weakness.advisories);
        for id in ids {
            let all = by_id.entry(id.to_ascii_uppercase()).or_default();
            if all.last() != Some(&at) {
                all.push(at);
            }
        }
    }
    by_id
}

/// Why a statement fits no finding.
enum Reason {
    NoProduct,
    UnknownId,
    Version(String, String),
    OtherProduct(String),
}

/// Calls `take` for each finding that the statement is about; the reason where there is none.
fn place(
    statement: &VexStatement,
    by_id: &HashMap<String, Vec<usize>>,
    findings: &[Finding],
    index: &Index<'_>,
    mut take: impl FnMut(usize),
) -> Option<Reason> {
    if statement.products.is_empty() {
        return Some(Reason::NoProduct);
    }
    let mut asked: Vec<usize> = statement
        .ids
        .iter()
        .filter_map(|id| by_id.get(&id.to_ascii_uppercase()))
        .flatten()
        .copied()
        .collect();
    asked.sort_unstable();
    asked.dedup();
    let mut reason = Some(Reason::UnknownId);
    let mut matched = false;
    for at in asked {
        let Some(finding) = findings.get(at) else {
            continue;
        };
        let Some(subject) = index.subject(finding) else {
            continue;
        };
        let mut other = Fit::Other;
        for product in &statement.products {
            match product.fits(&subject) {
                Fit::Yes => {
                    other = Fit::Yes;
                    break;
                }
                version @ Fit::Version(..) => other = version,
                Fit::Other => {}
            }
        }
        match other {
            Fit::Yes => {
                matched = true;
                take(at);
            }
            Fit::Version(stated, installed) => reason = Some(Reason::Version(stated, installed)),
            Fit::Other if !matches!(reason, Some(Reason::Version(..))) => {
                reason = Some(Reason::OtherProduct(finding.subject.name.clone()));
            }
            Fit::Other => {}
        }
    }
    if matched { None } else { reason }
}

/// Packages by the name of what holds them and their package URL, which is how findings name them.
struct Index<'a> {
    packages: HashMap<(&'a str, &'a str), &'a Package>,
    images: HashMap<&'a str, &'a ImageFacts>,
}

impl<'a> Index<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut index = Index {
            packages: HashMap::new(),
            images: HashMap::new(),
        };
        let mut add = |within: &'a str, packages: &'a [Package]| {
            for package in packages {
                index
                    .packages
                    .entry((within, &*package.purl))
                    .or_insert(package);
            }
        };
        for image in &facts.images {
            add(&image.name, &image.packages);
        }
        if let Some(tree) = &facts.tree {
            add(&tree.name, &tree.packages);
        }
        for image in &facts.images {
            index.images.entry(&image.name).or_insert(image);
        }
        index
    }

    fn subject(&self, finding: &'a Finding) -> Option<Subject<'a>> {
        let within = finding.subject.within.as_deref()?;
        let package = self.packages.get(&(within, &*finding.subject.name))?;
        let image = self.images.get(within).copied();
        let distro: Option<&Distro> = image.and_then(|image| image.distro.as_ref());
        Some(Subject {
            package,
            image,
            distro,
        })
    }
}

#[derive(Default)]
struct Notes {
    notes: Vec<Note>,
    left_out: usize,
}

impl Notes {
    fn add(&mut self, source: &str, what: &str, text: String) {
        if self.notes.len() >= NOTES_MAX {
            self.left_out += 1;
            return;
        }
        self.notes.push(Note {
            source: Some(source.to_owned()),
            ..Note::new(what, text)
        });
    }

    fn unmatched(&mut self, source: &str, statement: &VexStatement, reason: Reason) {
        let id = statement.ids.first().map_or("", String::as_str);
        let what = format!("VEX statement {} of {id}", statement.status);
        let products = || {
            let names = statement.products.iter().map(|product| {
                let parts = product.parts.first();
                match parts {
                    Some(part) => format!("{} in {}", part.name, product.whole.name),
                    None => product.whole.name.clone(),
                }
            });
            let shown: Vec<String> = names.take(SHOWN_MAX).collect();
            let more = statement.products.len().saturating_sub(SHOWN_MAX);
            let tail = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            shown.join(", ") + &tail
        };
        let text = match reason {
            Reason::NoProduct => "it names no product, so it applies to nothing".to_owned(),
            Reason::UnknownId => "matches nothing: no finding has this id".to_owned(),
            Reason::Version(stated, installed) => format!(
                "matches nothing: wrong version; it speaks of {stated}, found is {installed}"
            ),
            Reason::OtherProduct(found) => format!(
                "matches nothing: wrong product; it speaks of {}, found is {found}",
                products()
            ),
        };
        self.add(source, &what, text);
    }

    fn finish(mut self) -> Vec<Note> {
        if self.left_out > 0 {
            let text = format!(
                "{} further notes on VEX documents are left out",
                self.left_out
            );
            self.notes.push(Note::new("VEX documents", text));
        }
        self.notes
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::PackageKind;
    use seaworthy_model::{
        Confidence, ControlId, Fingerprint, Location, Risk, Severity, Subject as About,
        SubjectKind, Vulnerability,
    };

    use super::*;
    use crate::vex::read;

    fn facts() -> Facts {
        let mut package = Package::new(PackageKind::Npm, "pad", "1.0.0", "p", "c");
        package.purl = "pkg:npm/pad@1.0.0".into();
        Facts {
            images: vec![ImageFacts {
                name: "registry.example/web:1".into(),
                has_reference: true,
                packages: vec![package],
                ..ImageFacts::default()
            }],
            ..Facts::default()
        }
    }

    fn finding() -> Finding {
        Finding {
            fingerprint: Fingerprint::of(&["x"]),
            check: "vulnerable-package".into(),
            control: ControlId::known("IMG-01"),
            rule: Some("CVE-2024-0001".into()),
            message: String::new(),
            severity: Severity::High,
            confidence: Confidence::High,
            risk: Risk::new(5.0),
            subject: About {
                kind: SubjectKind::Package,
                name: "pkg:npm/pad@1.0.0".into(),
                within: Some("registry.example/web:1".into()),
            },
            location: Location::file("p"),
            related: Vec::new(),
            evidence: Vec::new(),
            remedy: None,
            vulnerability: Some(Arc::new(Vulnerability {
                id: "CVE-2024-0001".into(),
                aliases: vec!["GHSA-aaaa-bbbb-cccc".into()],
                ..Vulnerability::default()
            })),
            waived: None,
            statement: None,
            origin: None,
        }
    }

    fn statement(id: &str, product: &str, status: &str, day: &str) -> String {
        format!(
            r#"{{"vulnerability":"{id}","products":["{product}"],"status":"{status}",
                "timestamp":"{day}T00:00:00Z","justification":"component_not_present"}}"#
        )
    }

    fn applied(statements: &[String]) -> (Finding, Vec<Note>) {
        let text = format!(
            r#"{{"@context":"https://openvex.dev/ns","author":"Team","statements":[{}]}}"#,
            statements.join(",")
        );
        let document = read(text.as_bytes()).unwrap();
        let mut findings = [finding()];
        let notes = apply(&[("a.json".into(), document)], &facts(), &mut findings);
        let [finding] = findings;
        (finding, notes)
    }

    #[test]
    fn a_statement_settles_the_finding_that_it_is_about() {
        for (id, product) in [
            ("CVE-2024-0001", "pkg:npm/pad@1.0.0"),
            ("ghsa-aaaa-bbbb-cccc", "pkg:npm/pad"),
            ("CVE-2024-0001", "pkg:oci/web"),
            ("CVE-2024-0001", "registry.example/web:1"),
        ] {
            let (finding, notes) = applied(&[statement(id, product, "not_affected", "2024-01-01")]);
            assert!(finding.is_settled(), "{id} {product}");
            let stated = finding.statement.unwrap();
            assert_eq!(
                (stated.author.as_str(), stated.source.as_str()),
                ("Team", "a.json")
            );
            assert!(notes.is_empty(), "{notes:?}");
        }
    }

    #[test]
    fn the_latest_statement_counts_and_the_contradiction_is_told() {
        let (finding, notes) = applied(&[
            statement("CVE-2024-0001", "pkg:npm/pad", "affected", "2024-02-01"),
            statement("CVE-2024-0001", "pkg:npm/pad", "not_affected", "2024-01-01"),
        ]);
        assert_eq!(finding.statement.unwrap().status, StatementStatus::Affected);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].text.contains("says not_affected"), "{notes:?}");
        let (finding, _) = applied(&[
            statement("CVE-2024-0001", "pkg:npm/pad", "affected", "2024-02-01"),
            statement("CVE-2024-0001", "pkg:npm/pad", "fixed", "2024-02-01"),
        ]);
        assert_eq!(finding.statement.unwrap().status, StatementStatus::Affected);
    }

    #[test]
    fn what_matches_nothing_is_told_with_its_reason() {
        for (id, product, reason) in [
            ("CVE-2024-9999", "pkg:npm/pad", "no finding has this id"),
            (
                "CVE-2024-0001",
                "pkg:npm/other",
                "wrong product; it speaks of pkg:npm/other",
            ),
            (
                "CVE-2024-0001",
                "pkg:npm/pad@2.0.0",
                "it speaks of 2.0.0, found is 1.0.0",
            ),
        ] {
            let (finding, notes) = applied(&[statement(id, product, "fixed", "2024-01-01")]);
            assert!(finding.statement.is_none());
            assert_eq!(notes.len(), 1);
            assert!(notes[0].text.contains(reason), "{notes:?}");
            assert_eq!(notes[0].source.as_deref(), Some("a.json"));
        }
    }

    #[test]
    fn notes_beyond_the_limit_are_counted() {
        let one = statement("CVE-2024-9999", "pkg:npm/pad", "fixed", "2024-01-01");
        let (_, notes) = applied(&vec![one; NOTES_MAX + 5]);
        assert_eq!(notes.len(), NOTES_MAX + 1);
        assert!(notes[NOTES_MAX].text.starts_with("5 further notes"));
    }
}
