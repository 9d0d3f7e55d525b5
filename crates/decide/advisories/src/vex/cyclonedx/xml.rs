//! CycloneDX in XML, event by event into the shape of the JSON form.
//!
//! A document type is refused and no entity beyond the five of XML is known, so that nothing
//! outside of the document is opened and nothing grows.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{
    RawAffects, RawAnalysis, RawComponent, RawDocument, RawHash, RawParty, RawReference,
    RawVersion, RawWeakness,
};
use crate::vex::ReadVexError;

/// LIMIT: depth of elements. Components inside of components reach some ten.
const DEPTH_MAX: usize = 128;
/// LIMIT: components, hashes, weaknesses, products and versions of one document together. Bills of
/// the largest images have some 100,000 of them.
const ITEMS_MAX: usize = 1_000_000;
/// LIMIT: bytes of one text; ids and package URLs are short, and of words of the author one
/// sentence is shown.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// What the namespace of every version of the specification begins with.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// Whether a document can only be meant as XML.
pub(in crate::vex) fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// Reads a document into what the JSON form reads to.
pub(super) fn read(bytes: &[u8]) -> Result<RawDocument, ReadVexError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| ReadVexError::Xml {
        at: error.valid_up_to() as u64,
        reason: "it is not UTF-8".to_owned(),
    })?;
    let mut reader = Reader::from_str(text);
    let mut building = Building::default();
    loop {
        let event = reader.read_event();
        let at = reader.buffer_position();
        let wrong = |reason: String| ReadVexError::Xml { at, reason };
        match event.map_err(|error| wrong(error.to_string()))? {
            Event::Start(start) => building.start(&start).map_err(wrong)?,
            Event::Empty(start) => {
                building.start(&start).map_err(wrong)?;
                building.end();
            }
            Event::End(_) => building.end(),
            Event::Text(part) => building.text(&part.xml10_content()),
            Event::CData(part) => building.text(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let meant = match &*reference {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "apos" => Some('\''),
                    "quot" => Some('"'),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let Some(meant) = meant else {
                    return Err(wrong("an entity that XML does not name".to_owned()));
                };
                building.text(meant.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(wrong("a document type".to_owned())),
            Event::Eof if building.path.is_empty() => break,
            Event::Eof => return Err(wrong("it ends within an element".to_owned())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if building.items > ITEMS_MAX {
            return Err(ReadVexError::TooMany {
                what: "components, weaknesses and products",
                limit: ITEMS_MAX,
            });
        }
    }
    if building.is_bom {
        Ok(building.document)
    } else {
        Err(ReadVexError::Format)
    }
}

/// A document in its making.
#[derive(Default)]
struct Building {
    document: RawDocument,
    is_bom: bool,
    /// Names of the elements that are open, from the root.
    path: Vec<String>,
    /// What was read of the innermost element.
    text: String,
    /// Components that are open, from the outermost, each with the number of elements around it. A
    /// component elsewhere, such as an ancestor in a pedigree, is none of the document's.
    components: Vec<(usize, RawComponent)>,
    items: usize,
}

impl Building {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.path.len() >= DEPTH_MAX {
            return Err(format!("it is deeper than {DEPTH_MAX} elements"));
        }
        let name = start.local_name().into_inner().to_owned();
        self.text.clear();
        if self.path.is_empty() && name == "bom" {
            let says = attribute(start, "xmlns").into_iter();
            let prefixed = start
                .attributes()
                .filter_map(Result::ok)
                .filter_map(|found| {
                    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
                    Some(value.into_owned())
                });
            self.is_bom = says
                .chain(prefixed)
                .any(|value| value.starts_with(NAMESPACE));
            self.document.serial_number = attribute(start, "serialNumber").unwrap_or_default();
        }
        self.items += 1;
        match (self.parent(0), name.as_str()) {
            ("components" | "metadata", "component") => {
                let component = RawComponent {
                    kind: attribute(start, "type").unwrap_or_default(),
                    bom_ref: attribute(start, "bom-ref").unwrap_or_default(),
                    ..RawComponent::default()
                };
                self.components.push((self.path.len(), component));
            }
            ("hashes", "hash") => {
                let alg = attribute(start, "alg").unwrap_or_default();
                if let Some(component) = self.component(2) {
                    let content = String::new();
                    component.hashes.push(RawHash { alg, content });
                }
            }
            ("vulnerabilities", "vulnerability") => {
                self.document.vulnerabilities.push(RawWeakness::default());
            }
            _ => self.start_within_weakness(&name),
        }
        self.path.push(name);
        Ok(())
    }

    /// Elements of a vulnerability that others lie in.
    fn start_within_weakness(&mut self, name: &str) {
        let (parent, within) = (self.parent(0).to_owned(), self.parent(1).to_owned());
        let Some(weakness) = self.weakness() else {
            return;
        };
        match (within.as_str(), parent.as_str(), name) {
            (_, "references", "reference") => weakness.references.push(RawReference::default()),
            (_, "vulnerability", "analysis") => {
                weakness.analysis.get_or_insert_with(RawAnalysis::default);
            }
            (_, "affects", "target") => weakness.affects.push(RawAffects::default()),
            ("target", "versions", "version") => {
                if let Some(affects) = weakness.affects.last_mut() {
                    affects.versions.push(RawVersion::default());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim().to_owned();
        if self.component(0).is_some() {
            let ended = self.components.pop().map(|(_, component)| component);
            if self.parent(0) == "metadata" {
                self.document.metadata.component = ended;
            } else {
                // Where one lies within another says nothing here.
                self.document.components.extend(ended);
            }
            return;
        }
        match (self.parent(0), name.as_str()) {
            ("component", "name" | "version" | "purl") => {
                if let Some(component) = self.component(1) {
                    match name.as_str() {
                        "name" => component.name = text,
                        "version" => component.version = Some(text),
                        _ => component.purl = text,
                    }
                }
            }
            ("hashes", "hash") => {
                if let Some(hash) = self.component(2).and_then(|open| open.hashes.last_mut()) {
                    hash.content = text;
                }
            }
            _ if self.path.get(1).is_some_and(|name| name == "metadata") => {
                self.metadata(&name, text);
            }
            _ => self.end_within_weakness(&name, text),
        }
    }

    fn metadata(&mut self, name: &str, text: String) {
        let (parent, list) = (self.parent(0).to_owned(), self.parent(1).to_owned());
        let metadata = &mut self.document.metadata;
        let party = RawParty { name: text.clone() };
        match (list.as_str(), parent.as_str(), name) {
            (_, "metadata", "timestamp") => metadata.timestamp = Some(text),
            ("metadata", "supplier", "name") => metadata.supplier = Some(party),
            ("metadata", "manufacturer", "name") => metadata.manufacturer = Some(party),
            ("metadata", "manufacture", "name") => metadata.manufacture = Some(party),
            ("authors", "author", "name") => metadata.authors.push(party),
            _ => {}
        }
    }

    fn end_within_weakness(&mut self, name: &str, text: String) {
        let (parent, within) = (self.parent(0).to_owned(), self.parent(1).to_owned());
        let Some(weakness) = self.weakness() else {
            return;
        };
        match (parent.as_str(), name) {
            ("vulnerability", "id") => weakness.id = text,
            ("vulnerability", "updated") => weakness.updated = Some(text),
            ("reference", "id") => {
                if let Some(reference) = weakness.references.last_mut() {
                    reference.id = text;
                }
            }
            ("target", "ref") => {
                if let Some(affects) = weakness.affects.last_mut() {
                    affects.reference = text;
                }
            }
            ("version", "version" | "range" | "status") if within == "versions" => {
                let affects = weakness.affects.last_mut();
                if let Some(version) = affects.and_then(|last| last.versions.last_mut()) {
                    match name {
                        "version" => version.version = Some(text),
                        "range" => version.range = Some(text),
                        _ => version.status = text,
                    }
                }
            }
            ("analysis", _) | ("responses", "response") => {
                if let Some(analysis) = &mut weakness.analysis {
                    match name {
                        "state" => analysis.state = text,
                        "justification" => analysis.justification = text,
                        "detail" => analysis.detail = text,
                        "firstIssued" => analysis.first_issued = Some(text),
                        "lastUpdated" => analysis.last_updated = Some(text),
                        "response" => analysis.response.push(text),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, part: &str) {
        let room = TEXT_BYTES_MAX.saturating_sub(self.text.len());
        let end = (0..=room.min(part.len()))
            .rev()
            .find(|at| part.is_char_boundary(*at));
        self.text
            .push_str(part.get(..end.unwrap_or(0)).unwrap_or_default());
    }

    /// The name of an element that is open, counted from the innermost.
    fn parent(&self, above: usize) -> &str {
        let at = self.path.len().checked_sub(above + 1);
        at.and_then(|at| self.path.get(at))
            .map_or("", String::as_str)
    }

    /// The innermost component, if so many elements are open from it on, itself included.
    fn component(&mut self, open: usize) -> Option<&mut RawComponent> {
        let now = self.path.len();
        let last = self.components.last_mut();
        last.filter(|(around, _)| around + open == now)
            .map(|(_, component)| component)
    }

    /// The vulnerability that is open.
    fn weakness(&mut self) -> Option<&mut RawWeakness> {
        let open = self
            .path
            .get(1)
            .is_some_and(|name| name == "vulnerabilities");
        self.document.vulnerabilities.last_mut().filter(|_| open)
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().into_inner() == name)
        .and_then(|found| {
            Some(
                found
                    .normalized_value(XmlVersion::Implicit1_0)
                    .ok()?
                    .into_owned(),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vex::{Identity, read as read_any};

    fn bom(inner: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"
                serialNumber="urn:uuid:1">{inner}</bom>"#
        )
    }

    #[test]
    fn analyses_become_the_statements_of_the_json_form() {
        let xml = bom(r#"<metadata><timestamp>2024-01-01T00:00:00Z</timestamp>
                <component type="container" bom-ref="web"><name>registry.example/web</name>
                  <version>1.4</version></component>
                <supplier><name>Shop &amp; Sons</name></supplier></metadata>
              <components><component type="library" bom-ref="c1"><supplier><name>x</name></supplier>
                <name>pad</name><version>1.0.0</version><hashes><hash alg="MD5">00</hash></hashes>
                <pedigree><ancestors><component><name>old</name></component></ancestors></pedigree>
                <purl>pkg:npm/pad@1.0.0</purl><components><component bom-ref="c2"><name>in</name>
                  <purl>pkg:npm/in@2.0.0</purl></component></components></component></components>
              <vulnerabilities><vulnerability><id>CVE-2024-0001</id>
                <references><reference><id>GHSA-a</id><source><name>x</name></source></reference>
                </references><analysis><state>not_affected</state>
                  <justification>code_not_reachable</justification><detail>never called</detail>
                  <lastUpdated>2024-03-01T00:00:00Z</lastUpdated></analysis>
                <affects><target><ref>c1</ref></target>
                  <target><ref>urn:cdx:2/1#pkg%3Anpm%2Fother%401.0.0</ref></target>
                  <target><ref>c2</ref><versions><version><range>vers:npm/&lt;3.0.0</range>
                    <status>unaffected</status></version></versions></target></affects>
              </vulnerability><vulnerability><id>CVE-2024-0002</id><analysis>
                <state>exploitable</state><responses><response>will_not_fix</response></responses>
              </analysis></vulnerability></vulnerabilities>"#);
        let json = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","serialNumber":"urn:uuid:1",
          "metadata":{"timestamp":"2024-01-01T00:00:00Z","supplier":{"name":"Shop & Sons"},
            "component":{"type":"container","bom-ref":"web","name":"registry.example/web",
              "version":"1.4"}},
          "components":[{"type":"library","bom-ref":"c1","name":"pad","version":"1.0.0",
            "hashes":[{"alg":"MD5","content":"00"}],"purl":"pkg:npm/pad@1.0.0","components":[{"bom-ref":"c2","name":"in",
              "purl":"pkg:npm/in@2.0.0"}]}],
          "vulnerabilities":[
            {"id":"CVE-2024-0001","references":[{"id":"GHSA-a"}],
             "analysis":{"state":"not_affected","justification":"code_not_reachable",
               "detail":"never called","lastUpdated":"2024-03-01T00:00:00Z"},
             "affects":[{"ref":"c1"},{"ref":"urn:cdx:2/1#pkg%3Anpm%2Fother%401.0.0"},
               {"ref":"c2","versions":[{"range":"vers:npm/<3.0.0","status":"unaffected"}]}]},
            {"id":"CVE-2024-0002","analysis":{"state":"exploitable",
               "response":["will_not_fix"]}}]}"#;
        let read = read_any(xml.as_bytes()).unwrap();
        assert_eq!(read, read_any(json.as_bytes()).unwrap());
        assert_eq!(read.statements.len(), 2);
        let [first, ..] = read.statements[0].products.as_slice() else {
            panic!("{read:?}")
        };
        assert!(matches!(&first.whole.identities[..], [Identity::Purl(_)]));
    }

    #[test]
    fn a_document_type_and_foreign_entities_are_refused() {
        let typed = format!(
            "<!DOCTYPE bom [<!ENTITY a \"b\">]>{}",
            bom("").replace("<?xml version=\"1.0\"?>", "")
        );
        let entity = bom("<metadata><timestamp>&a;</timestamp></metadata>");
        for text in [typed, entity, bom("<metadata>"), "<".to_owned()] {
            let error = read_any(text.as_bytes()).unwrap_err();
            assert!(matches!(error, ReadVexError::Xml { .. }), "{text}: {error}");
        }
        let other = read_any(b"<project xmlns='http://maven.apache.org/POM/4.0.0'/>");
        assert!(matches!(other, Err(ReadVexError::Format)));
    }

    #[test]
    fn depth_and_number_of_elements_have_limits() {
        let deep = bom(&("<a>".repeat(DEPTH_MAX) + &"</a>".repeat(DEPTH_MAX)));
        assert!(matches!(
            read_any(deep.as_bytes()),
            Err(ReadVexError::Xml { .. })
        ));
        let many = bom(&"<a/>".repeat(ITEMS_MAX + 1));
        assert!(matches!(
            read_any(many.as_bytes()),
            Err(ReadVexError::TooMany { .. })
        ));
        let long = bom(&format!(
            "<serial>{}</serial><metadata><timestamp>{}</timestamp></metadata>",
            "x".repeat(100),
            "é".repeat(TEXT_BYTES_MAX)
        ));
        let raw = read(long.as_bytes()).unwrap();
        let kept = raw.metadata.timestamp.unwrap();
        assert!(
            kept.len() <= TEXT_BYTES_MAX && kept.starts_with('é'),
            "{}",
            kept.len()
        );
    }

    #[test]
    fn what_is_cut_anywhere_is_an_error_or_no_document() {
        let whole = bom(
            "<vulnerabilities><vulnerability><id>&#x41;</id></vulnerability></vulnerabilities>",
        );
        for end in 0..whole.len() {
            assert!(read_any(&whole.as_bytes()[..end]).is_err(), "{end}");
        }
        assert!(read_any(whole.as_bytes()).is_ok());
    }
}
