//! A value of an attribute: known, unknown with its reason, or absent.

use std::sync::Arc;

/// LIMIT: nodes of one value. A list that is put into itself a few times grows without end; plain
/// configuration has a few hundred.
pub const VALUE_NODES_MAX: u32 = 100_000;
/// LIMIT: levels of one value, so that walking and dropping one never exhausts the stack. Deeper
/// ones
/// are made only by values that hold each other.
pub const VALUE_LEVELS_MAX: u32 = 128;
/// LIMIT: bytes of one text. Longest that people write are scripts and policies of some KiB.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// A place in a file. Lines and columns (in characters) count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Path of the file, relative to what was asked for.
    pub path: Arc<str>,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A value with its places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where a person edits it: the attribute of the resource.
    pub place: Spot,
    /// Where the value itself is written, if elsewhere: the default of a variable, a local.
    pub origin: Option<Spot>,
    /// The resources that the expression names.
    pub references: Option<Arc<[Reference]>>,
}

/// What a value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing; as good as an attribute that is not written.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Text.
    Text(Arc<str>),
    /// A list, or blocks of one name.
    List(Arc<Items>),
    /// Keys with values.
    Map(Arc<Map>),
    /// Text that is the JSON of a value.
    Encoded(Arc<Node>),
    /// Cannot be known from the files.
    Unknown(Arc<Unknown>),
}

/// Why a value is not known, and what is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// In lower case, without a full stop.
    pub reason: String,
    /// The text with [`super::UNKNOWN_PART`] for what is not known, where some of it is.
    pub text: Option<Arc<str>>,
}

/// That an expression names a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The address of the resource, without the key of an instance.
    pub address: Arc<str>,
    /// The attribute of it; empty for the resource itself.
    pub attribute: Arc<str>,
}

/// Items of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    items: Vec<Node>,
    size: Size,
}

/// Entries of a map, in the order of the file, each key once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    entries: Vec<(Arc<str>, Node)>,
    size: Size,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Size {
    nodes: u32,
    levels: u32,
}

/// What is to be seen at a path.
#[derive(Clone, Copy, Debug)]
pub enum Look<'a> {
    /// A value.
    Known(&'a Node),
    /// It, or what would hold it, is not known.
    Unknown(&'a Node, &'a Unknown),
    /// It is not written.
    Absent,
}

impl Value {
    /// Text; unknown where it is longer than [`TEXT_BYTES_MAX`].
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        if text.len() > TEXT_BYTES_MAX {
            return Self::unknown(format!("the text is longer than {TEXT_BYTES_MAX} bytes"));
        }
        Value::Text(text)
    }

    /// A list; unknown where it has more than [`VALUE_NODES_MAX`] nodes.
    #[must_use]
    pub fn list(items: Vec<Node>) -> Self {
        match Size::of(items.iter()) {
            Ok(size) => Value::List(Arc::new(Items { items, size })),
            Err(unknown) => unknown,
        }
    }

    /// A map; the last entry of a key counts. Unknown where it has more than [`VALUE_NODES_MAX`]
    /// nodes.
    #[must_use]
    pub fn map(entries: Vec<(Arc<str>, Node)>) -> Self {
        let mut positions = std::collections::HashMap::with_capacity(entries.len());
        let mut kept: Vec<(Arc<str>, Node)> = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            match positions
                .get(&key)
                .copied()
                .and_then(|at: usize| kept.get_mut(at))
            {
                Some(slot) => slot.1 = node,
                None => {
                    positions.insert(key.clone(), kept.len());
                    kept.push((key, node));
                }
            }
        }
        match Size::of(kept.iter().map(|(_, node)| node)) {
            Ok(size) => Value::Map(Arc::new(Map {
                entries: kept,
                size,
            })),
            Err(unknown) => unknown,
        }
    }

    /// Text that is the JSON of a value; unknown where it has more than [`VALUE_LEVELS_MAX`]
    /// levels.
    #[must_use]
    pub fn encoded(node: Node) -> Self {
        match Size::of(std::iter::once(&node)) {
            Ok(_) => Value::Encoded(Arc::new(node)),
            Err(unknown) => unknown,
        }
    }

    /// Not known, and why.
    #[must_use]
    pub fn unknown(reason: impl Into<String>) -> Self {
        Value::Unknown(Arc::new(Unknown {
            reason: reason.into(),
            text: None,
        }))
    }
}

impl Size {
    fn of<'a>(parts: impl Iterator<Item = &'a Node>) -> Result<Self, Value> {
        let mut whole = Size {
            nodes: 1,
            levels: 1,
        };
        for part in parts {
            let size = part.size();
            whole.nodes = whole.nodes.saturating_add(size.nodes);
            whole.levels = whole.levels.max(size.levels.saturating_add(1));
        }
        if whole.nodes > VALUE_NODES_MAX {
            let reason = format!("the value has more than {VALUE_NODES_MAX} parts");
            return Err(Value::unknown(reason));
        }
        if whole.levels > VALUE_LEVELS_MAX {
            let reason = format!("the value has more than {VALUE_LEVELS_MAX} levels");
            return Err(Value::unknown(reason));
        }
        Ok(whole)
    }
}

impl Node {
    /// A value at a place.
    #[must_use]
    pub fn new(value: Value, place: Spot) -> Self {
        Node {
            value,
            place,
            origin: None,
            references: None,
        }
    }

