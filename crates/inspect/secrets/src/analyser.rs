//! The engine as one of those that look into the files of a layer.

use seaworthy_facts::{
    Analyser, FileHead, FileStream, Interest, LayerFacts, SecretFact, SecretOrigin, Unread,
};

use crate::archive::{ARCHIVE_BYTES_MAX, Container};
use crate::context::Context;
use crate::engine::Engine;
use crate::hit::{Hit, Scanned};
use crate::manifest::{self, MANIFEST_BYTES_MAX};
use crate::rule::Rule;
use crate::stream::Stream;

/// Another number whenever the same bytes could yield other facts: the build script makes it of the
/// rules and of the sources of this crate.
const VERSION: u32 = match u32::from_str_radix(env!("SECRETS_VERSION"), 10) {
    Ok(version) => version,
    Err(_) => 0,
};

/// Searches the files of layers for secrets: every file, whatever its path. Documentation, tests
/// and package folders only lower the confidence of a hit, since silence there would look like a
/// pass; binary files are searched as [`crate::ContentKind::Binary`] says.
///
/// Facts of layers are cached without regard to options: give it an engine without an allow list,
/// and ask [`crate::AllowList::allows`] of each fact afterwards.
#[derive(Clone, Debug)]
pub struct SecretAnalyser {
    engine: Engine,
}

impl SecretAnalyser {
    /// An analyser with this engine, whose allow list it honours.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        SecretAnalyser { engine }
    }
}

impl Analyser for SecretAnalyser {
    fn id(&self) -> &'static str {
        "secrets"
    }

    fn version(&self) -> u32 {
        VERSION
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        // Everything but archives is searched in pieces, so that size is no limit.
        if file.size_bytes == 0 {
            Interest::None
        } else if is_opened(file) || is_manifest(file) {
            Interest::Whole
        } else {
            Interest::Stream
        }
    }

    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts) {
        let opened = is_opened(file)
            .then(|| self.engine.scan_archive(content, file.path))
            .flatten();
        if let Some(archive) = opened {
            for (member, scanned) in &archive.members {
                let path = format!("{}!/{member}", file.path);
                record(&self.engine, &path, scanned, facts);
            }
            let reasons = archive.unread.into_iter();
            let unread = reasons.map(|reason| Unread::new(file.path, "secrets", reason));
            facts.unread.extend(unread);
            return;
        }
        let scanned = self.engine.scan_file(content, file.path);
        record(&self.engine, file.path, &scanned, facts);
    }

    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        Box::new(SecretStream {
            engine: &self.engine,
            path: file.path.to_owned(),
            closed: Container::of(file.path, file.head).map(|_| file.size_bytes),
            encoded: manifest::is_name(file.path).then_some(false),
            stream: self.engine.stream(Context::file(file.path)),
        })
    }
}

struct SecretStream<'e> {
    engine: &'e Engine,
    path: String,
    /// Size of an archive that is too large to be opened.
    closed: Option<u64>,
    /// Of a manifest that is too large to be decoded, whether a Secret was seen in it.
    encoded: Option<bool>,
    stream: Stream<'e>,
}

/// Whether it is an archive that can be opened.
fn is_opened(file: &FileHead<'_>) -> bool {
    file.size_bytes <= ARCHIVE_BYTES_MAX && Container::of(file.path, file.head).is_some()
}

/// Whether it is a manifest whose structure is read.
fn is_manifest(file: &FileHead<'_>) -> bool {
    file.size_bytes <= MANIFEST_BYTES_MAX && manifest::is_name(file.path)
}

impl FileStream for SecretStream<'_> {
    fn chunk(&mut self, bytes: &[u8]) {
        if let Some(seen) = &mut self.encoded {
            *seen = *seen || manifest::names_secret(bytes);
        }
        self.stream.feed(bytes);
    }

    fn finish(self: Box<Self>, facts: &mut LayerFacts) {
        let SecretStream {
            engine,
            path,
            closed,
            encoded,
            stream,
        } = *self;
        if encoded == Some(true) {
            let reason = format!(
                "a manifest of more than {MANIFEST_BYTES_MAX} bytes: values of Secrets in it were \
                 not decoded"
            );
            facts.unread.push(Unread::new(&path, "secrets", reason));
        }
        if let Some(bytes) = closed {
            let reason = format!("an archive of {bytes} bytes, more than {ARCHIVE_BYTES_MAX}");
            facts.unread.push(Unread::new(&path, "secrets", reason));
        }
        record(engine, &path, &stream.finish(), facts);
    }
}

