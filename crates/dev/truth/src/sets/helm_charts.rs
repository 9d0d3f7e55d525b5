//! Public charts, rendered as Helm's own library renders them (`helm-python-sdk` on PyPI).
//!
//! A case is a file that Helm renders with something in it: ours must be equal as parsed YAML. What
//! is random in Helm may differ, and a checksum where its chart makes something random; nothing
//! else. A chart that Helm refuses is one case: it must fail here as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use seaworthy_facts::manifest::{Dialect, Kind, Value};
use seaworthy_manifest::helm::{ChartFile, ProblemKind, RenderSettings, RenderedKind, render};
use seaworthy_manifest::yaml;

use crate::{Outcome, Set};

pub(super) const SET: Set = Set {
    name: "helm-charts",
    source: "../corpora/helm-charts.tar.zst",
    slow: true,
    run,
};

/// Prints one JSON object for each chart below a folder: its name, and its files or its error.
const ORACLE: &str = include_str!("helm_charts.py");

/// Where the library lies that answers; `cargo xtask truth` installs it and sets this.
const SDK: &str = "SEAWORTHY_HELM_SDK";

fn run(corpus: &Path) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let Some(python) = python() else {
        outcome.skipped = Some(format!("{SDK} names no library of Helm"));
        return Ok(outcome);
    };
    let folder = std::env::temp_dir().join(format!("helm-charts-{}", std::process::id()));
    let answers = unpack(corpus, &folder).and_then(|charts| {
        let answers = ask(&python, &folder)?;
        Ok((charts, answers))
    });
    fs::remove_dir_all(&folder).context("removing the unpacked charts")?;
    let (charts, answers) = answers?;
    for answer in answers.lines() {
        let answer: serde_json::Value =
            serde_json::from_str(answer).context("reading an answer of Helm")?;
        let name = answer["chart"].as_str().unwrap_or_default();
        let files = charts
            .get(name)
            .with_context(|| format!("no chart {name}"))?;
        chart(name, files, &answer, &mut outcome);
    }
    Ok(outcome)
}

/// The Python of the environment that the library lies in:
/// `ENVIRONMENT/lib/python3.N/site-packages/helm_python/lib/libhelm_c.so`.
fn python() -> Option<PathBuf> {
    let library = PathBuf::from(std::env::var_os(SDK)?);
    let environment = library.ancestors().nth(6)?;
    let python = environment.join("bin/python");
    python.exists().then_some(python)
}

