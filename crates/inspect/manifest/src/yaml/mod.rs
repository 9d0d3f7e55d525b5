//! YAML and JSON into trees whose values know their places.
//!
//! Every document is read by itself: one that is broken is noted with its place, and the next `---`
//! begins anew. Anchors and aliases are followed, merge keys (`<<`) are resolved, comments are
//! kept.
//! What a plain scalar means is that of the [`Dialect`].

mod reader;

use std::sync::Arc;

use seaworthy_facts::manifest::{Dialect, Place, Source, Tree, TreeBuilder};

use crate::text::{self, Decoded};

pub use crate::text::{TEXT_BYTES_MAX, TextError};

/// LIMIT: documents of one file. Bundles of an operator with all its objects have some hundreds.
pub const DOCUMENTS_MAX: usize = 20_000;

/// Reads all documents of a file of YAML or JSON.
///
/// `path` is what places name. What cannot be read is in [`Tree::problems`]: a broken document, a
/// file that is no text, a limit ([`TEXT_BYTES_MAX`], [`DOCUMENTS_MAX`] and those of
/// [`TreeBuilder`]). UTF-8, and UTF-16 with a byte order mark, are text.
#[must_use]
pub fn read(path: &str, bytes: &[u8], dialect: Dialect) -> Tree {
    match text::decode(bytes) {
        Ok(decoded) => read_decoded(path, decoded, dialect),
        Err(error) => {
            let mut builder = TreeBuilder::new(Arc::new(Source::new(path, "")), dialect);
            let place = Place {
                line: 1,
                column: 1,
                ..Place::default()
            };
            builder.abandon_document(place, error.to_string());
            builder.finish()
        }
    }
}

/// Reads all documents of a text, such as one that a template gave.
#[must_use]
pub fn read_text(path: &str, text: &str, dialect: Dialect) -> Tree {
    read(path, text.as_bytes(), dialect)
}

