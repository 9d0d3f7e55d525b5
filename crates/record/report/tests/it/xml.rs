//! Whether a text is XML that a reader takes.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Fails where the document is not well formed, and returns the names of its elements.
pub(crate) fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0_usize;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(tag.name().as_ref().to_owned());
                for attribute in tag.attributes() {
                    attribute.unwrap();
                }
            }
            Event::Eof => break,
            _ => {}
        }
        open += 1;
    }
    assert!(open > 0);
    names
}

/// Fails where the document is not well formed.
pub(crate) fn assert_well_formed(text: &str) {
    assert!(!elements(text).is_empty());
}