fn ask(python: &Path, folder: &Path) -> Result<String> {
    let output = Command::new(python)
        .args(["-c", ORACLE])
        .arg(folder)
        .output()
        .context("starting Python")?;
    if !output.status.success() {
        bail!(
            "Helm's library failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    String::from_utf8(output.stdout).context("reading the answers of Helm")
}

/// The charts of the corpus under `repository/name`, also as folders.
fn unpack(corpus: &Path, folder: &Path) -> Result<BTreeMap<String, Vec<ChartFile>>> {
    let file = fs::File::open(corpus).context("opening the corpus")?;
    let unpacked = zstd::Decoder::new(file).context("reading the corpus")?;
    let mut archive = tar::Archive::new(unpacked);
    let mut charts: BTreeMap<String, Vec<ChartFile>> = BTreeMap::new();
    for entry in archive.entries().context("reading the corpus")? {
        let mut entry = entry.context("reading the corpus")?;
        entry
            .unpack_in(folder_made(folder)?)
            .context("unpacking a chart")?;
    }
    for path in walk(folder)? {
        let below = path.strip_prefix(folder).context("a path outside")?;
        let below = below.to_string_lossy().replace('\\', "/");
        let mut parts = below.splitn(3, '/');
        let (Some(repository), Some(name), Some(inner)) =
            (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        let path = inner.to_owned();
        let chart = charts.entry(format!("{repository}/{name}")).or_default();
        chart.push(ChartFile { path, bytes });
    }
    Ok(charts)
}

fn folder_made(folder: &Path) -> Result<&Path> {
    fs::create_dir_all(folder).context("making a folder for the charts")?;
    Ok(folder)
}

fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(folder) = rest.pop() {
        for entry in fs::read_dir(&folder).context("reading a folder")? {
            let path = entry.context("reading a folder")?.path();
            if path.is_dir() {
                rest.push(path);
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn chart(name: &str, files: &[ChartFile], answer: &serde_json::Value, outcome: &mut Outcome) {
    let rendered = render(files, &RenderSettings::default());
    let Some(helm) = answer["files"].as_object() else {
        let fails = |kind| matches!(kind, ProblemKind::Fails | ProblemKind::Refused);
        let failed = rendered.problems.iter().any(|problem| fails(problem.kind));
        let miss = || format!("{name}: Helm refuses it: {}", answer["error"]);
        outcome.count(if failed { Ok(()) } else { Err(miss()) });
        return;
    };
    for problem in rendered
        .problems
        .iter()
        .filter(|one| one.kind != ProblemKind::Missing)
    {
        let (path, line, text) = (&problem.path, problem.line, &problem.text);
        outcome.notes.push(format!("{name}: {path}:{line}: {text}"));
    }
    let manifests = rendered
        .files
        .iter()
        .filter(|file| file.kind == RenderedKind::Manifest);
    let ours: BTreeMap<&str, &str> = manifests
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    let is_random = rendered
        .files
        .iter()
        .any(|file| file.text.lines().any(makes_random));
    for (path, text) in helm {
        let text = text.as_str().unwrap_or_default();
        if path.ends_with("NOTES.txt") || text.trim().is_empty() {
            continue;
        }
        let Some(ours) = ours.get(path.as_str()) else {
            outcome.count(Err(format!("{name}: {path}: not rendered")));
            continue;
        };
        let counts = |one: &&Difference| match one.mask {
            Mask::None => true,
            Mask::Random => false,
            Mask::Checksum => !is_random,
        };
        let found = compare_files(text, ours);
        outcome.count(match found.iter().find(counts) {
            None => Ok(()),
            Some(one) => Err(one.tell(name, path)),
        });
    }
    for (path, text) in ours {
        if !text.trim().is_empty() && !helm.contains_key(path) {
            outcome.count(Err(format!("{name}: {path}: Helm has no such file")));
        }
    }
}

/// Whether a line of a manifest holds something random, as text or in base64.
fn makes_random(line: &str) -> bool {
    let value = line.split_once(':').map_or(line, |(_, value)| value);
    is_random(value.trim().trim_matches(['"', '\'']))
}

/// Whether a text of ours stands for something random, in words that no chart writes itself.
fn is_random(text: &str) -> bool {
    let plain = |text: &str| {
        let mut chars = text.chars();
        // Digits that a chart makes one by one of random numbers are all the same here.
        let first = chars.next();
        let same = text.len() >= 16 && chars.all(|c| Some(c) == first);
        let words = [
            "generatedg",
            "ggenerated",
            "generateg",
            "0123456789",
            "00000000-0000",
            "Z2VuZXJhdGVk",
        ];
        same || words.iter().any(|word| text.contains(word)) || text.ends_with("generate")
    };
    plain(text) || decoded(text).is_some_and(|text| plain(&text))
}

/// The text behind base64.
fn decoded(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.trim()).ok()?;
    String::from_utf8(bytes).ok()
}

/// Whether two texts differ in what is random alone: line by line, where their lines can be held
/// against each other.
fn differ_at_random(helm: &str, ours: &str) -> bool {
    if let (Some(helm), Some(ours)) = (decoded(helm), decoded(ours))
        && ours.contains('\n')
    {
        return differ_at_random(&helm, &ours);
    }
    if helm.lines().count() != ours.lines().count() {
        return is_random(ours);
    }
    let mut pairs = helm.lines().zip(ours.lines());
    pairs.all(|(helm, ours)| helm == ours || is_random(ours))
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Why a difference does not count.
#[derive(Clone, Copy, PartialEq)]
enum Mask {
    None,
    Random,
    /// A hash: it does not count where the chart makes something random that it is taken of.
    Checksum,
}

struct Difference {
    path: String,
    helm: String,
    ours: String,
    mask: Mask,
}

impl Difference {
    fn tell(&self, chart: &str, path: &str) -> String {
        let cut = |text: &str| text.chars().take(160).collect::<String>();
        let (helm, ours) = (cut(&self.helm), cut(&self.ours));
        format!("{chart}: {path}: {}: {helm:?} is {ours:?}", self.path)
    }
}

fn compare(path: &str, helm: Value<'_>, ours: Value<'_>, found: &mut Vec<Difference>) {
    let differ = |path: String, helm: String, ours: String, mask: Mask| Difference {
        path,
        helm,
        ours,
        mask,
    };
    match (helm.kind(), ours.kind()) {
        (Kind::Mapping, Kind::Mapping) => {
            for entry in helm.entries() {
                let path = format!("{path}.{}", entry.name());
                match ours.entry(&entry.name()) {
                    Some(other) => compare(&path, entry.value, other.value, found),
                    None => found.push(differ(path, "set".into(), "absent".into(), Mask::None)),
                }
            }
            for entry in ours.entries() {
                if helm.entry(&entry.name()).is_none() {
                    let path = format!("{path}.{}", entry.name());
                    found.push(differ(path, "absent".into(), "set".into(), Mask::None));
                }
            }
        }
        (Kind::Sequence, Kind::Sequence) if helm.len() == ours.len() => {
            for (at, (helm, ours)) in helm.items().zip(ours.items()).enumerate() {
                compare(&format!("{path}[{at}]"), helm, ours, found);
            }
        }
        (Kind::Sequence, Kind::Sequence) => {
            let (helm, ours) = (helm.len().to_string(), ours.len().to_string());
            found.push(differ(path.to_owned(), helm, ours, Mask::None));
        }
        (one, two) => {
            let (helm, ours) = (helm.text().unwrap_or(""), ours.text().unwrap_or(""));
            if one == two && helm == ours {
                return;
            }
            let mask = if helm != ours && differ_at_random(helm, ours) {
                Mask::Random
            } else if is_checksum(helm) && is_checksum(ours) {
                Mask::Checksum
            } else {
                Mask::None
            };
            let (helm, ours) = (format!("{one:?} {helm}"), format!("{two:?} {ours}"));
            found.push(differ(path.to_owned(), helm, ours, mask));
        }
    }
}

fn compare_files(helm: &str, ours: &str) -> Vec<Difference> {
    if helm == ours {
        return Vec::new();
    }
    let helm = yaml::read_text("helm", helm, Dialect::Kubernetes);
    let ours = yaml::read_text("ours", ours, Dialect::Kubernetes);
    let mut found = Vec::new();
    let (helm, ours): (Vec<_>, Vec<_>) = (
        helm.roots().filter(|root| !root.is_null()).collect(),
        ours.roots().filter(|root| !root.is_null()).collect(),
    );
    if helm.len() != ours.len() {
        found.push(Difference {
            path: "documents".into(),
            helm: helm.len().to_string(),
            ours: ours.len().to_string(),
            mask: Mask::None,
        });
    }
    for (at, (helm, ours)) in helm.iter().zip(&ours).enumerate() {
        compare(&at.to_string(), *helm, *ours, &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_random_may_differ() {
        let open = |helm: &str, ours: &str| {
            let found = compare_files(helm, ours);
            found.iter().filter(|one| one.mask == Mask::None).count()
        };
        assert_eq!(open("a: 1\nb: [x]\n", "b: [x]\na: 1\n"), 0);
        assert_eq!(open("a: 1\n", "a: '1'\n"), 1);
        assert_eq!(open("a: 1\nb: 2\n", "a: 1\n"), 1);
        assert_eq!(open("p: aB3dE5gH7j\n", "p: generatedg\n"), 0);
        assert_eq!(open("p: aB3dE5gH7j\nq: x\n", "p: generatedg\nq: y\n"), 1);
        let text = |first: &str| format!("c: |\n  {first}\n  p=generatedg\n");
        assert_eq!(open(&text("x").replace("generatedg", "Kq"), &text("x")), 0);
        assert_eq!(open(&text("x").replace("generatedg", "Kq"), &text("y")), 1);
    }
}
