//! Which extended support a root file system says it is served by.
//!
//! Red Hat's images carry the repositories of their build in `root/buildinfo/content_manifests`
//! (JSON with `content_sets`), a host its enabled ones in `etc/yum.repos.d`; both name extended
//! support in the id, such as `rhel-9-for-x86_64-baseos-eus-rpms`. SUSE's products stand in
//! `etc/products.d`, one file each, `SLES-LTSS.prod` for long term support.

use seaworthy_facts::SupportFact;
use serde_json::Value;

/// Streams that vendors publish advisories of their own for, as they stand in ids of repositories.
const STREAMS: [&str; 5] = ["eus", "aus", "tus", "e4s", "ltss"];

/// LIMIT: statements of one file. A host has some hundred repositories, and there are five streams.
const FACTS_MAX: usize = STREAMS.len();

/// Whether the file may name extended support.
pub(crate) fn is_named(path: &str) -> bool {
    let within = |folder: &str, end: &str| {
        let name = path.strip_prefix(folder);
        name.is_some_and(|name| name.ends_with(end) && !name.contains('/'))
    };
    within("root/buildinfo/content_manifests/", ".json")
        || within("etc/yum.repos.d/", ".repo")
        || within("etc/products.d/", ".prod")
}

/// The streams that the file names.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn read(path: &str, content: &[u8]) -> Result<Vec<SupportFact>, String> {
    let mut found: Vec<&'static str> = if path.ends_with(".json") {
        content_sets(content)?
    } else if path.ends_with(".prod") {
        stream_of(&path.to_lowercase()).into_iter().collect()
    } else {
        enabled(&String::from_utf8_lossy(content))
    };
    found.sort_unstable();
    found.dedup();
    found.truncate(FACTS_MAX);
    let fact = |stream: &str| SupportFact {
        path: path.to_owned(),
        stream: stream.to_owned(),
    };
    Ok(found.into_iter().map(fact).collect())
}

fn content_sets(content: &[u8]) -> Result<Vec<&'static str>, String> {
    let manifest: Value = serde_json::from_slice(content).map_err(|error| error.to_string())?;
    let sets = manifest.get("content_sets").and_then(Value::as_array);
    let names = sets.into_iter().flatten().filter_map(Value::as_str);
    Ok(names.filter_map(stream_of).collect())
}

/// The sections that are in force: a section without `enabled` is (dnf.conf(5)).
fn enabled(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut section: Option<&'static str> = None;
    for line in text.lines().map(str::trim) {
        if let Some(id) = line.strip_prefix('[').and_then(|id| id.strip_suffix(']')) {
            found.extend(section.take());
            section = stream_of(id);
        } else if let Some((key, value)) = line.split_once('=')
            && key.trim() == "enabled"
            && matches!(value.trim(), "0" | "false" | "no" | "off")
        {
            section = None;
        }
    }
    found.extend(section);
    found
}

/// The stream that an id names as one of its words.
fn stream_of(id: &str) -> Option<&'static str> {
    let mut words = id.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(|word| STREAMS.into_iter().find(|stream| *stream == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams(path: &str, content: &str) -> Vec<String> {
        let facts = read(path, content.as_bytes()).unwrap();
        facts.into_iter().map(|fact| fact.stream).collect()
    }

    #[test]
    fn manifests_of_the_content_name_the_streams_of_their_repositories() {
        let path = "root/buildinfo/content_manifests/app-1.json";
        assert!(is_named(path));
        let text = r#"{"metadata":{"icm_version":1},"content_sets":[
            "rhel-9-for-x86_64-baseos-eus-rpms","rhel-9-for-x86_64-appstream-eus-rpms"]}"#;
        assert_eq!(streams(path, text), ["eus"]);
        assert!(
            streams(
                path,
                r#"{"content_sets":["rhel-9-for-x86_64-baseos-rpms"]}"#
            )
            .is_empty()
        );
        assert!(streams(path, r#"{"content_sets":7}"#).is_empty());
        assert!(read(path, b"{").is_err());
    }

    #[test]
    fn repositories_count_unless_they_are_switched_off() {
        let path = "etc/yum.repos.d/redhat.repo";
        assert!(is_named(path));
        let text = "[rhel-8-for-x86_64-baseos-e4s-rpms]\nname = x\nenabled = 1\n\
                    [rhel-8-for-x86_64-baseos-aus-rpms]\nenabled = 0\n\
                    [rhel-8-for-x86_64-baseos-tus-rpms]\n";
        assert_eq!(streams(path, text), ["e4s", "tus"]);
        assert!(streams(path, "[ubi-9-baseos-rpms]\nenabled=1\n[museus]\n").is_empty());
    }

    #[test]
    fn a_product_of_long_term_support_is_named_by_its_file() {
        assert!(is_named("etc/products.d/SLES-LTSS.prod"));
        assert_eq!(streams("etc/products.d/SLES-LTSS.prod", "<x/>"), ["ltss"]);
        assert!(streams("etc/products.d/SLES.prod", "<x/>").is_empty());
        assert!(!is_named("etc/products.d/more/SLES-LTSS.prod"));
    }
}