fn record(engine: &Engine, path: &str, scanned: &Scanned, facts: &mut LayerFacts) {
    for hit in &scanned.hits {
        let origin = SecretOrigin::File {
            path: path.to_owned(),
            line: narrow(hit.line),
            column: narrow(hit.column),
            layer: None,
            diff_id: None,
            deleted_by: None,
        };
        facts.secrets.push(engine.fact(hit, origin));
    }
    if let Some(shortfall) = scanned.shortfall {
        facts
            .unread
            .push(Unread::new(path, "secrets", shortfall.to_string()));
    }
}

impl Engine {
    /// A hit as a fact, with the words of its rule.
    #[must_use]
    pub fn fact(&self, hit: &Hit, origin: SecretOrigin) -> SecretFact {
        let rule = self.rules().iter().find(|rule| rule.id == hit.rule);
        SecretFact {
            rule: hit.rule.to_owned(),
            title: title(rule, hit),
            severity: hit.severity,
            confidence: hit.confidence,
            remedy: rule.map(|rule| rule.remedy.clone()).unwrap_or_default(),
            origin,
            fingerprint: hit.fingerprint.to_string(),
            length: narrow(hit.length),
        }
    }
}

/// The words of the rule, with the kind of the key where it is known.
fn title(rule: Option<&Rule>, hit: &Hit) -> String {
    let title = rule.map(|rule| rule.title.as_str()).unwrap_or_default();
    match &hit.detail {
        Some(detail) => format!("{title} ({detail})"),
        None => title.to_owned(),
    }
}

/// Lines and columns behind four thousand million are told as the largest number.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_beyond_the_limit_is_searched_closed_and_told() {
        let analyser = SecretAnalyser::new(Engine::builtin().unwrap());
        let head = *b"PK\x03\x04";
        let mut file = FileHead {
            path: "srv/app.zip",
            size_bytes: ARCHIVE_BYTES_MAX,
            mode: 0o644,
            uid: 0,
            gid: 0,
            head: &head,
        };
        assert_eq!(analyser.interest(&file), Interest::Whole);
        file.size_bytes += 1;
        assert_eq!(analyser.interest(&file), Interest::Stream);
        let mut facts = LayerFacts::default();
        let mut stream = analyser.stream(&file);
        stream.chunk(&head);
        stream.finish(&mut facts);
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn a_manifest_beyond_the_limit_is_searched_as_text_and_told() {
        let analyser = SecretAnalyser::new(Engine::builtin().unwrap());
        let mut file = FileHead {
            path: "deploy/all.yaml",
            size_bytes: MANIFEST_BYTES_MAX,
            mode: 0o644,
            uid: 0,
            gid: 0,
            head: b"",
        };
        assert_eq!(analyser.interest(&file), Interest::Whole);
        file.size_bytes += 1;
        assert_eq!(analyser.interest(&file), Interest::Stream);
        for (text, told) in [(&b"kind: Secret\n"[..], 1), (b"kind: Pod\n", 0)] {
            let mut facts = LayerFacts::default();
            let mut stream = analyser.stream(&file);
            stream.chunk(text);
            stream.finish(&mut facts);
            assert_eq!(facts.unread.len(), told);
        }
    }

    #[test]
    fn a_file_in_pieces_becomes_facts_with_its_path() {
        let analyser = SecretAnalyser::new(Engine::builtin().unwrap());
        let text = ["line\nid = AKIA", "Q3EGR7ZT", "W5XNB2KD\n"].concat();
        let file = FileHead {
            path: "srv/app.ini",
            size_bytes: text.len() as u64,
            mode: 0o644,
            uid: 0,
            gid: 0,
            head: text.as_bytes(),
        };
        assert_eq!(analyser.interest(&file), Interest::Stream);
        let mut pieces = LayerFacts::default();
        let mut stream = analyser.stream(&file);
        text.as_bytes()
            .chunks(3)
            .for_each(|piece| stream.chunk(piece));
        stream.finish(&mut pieces);
        let mut whole = LayerFacts::default();
        analyser.whole(&file, text.as_bytes(), &mut whole);
        assert_eq!(pieces, whole);
        let [fact] = &whole.secrets[..] else {
            panic!("{whole:?}")
        };
        assert_eq!((fact.rule.as_str(), fact.length), ("aws-access-key-id", 20));
        assert!(
            matches!(&fact.origin, SecretOrigin::File { path, line: 2, column: 6, .. }
            if path == "srv/app.ini")
        );
        assert!(!fact.title.is_empty() && !fact.remedy.is_empty());
    }
}
