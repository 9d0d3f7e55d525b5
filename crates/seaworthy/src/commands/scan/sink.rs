//! Where documents of one or many targets go.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use seaworthy_check::Unit;
use seaworthy_facts::Facts;
use seaworthy_model::{Assessment, Digest};
use seaworthy_report::{ColorChoice, Format, JsonLayout, RenderOptions, RuleDoc, TemplateSource};

use super::Shown;
use crate::failure::Failure;
use crate::output::{self, Destination, OutputSpec};
use crate::terminal::Terminal;
use crate::units;

/// LIMIT: characters of a file name made of the name of a target; file systems take 255.
const STEM_CHARS_MAX: usize = 160;

/// Between the head of a SARIF log and its runs, in the compact layout.
const RUNS: &str = "\"runs\":[";

/// Turns assessments into documents.
pub(super) struct Renderer {
    docs: HashMap<String, RuleDoc>,
    all: bool,
    template: Option<(String, String)>,
    width: usize,
    color: bool,
}

impl Renderer {
    /// # Errors
    /// The template cannot be read, or there is none for the format that needs one.
    pub(super) fn new(
        shown: Shown<'_>,
        outputs: &[OutputSpec],
        terminal: &Terminal,
    ) -> Result<Self, Failure> {
        let template = shown.template.map(read_template).transpose()?;
        if template.is_none() && outputs.iter().any(|spec| spec.format.id() == "template") {
            let error = anyhow::Error::msg("the format template needs `--template FILE`");
            return Err(Failure::usage(error));
        }
        let doc = |unit: Unit| {
            let doc = RuleDoc {
                title: unit.doc.title,
                why: unit.doc.why,
                fix: unit.doc.fix,
                see: unit.doc.see,
            };
            (unit.id, doc)
        };
        Ok(Renderer {
            // The first unit of a name speaks for it.
            docs: units::all().into_iter().rev().map(doc).collect(),
            all: shown.all,
            template,
            width: terminal.columns(),
            color: terminal.colors_stdout(),
        })
    }

    fn render(
        &self,
        spec: &OutputSpec,
        assessment: &Assessment<Facts>,
        layout: JsonLayout,
        out: &mut dyn std::io::Write,
    ) -> anyhow::Result<()> {
        let docs = |id: &str| self.docs.get(id).cloned();
        let options = RenderOptions {
            width: self.width,
            color: if spec.file.is_none() && self.color {
                ColorChoice::Always
            } else {
                ColorChoice::Never
            },
            all: self.all,
            docs: &docs,
            layout,
            template: self
                .template
                .as_ref()
                .map(|(name, text)| TemplateSource { name, text }),
            ..RenderOptions::default()
        };
        spec.format
            .write(assessment, &options, out)
            .with_context(|| format!("cannot write the format {}", spec.format.id()))
    }

    /// A document for each output of a run of many targets.
    pub(super) fn all(
        &self,
        outputs: &[OutputSpec],
        assessment: &Assessment<Facts>,
    ) -> anyhow::Result<Vec<Vec<u8>>> {
        let one = |spec: &OutputSpec| {
            let layout = match folder_of(spec) {
                Some(_) => JsonLayout::Pretty,
                None => JsonLayout::Compact,
            };
            let mut document = Vec::new();
            self.render(spec, assessment, layout, &mut document)?;
            Ok(document)
        };
        outputs.iter().map(one).collect()
    }
}

/// LIMIT: bytes of a template. One that prints every field takes a few kilobytes.
const TEMPLATE_BYTES_MAX: u64 = 1 << 20;

