//! `seaworthy vex`: the waivers of a policy as an OpenVEX document about a target.
//!
//! A waiver that states a justification says that the weakness does no harm: `not_affected`. One
//! without says that somebody lives with it until a day: `affected`, with that as the action. What
//! no waiver covers is not stated, for a document that says nothing must not be read as "safe".

use std::collections::BTreeMap;

use anyhow::anyhow;
use jiff::Timestamp;
use seaworthy_advisories::vex::{NewStatement, Stated, openvex};
use seaworthy_facts::{Facts, ImageFacts};
use seaworthy_model::{AppliedWaiver, Assessment, Finding};

use super::scan::{self, Asked, Expected};
use crate::cli::VexArgs;
use crate::failure::{CLEAN, Code, Failure};
use crate::output;
use crate::policy_file;
use crate::terminal::Terminal;

/// Writes the document. It decides nothing, so the exit code tells only whether it could.
pub(super) fn run(args: &VexArgs, terminal: &Terminal) -> Result<Code, Failure> {
    let policy = policy_file::load(args.gate.policy.as_deref())?;
    let (assessment, _) = scan::assess(
        &args.target,
        &Asked {
            expected: Expected::Any,
            policy: &policy,
            gate: args.gate.gate,
            at: args.gate.at,
            source: &args.source,
            cache: &args.cache,
            context: None,
            configuration: None,
            baseline: None,
        },
        terminal,
    )?;
    let statements = statements(&assessment);
    if statements.is_empty() {
        let nothing = anyhow!(
            "no waiver of the policy covers a weakness of {}",
            args.target
        );
        return Err(Failure::from(nothing)
            .help("a waiver names a `cve`, and may say why it does no harm: `justification`"));
    }
    let tooling = concat!("seaworthy ", env!("CARGO_PKG_VERSION"));
    let document = openvex(&args.author, tooling, Timestamp::now(), &statements);
    output::write(args.output.as_deref(), |out| {
        Ok(out.write_all(document.as_bytes())?)
    })?;
    terminal.note(&format!("{} statements", statements.len()));
    Ok(CLEAN)
}

/// One statement for each weakness, product and waiver, with all packages that it covers.
fn statements(assessment: &Assessment<Facts>) -> Vec<NewStatement> {
    let mut found: BTreeMap<(String, String, Stated), NewStatement> = BTreeMap::new();
    for finding in &assessment.findings {
        let (Some(weakness), Some(waiver)) = (&finding.vulnerability, &finding.waived) else {
            continue;
        };
        let product = product(finding, assessment);
        let status = stated(waiver);
        let key = (weakness.id.clone(), product.clone(), status.clone());
        let statement = found.entry(key).or_insert_with(|| NewStatement {
            vulnerability: weakness.id.clone(),
            aliases: weakness.aliases.clone(),
            product,
            subcomponents: Vec::new(),
            status,
        });
        if !statement.subcomponents.contains(&weakness.purl) && !weakness.purl.is_empty() {
            statement.subcomponents.push(weakness.purl.clone());
        }
    }
    found.into_values().collect()
}

fn stated(waiver: &AppliedWaiver) -> Stated {
    match waiver.justification {
        Some(justification) => Stated::NotAffected {
            justification: justification.as_str().to_owned(),
            impact: waiver.reason.clone(),
        },
        None => Stated::Affected {
            action: format!(
                "The risk is accepted until {} by {}: {}",
                waiver.expires, waiver.owner, waiver.reason
            ),
        },
    }
}

/// The image as a package URL (type `oci`), by digest where it is known; else the target's name.
fn product(finding: &Finding, assessment: &Assessment<Facts>) -> String {
    let within = finding.subject.within.as_deref();
    let image = assessment
        .facts
        .images
        .iter()
        .find(|image| Some(image.name.as_str()) == within);
    match image {
        Some(image) => image_product(image),
        None => within.unwrap_or(&assessment.target.name).to_owned(),
    }
}

fn image_product(image: &ImageFacts) -> String {
    if !image.has_reference {
        let digest = image.digest.as_ref().or(image.config_digest.as_ref());
        return digest.map_or_else(|| image.name.clone(), ToString::to_string);
    }
    let name = image.name.split('@').next().unwrap_or(&image.name);
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    let (repository, tag) = match name.rfind(':').filter(|at| *at > start) {
        Some(at) => (
            name.get(..at).unwrap_or(name),
            name.get(at + 1..).unwrap_or_default(),
        ),
        None => (name, ""),
    };
    let mut url = format!(
        "pkg:oci/{}",
        repository.rsplit('/').next().unwrap_or(repository)
    );
    if let Some(digest) = &image.digest {
        url.push_str(&format!("@{}", digest.to_string().replace(':', "%3A")));
    }
    url.push_str(&format!(
        "?repository_url={}",
        repository.replace('/', "%2F")
    ));
    if !tag.is_empty() && image.digest.is_none() {
        url.push_str(&format!("&tag={tag}"));
    }
    url
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use seaworthy_model::{Digest, Justification};

    use super::*;

    #[test]
    fn only_a_justified_waiver_says_not_affected() {
        let mut waiver = AppliedWaiver {
            reason: "the parser is not built in".into(),
            justification: None,
            owner: "web team".into(),
            expires: date(2027, 1, 1),
        };
        let Stated::Affected { action } = stated(&waiver) else {
            panic!("{waiver:?}")
        };
        assert!(action.contains("until 2027-01-01 by web team"), "{action}");
        waiver.justification = Some(Justification::VulnerableCodeNotPresent);
        assert!(matches!(
            stated(&waiver),
            Stated::NotAffected { justification, .. }
                if justification == "vulnerable_code_not_present"
        ));
    }

    #[test]
    fn an_image_is_named_by_its_digest_where_there_is_one() {
        let mut image = ImageFacts {
            name: "registry.example:5000/shop/web:1.4".into(),
            has_reference: true,
            ..ImageFacts::default()
        };
        assert_eq!(
            image_product(&image),
            "pkg:oci/web?repository_url=registry.example:5000%2Fshop%2Fweb&tag=1.4"
        );
        let digest = Digest::sha256(b"x");
        image.digest = Some(digest.clone());
        let hex = digest.to_string().replace(':', "%3A");
        assert!(image_product(&image).starts_with(&format!("pkg:oci/web@{hex}?repository_url=")));
        image.has_reference = false;
        assert_eq!(image_product(&image), digest.to_string());
    }
}
