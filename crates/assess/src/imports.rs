//! Reports of other tools from files, and the image that they are bound to.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use seaworthy_checks_image::imports::{self, Imports as Subject};
use seaworthy_facts::{Facts, ImportBinding, ImportFormat, ImportedReport};
use seaworthy_imports::{IMPORT_BYTES_MAX, ReadImportError};
use seaworthy_model::{Digest, Finding, Location, Note, Target};
use seaworthy_secrets::{Context, Engine, Place};

use crate::judge::Judged;
use crate::settings::redacted;

/// Reports of other tools, read and not yet bound.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    reports: Vec<ImportedReport>,
}

/// Why a report cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ReadImportsError {
    /// The file cannot be read.
    #[error("cannot read the report {}", path.display())]
    Read {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// It is no report that is understood.
    #[error("cannot import {}", path.display())]
    Report {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        source: ReadImportError,
    },
}

/// Why a report cannot be bound to a target.
#[derive(Debug, thiserror::Error)]
pub enum BindImportError {
    /// It names another image.
    #[error("the report {file} is about the image {named}, not about {scanned}")]
    OtherImage {
        /// The report.
        file: String,
        /// What it names; the first of several.
        named: Digest,
        /// What is assessed.
        scanned: Digest,
    },
    /// It names an image, and the target has no digest.
    #[error("the report {file} is about the image {named}, and {target} has no digest to compare")]
    NoDigest {
        /// The report.
        file: String,
        /// What it names; the first of several.
        named: Digest,
        /// The target.
        target: String,
    },
}

impl Imports {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// Reads a report; without a format, its content tells.
    ///
    /// # Errors
    /// It cannot be read, or is no report: whoever names one means it to be imported.
    pub fn add(
        &mut self,
        path: &Path,
        format: Option<ImportFormat>,
    ) -> Result<(), ReadImportsError> {
        let mut bytes = Vec::new();
        let limit = IMPORT_BYTES_MAX as u64 + 1;
        File::open(path)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .map_err(|source| ReadImportsError::Read {
                path: path.to_owned(),
                source,
            })?;
        let name = path.display().to_string();
        let report = seaworthy_imports::read(&name, &bytes, format);
        let report = report.map_err(|source| ReadImportsError::Report {
            path: path.to_owned(),
            source,
        })?;
        // The same file named twice says nothing new.
        if !self
            .reports
            .iter()
            .any(|known| known.document == report.document)
        {
            self.reports.push(report);
        }
        Ok(())
    }

    /// Adds the reports to the facts of a target, bound to its digest and without secrets.
    ///
    /// # Errors
    /// A report names another image.
    pub(crate) fn bind(
        &self,
        target: &Target,
        engine: &Engine,
        facts: &mut Facts,
    ) -> Result<(), BindImportError> {
        for report in &self.reports {
            let (about, binding) = about(report, target, facts)?;
            let mut report = report.clone();
            report.about = about;
            report.binding = binding;
            redact(&mut report, engine);
            // A report that an earlier assessment holds is read anew.
            facts
                .imports
                .retain(|known| known.document != report.document);
            facts.imports.push(report);
        }
        Ok(())
    }
}

/// The digest that the report is about, and who says so.
fn about(
    report: &ImportedReport,
    target: &Target,
    facts: &Facts,
) -> Result<(Option<Digest>, ImportBinding), BindImportError> {
    let images = facts.images.iter();
    let of_images = images.clone().flat_map(|image| {
        [image.digest.clone(), image.config_digest.clone()]
            .into_iter()
            .flatten()
    });
    // A reference by digest may name the index of which the image is one platform.
    let names = images.flat_map(|image| std::iter::once(&image.name).chain(&image.tags));
    let in_names = names
        .chain(std::iter::once(&target.name))
        .filter_map(|name| name.split_once('@')?.1.parse::<Digest>().ok());
    let known: Vec<Digest> = target
        .digest
        .iter()
        .cloned()
        .chain(of_images)
        .chain(in_names)
        .collect();
    let Some(named) = report.named.first() else {
        return Ok((known.first().cloned(), ImportBinding::CommandLine));
    };
    if let Some(same) = known.iter().find(|digest| report.named.contains(digest)) {
        return Ok((Some(same.clone()), ImportBinding::File));
    }
    let (file, named) = (report.file.clone(), named.clone());
    Err(match known.into_iter().next() {
        Some(scanned) => BindImportError::OtherImage {
            file,
            named,
            scanned,
        },
        None => BindImportError::NoDigest {
            file,
            named,
            target: target.name.clone(),
        },
    })
}