/// The name and the text of a user's template.
fn read_template(path: &Path) -> anyhow::Result<(String, String)> {
    let wrong = || format!("cannot read the template {}", path.display());
    let mut text = String::new();
    let file = std::fs::File::open(path).with_context(wrong)?;
    let mut file = file.take(TEMPLATE_BYTES_MAX + 1);
    file.read_to_string(&mut text).with_context(wrong)?;
    if text.len() as u64 > TEMPLATE_BYTES_MAX {
        let size = format!("it is larger than {} KiB", TEMPLATE_BYTES_MAX >> 10);
        return Err(anyhow::Error::msg(size).context(wrong()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((name.to_string_lossy().into_owned(), text))
}

/// Writes the document of a single target.
pub(super) fn write_one(
    renderer: &Renderer,
    spec: &OutputSpec,
    target: &str,
    assessment: &Assessment<Facts>,
) -> anyhow::Result<()> {
    let file = match folder_of(spec) {
        Some(folder) => Some(file_in(folder, target, spec.format)?),
        None => spec.file.clone(),
    };
    output::write(file.as_deref(), |out| {
        renderer.render(spec, assessment, JsonLayout::Pretty, out)
    })
}

/// The outputs of a run of many targets.
pub(super) struct Sink {
    outputs: Vec<Output>,
}

struct Output {
    format: Format,
    place: Place,
    /// Documents so far.
    count: usize,
}

enum Place {
    /// A file for each target.
    Folder(PathBuf),
    /// All in one stream.
    Stream(Box<Destination>),
}

impl Sink {
    /// Opens the outputs.
    ///
    /// # Errors
    /// A format whose documents hold one target is to hold many, or a file cannot be made.
    pub(super) fn open(specs: &[OutputSpec]) -> Result<Self, Failure> {
        let mut outputs = Vec::new();
        for spec in specs {
            let place = match folder_of(spec) {
                Some(folder) => Place::Folder(folder.to_owned()),
                None if matches!(spec.format.id(), "table" | "json" | "sarif") => {
                    Place::Stream(Box::new(Destination::open(spec.file.as_deref())?))
                }
                None => {
                    let id = spec.format.id();
                    let one = anyhow!("a document of the format {id} holds one target");
                    let help = format!("`{id}=FOLDER/` writes a file for each target");
                    return Err(Failure::usage(one).help(help));
                }
            };
            outputs.push(Output {
                format: spec.format,
                place,
                count: 0,
            });
        }
        Ok(Sink { outputs })
    }

    /// Takes the documents of one target, in the order of the outputs.
    pub(super) fn put(&mut self, target: &str, documents: Vec<Vec<u8>>) -> anyhow::Result<()> {
        for (output, document) in self.outputs.iter_mut().zip(documents) {
            output.put(target, &document)?;
        }
        Ok(())
    }

    /// Ends all documents.
    pub(super) fn close(self) -> anyhow::Result<()> {
        for output in self.outputs {
            if let Place::Stream(mut out) = output.place {
                if output.format.id() == "sarif" {
                    let ending: &[u8] = if output.count == 0 { NO_RUNS } else { b"]}\n" };
                    out.write_all(ending)?;
                }
                out.finish()?;
            }
        }
        Ok(())
    }
}

/// A log of nothing: no target could be assessed.
const NO_RUNS: &[u8] = b"{\"version\":\"2.1.0\",\"runs\":[]}\n";

impl Output {
    fn put(&mut self, target: &str, document: &[u8]) -> anyhow::Result<()> {
        self.count += 1;
        let out = match &mut self.place {
            Place::Folder(folder) => {
                let file = file_in(folder, target, self.format)?;
                return output::write(Some(&file), |out| Ok(out.write_all(document)?));
            }
            Place::Stream(out) => out,
        };
        match self.format.id() {
            "sarif" => {
                let (head, run) = run_of(document)?;
                let before = if self.count == 1 { head } else { b"," };
                out.write_all(before)?;
                out.write_all(run)?;
            }
            "json" => {
                out.write_all(document.trim_ascii_end())?;
                out.write_all(b"\n")?;
            }
            _ => {
                if self.count > 1 {
                    out.write_all(b"\n")?;
                }
                out.write_all(document)?;
            }
        }
        // Whoever reads along sees each result when it is there.
        Ok(out.flush()?)
    }
}

/// The head of a SARIF log and its run, out of the compact document that we wrote.
fn run_of(document: &[u8]) -> anyhow::Result<(&[u8], &[u8])> {
    let text = std::str::from_utf8(document)?.trim_end();
    let parts = text.find(RUNS).and_then(|at| {
        let (head, run) = text.split_at_checked(at + RUNS.len())?;
        Some((head, run.strip_suffix("]}")?))
    });
    let (head, run) = parts.context("the SARIF log has no runs")?;
    Ok((head.as_bytes(), run.as_bytes()))
}

/// The folder of an output that has a file for each target: it ends in a slash, or is there.
fn folder_of(spec: &OutputSpec) -> Option<&Path> {
    let file = spec.file.as_deref()?;
    let named = file.as_os_str().as_encoded_bytes().ends_with(b"/");
    (named || file.is_dir()).then_some(file)
}

/// The file of a target in a folder: its name as far as file systems take it, and a hash, so that
/// two targets never meet.
fn file_in(folder: &Path, target: &str, format: Format) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.join(file_name(target, format)))
}

fn file_name(target: &str, format: Format) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '_'
        }
    };
    let stem: String = target.chars().take(STEM_CHARS_MAX).map(plain).collect();
    let stem = stem.trim_start_matches(['.', '_']);
    let digest = Digest::sha256(target.as_bytes());
    let hash: String = digest.hex().chars().take(8).collect();
    let ending = match (format.id(), format.media_type()) {
        ("table", _) => "txt".to_owned(),
        (id @ ("json" | "sarif" | "html" | "csv"), _) => id.to_owned(),
        (id, media_type) if media_type.contains("json") => format!("{id}.json"),
        (id, media_type) if media_type.contains("xml") => format!("{id}.xml"),
        (id, media_type) if media_type.contains("markdown") => format!("{id}.md"),
        (id, _) => format!("{id}.txt"),
    };
    format!("{stem}-{hash}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_files_of_their_own() {
        let json: Format = "json".parse().unwrap();
        let one = file_name("r.example:5000/team/app:1", json);
        assert!(
            one.starts_with("r.example_5000_team_app_1-") && one.ends_with(".json"),
            "{one}"
        );
        assert_ne!(one, file_name("r.example:5000/team_app:1", json));
        assert!(!file_name("../../etc/passwd", json).contains('/'));
        assert!(file_name(&"x".repeat(5000), json).len() < 255);
        let bom: Format = "cyclonedx".parse().unwrap();
        assert!(file_name("a", bom).ends_with(".cyclonedx.json"));
    }

    #[test]
    fn the_run_of_a_log_is_taken_out_whole() {
        let log = br#"{"$schema":"s","version":"2.1.0","runs":[{"results":[]}]}"#;
        let (head, run) = run_of(log).unwrap();
        assert_eq!(head, br#"{"$schema":"s","version":"2.1.0","runs":["#);
        assert_eq!(run, br#"{"results":[]}"#);
        assert!(run_of(b"{}").is_err());
    }

    #[test]
    fn a_format_of_one_target_needs_a_folder() {
        let specs = |text: &str| vec![text.parse::<OutputSpec>().unwrap()];
        assert!(Sink::open(&specs("cyclonedx")).is_err());
        assert!(Sink::open(&specs("cyclonedx=/nowhere/")).is_ok());
        assert!(Sink::open(&specs("json")).is_ok());
    }
}
