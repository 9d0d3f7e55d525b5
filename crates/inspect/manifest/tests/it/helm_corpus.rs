//! Public charts, rendered as Helm renders them.
//!
//! The charts lie in the shared material, and Helm's answers in the folder that
//! `SEAWORTHY_HELM_ANSWERS` names: one JSON file for each chart, as `cargo xtask truth` makes them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use seaworthy_facts::manifest::{Dialect, Kind, Value};
use seaworthy_manifest::helm::{
    ChartFile, ProblemKind, RenderSettings, RenderedKind, ValuesInput, render,
};
use seaworthy_manifest::yaml;

/// The charts of the corpus, under `repository/name`.
fn charts() -> Option<BTreeMap<String, Vec<ChartFile>>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared");
    let shared = std::env::var_os("SEAWORTHY_SHARED");
    let shared = shared.map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let file = std::fs::File::open(shared.join("corpora/helm-charts.tar.zst")).ok()?;
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    let mut charts: BTreeMap<String, Vec<ChartFile>> = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let path = path.trim_start_matches("./");
        let mut parts = path.splitn(3, '/');
        let (Some(repository), Some(name), Some(path)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let path = path.to_owned();
        let chart = charts.entry(format!("{repository}/{name}")).or_default();
        chart.push(ChartFile { path, bytes });
    }
    Some(charts)
}

fn answers(chart: &str) -> Option<serde_json::Value> {
    let folder = std::env::var_os("SEAWORTHY_HELM_ANSWERS")?;
    let path = Path::new(&folder).join(format!("{}.json", chart.replace('/', "__")));
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// The values that the answers were made with, where they were made with any.
fn given() -> Option<ValuesInput> {
    let folder = std::env::var_os("SEAWORTHY_HELM_ANSWERS")?;
    let bytes = std::fs::read(Path::new(&folder).join("values.json")).ok()?;
    let path = "values.json".to_owned();
    Some(ValuesInput::File { path, bytes })
}

/// Whether a text of ours stands for something random.
fn is_random(text: &str) -> bool {
    use base64::Engine as _;
    let plain = |text: &str| {
        let mut chars = text.chars();
        // Digits that a chart makes one by one of random numbers are all the same here.
        let first = chars.next();
        let same = text.len() >= 16 && chars.all(|c| Some(c) == first);
        same || ["generate", "0123456789", "00000000-0000"]
            .iter()
            .any(|part| text.contains(part))
    };
    let decoded = base64::engine::general_purpose::STANDARD.decode(text.trim());
    let decoded = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    plain(text) || decoded.is_ok_and(|text| plain(&text) || text.contains("Z2VuZXJhdGVk"))
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

struct Difference {
    path: String,
    helm: String,
    ours: String,
    masked: bool,
}

fn compare(path: &str, helm: Value<'_>, ours: Value<'_>, found: &mut Vec<Difference>) {
    let mut differ = |helm: String, ours: String, masked: bool| {
        found.push(Difference {
            path: path.to_owned(),
            helm,
            ours,
            masked,
        });
    };
    match (helm.kind(), ours.kind()) {
        (Kind::Mapping, Kind::Mapping) => {
            let names = |value: Value<'_>| -> Vec<String> {
                value
                    .entries()
                    .map(|entry| entry.name().into_owned())
                    .collect()
            };
            for name in names(helm) {
                match ours.entry(&name) {
                    Some(entry) => {
                        let inner = helm.entry(&name).unwrap().value;
                        compare(&format!("{path}.{name}"), inner, entry.value, found);
                    }
                    None => found.push(Difference {
                        path: format!("{path}.{name}"),
                        helm: "a key".into(),
                        ours: "none".into(),
                        masked: false,
                    }),
                }
            }
            for name in names(ours) {
                if helm.entry(&name).is_none() {
                    found.push(Difference {
                        path: format!("{path}.{name}"),
                        helm: "none".into(),
                        ours: "a key".into(),
                        masked: false,
                    });
                }
            }
        }
        (Kind::Sequence, Kind::Sequence) if helm.len() == ours.len() => {
            for (at, (helm, ours)) in helm.items().zip(ours.items()).enumerate() {
                compare(&format!("{path}[{at}]"), helm, ours, found);
            }
        }
        (Kind::Sequence, Kind::Sequence) => {
            differ(helm.len().to_string(), ours.len().to_string(), false);
        }
        (one, two) => {
            let (helm, ours) = (helm.text().unwrap_or(""), ours.text().unwrap_or(""));
            if one != two || helm != ours {
                let checksum = is_checksum(helm) && is_checksum(ours);
                let masked = is_random(ours) || checksum;
                differ(format!("{one:?} {helm}"), format!("{two:?} {ours}"), masked);
            }
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
            masked: false,
        });
    }
    for (at, (helm, ours)) in helm.iter().zip(&ours).enumerate() {
        compare(&at.to_string(), *helm, *ours, &mut found);
    }
    found
}

