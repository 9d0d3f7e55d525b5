//! XML of reports, tag by tag. Entities of a document type are not expanded, and nothing outside of
//! the file is ever asked for.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::limits::{ATTRIBUTES_MAX, DEPTH_MAX, DOCTYPE_BYTES_MAX, TEXT_BYTES_MAX};
use crate::text::cut;

/// An element.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Its name without a prefix of a name space.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    /// The text directly in it so far, up to the limit.
    pub(crate) text: String,
}

impl Element {
    /// The value of an attribute; empty where there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        let mut all = self.attributes.iter();
        all.find_map(|(key, value)| (key == name).then_some(value.as_str()))
            .unwrap_or_default()
    }
}

/// What was come by.
pub(crate) enum Step<'e> {
    /// An element begins; it has its attributes and no text yet.
    Begin(&'e Element),
    /// An element ends, with its text.
    End(&'e Element),
}

/// Hands every beginning and end to `take`, with the names of the elements around it.
///
/// # Errors
/// What is wrong, after the elements before it were handed over.
pub(crate) fn read(text: &str, mut take: impl FnMut(Step<'_>, &[String])) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let (mut path, mut open): (Vec<String>, Vec<Element>) = (Vec::new(), Vec::new());
    let mut seen = false;
    loop {
        let event = reader.read_event().map_err(|error| {
            let at = reader.error_position();
            format!("{} at byte {at}", cut(&error.to_string(), 200))
        })?;
        match event {
            Event::Start(tag) => {
                if path.len() >= DEPTH_MAX {
                    return Err(format!("more than {DEPTH_MAX} elements inside each other"));
                }
                seen = true;
                let element = begin(&tag);
                take(Step::Begin(&element), &path);
                path.push(element.name.clone());
                open.push(element);
            }
            Event::Empty(tag) => {
                seen = true;
                let element = begin(&tag);
                take(Step::Begin(&element), &path);
                take(Step::End(&element), &path);
            }
            Event::End(_) => {
                path.pop();
                if let Some(element) = open.pop() {
                    take(Step::End(&element), &path);
                }
            }
            Event::Text(text) => add(open.last_mut(), &text.xml10_content()),
            Event::CData(text) => add(open.last_mut(), &text.xml10_content()),
            Event::GeneralRef(name) => {
                let mut buffer = [0; 4];
                let text = match name.resolve_char_ref() {
                    Ok(Some(one)) => Some(&*one.encode_utf8(&mut buffer)),
                    _ => quick_xml::escape::resolve_predefined_entity(&name),
                };
                add(open.last_mut(), text.unwrap_or_default());
            }
            Event::DocType(declared) if declared.len() > DOCTYPE_BYTES_MAX => {
                return Err(format!(
                    "its document type is larger than {} KiB",
                    DOCTYPE_BYTES_MAX >> 10
                ));
            }
            Event::Eof if !seen => return Err("there is no element in it".to_owned()),
            Event::Eof if path.is_empty() => return Ok(()),
            Event::Eof => return Err("it ends inside an element".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn begin(tag: &BytesStart<'_>) -> Element {
    let mut all = tag.attributes();
    let all = all.with_checks(false).flatten();
    let one = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
        let name = attribute.key.local_name().into_inner();
        Some((
            cut(name, TEXT_BYTES_MAX).to_owned(),
            cut(&value, TEXT_BYTES_MAX).to_owned(),
        ))
    };
    Element {
        name: cut(tag.local_name().into_inner(), TEXT_BYTES_MAX).to_owned(),
        attributes: all.take(ATTRIBUTES_MAX).filter_map(one).collect(),
        text: String::new(),
    }
}

fn add(open: Option<&mut Element>, text: &str) {
    if let Some(open) = open {
        let room = TEXT_BYTES_MAX.saturating_sub(open.text.len());
        open.text.push_str(cut(text, room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> (Vec<String>, Result<(), String>) {
        let mut all = Vec::new();
        let result = read(text, |step, path| {
            all.push(match step {
                Step::Begin(element) => format!("{}<{}", path.join("/"), element.name),
                Step::End(element) => format!("{}>{}", element.name, element.text),
            });
        });
        (all, result)
    }

    #[test]
    fn beginnings_and_ends_come_in_order_with_text() {
        let (all, result) = seen("<a><b x='1'>one&lt;&#65;<![CDATA[&]]></b><c/></a>");
        assert_eq!(all, ["<a", "a<b", "b>one<A&", "a<c", "c>", "a>"]);
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>\
            <a>&b;&c;x</a>";
        assert_eq!(seen(bomb).0, ["<a", "a>x"]);
    }

    #[test]
    fn damage_depth_and_endless_parts_are_bounded() {
        assert!(seen("<a><b>1</b><c").1.is_err());
        assert!(seen("<a><b>").1.unwrap_err().contains("inside an element"));
        assert!(seen("").1.unwrap_err().contains("no element"));
        assert!(
            seen(&"<a>".repeat(100_000))
                .1
                .unwrap_err()
                .contains("inside each other")
        );
        let long = format!("<a>{}<!-- -->x</a>", "y".repeat(TEXT_BYTES_MAX + 9));
        assert_eq!(seen(&long).0[1].len(), TEXT_BYTES_MAX + 2);
        let declared = format!("<!DOCTYPE a [{}]><a/>", " ".repeat(DOCTYPE_BYTES_MAX + 1));
        assert!(seen(&declared).1.unwrap_err().contains("document type"));
    }
}