    /// The same value as an attribute at that place.
    #[must_use]
    pub fn at(mut self, place: Spot) -> Self {
        if place.line != self.place.line || place.path != self.place.path {
            let written = std::mem::replace(&mut self.place, place);
            self.origin.get_or_insert(written);
        } else {
            self.place = place;
        }
        self
    }

    fn size(&self) -> Size {
        match &self.value {
            Value::List(list) => list.size,
            Value::Map(map) => map.size,
            Value::Encoded(inner) => {
                let Size { nodes, levels } = inner.size();
                Size {
                    nodes: nodes.saturating_add(1),
                    levels: levels.saturating_add(1),
                }
            }
            _ => Size {
                nodes: 1,
                levels: 1,
            },
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, also that of which only parts are known (see [`super::UNKNOWN_PART`]).
    #[must_use]
    pub fn partial_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Unknown(unknown) => unknown.text.as_deref(),
            _ => None,
        }
    }

    /// The truth; the texts `true` and `false` count, as Terraform and CloudFormation take them.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(truth) => Some(*truth),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// The number; a text that is one counts.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The items of a list; anything else that is something is its own only item.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(list) => &list.items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The entries of a map; none for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Arc<str>, Node)] {
        match &self.value {
            Value::Map(map) => &map.entries,
            _ => &[],
        }
    }

    /// The entry of a map. A key that differs only in the case of its letters is taken where the
    /// exact one is absent: Azure's templates are read that way.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        let entries = self.entries();
        let exact = entries.iter().find(|(name, _)| &**name == key);
        let found = exact.or_else(|| {
            entries
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
        });
        found.map(|(_, node)| node)
    }

    /// What stands at a path such as `vpc_config.subnet_ids`. A list on the way is entered by a
    /// number, or else by its first item: a block of Terraform is a list of one.
    #[must_use]
    pub fn look(&self, path: &str) -> Look<'_> {
        let mut node = self;
        for step in path.split('.').filter(|step| !step.is_empty()) {
            if let Value::List(list) = &node.value {
                if let Ok(index) = step.parse::<usize>() {
                    let Some(item) = list.items.get(index) else {
                        return Look::Absent;
                    };
                    node = item;
                    continue;
                }
                let Some(first) = list.items.first() else {
                    return Look::Absent;
                };
                node = first;
            }
            if let Value::Unknown(unknown) = &node.value {
                return Look::Unknown(node, unknown);
            }
            let Some(next) = node.get(step) else {
                return Look::Absent;
            };
            node = next;
        }
        match &node.value {
            Value::Null => Look::Absent,
            Value::Unknown(unknown) => Look::Unknown(node, unknown),
            _ => Look::Known(node),
        }
    }

    /// Whether nothing of it is unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match &self.value {
            Value::Unknown(_) => false,
            Value::List(list) => list.items.iter().all(Node::is_known),
            Value::Map(map) => map.entries.iter().all(|(_, node)| node.is_known()),
            Value::Encoded(inner) => inner.is_known(),
            _ => true,
        }
    }

    /// The resources that the expression names.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.references.as_deref().unwrap_or_default()
    }
}

impl Items {
    /// The items.
    #[must_use]
    pub fn as_slice(&self) -> &[Node] {
        &self.items
    }
}

impl Map {
    /// The entries.
    #[must_use]
    pub fn as_slice(&self) -> &[(Arc<str>, Node)] {
        &self.entries
    }
}

impl<'a> Look<'a> {
    /// The value, where it is known.
    #[must_use]
    pub fn known(self) -> Option<&'a Node> {
        match self {
            Look::Known(node) => Some(node),
            _ => None,
        }
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_absent(self) -> bool {
        matches!(self, Look::Absent)
    }

    /// What is written, known or not.
    #[must_use]
    pub fn node(self) -> Option<&'a Node> {
        match self {
            Look::Known(node) | Look::Unknown(node, _) => Some(node),
            Look::Absent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Node {
        Node::new(Value::text(value), Spot::default())
    }

    fn map(key: &str, node: Node) -> Node {
        Node::new(Value::map(vec![(key.into(), node)]), Spot::default())
    }

    #[test]
    fn a_path_enters_lists_of_blocks_and_stops_at_what_is_unknown() {
        let blocks = Node::new(Value::list(vec![map("b", text("x"))]), Spot::default());
        let root = map("a", blocks);
        assert_eq!(root.look("a.b").known().and_then(Node::as_str), Some("x"));
        assert_eq!(root.look("a.0.b").known().and_then(Node::as_str), Some("x"));
        assert!(root.look("a.1.b").is_absent());
        assert!(root.look("a.c").is_absent());
        let open = map("a", Node::new(Value::unknown("no value"), Spot::default()));
        assert!(
            matches!(open.look("a.b.c"), Look::Unknown(_, unknown) if unknown.reason == "no value")
        );
    }

    #[test]
    fn a_value_that_holds_itself_too_often_is_unknown() {
        let mut node = text("x");
        for _ in 0..10 {
            node = Node::new(Value::list(vec![node; 10]), Spot::default());
        }
        assert!(!node.is_known());
        assert!(matches!(
            Value::text("x".repeat(TEXT_BYTES_MAX + 1)),
            Value::Unknown(_)
        ));
    }

    #[test]
    fn the_last_entry_of_a_key_counts() {
        let twice = Value::map(vec![("a".into(), text("1")), ("a".into(), text("2"))]);
        let node = Node::new(twice, Spot::default());
        assert_eq!(node.get("a").and_then(Node::as_str), Some("2"));
        assert_eq!(node.get("A").and_then(Node::as_str), Some("2"));
    }
}
