//! Which format a file has, by its content.

use std::fmt;

use seaworthy_facts::ImportFormat;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::loose::Text;
use crate::xml::{self, Step};

/// The formats in the words of an error.
pub(crate) const FORMATS: &str =
    "SARIF, ZAP (JSON, XML), Nuclei, Burp Suite (XML), Nikto (JSON), Wapiti (JSON)";

/// LIMIT: members of the first object that are looked at.
const KEYS_MAX: usize = 64;

/// The format; none where nothing tells.
pub(crate) fn format(text: &str) -> Option<ImportFormat> {
    match text.trim_start().chars().next()? {
        '<' => of_xml(text),
        '{' | '[' => of_keys(&keys(text)),
        _ => None,
    }
}

fn of_xml(text: &str) -> Option<ImportFormat> {
    let mut root = None;
    // Damage behind the first tag is told when the file is read.
    let _ = xml::read(first_tag(text), |step, _| {
        if let (Step::Begin(element), None) = (step, &root) {
            root = Some(element.name.clone());
        }
    });
    match root?.as_str() {
        "OWASPZAPReport" => Some(ImportFormat::ZapXml),
        "issues" => Some(ImportFormat::Burp),
        _ => None,
    }
}

/// The beginning of a text: what stands before the root element is short.
fn first_tag(text: &str) -> &str {
    crate::text::cut(text, 2 * crate::limits::DOCTYPE_BYTES_MAX)
}

fn of_keys(keys: &[String]) -> Option<ImportFormat> {
    let has = |key: &str| keys.iter().any(|known| known == key);
    if has("runs") {
        Some(ImportFormat::Sarif)
    } else if has("@programName") || (has("site") && has("@version")) {
        Some(ImportFormat::ZapJson)
    } else if has("template-id") || has("templateID") {
        Some(ImportFormat::Nuclei)
    } else if has("vulnerabilities") && has("infos") {
        Some(ImportFormat::Wapiti)
    } else if has("vulnerabilities") && has("host") && (has("banner") || has("port")) {
        Some(ImportFormat::Nikto)
    } else {
        None
    }
}

/// The names of the members of the first object, or of the first object of the list. Those before a
/// damage count: what is wrong is told when the file is read.
fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let _ = Keys(&mut keys).deserialize(&mut json);
    keys
}

struct Keys<'k>(&'k mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if self.0.len() < KEYS_MAX {
                self.0.push(key);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        list.next_element_seed(Keys(self.0))?;
        // The rest is not asked for; that it is there is no error that counts.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format() {
        for (text, found) in [
            (
                r#"{"$schema":"x","version":"2.1.0","runs":[]}"#,
                Some(ImportFormat::Sarif),
            ),
            (
                r#"{"@programName":"ZAP","@version":"2","site":[]}"#,
                Some(ImportFormat::ZapJson),
            ),
            (
                r#"{"template-id":"a","info":{}}"#,
                Some(ImportFormat::Nuclei),
            ),
            ("[{\"template-id\":\"a\"}]", Some(ImportFormat::Nuclei)),
            (
                r#"{"host":"h","port":"80","vulnerabilities":[]}"#,
                Some(ImportFormat::Nikto),
            ),
            (
                r#"[{"host":"h","banner":"","vulnerabilities":[]}]"#,
                Some(ImportFormat::Nikto),
            ),
            (
                r#"{"classifications":{},"vulnerabilities":{},"infos":{}}"#,
                Some(ImportFormat::Wapiti),
            ),
            (
                "<?xml version='1.0'?><OWASPZAPReport/>",
                Some(ImportFormat::ZapXml),
            ),
            (
                "<!DOCTYPE issues [<!ELEMENT issues (issue*)>]><issues>",
                Some(ImportFormat::Burp),
            ),
            ("<html></html>", None),
            (r#"{"a":1}"#, None),
            ("[1]", None),
            ("", None),
            ("hello", None),
        ] {
            assert_eq!(format(text), found, "{text}");
        }
    }

    #[test]
    fn what_stands_before_a_damage_counts() {
        assert_eq!(
            format(r#"{"version":"2.1.0","runs":[{"#),
            Some(ImportFormat::Sarif)
        );
        let deep = format!("{{\"runs\":{}", "[".repeat(100_000));
        assert_eq!(format(&deep), Some(ImportFormat::Sarif));
    }
}
