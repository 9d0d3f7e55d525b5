//! The same result of several files, or of one file several times, as one.

use std::collections::HashMap;

use seaworthy_facts::{ImportedReport, ImportedResult, ImportedTool, SourceStatement};
use seaworthy_model::{Location, Severity};

/// LIMIT: further files that a finding names.
const FILES_MAX: usize = 10;

static UNNAMED: ImportedTool = ImportedTool {
    name: String::new(),
    version: None,
};

/// A result, with what its copies add.
#[derive(Debug)]
pub(super) struct Merged<'r> {
    /// The first.
    pub(super) result: &'r ImportedResult,
    pub(super) report: &'r ImportedReport,
    pub(super) tool: &'r ImportedTool,
    /// The worst of all copies.
    pub(super) severity: Severity,
    /// What is stated of all copies: one that is open opens them all.
    pub(super) stated: Option<&'r SourceStatement>,
    /// Other files that hold it.
    pub(super) also: Vec<&'r str>,
}

/// Results with one tool, rule and place are one, and so are those with one tool and rule that
/// the tool knows by the same fingerprint in the same file or address.
pub(super) fn merged(reports: &[ImportedReport]) -> Vec<Merged<'_>> {
    let mut all: Vec<Merged<'_>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for report in reports {
        for result in &report.results {
            let tool = usize::try_from(result.tool).ok();
            let tool = tool
                .and_then(|number| report.tools.get(number))
                .unwrap_or(&UNNAMED);
            let keys = keys(tool, result);
            let at = keys
                .iter()
                .flatten()
                .find_map(|key| known.get(key))
                .copied();
            let number = match at.and_then(|at| Some((at, all.get_mut(at)?))) {
                Some((at, first)) => {
                    first.add(result, report);
                    at
                }
                None => {
                    all.push(Merged {
                        result,
                        report,
                        tool,
                        severity: result.severity,
                        stated: result.stated.as_ref(),
                        also: Vec::new(),
                    });
                    all.len() - 1
                }
            };
            for key in keys.into_iter().flatten() {
                known.entry(key).or_insert(number);
            }
        }
    }
    all
}

impl<'r> Merged<'r> {
    fn add(&mut self, copy: &'r ImportedResult, report: &'r ImportedReport) {
        self.severity = self.severity.max(copy.severity);
        let settles = |stated: &&SourceStatement| stated.status.settles();
        if self.stated.filter(settles).is_some() {
            self.stated = copy.stated.as_ref();
        }
        let file = report.file.as_str();
        let is_new = file != self.report.file && !self.also.contains(&file);
        if is_new && self.also.len() < FILES_MAX {
            self.also.push(file);
        }
    }
}

fn keys(tool: &ImportedTool, result: &ImportedResult) -> [Option<String>; 2] {
    let place = result.place.as_ref();
    let head = format!("{}\0{}", tool.name, result.rule);
    let shown = place.map(ToString::to_string).unwrap_or_default();
    // A place without a line holds many results of one rule, which only their words tell apart.
    let exact = match place {
        Some(Location::Url { .. } | Location::File { line: Some(_), .. }) => "",
        _ => result.message.as_str(),
    };
    let identity = result.identity.as_ref().map(|identity| {
        let path = place.map_or("", Location::stable_path);
        format!("{head}\0id\0{path}\0{identity}")
    });
    [Some(format!("{head}\0at\0{shown}\0{exact}")), identity]
}