#[derive(Default)]
struct Score {
    files: usize,
    equal: usize,
    masked: usize,
    exact: usize,
    charts: usize,
    charts_equal: usize,
    misses: Vec<String>,
    steps: u64,
}

impl Score {
    fn chart(&mut self, name: &str, files: &[ChartFile], answer: &serde_json::Value) {
        let settings = RenderSettings {
            values: given().into_iter().collect(),
            ..RenderSettings::default()
        };
        let rendered = render(files, &settings);
        self.steps = self.steps.max(rendered.steps);
        self.charts += 1;
        let before = self.misses.len();
        let Some(helm) = answer.get("files").and_then(|files| files.as_object()) else {
            let fails = |kind| matches!(kind, ProblemKind::Fails | ProblemKind::Refused);
            if rendered.problems.iter().any(|problem| fails(problem.kind)) {
                self.charts_equal += 1;
            } else {
                let error = answer.get("error");
                self.misses
                    .push(format!("{name}: Helm fails and we do not: {error:?}"));
            }
            return;
        };
        for problem in rendered
            .problems
            .iter()
            .filter(|p| p.kind != ProblemKind::Missing)
        {
            self.misses.push(format!(
                "{name}: {}:{}: {:?}: {}",
                problem.path, problem.line, problem.kind, problem.text
            ));
        }
        let ours: BTreeMap<&str, &str> = rendered
            .files
            .iter()
            .filter(|file| file.kind == RenderedKind::Manifest)
            .map(|file| (file.name.as_str(), file.text.as_str()))
            .collect();
        for (file, text) in helm {
            let text = text.as_str().unwrap();
            if file.ends_with("NOTES.txt") || text.trim().is_empty() {
                continue;
            }
            self.files += 1;
            let Some(ours) = ours.get(file.as_str()) else {
                self.misses.push(format!("{name}: {file}: not rendered"));
                continue;
            };
            self.exact += usize::from(text == *ours);
            let found = compare_files(text, ours);
            let open: Vec<&Difference> = found.iter().filter(|one| !one.masked).collect();
            if open.is_empty() {
                self.equal += 1;
                self.masked += usize::from(!found.is_empty());
                continue;
            }
            for one in open.iter().take(2) {
                let cut = |text: &str| text.chars().take(160).collect::<String>();
                self.misses.push(format!(
                    "{name}: {file}: {}: {:?} is {:?}",
                    one.path,
                    cut(&one.helm),
                    cut(&one.ours)
                ));
            }
        }
        for (file, text) in ours {
            if !text.trim().is_empty() && !helm.contains_key(file) {
                self.misses
                    .push(format!("{name}: {file}: Helm has no such file"));
            }
        }
        self.charts_equal += usize::from(self.misses.len() == before);
    }
}

#[test]
fn public_charts_render_as_helm_renders_them() {
    let Some(charts) = charts() else {
        println!("skipped: the corpus of charts is not there");
        return;
    };
    if std::env::var_os("SEAWORTHY_HELM_ANSWERS").is_none() {
        println!("skipped: SEAWORTHY_HELM_ANSWERS names no folder with Helm's answers");
        return;
    }
    let only = std::env::var("SEAWORTHY_HELM_CHART").unwrap_or_default();
    let mut score = Score::default();
    for (name, files) in charts.iter().filter(|(name, _)| name.contains(&only)) {
        if let Some(answer) = answers(name) {
            score.chart(name, files, &answer);
        }
    }
    for miss in &score.misses {
        println!("{miss}");
    }
    println!("{} steps at most", score.steps);
    println!(
        "{} of {} files equal ({} with random values, {} to the byte), {} of {} charts",
        score.equal, score.files, score.masked, score.exact, score.charts_equal, score.charts
    );
    assert!(
        score.equal * 100 >= score.files * 98,
        "fewer than 98 % of the files are equal"
    );
}
