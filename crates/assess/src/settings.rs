//! What an image configuration says: searched for secrets, and shown without them.

use seaworthy_facts::{SecretFact, SecretOrigin};
use seaworthy_image::ConfigText;
use seaworthy_secrets::{Context, Engine, Hit, Place};

/// What stands where a secret stood.
const REDACTED: &str = "[secret]";

/// Searches the texts of one configuration, and takes the secrets out of them.
pub(crate) struct Guard<'e> {
    engine: &'e Engine,
    found: Vec<SecretFact>,
}

impl<'e> Guard<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Self {
        Guard {
            engine,
            found: Vec::new(),
        }
    }

    /// The text to show instead, where one holds a secret.
    pub(crate) fn redact(&mut self, place: ConfigText<'_>, text: &str) -> Option<String> {
        let engine = self.engine;
        let (scanned, origin) = match place {
            ConfigText::Environment { name } => (
                engine.scan_pair(name, text, Context::place(Place::Environment)),
                SecretOrigin::Environment {
                    name: name.to_owned(),
                },
            ),
            ConfigText::Label { name } => (
                engine.scan_pair(name, text, Context::place(Place::Label)),
                SecretOrigin::Label {
                    name: name.to_owned(),
                },
            ),
            ConfigText::History { index } => (
                engine.scan(text.as_bytes(), Context::place(Place::History)),
                SecretOrigin::History { index },
            ),
            ConfigText::Argument => (
                engine.scan(text.as_bytes(), Context::place(Place::History)),
                SecretOrigin::Argument,
            ),
        };
        self.found.extend(
            scanned
                .hits
                .iter()
                .map(|hit| engine.fact(hit, origin.clone())),
        );
        (!scanned.hits.is_empty()).then(|| redacted(text, &scanned.hits))
    }

    /// The secrets that were found. What an instruction sets stands in the history once more: it is
    /// one secret, told once, at the place that takes effect.
    pub(crate) fn secrets(self) -> Vec<SecretFact> {
        let of_history = |fact: &SecretFact| matches!(fact.origin, SecretOrigin::History { .. });
        let (history, set): (Vec<_>, Vec<_>) = self.found.into_iter().partition(of_history);
        let mut told = set;
        for fact in history {
            if !told
                .iter()
                .any(|known| known.fingerprint == fact.fingerprint)
            {
                told.push(fact);
            }
        }
        told
    }
}

/// The text without its secrets. A span that does not fit the text takes all of it away: better to
/// show too little.
pub(crate) fn redacted(text: &str, hits: &[Hit]) -> String {
    let mut spans: Vec<(usize, usize)> = hits
        .iter()
        .map(|hit| (hit.span.start as usize, hit.span.end as usize))
        .collect();
    spans.sort_unstable();
    let mut shown = String::new();
    let mut from = 0;
    for (start, end) in spans {
        if start > from || shown.is_empty() {
            let Some(kept) = text.get(from..start.max(from)) else {
                return REDACTED.to_owned();
            };
            shown.push_str(kept);
            shown.push_str(REDACTED);
        }
        from = from.max(end);
    }
    match text.get(from..) {
        Some(rest) => shown + rest,
        None => REDACTED.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::ImageConfig;
    use seaworthy_image::RawConfig;

    use super::*;

    fn config(text: &str) -> (ImageConfig, Vec<SecretFact>) {
        let engine = Engine::builtin().unwrap();
        let mut guard = Guard::new(&engine);
        let raw = RawConfig::read(text.as_bytes()).unwrap();
        let shown = raw.redacted(&mut |place, text| guard.redact(place, text));
        (shown, guard.secrets())
    }

    #[test]
    fn a_password_in_the_environment_is_found_and_not_shown() {
        let password = ["Lantern", "-41-", "harbour"].concat();
        let value = format!("URL=postgres://shop:{password}@db.internal/shop");
        let (shown, found) = config(&format!(
            r#"{{"config":{{"Env":["{value}","PATH=/bin"]}},
                "history":[{{"created_by":"ENV {value}","empty_layer":true}}]}}"#
        ));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].origin,
            SecretOrigin::Environment { name: "URL".into() }
        );
        let everything = format!("{shown:?} {found:?}");
        assert!(!everything.contains(&password), "{everything}");
        assert!(shown.env["URL"].contains(REDACTED));
        assert_eq!(shown.env["PATH"], "/bin");
    }

    #[test]
    fn a_configuration_without_secrets_is_shown_as_it_is() {
        let (shown, found) = config(r#"{"config":{"Env":["LANG=C.UTF-8"],"User":"10001"}}"#);
        assert!(found.is_empty());
        assert_eq!(
            (shown.env["LANG"].as_str(), shown.user.as_str()),
            ("C.UTF-8", "10001")
        );
    }
}
