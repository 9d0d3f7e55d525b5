//! XML of project files, element by element. Entities of a document type are not expanded, and
//! nothing outside of the file is ever asked for.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// LIMIT: elements inside each other. Project files have about ten levels.
const DEPTH_MAX: usize = 64;
/// LIMIT: bytes of text of one element that are kept. What is read of it are names and versions.
const TEXT_BYTES_MAX: usize = 4096;
/// LIMIT: attributes of one element that are looked at.
const ATTRIBUTES_MAX: usize = 64;

/// An element whose end was reached.
#[derive(Debug)]
pub(crate) struct Element<'e> {
    /// Names from the root to this element, without prefixes of a name space.
    pub(crate) path: &'e [String],
    /// The text directly in it, without white space around it.
    pub(crate) text: &'e str,
    /// Where its first tag begins, in bytes from the start.
    pub(crate) offset: usize,
    /// Its attributes in their order.
    pub(crate) attributes: &'e [(String, String)],
}

impl Element<'_> {
    /// Whether it has this path from the root.
    pub(crate) fn is(&self, path: &[&str]) -> bool {
        self.path.len() == path.len() && self.path.iter().zip(path).all(|(one, two)| one == two)
    }

    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}

#[derive(Default)]
struct Open {
    text: String,
    offset: usize,
    attributes: Vec<(String, String)>,
}

/// Hands each element to `take` when its end was reached, the inner ones before the outer.
///
/// # Errors
/// What is wrong, after the elements before it were handed over.
pub(crate) fn read(text: &str, mut take: impl FnMut(&Element<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let (mut path, mut open): (Vec<String>, Vec<Open>) = (Vec::new(), Vec::new());
    loop {
        let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(tag) => {
                if path.len() == DEPTH_MAX {
                    return Err(format!("more than {DEPTH_MAX} elements inside each other"));
                }
                path.push(tag.local_name().into_inner().to_owned());
                open.push(begin(&tag, offset));
            }
            Event::Empty(tag) => {
                path.push(tag.local_name().into_inner().to_owned());
                end(&path, &begin(&tag, offset), &mut take);
                path.pop();
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    end(&path, &element, &mut take);
                }
                path.pop();
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
            Event::Eof if path.is_empty() => return Ok(()),
            Event::Eof => return Err("it ends inside an element".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn begin(tag: &BytesStart<'_>, offset: usize) -> Open {
    let mut all = tag.attributes();
    let all = all.with_checks(false).flatten();
    let one = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
        let name = attribute.key.local_name().into_inner().to_owned();
        (value.len() <= TEXT_BYTES_MAX).then(|| (name, value.into_owned()))
    };
    Open {
        text: String::new(),
        offset,
        attributes: all.take(ATTRIBUTES_MAX).filter_map(one).collect(),
    }
}

fn end(path: &[String], open: &Open, take: &mut impl FnMut(&Element<'_>)) {
    take(&Element {
        path,
        text: open.text.trim(),
        offset: open.offset,
        attributes: &open.attributes,
    });
}

fn add(open: Option<&mut Open>, text: &str) {
    if let Some(open) = open
        && open.text.len() + text.len() <= TEXT_BYTES_MAX
    {
        open.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> (Vec<String>, Result<(), String>) {
        let mut all = Vec::new();
        let result = read(text, |element| {
            let attributes = element.attributes.iter();
            let attributes: Vec<_> = attributes
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            all.push(format!(
                "{}:{}[{}]@{}",
                element.path.join("/"),
                element.text,
                attributes.join(","),
                element.offset
            ));
        });
        (all, result)
    }

    #[test]
    fn elements_come_with_path_text_and_attributes() {
        let (all, result) = seen("<a x:b='1 &amp; 2'><n:c>one&lt;&#65;<![CDATA[&]]></n:c><d/></a>");
        assert_eq!(all, ["a/c:one<A&[]@19", "a/d:[]@55", "a:[b=1 & 2]@0"]);
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn entities_of_the_document_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]><a>&c;x</a>";
        assert_eq!(seen(bomb).0, ["a:x[]@53"]);
    }

    #[test]
    fn damage_depth_and_endless_text_are_bounded() {
        let (all, result) = seen("<a><b>1</b><c");
        assert_eq!((all.len(), result.is_err()), (1, true));
        assert!(seen("<a><b>").1.is_err());
        let deep = "<a>".repeat(100_000);
        assert!(seen(&deep).1.unwrap_err().contains("inside each other"));
        let long = format!("<a>{}<!-- -->x</a>", "y".repeat(TEXT_BYTES_MAX + 1));
        assert_eq!(seen(&long).0, ["a:x[]@0"]);
    }
}
