//! Assessments to render: small, and between them every part that a report can have.

use std::sync::Arc;

use jiff::civil::{Date, date};
use seaworthy_facts::{
    Distro, Facts, ImageConfig, ImageFacts, ImageLayer, Package, PackageKind, SourcePackage,
    TreeFacts,
};
use seaworthy_model::{
    ASSESSMENT_SCHEMA, Advice, AppliedWaiver, Assessment, Confidence, ControlId, Cvss, DataSource,
    DataVersion, Decision, Digest, Epss, Evidence, Finding, Fingerprint, FixState, Gate, Location,
    Origin, Patch, Reason, Remedy, Risk, Score, Severity, Statement, StatementStatus, Subject,
    SubjectKind, Target, TargetKind, Timing, ToolVersion, Unknown, Verdict, Vulnerability,
};
use seaworthy_report::{Format, RenderOptions, RuleDoc};

/// Renders to text.
pub(crate) fn render(
    format: &str,
    assessment: &Assessment<Facts>,
    options: &RenderOptions<'_>,
) -> String {
    let mut bytes = Vec::new();
    let format: Format = format.parse().unwrap();
    format.write(assessment, options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The documentation that a caller would give.
pub(crate) fn docs(check: &str) -> Option<RuleDoc> {
    (check == "root-user").then(|| RuleDoc {
        title: "The container does not run as root.".into(),
        why: "Who breaks out of a process of root is root outside as well.".into(),
        fix: "Add an account and name it with USER.".into(),
        see: vec!["CIS Docker 4.1".into(), "NIST SP 800-190 4.1.2".into()],
    })
}

pub(crate) const IMAGE: &str = "registry.example/shop/web:1.4";

/// An image in which nothing is wrong.
pub(crate) fn clean() -> Assessment<Facts> {
    Assessment {
        schema: ASSESSMENT_SCHEMA.into(),
        target: Target {
            kind: TargetKind::Image,
            name: IMAGE.into(),
            digest: Some(Digest::sha256(b"manifest")),
            platform: Some("linux/amd64".parse().unwrap()),
        },
        tool: ToolVersion {
            name: "seaworthy".into(),
            version: "0.1.0".into(),
        },
        data: DataVersion {
            pack: "embedded".into(),
            digest: Some(Digest::sha256(b"pack")),
            sources: vec![source("Debian:12", Some(date(2026, 9, 1)))],
        },
        timing: Timing {
            started: "2026-09-13T08:00:00.25Z".parse().unwrap(),
            elapsed_ms: 38,
        },
        facts: Facts {
            images: vec![image(IMAGE)],
            ..Facts::default()
        },
        findings: Vec::new(),
        unknowns: Vec::new(),
        notes: Vec::new(),
        advice: Advice::default(),
        verdict: Verdict {
            gate: Gate::Ci,
            decision: Decision::Allow,
            policy: "baseline".into(),
            policy_digest: Digest::sha256(b"policy"),
            reasons: Vec::new(),
        },
    }
}

/// An image of which little could be read.
pub(crate) fn unknown_only() -> Assessment<Facts> {
    let mut assessment = clean();
    assessment.data.sources = vec![DataSource {
        ecosystem: "Wolfi".into(),
        covered: false,
        last_advisory: None,
        note: None,
    }];
    assessment.unknowns = vec![
        Unknown::new("layer 1", "gzip stream ends after 4096 of 9000 bytes")
            .leaving(&[ControlId::known("IMG-01"), ControlId::known("IMG-02")]),
        Unknown::new(
            "opt/app/huge.jar",
            "larger than the 256 MiB that are read as a whole; scan it by itself",
        )
        .at(layer(1, Some("opt/app/huge.jar"), None)),
    ];
    assessment.verdict.decision = Decision::Warn;
    assessment.verdict.reasons = vec![reason(Decision::Warn, "something could not be read", None)];
    assessment.timing.elapsed_ms = 1_250;
    assessment
}

/// An image with every kind of finding.
pub(crate) fn everything() -> Assessment<Facts> {
    let mut assessment = clean();
    assessment.findings = findings();
    assessment.unknowns = unknown_only().unknowns;
    let sources = &mut assessment.data.sources;
    sources.push(source("npm", Some(date(2026, 9, 11))));
    sources.push(DataSource {
        ecosystem: "Wolfi".into(),
        covered: false,
        last_advisory: None,
        note: Some("the image's own vendor publishes none that the pack holds".into()),
    });
    let known = assessment.findings.first().map(|f| f.fingerprint.clone());
    let verdict = &mut assessment.verdict;
    verdict.decision = Decision::Deny;
    verdict.reasons = vec![
        reason(
            Decision::Deny,
            "a critical vulnerability has a fix",
            known.clone(),
        ),
        reason(Decision::Deny, "a critical vulnerability has a fix", known),
        reason(Decision::Warn, "the container runs as root", None),
    ];
    assessment
}

/// A folder with two images and lock files.
pub(crate) fn folder() -> Assessment<Facts> {
    let mut assessment = everything();
    assessment.target = Target {
        kind: TargetKind::Folder,
        name: "examples/storefront".into(),
        digest: None,
        platform: None,
    };
    let mut second = image("registry.example/shop/worker:2.0");
    second.digest = Some(Digest::sha256(b"another"));
    assessment.facts.images.push(second);
    assessment.facts.tree = Some(TreeFacts {
        name: "examples/storefront".into(),
        packages: vec![package(
            PackageKind::Npm,
            "lodash",
            "4.17.20",
            "package-lock.json",
        )],
        secrets: Vec::new(),
        unread: Vec::new(),
        files: 12,
    });
    for finding in &mut assessment.findings {
        let whole = matches!(
            finding.subject.kind,
            SubjectKind::Image | SubjectKind::Policy
        );
        finding.subject.within = (!whole).then(|| IMAGE.to_owned());
    }
    let mut lodash = weakness("CVE-2021-23337", "lodash", "4.17.20", Some("4.17.21"));
    lodash.subject.within = Some("examples/storefront".into());
    lodash.location = Location::File {
        path: "package-lock.json".into(),
        line: Some(44),
        column: None,
    };
    assessment.findings.push(lodash);
    assessment
}

fn source(ecosystem: &str, last_advisory: Option<Date>) -> DataSource {
    DataSource {
        ecosystem: ecosystem.into(),
        covered: true,
        last_advisory,
        note: None,
    }
}

fn reason(decision: Decision, message: &str, finding: Option<Fingerprint>) -> Reason {
    Reason {
        decision,
        rule: "gates.ci".into(),
        message: message.into(),
        finding,
    }
}

pub(crate) fn image(name: &str) -> ImageFacts {
    let instructions = [
        "/bin/sh -c #(nop) ADD file:5d7c in / ",
        "RUN /bin/sh -c apt-get update && apt-get install -y openssl # buildkit",
        "COPY . /app # buildkit",
    ];
    let mut libssl = package(
        PackageKind::Deb,
        "libssl3",
        "3.0.11-1~deb12u2",
        "var/lib/dpkg/status",
    );
    libssl.source = Some(SourcePackage {
        name: "openssl".into(),
        version: "3.0.11-1~deb12u2".into(),
    });
    libssl.licences = vec!["Apache-2.0".into()];
    let mut openssl = libssl.clone();
    openssl.name = "openssl".into();
    openssl.purl = purl("openssl", "3.0.11-1~deb12u2");
    openssl.depends = vec!["libssl3 (>= 3.0.11)".into(), "libc6".into()];
    openssl.licences = vec!["MIT OR Apache-2.0".into()];
    let mut lodash = package(
        PackageKind::Npm,
        "lodash",
        "4.17.20",
        "app/package-lock.json",
    );
    lodash.namespace = Some("@shop".into());
    lodash.development = true;
    lodash.hashes = vec![Digest::sha256(b"lodash.tgz")];
    lodash.licences = vec!["MIT".into(), "GPL-2+".into()];
    ImageFacts {
        name: name.into(),
        tags: vec![name.into()],
        has_reference: true,
        digest: Some(Digest::sha256(b"manifest")),
        platform: Some("linux/amd64".parse().unwrap()),
        config: Some(ImageConfig {
            env: [("TOKEN".to_owned(), "[secret]".to_owned())].into(),
            ..ImageConfig::default()
        }),
        layers: instructions
            .iter()
            .map(|instruction| ImageLayer {
                diff_id: Digest::sha256(instruction.as_bytes()),
                digest: None,
                size_bytes: 1_024,
                created_by: Some((*instruction).to_owned()),
            })
            .collect(),
        distro: Some(Distro {
            id: "debian".into(),
            version_id: "12".into(),
            pretty_name: Some("Debian GNU/Linux 12 (bookworm)".into()),
            ..Distro::default()
        }),
        packages: vec![libssl, openssl, lodash],
        ..ImageFacts::default()
    }
}

fn purl(name: &str, version: &str) -> String {
    format!("pkg:deb/debian/{name}@{version}?distro=debian-12")
}

fn package(kind: PackageKind, name: &str, version: &str, path: &str) -> Package {
    let mut package = Package::new(kind, name, version, path, "test");
    package.purl = purl(name, version);
    for place in &mut package.places {
        place.layer = Some(1);
        place.diff_id = Some(Digest::sha256(b"layer"));
    }
    package
}

pub(crate) fn layer(index: u32, path: Option<&str>, line: Option<u32>) -> Location {
    image(IMAGE).location(index, path, line)
}

fn findings() -> Vec<Finding> {
    let mut findings = vec![
        weakness(
            "CVE-2024-5535",
            "libssl3",
            "3.0.11-1~deb12u2",
            Some("3.0.15-1~deb12u1"),
        ),
        weakness(
            "CVE-2024-5535",
            "openssl",
            "3.0.11-1~deb12u2",
            Some("3.0.15-1~deb12u1"),
        ),
        secret(),
        weakness(
            "CVE-2023-5678",
            "libssl3",
            "3.0.11-1~deb12u2",
            Some("3.0.13-1~deb12u1"),
        ),
        weakness("CVE-2023-6129", "libssl3", "3.0.11-1~deb12u2", None),
        weakness("CVE-2023-6237", "libssl3", "3.0.11-1~deb12u2", None),
        root_user(),
        weakness("CVE-2021-23337", "lodash", "4.17.20", Some("4.17.21")),
        expired_waiver(),
    ];
    let mut accepted = weakness("CVE-2020-8203", "lodash", "4.17.20", None);
    accepted.waived = Some(AppliedWaiver {
        reason: "the function is not reachable from our routes".into(),
        justification: None,
        owner: "shop team".into(),
        expires: date(2026, 12, 31),
    });
    findings.push(accepted);
    findings.extend(stated());
    for finding in &mut findings {
        finding.origin = match &finding.location {
            Location::Layer { index: 2, .. } => Some(Origin::Own),
            Location::Layer { .. } => Some(Origin::Base),
            _ => None,
        };
    }
    let exploited = findings.iter_mut().take(2);
    for weakness in exploited.filter_map(|finding| finding.vulnerability.as_mut()) {
        Arc::make_mut(weakness).known_exploited = Some(date(2024, 7, 9));
    }
    for (finding, severity) in findings.iter_mut().zip([
        Severity::Critical,
        Severity::Critical,
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Negligible,
        Severity::Medium,
        Severity::High,
        Severity::Low,
        Severity::High,
        Severity::High,
        Severity::Medium,
    ]) {
        finding.severity = severity;
        finding.risk = Risk::new(severity as u8 as f32 * 2.0);
    }
    findings
}

/// A weakness that does not matter, and one that is being looked at.
fn stated() -> [Finding; 2] {
    let mut stated = weakness("CVE-2022-3602", "libssl3", "3.0.11-1~deb12u2", None);
    stated.statement = Some(Box::new(not_affected()));
    let mut looked_at = weakness("CVE-2023-0464", "openssl", "3.0.11-1~deb12u2", None);
    looked_at.statement = Some(Box::new(Statement {
        status: StatementStatus::UnderInvestigation,
        justification: None,
        text: None,
        said: None,
        ..not_affected()
    }));
    [stated, looked_at]
}

/// What a VEX document states.
pub(crate) fn not_affected() -> Statement {
    Statement {
        status: StatementStatus::NotAffected,
        justification: Some("vulnerable_code_not_present".into()),
        text: Some("built without punycode".into()),
        author: "shop security".into(),
        source: "web.openvex.json".into(),
        said: Some("2026-09-02T12:00:00Z".parse().unwrap()),
    }
}

/// A weakness of a package of the image.
pub(crate) fn weakness(id: &str, package: &str, installed: &str, fixed: Option<&str>) -> Finding {
    Finding {
        fingerprint: Fingerprint::of(&["vulnerable-package", id, package]),
        check: "vulnerable-package".into(),
        control: ControlId::known("IMG-01"),
        rule: Some(id.into()),
        message: format!("{package} {installed} is affected by {id}"),
        severity: Severity::High,
        confidence: Confidence::High,
        risk: Risk::new(7.0),
        subject: Subject {
            kind: SubjectKind::Package,
            name: purl(package, installed),
            within: None,
        },
        location: layer(1, Some("var/lib/dpkg/status"), None),
        related: Vec::new(),
        evidence: Vec::new(),
        remedy: fixed.map(|fixed| Remedy {
            action: format!("upgrade {package} to {fixed}"),
            upgrade_to: Some(fixed.into()),
            patch: None,
        }),
        vulnerability: Some(Arc::new(Vulnerability {
            id: id.into(),
            aliases: vec![format!("GHSA-{}", &id[4..])],
            advisories: vec![format!("DSA-{}", &id[4..])],
            ecosystem: "Debian:12".into(),
            purl: purl(package, installed),
            package: package.into(),
            installed: installed.into(),
            fixed: fixed.map(str::to_owned).into_iter().collect(),
            fix_state: match fixed {
                Some(_) => FixState::Fixed,
                None => FixState::NotFixed,
            },
            scores: vec![Score {
                source: "NVD".into(),
                severity: Severity::High,
                cvss: Some(Cvss {
                    vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N".into(),
                    score: 7.5,
                }),
            }],
            epss: Some(Epss {
                score: 0.0421,
                percentile: 0.91,
            }),
            published: Some(date(2024, 6, 27)),
            ..Vulnerability::default()
        })),
        waived: None,
        statement: None,
        origin: None,
    }
}

pub(crate) fn secret() -> Finding {
    Finding {
        fingerprint: Fingerprint::of(&["hard-coded-secret", "github-token", "app/.env"]),
        check: "hard-coded-secret".into(),
        control: ControlId::known("IMG-06"),
        rule: Some("github-token".into()),
        message: "app/.env holds a GitHub personal access token".into(),
        severity: Severity::Critical,
        confidence: Confidence::Medium,
        risk: Risk::new(9.0),
        subject: Subject {
            kind: SubjectKind::File,
            name: "app/.env".into(),
            within: None,
        },
        location: layer(2, Some("app/.env"), Some(3)),
        related: vec![Location::object("config.Env.TOKEN")],
        evidence: vec![Evidence::new("length", "40 bytes")],
        remedy: Some(Remedy::action(
            "Revoke the token, take the file out of the build context and rebuild.",
        )),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}

fn root_user() -> Finding {
    Finding {
        fingerprint: Fingerprint::of(&["root-user"]),
        check: "root-user".into(),
        control: ControlId::known("IMG-05"),
        rule: None,
        message: "the container runs as root".into(),
        severity: Severity::Medium,
        confidence: Confidence::High,
        risk: Risk::new(5.0),
        subject: Subject {
            kind: SubjectKind::Image,
            name: IMAGE.into(),
            within: None,
        },
        location: Location::object("config.User"),
        related: Vec::new(),
        evidence: vec![Evidence::new("config.User", "")],
        remedy: Some(Remedy {
            action: "Add `USER app` at the end of the Dockerfile.".into(),
            upgrade_to: None,
            patch: Some(Patch {
                path: "Dockerfile".into(),
                line: 9,
                remove: vec!["CMD [\"web\"]".into()],
                insert: vec!["USER app".into(), "CMD [\"web\"]".into()],
            }),
        }),
        vulnerability: None,
        waived: None,
        statement: None,
        origin: None,
    }
}

fn expired_waiver() -> Finding {
    let mut finding = root_user();
    finding.fingerprint = Fingerprint::of(&["expired-waiver", "latest-tag"]);
    finding.check = "expired-waiver".into();
    finding.message = "the waiver of latest-tag by shop team ended on 2026-08-31".into();
    finding.subject.kind = SubjectKind::Policy;
    finding.subject.name = "seaworthy.yaml".into();
    finding.location = Location::File {
        path: "seaworthy.yaml".into(),
        line: Some(14),
        column: Some(3),
    };
    finding.remedy = Some(Remedy::action("Renew it with a new reason, or remove it."));
    finding
}
