//! SARIF logs of any tool (OASIS SARIF 2.1.0), run by run.
//!
//! What counts is what the standard says of each member: a run without `results` says nothing
//! (section 3.14.23), and neither does one whose tool failed (3.20.14); a result may have passed
//! (3.27.9), be gone since the baseline (3.27.24) or be suppressed (3.27.23).

mod document;
mod place;
mod result;
mod severity;
mod statement;

use std::collections::HashMap;
use std::fmt;

use seaworthy_facts::ImportFormat;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::ReadImportError;
use crate::draft::Draft;
use crate::limits::{NAME_CHARS_MAX, RUNS_MAX};
use crate::loose::{Object, Text, reason};
use crate::text::{digests, line};
use document::{Component, Invocation, Rule, Run};

/// The name of our own program in the logs that it writes.
const OURS: &str = "Seaworthy";

/// Reads a log.
pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), ReadImportError> {
    let format = ImportFormat::Sarif;
    let mut log = Log {
        draft,
        version: None,
        runs: 0,
        has_runs: false,
    };
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_any(&mut log)
        .and_then(|()| json.end())
        .map_err(|error| ReadImportError::Json {
            format,
            reason: reason(&error),
        })?;
    if !log.has_runs {
        return Err(ReadImportError::OtherForm { format });
    }
    match log.version {
        Some(version) if version.starts_with("2.1.0") => {}
        found => {
            let found = line(&found.unwrap_or_default(), 40);
            return Err(ReadImportError::Version { found });
        }
    }
    if log.runs == 0 {
        draft.unread("runs", "there is no run in it: no tool says anything");
    }
    Ok(())
}

/// A log while it is read: each run becomes results before the next is read.
struct Log<'d> {
    draft: &'d mut Draft,
    version: Option<String>,
    runs: usize,
    has_runs: bool,
}

impl<'de> Visitor<'de> for &mut Log<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SARIF log")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            match key.as_str() {
                "version" => self.version = Some(map.next_value::<Text>()?.0),
                "runs" => {
                    self.has_runs = true;
                    map.next_value_seed(Runs(self))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Runs<'l, 'd>(&'l mut Log<'d>);

impl<'de> DeserializeSeed<'de> for Runs<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Runs<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of runs")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let log = self.0;
        while log.runs < RUNS_MAX {
            let Some(run) = list.next_element::<Object<Run>>()? else {
                return Ok(());
            };
            let place = format!("runs[{}]", log.runs);
            log.runs += 1;
            match run.get() {
                Some(run) => read_run(run, &place, log.draft),
                None => log.draft.unread(place, "it is no object"),
            }
        }
        let mut more = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        if more > 0 {
            let reason = format!("{more} runs beyond the {RUNS_MAX} that are read");
            log.draft.unread("runs", reason);
        }
        Ok(())
    }
}

/// A run with what its results refer to.
struct Context<'r> {
    run: &'r Run,
    /// The tool's number in the report.
    tool: u32,
    /// Rules of the driver and of each extension by their ids.
    rules: Vec<HashMap<&'r str, &'r Rule>>,
    ours: bool,
}

impl<'r> Context<'r> {
    /// The components of the tool: the driver, then its extensions.
    fn components(run: &'r Run) -> Vec<Option<&'r Component>> {
        let tool = run.tool.get();
        let driver = tool.and_then(|tool| tool.driver.get());
        let extensions = tool
            .into_iter()
            .flat_map(|tool| tool.extensions.items.iter().map(Object::get));
        std::iter::once(driver).chain(extensions).collect()
    }
}

fn read_run(run: &Run, place: &str, draft: &mut Draft) {
    let components = Context::components(run);
    let driver = components.first().copied().flatten();
    let (name, version) = driver.map_or(("", ""), |driver| {
        let version = match driver.semantic_version.is_empty() {
            true => driver.version.as_str(),
            false => driver.semantic_version.as_str(),
        };
        (driver.name.as_str(), version)
    });
    let context = Context {
        run,
        tool: draft.tool(name, version),
        rules: components.into_iter().map(rules).collect(),
        ours: name == OURS,
    };
    name_images(run, draft);
    for (number, invocation) in run.invocations.objects().enumerate() {
        read_invocation(
            invocation,
            &format!("{place}.invocations[{number}]"),
            &context,
            draft,
        );
    }
    if run.has_external_results() {
        let reason = "its results stand in other files, which are not read";
        draft.unread(place, reason);
    } else if !run.results.given {
        let reason = "it has no results: the tool did not look, or could not start";
        draft.unread(place, reason);
    }
    for (number, result) in run.results.items.iter().enumerate() {
        let place = format!("{place}.results[{number}]");
        match result.get() {
            Some(result) => result::read(result, &place, &context, draft),
            None => draft.unread(place, "it is no object"),
        }
    }
    draft.left_out(run.results.left_out);
}

fn rules(component: Option<&Component>) -> HashMap<&str, &Rule> {
    let rules = component.into_iter().flat_map(|one| one.rules.objects());
    rules.map(|rule| (rule.id.as_str(), rule)).collect()
}

/// A tool that failed has not looked at everything, so that its silence is no pass.
fn read_invocation(run: &Invocation, place: &str, context: &Context<'_>, draft: &mut Draft) {
    if run.execution_successful.0 == Some(false) {
        let reason = "the tool says that it failed, so that what it does not report is not known";
        draft.unread(place, reason);
    }
    let executed = run.tool_execution_notifications.objects();
    let configured = run.tool_configuration_notifications.objects();
    for told in executed.chain(configured) {
        // Ours tells with a warning what could not be read.
        let counts = told.level.as_str() == "error" || (context.ours && told.level.0 == "warning");
        if counts {
            let words = line(
                told.message.get().map_or("", |one| one.text.as_str()),
                NAME_CHARS_MAX,
            );
            draft.unread(place, format!("the tool reports an error: {words}"));
        }
    }
    let left_out =
        run.tool_execution_notifications.left_out + run.tool_configuration_notifications.left_out;
    if left_out > 0 {
        draft.unread(place, format!("{left_out} more notifications are not read"));
    }
}

/// The images that the run says it is about: by the properties of scanners, by its own name, or by
/// an artifact that is an image.
fn name_images(run: &Run, draft: &mut Draft) {
    let mut named = Vec::new();
    let keys = [
        "imageDigest",
        "image_digest",
        "imageID",
        "imageId",
        "repoDigests",
    ];
    named.extend(run.properties.all(&keys).flat_map(digests));
    if let Some(details) = run.automation_details.get() {
        // The name of a run may hold a reference by digest; any other digest in it is none of an
        // image.
        let id = details.id.as_str();
        named.extend(
            id.split_once('@')
                .iter()
                .flat_map(|(_, digest)| digests(digest)),
        );
    }
    for artifact in run
        .artifacts
        .objects()
        .filter(|artifact| artifact.is_image())
    {
        let hash = artifact.hashes.find("sha-256");
        named.extend(
            hash.iter()
                .flat_map(|hash| digests(&format!("sha256:{}", hash.0))),
        );
    }
    named.into_iter().for_each(|digest| draft.named(digest));
}