/// Takes secrets out of everything that the report says in words: messages and addresses may quote
/// what a tool found.
fn redact(report: &mut ImportedReport, engine: &Engine) {
    let clean = |text: &mut String| {
        let scanned = engine.scan(text.as_bytes(), Context::place(Place::History));
        if !scanned.hits.is_empty() {
            *text = redacted(text, &scanned.hits);
        }
    };
    for result in &mut report.results {
        clean(&mut result.message);
        [&mut result.title, &mut result.remedy, &mut result.help]
            .into_iter()
            .flatten()
            .for_each(clean);
        if let Some(stated) = &mut result.stated {
            stated.text.iter_mut().for_each(clean);
        }
        for place in result.place.iter_mut().chain(&mut result.related) {
            match place {
                Location::Url { url, parameter, .. } => {
                    clean(url);
                    parameter.iter_mut().for_each(clean);
                }
                Location::Object { path } | Location::File { path, .. } => clean(path),
                Location::Layer { .. } => {}
            }
        }
    }
    report
        .unread
        .iter_mut()
        .for_each(|unread| clean(&mut unread.reason));
}

/// Judges what other tools reported.
pub(crate) fn judge(facts: &mut Facts, target: &Target, judged: &mut Judged) {
    if facts.imports.is_empty() {
        return;
    }
    // The check takes the reports as a whole; they are lent to it rather than copied.
    let subject = Subject {
        target: target.name.clone(),
        reports: std::mem::take(&mut facts.imports),
    };
    let judgement = imports::CHECK.run(&subject);
    facts.imports = subject.reports;
    judged.findings.extend(judgement.findings);
    judged.unknowns.extend(judgement.unknowns);
}

/// Counts once what other tools and the scan found both.
pub(crate) fn count_once(facts: &Facts, findings: &mut Vec<Finding>) -> Vec<Note> {
    match facts.imports.is_empty() {
        true => Vec::new(),
        false => imports::count_once(findings),
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::ImageFacts;
    use seaworthy_model::TargetKind;

    use super::*;

    fn log(properties: &str, message: &str) -> String {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}}}},
                "properties":{properties},"results":[{{"ruleId":"R","message":{{"text":"{message}"}}}}]}}]}}"#
        )
    }

    fn imports(text: &str) -> Imports {
        let report = seaworthy_imports::read("r.sarif", text.as_bytes(), None).unwrap();
        Imports {
            reports: vec![report],
        }
    }

    fn target(digest: Option<Digest>) -> Target {
        Target {
            kind: TargetKind::Image,
            name: "shop:1".into(),
            digest,
            platform: None,
        }
    }

    fn bind(imports: &Imports, target: &Target, facts: &mut Facts) -> Result<(), BindImportError> {
        imports.bind(target, &Engine::builtin().unwrap(), facts)
    }

    #[test]
    fn a_report_that_names_no_image_is_bound_by_the_command_line() {
        let digest = Digest::sha256(b"manifest");
        let mut facts = Facts::default();
        bind(
            &imports(&log("{}", "m")),
            &target(Some(digest.clone())),
            &mut facts,
        )
        .unwrap();
        assert_eq!(facts.imports[0].about, Some(digest));
        assert_eq!(facts.imports[0].binding, ImportBinding::CommandLine);
    }

    #[test]
    fn a_report_about_another_image_is_refused() {
        let named = Digest::sha256(b"named");
        let imports = imports(&log(
            &format!("{{\"repoDigests\":[\"shop@{named}\"]}}"),
            "m",
        ));
        let mut facts = Facts::default();
        let other = target(Some(Digest::sha256(b"other")));
        let error = bind(&imports, &other, &mut facts).unwrap_err();
        assert!(
            matches!(error, BindImportError::OtherImage { .. }),
            "{error}"
        );
        let error = bind(&imports, &target(None), &mut facts).unwrap_err();
        assert!(matches!(error, BindImportError::NoDigest { .. }), "{error}");
        assert!(facts.imports.is_empty());
        // By manifest, by configuration, and by the index in the name.
        let by_config = ImageFacts {
            config_digest: Some(named.clone()),
            ..ImageFacts::default()
        };
        let by_name = ImageFacts {
            name: format!("shop@{named}"),
            ..ImageFacts::default()
        };
        for image in [by_config, by_name] {
            let mut facts = Facts {
                images: vec![image],
                ..Facts::default()
            };
            bind(&imports, &other, &mut facts).unwrap();
            assert_eq!(facts.imports[0].binding, ImportBinding::File);
            assert_eq!(facts.imports[0].about.as_ref(), Some(&named));
        }
    }

    #[test]
    fn a_secret_in_a_message_is_not_kept() {
        let password = ["Lantern", "-41-", "harbour"].concat();
        let message = format!("found postgres://shop:{password}@db.internal/shop in a file");
        let mut facts = Facts::default();
        bind(&imports(&log("{}", &message)), &target(None), &mut facts).unwrap();
        let kept = format!("{facts:?}");
        assert!(!kept.contains(&password), "{kept}");
        assert!(kept.contains("[secret]"), "{kept}");
    }
}