fn read_decoded(path: &str, decoded: Decoded, dialect: Dialect) -> Tree {
    let source = Source::new(path, decoded.text);
    let source = if decoded.recoded {
        source.recoded()
    } else {
        source
    };
    reader::Reader::new(Arc::new(source), decoded.faults, dialect).read()
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::manifest::{ALIAS_NODES_MAX, DEPTH_MAX, Kind, NODES_MAX, Style, Value};

    use super::*;

    fn tree(text: &str) -> Tree {
        read("a.yaml", text.as_bytes(), Dialect::Kubernetes)
    }

    fn reasons(tree: &Tree) -> Vec<(u32, u32, &str)> {
        let problems = tree.problems().iter();
        problems
            .map(|p| (p.document, p.place.line, p.reason.as_str()))
            .collect()
    }

    fn place(value: Value<'_>) -> (u32, u32) {
        (value.place().line, value.place().column)
    }

    #[test]
    fn every_value_knows_its_line_and_column() {
        let tree = tree("a:\n  - b: 'x'\n    c: [1, {d: ~}]\n  - |\n    text\n    more\ne:\n");
        assert!(tree.problems().is_empty(), "{:?}", tree.problems());
        let root = tree.root().unwrap();
        let first = root.at("a.0").unwrap();
        assert_eq!(place(first), (2, 5));
        assert_eq!(place(first.at("b").unwrap()), (2, 8));
        assert_eq!(place(first.at("c").unwrap()), (3, 8));
        let source = tree.source().unwrap();
        let written = |value: Value<'_>| {
            let place = value.place();
            source.slice(place.start, place.end).to_owned()
        };
        assert_eq!(written(first.at("b").unwrap()), "'x'");
        assert_eq!(written(first.at("c").unwrap()), "[1, {d: ~}]");
        assert_eq!(written(first), "b: 'x'\n    c: [1, {d: ~}]");
        let literal = root.at("a.1").unwrap();
        assert_eq!(literal.text(), Some("text\nmore\n"));
        assert_eq!(written(literal), "|\n    text\n    more");
        let entry = root.entry("e").unwrap();
        assert!(entry.value.is_null());
        assert_eq!(place(entry.key), (7, 1));
        assert_eq!(entry.value.place().line, 7);
        assert_eq!(
            first.at("c.1").unwrap().entry("d").unwrap().value.path(),
            "a[0].c[1].d"
        );
    }

    #[test]
    fn a_sequence_begins_at_its_first_dash() {
        let text = "a:\n- b: 1\n  c:\n  -\n    # d\n\n    - e\nf:\n  - &x\n    g: 1\nh:\n- - i\n";
        let tree = tree(text);
        let root = tree.root().unwrap();
        assert_eq!(place(root.get("a").unwrap()), (2, 1));
        assert_eq!(place(root.at("a.0.c").unwrap()), (4, 3));
        assert_eq!(place(root.at("a.0.c.0").unwrap()), (7, 5));
        assert_eq!(place(root.get("f").unwrap()), (9, 3));
        assert_eq!(place(root.get("h").unwrap()), (12, 1));
        assert_eq!(place(root.at("h.0").unwrap()), (12, 3));
    }

    #[test]
    fn a_broken_document_is_noted_and_the_others_are_read() {
        let tree = tree("a: 1\n---\nb: [1, 2\nc: }\n---\nd: 4\n---\ne: 'x\n---\nf: 6\n");
        let keys: Vec<_> = tree
            .roots()
            .flat_map(|root| {
                root.entries()
                    .map(|e| e.name().into_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(keys, ["a", "d", "f"]);
        assert_eq!(tree.documents().len(), 5);
        let places: Vec<_> = tree
            .problems()
            .iter()
            .map(|p| (p.document, p.place.line))
            .collect();
        assert_eq!(places.len(), 2, "{:?}", tree.problems());
        assert_eq!(places.first(), Some(&(1, 4)));
        assert_eq!(tree.problems().last().map(|p| p.document), Some(3));
    }

    #[test]
    fn aliases_and_merge_keys_give_the_values_of_their_anchors() {
        let text = "base: &b {x: 1, z: 2}\nuse:\n  z: 0\n  <<: *b\n  x: 3\nsame: *b\n";
        let tree = tree(text);
        let used = tree.root().unwrap().get("use").unwrap();
        assert_eq!(used.get("x").and_then(Value::as_i64), Some(3));
        // Version 2 of the Go library: what is merged later replaces what stands before.
        assert_eq!(used.get("z").and_then(Value::as_i64), Some(2));
        assert!(used.get("<<").is_none());
        let same = tree.root().unwrap().get("same").unwrap();
        assert_eq!(same.style(), Style::Alias);
        assert_eq!(same.kind(), Kind::Mapping);
        assert_eq!(place(same), (6, 7));
        assert_eq!(same.target_place().line, 1);
        let core = read("a.yaml", text.as_bytes(), Dialect::Core);
        let used = core.root().unwrap().get("use").unwrap();
        assert_eq!(used.get("z").and_then(Value::as_i64), Some(0));
        let tagged = self::tree("a: &a {x: 1}\nb: {!!merge <<: *a}\nc: {'<<': 1}\n");
        let root = tagged.root().unwrap();
        assert_eq!(root.at("b.x").and_then(Value::as_i64), Some(1));
        assert!(root.get("c").unwrap().get("<<").is_some());
        let many = "a: &a {x: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b]}\n";
        for dialect in [Dialect::Kubernetes, Dialect::Core] {
            let tree = read("a.yaml", many.as_bytes(), dialect);
            let merged = tree.root().unwrap().get("c").unwrap();
            assert_eq!(merged.get("x").and_then(Value::as_i64), Some(1));
            assert_eq!(merged.get("z").and_then(Value::as_i64), Some(2));
        }
    }

    #[test]
    fn the_last_of_two_equal_keys_counts_and_both_are_told() {
        let tree = tree("a: 1\nb: 2\na: 3\n");
        assert_eq!(
            tree.root().unwrap().get("a").and_then(Value::as_i64),
            Some(3)
        );
        assert_eq!(tree.root().unwrap().len(), 2);
        let [duplicate] = tree.duplicates() else {
            panic!("{:?}", tree.duplicates())
        };
        assert_eq!(place(tree.value(duplicate.first)), (1, 1));
        assert_eq!(place(tree.value(duplicate.last)), (3, 1));
        let many: String = (0..100).map(|i| format!("k{}: {i}\n", i % 50)).collect();
        assert_eq!(self::tree(&many).duplicates().len(), 50);
    }

    #[test]
    fn comments_keep_their_places() {
        let tree = tree("# one\n# two\na: 1 # three\n\n# four\n\nb: 'x # no'\n");
        let texts: Vec<_> = tree
            .comments()
            .iter()
            .map(|c| tree.comment_text(c))
            .collect();
        assert_eq!(texts, ["one", "two", "three", "four"]);
        assert_eq!(tree.comments_above(3).len(), 2);
        assert!(tree.comments_above(7).is_empty());
        assert_eq!(tree.comment_at(3).map(|c| c.own_line), Some(false));
        assert!(tree.comment_at(7).is_none());
    }

    #[test]
    fn json_is_read_with_the_same_places() {
        let tree = tree("{\n\t\"a\": [true, \"\\u00e4\\/\", 1.50, null],\n\t\"b\": {}\n}\n");
        assert!(tree.problems().is_empty(), "{:?}", tree.problems());
        let list = tree.root().unwrap().get("a").unwrap();
        assert!(list.index(0).unwrap().is_true());
        assert_eq!(list.index(1).and_then(Value::as_str), Some("ä/"));
        assert_eq!(list.index(2).and_then(Value::as_f64), Some(1.5));
        assert!(list.index(3).unwrap().is_null());
        assert_eq!(place(list), (2, 7));
    }

    #[test]
    fn keys_are_those_that_json_has() {
        let tree = tree("on: 1\n0777: 2\n'on': 3\n1.5: 4\n");
        let names: Vec<_> = tree.root().unwrap().entries().map(|e| e.name()).collect();
        assert_eq!(names, ["true", "511", "on", "1.5"]);
        assert_eq!(
            tree.root().unwrap().get("true").and_then(Value::as_i64),
            Some(1)
        );
    }

    #[test]
    fn tags_say_what_a_scalar_is() {
        let tree = tree("a: !!str 1\nb: !!float 1\nc: !Ref x\nd: ! 12\n");
        let root = tree.root().unwrap();
        assert_eq!(root.get("a").and_then(Value::as_str), Some("1"));
        assert_eq!(root.get("b").and_then(Value::as_f64), Some(1.0));
        assert_eq!(root.get("c").unwrap().tag(), Some("!Ref"));
        assert_eq!(root.get("d").unwrap().kind(), Kind::String);
        let wrong = self::tree("a: !!int x\n");
        assert_eq!(reasons(&wrong), [(0, 1, "the value does not fit its tag")]);
    }

    #[test]
    fn line_ends_and_marks_of_windows_change_nothing() {
        let tree = tree("\u{feff}a: |\r\n  x\r\n  y\r\nb: 2\r\n---\r\nc: 3\r\n");
        let root = tree.root().unwrap();
        assert_eq!(root.get("a").and_then(Value::as_str), Some("x\ny\n"));
        assert_eq!(place(root), (1, 1));
        assert_eq!(place(root.get("b").unwrap()), (4, 4));
        assert_eq!(tree.roots().count(), 2);
    }

    #[test]
    fn utf_16_with_a_mark_is_read_and_marked_as_recoded() {
        let text = "\u{feff}a: ä\n";
        for swap in [false, true] {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|u| {
                    if swap {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect();
            let tree = read("a.yaml", &bytes, Dialect::Kubernetes);
            assert_eq!(
                tree.root().unwrap().get("a").and_then(Value::as_str),
                Some("ä")
            );
            assert!(tree.source().unwrap().is_recoded());
        }
    }

    #[test]
    fn a_byte_that_is_no_utf_8_costs_its_document_only() {
        let tree = read(
            "a.yaml",
            b"a: 1\n---\nb: caf\xe9\n---\nc: \x07\n---\nd: 4\n",
            Dialect::Kubernetes,
        );
        assert_eq!(
            reasons(&tree),
            [
                (1, 3, "byte 0xe9 is not UTF-8"),
                (2, 5, "control character 0x07, which YAML does not allow"),
            ]
        );
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, reason) in [
            (
                &b"\x7fELF\x00\x01"[..],
                "the file is binary: byte 0 at offset 4",
            ),
            (
                b"\xff\xfe\x00\x00a\x00\x00\x00",
                "the file is UTF-32, which no reader of YAML takes",
            ),
            (
                b"\xff\xfea\x00\x00\xd8",
                "the file is broken UTF-16 at offset 4",
            ),
            (b"\xff\xfea", "the file is broken UTF-16 at offset 2"),
        ] {
            let tree = read("a.yaml", bytes, Dialect::Kubernetes);
            assert_eq!(reasons(&tree), [(0, 1, reason)]);
            assert!(tree.is_empty());
        }
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = level - 1;
            let uses = format!("*a{before}, ").repeat(10);
            text.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
        }
        text.push_str("---\nb: 1\n");
        let tree = tree(&text);
        let reason = format!("aliases stand for more than {ALIAS_NODES_MAX} values");
        assert_eq!(reasons(&tree), [(0, 6, reason.as_str())]);
        assert_eq!(tree.roots().count(), 1);
        assert!(tree.len() < 20);
    }

    #[test]
    fn nesting_is_bounded_also_through_aliases() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(tree(&deep(DEPTH_MAX)).problems().is_empty());
        for levels in [DEPTH_MAX + 1, 10_000] {
            assert_eq!(tree(&deep(levels)).problems().len(), 1, "{levels}");
        }
        let block: String = (0..10_000)
            .map(|n| format!("{}a:\n", " ".repeat(n)))
            .collect();
        assert_eq!(tree(&block).problems().len(), 1);
        let half = DEPTH_MAX / 2 + 1;
        let text = format!(
            "a: &a {}\nb: {}*a{}\n",
            deep(half),
            "[".repeat(half),
            "]".repeat(half)
        );
        let tree = tree(&text);
        let reason = format!("values are nested deeper than {DEPTH_MAX} levels");
        assert_eq!(reasons(&tree), [(0, 2, reason.as_str())]);
    }

    #[test]
    fn an_alias_to_itself_or_to_nothing_is_refused() {
        assert_eq!(
            reasons(&tree("a: &a [1, *a]\n")),
            [(0, 1, "the anchored value contains itself")]
        );
        assert_eq!(
            reasons(&tree("a: &a 1\n---\nb: *a\n")),
            [(1, 3, "the alias has no anchor before it")]
        );
        assert_eq!(
            reasons(&tree("a: {<<: 1}\n")),
            [(
                0,
                1,
                "a merge key needs a mapping or a sequence of mappings"
            )]
        );
        assert_eq!(
            reasons(&tree("{a: 1}: 2\n")),
            [(
                0,
                1,
                "a key is a mapping or a sequence, which an API server refuses"
            )]
        );
    }

    #[test]
    fn values_documents_and_bytes_are_bounded() {
        let many = format!("[{}]\n---\nb: 1\n", "1,".repeat(NODES_MAX));
        let tree = tree(&many);
        let reason = format!("the file has more than {NODES_MAX} values");
        assert_eq!(reasons(&tree), [(0, 1, reason.as_str())]);
        let merges = format!(
            "a: &a {{{}}}\nb: [{}]\n",
            (0..1500).map(|i| format!("k{i}: 1, ")).collect::<String>(),
            "{<<: *a},\n".repeat(800)
        );
        assert_eq!(self::tree(&merges).problems().len(), 1);
        let documents = self::tree(&"---\na: 1\n".repeat(DOCUMENTS_MAX + 5));
        assert_eq!(documents.documents().len(), DOCUMENTS_MAX + 1);
        let reason = format!("the file has more than {DOCUMENTS_MAX} documents");
        assert_eq!(documents.problems().last().unwrap().reason, reason);
        let large = read(
            "a.yaml",
            &vec![b'a'; TEXT_BYTES_MAX + 1],
            Dialect::Kubernetes,
        );
        let reason = format!("the file has more than {TEXT_BYTES_MAX} bytes");
        assert_eq!(reasons(&large), [(0, 1, reason.as_str())]);
    }

    #[test]
    fn many_comments_in_a_row_are_read() {
        let text = format!("a:\n{}  b: 1\n", "# x\n".repeat(5000));
        let tree = tree(&text);
        assert!(tree.problems().is_empty(), "{:?}", tree.problems());
        assert_eq!(tree.comments().len(), 5000);
    }

    #[test]
    fn empty_documents_have_no_value() {
        for text in ["", "---\n", "# only\n", "---\n# x\n---\n...\n"] {
            let tree = tree(text);
            assert!(tree.problems().is_empty(), "{text}");
            assert_eq!(tree.roots().count(), 0, "{text}");
        }
        assert_eq!(tree("--- null\n").roots().count(), 1);
    }

    #[test]
    fn cut_off_and_changed_files_end_in_values_or_problems() {
        let text = "a: &x [1, 'b', \"c\\n\"]\n---\nd: |\n  e\nf: {<<: {g: *x}}\n# h\n";
        for end in 0..text.len() {
            let _ = tree(&text[..end]);
            for byte in [
                b'[', b'{', b'"', b'\'', b'\t', b'\n', b':', b'-', 0x80, b'%', b'!', b'*',
            ] {
                let mut bytes = text.as_bytes().to_vec();
                bytes[end] = byte;
                let tree = read("a.yaml", &bytes, Dialect::Core);
                let held = tree.roots().count() + tree.problems().len();
                assert!(held > 0, "{end} {byte}");
            }
        }
    }
}
