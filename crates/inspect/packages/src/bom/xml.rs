//! CycloneDX in XML, brought into the shape of the JSON form.
//!
//! No document type is read and no entity beyond the five of XML is known, so that nothing outside
//! of the file is opened and nothing grows.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::ReadBomError;
use super::cyclonedx::{self, Choice, Component, Dependency, Hash, Occurrence, Property};
use super::document::Builder;

/// LIMIT: depth of elements. Components inside of components reach some ten.
const DEPTH_MAX: usize = 128;

/// LIMIT: elements below one component or one dependency.
const NODES_MAX: usize = 1_000_000;

/// One element with what is in it.
#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
}

impl Node {
    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    fn text_of(&self, name: &str) -> String {
        let child = self.child(name);
        child
            .map(|child| child.text.trim().to_owned())
            .unwrap_or_default()
    }

    fn attribute(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn all<'n>(&'n self, list: &str, each: &'n str) -> impl Iterator<Item = &'n Node> {
        let children = self.child(list).map_or(&[][..], |list| &list.children);
        children.iter().filter(move |child| child.name == each)
    }
}

/// Reads a document; returns its format with version.
pub(super) fn read(bytes: &[u8], builder: &mut Builder) -> Result<String, ReadBomError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ReadBomError::Xml(format!("it is not UTF-8: {error}")))?;
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut version = String::new();
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) if path.is_empty() => return Err(ReadBomError::Xml(error.to_string())),
            Err(error) => {
                builder.unread(format!("malformed, the rest was left out: {error}"));
                break;
            }
        };
        let (start, empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = start.local_name().into_inner().to_owned();
        let within: Vec<&str> = path.iter().map(String::as_str).collect();
        match (within.as_slice(), name.as_str()) {
            ([], "bom") => version = version_of(&start),
            (["bom", "metadata"] | ["bom", "components"], "component")
            | (["bom", "dependencies"], "dependency") => {
                let is_target = within.get(1) == Some(&"metadata");
                match element(&mut reader, &start, empty) {
                    Ok(node) => take(&node, is_target, builder),
                    Err(reason) => {
                        builder.unread(format!("malformed, the rest was left out: {reason}"));
                        break;
                    }
                }
                continue;
            }
            _ => {}
        }
        if !empty {
            if path.len() >= DEPTH_MAX {
                builder.unread(format!("deeper than {DEPTH_MAX}; the rest was left out"));
                break;
            }
            path.push(name);
        }
    }
    Ok(format!("CycloneDX {version}").trim_end().to_owned())
}

/// The version of the specification, as the namespace of the root ends.
fn version_of(start: &BytesStart<'_>) -> String {
    let namespaces = attributes(start);
    let namespace = namespaces
        .iter()
        .find(|(_, value)| value.contains("cyclonedx.org/schema/bom/"));
    namespace
        .and_then(|(_, value)| value.rsplit('/').next())
        .map(|version| version.chars().take(20).collect())
        .unwrap_or_default()
}

fn take(node: &Node, is_target: bool, builder: &mut Builder) {
    if node.name == "dependency" {
        let dependency = Dependency {
            reference: node.attribute("ref"),
            depends_on: node
                .children
                .iter()
                .map(|child| child.attribute("ref"))
                .collect(),
        };
        builder.edge(&dependency.reference, dependency.depends_on);
    } else if is_target {
        cyclonedx::target(component(node), builder);
    } else {
        cyclonedx::component(component(node), builder);
    }
}

fn component(node: &Node) -> Component {
    let mut component = Component {
        kind: node.attribute("type"),
        bom_ref: node.attribute("bom-ref"),
        name: node.text_of("name"),
        group: node.text_of("group"),
        version: node.text_of("version"),
        purl: node.text_of("purl"),
        scope: node.text_of("scope"),
        description: node.text_of("description"),
        ..Component::default()
    };
    if let Some(supplier) = node.child("supplier") {
        component.supplier.name = supplier.text_of("name");
    }
    component
        .hashes
        .extend(node.all("hashes", "hash").map(|hash| Hash {
            alg: hash.attribute("alg"),
            content: hash.text.trim().to_owned(),
        }));
    let licences = node
        .child("licenses")
        .map_or(&[][..], |list| &list.children);
    component.licenses.extend(licences.iter().map(|licence| {
        let mut choice = Choice::default();
        if licence.name == "expression" {
            licence.text.trim().clone_into(&mut choice.expression);
        } else {
            choice.license.id = licence.text_of("id");
            choice.license.name = licence.text_of("name");
        }
        choice
    }));
    component
        .properties
        .extend(node.all("properties", "property").map(|property| Property {
            name: property.attribute("name"),
            value: property.text.trim().to_owned(),
        }));
    if let Some(evidence) = node.child("evidence") {
        let seen = evidence.all("occurrences", "occurrence");
        component
            .evidence
            .occurrences
            .extend(seen.map(|seen| Occurrence {
                location: seen.text_of("location"),
                line: seen.text_of("line").parse().ok(),
                additional_context: seen.text_of("additionalContext"),
            }));
    }
    // Bounded: the reader of elements refuses a depth beyond its limit.
    component
        .components
        .extend(node.all("components", "component").map(self::component));
    component
}

/// Reads one element whole.
fn element(
    reader: &mut Reader<&[u8]>,
    start: &BytesStart<'_>,
    empty: bool,
) -> Result<Node, String> {
    let mut stack = vec![node(start)];
    let mut nodes = 1;
    if empty {
        return Ok(node(start));
    }
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                nodes += 1;
                if stack.len() >= DEPTH_MAX || nodes > NODES_MAX {
                    return Err(format!(
                        "an element is deeper than {DEPTH_MAX} or has more than {NODES_MAX} others"
                    ));
                }
                stack.push(node(&start));
            }
            Event::Empty(start) => {
                nodes += 1;
                if let Some(last) = stack.last_mut() {
                    last.children.push(node(&start));
                }
            }
            Event::Text(text) => push(&mut stack, &text.xml10_content()),
            Event::CData(text) => push(&mut stack, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = resolve(&reference)?;
                push(&mut stack, resolved.encode_utf8(&mut [0; 4]));
            }
            Event::End(_) => {
                let Some(done) = stack.pop() else {
                    return Err("an end without a beginning".to_owned());
                };
                match stack.last_mut() {
                    Some(last) => last.children.push(done),
                    None => return Ok(done),
                }
            }
            Event::Eof => return Err("it ends in the middle of an element".to_owned()),
            _ => {}
        }
    }
}

fn push(stack: &mut [Node], text: &str) {
    if let Some(last) = stack.last_mut() {
        last.text.push_str(text);
    }
}

fn node(start: &BytesStart<'_>) -> Node {
    Node {
        name: start.local_name().into_inner().to_owned(),
        attributes: attributes(start),
        ..Node::default()
    }
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    start
        .attributes()
        .filter_map(Result::ok)
        .filter_map(|attribute| {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .ok()?
                .into_owned();
            Some((attribute.key.local_name().into_inner().to_owned(), value))
        })
        .collect()
}

/// A character reference, or one of the five entities that XML itself names.
fn resolve(reference: &BytesRef<'_>) -> Result<char, String> {
    let named = match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference
            .resolve_char_ref()
            .map_err(|error| error.to_string())?,
    };
    named.ok_or_else(|| format!("the entity `{}` is not known", &**reference))
}
