//! Values of the template language: maps are shared and mutable, as those of Go are.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::object::Object;
use super::text::Text;

/// How deep values may lie in each other wherever they are walked. A map can be set into itself,
/// so without it a walk need not end.
/// LIMIT: excess ends the template with a named fault.
pub(super) const VALUE_LEVELS_MAX: usize = 100;

/// A number that stands for a path into the chart's values; 0 is "none".
pub(super) type PathId = u32;

/// A value as templates see it.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    /// An interface that holds nothing: a field of it is an error.
    #[default]
    Nil,
    /// What a pipeline makes of `Nil`: a field of it is again nothing.
    Absent,
    Bool(bool),
    /// Go's `int`.
    Int(i64),
    /// Go's `int64`, which is another type to functions that want an `int`.
    Int64(i64),
    Float(f64),
    Str(Text),
    Bytes(Rc<[u8]>),
    List(List),
    Map(Map),
    Object(Rc<Object>),
}

impl Value {
    /// A text.
    pub(super) fn str(text: impl Into<Text>) -> Self {
        Self::Str(text.into())
    }

    /// A list of texts.
    pub(super) fn texts<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(List::new(items.into_iter().map(Self::str).collect()))
    }

    pub(super) fn is_nil(&self) -> bool {
        matches!(self, Self::Nil | Self::Absent)
    }

    /// Whether `if` takes it: not nil, false, zero or empty.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Nil | Self::Absent => false,
            Self::Bool(yes) => *yes,
            Self::Int(number) | Self::Int64(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Map(map) => !map.read().is_empty(),
            Self::Object(object) => object.truth(),
        }
    }

    /// The name of its type in Go.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Nil | Self::Absent => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Int64(_) => "int64",
            Self::Float(_) => "float64",
            Self::Str(_) => "string",
            Self::Bytes(_) => "[]uint8",
            Self::List(_) => "[]interface {}",
            Self::Map(_) => "map[string]interface {}",
            Self::Object(object) => object.type_name(),
        }
    }

    /// The name of its kind in Go.
    pub(super) fn kind_name(&self) -> &'static str {
        match self {
            Self::Nil | Self::Absent => "invalid",
            Self::Bytes(_) | Self::List(_) => "slice",
            Self::Map(_) => "map",
            Self::Object(object) => object.kind_name(),
            simple => simple.type_name(),
        }
    }

    /// Equality of everything below, with numbers of different types unequal.
    /// `None` where the values lie too deep.
    pub(super) fn deep_equal(&self, other: &Self, levels: usize) -> Option<bool> {
        let levels = levels.checked_sub(1)?;
        Some(match (self, other) {
            (Self::Nil | Self::Absent, Self::Nil | Self::Absent) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Int(one), Self::Int(two)) | (Self::Int64(one), Self::Int64(two)) => one == two,
            (Self::Float(one), Self::Float(two)) => one == two,
            (Self::Str(one), Self::Str(two)) => one.as_str() == two.as_str(),
            (Self::Bytes(one), Self::Bytes(two)) => one == two,
            (Self::List(one), Self::List(two)) => {
                if one.len() != two.len() {
                    return Some(false);
                }
                for (left, right) in one.iter().zip(two.iter()) {
                    if !left.deep_equal(right, levels)? {
                        return Some(false);
                    }
                }
                true
            }
            (Self::Map(one), Self::Map(two)) => {
                if one.same(two) {
                    return Some(true);
                }
                let (one, two) = (one.read(), two.read());
                if one.len() != two.len() {
                    return Some(false);
                }
                for (key, left) in one.iter() {
                    let Some(right) = two.get(key) else {
                        return Some(false);
                    };
                    if !left.deep_equal(right, levels)? {
                        return Some(false);
                    }
                }
                true
            }
            (Self::Object(one), Self::Object(two)) => Rc::ptr_eq(one, two),
            _ => false,
        })
    }

    /// A copy that shares no map with this one. `None` where it lies too deep.
    pub(super) fn deep_copy(&self, levels: usize) -> Option<Self> {
        let levels = levels.checked_sub(1)?;
        Some(match self {
            Self::List(list) => {
                let items: Option<Vec<Self>> =
                    list.iter().map(|item| item.deep_copy(levels)).collect();
                Self::List(List::at(items?, list.path()))
            }
            Self::Map(map) => {
                let copy = Map::new();
                copy.set_path(map.path());
                for (key, value) in map.read().iter() {
                    let value = value.deep_copy(levels)?;
                    copy.write().insert(key.clone(), value);
                }
                Self::Map(copy)
            }
            simple => simple.clone(),
        })
    }

    /// How many values it consists of, for the counting of steps; stops at `most`.
    pub(super) fn weight(&self, most: u64) -> u64 {
        let mut weight = 1;
        let mut rest = vec![self.clone()];
        while let Some(value) = rest.pop() {
            match value {
                Self::List(list) => {
                    weight += list.len() as u64;
                    rest.extend(list.iter().filter(|item| item.holds_values()).cloned());
                }
                Self::Map(map) => {
                    let map = map.read();
                    weight += map.len() as u64;
                    rest.extend(map.values().filter(|item| item.holds_values()).cloned());
                }
                _ => {}
            }
            if weight >= most {
                return most;
            }
        }
        weight
    }

    /// Whether other values may lie in it.
    pub(super) fn holds_values(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }
}

/// A list; it never changes, and it is shared.
#[derive(Clone, Debug)]
pub(super) struct List(Rc<ListInner>);

#[derive(Debug)]
struct ListInner {
    items: Vec<Value>,
    path: Cell<PathId>,
}

impl List {
    pub(super) fn new(items: Vec<Value>) -> Self {
        Self::at(items, 0)
    }

    /// A list that stands at a path of the values.
    pub(super) fn at(items: Vec<Value>, path: PathId) -> Self {
        Self(Rc::new(ListInner {
            items,
            path: Cell::new(path),
        }))
    }

    pub(super) fn path(&self) -> PathId {
        self.0.path.get()
    }

    pub(super) fn set_path(&self, path: PathId) {
        self.0.path.set(path);
    }
}

impl std::ops::Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.items
    }
}

/// The entries of a map, in the order in which Go prints and ranges over them.
pub(super) type Entries = BTreeMap<Rc<str>, Value>;

/// A map: a handle, as in Go, so that `set` is seen by everyone who holds it.
#[derive(Clone, Debug)]
pub(super) struct Map(Rc<MapInner>);

#[derive(Debug)]
struct MapInner {
    entries: RefCell<Entries>,
    path: Cell<PathId>,
}

impl Default for Map {
    fn default() -> Self {
        Self::new()
    }
}

impl Map {
    pub(super) fn new() -> Self {
        Self::from(Entries::new())
    }

    /// The entries to read. No reading may be held while a function writes.
    pub(super) fn read(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    /// The entries to change. Held only for a single statement.
    pub(super) fn write(&self) -> RefMut<'_, Entries> {
        self.0.entries.borrow_mut()
    }

    pub(super) fn get(&self, key: &str) -> Option<Value> {
        self.read().get(key).cloned()
    }

    pub(super) fn insert(&self, key: &str, value: Value) {
        let mut entries = self.write();
        match entries.get_mut(key) {
            Some(place) => *place = value,
            None => {
                entries.insert(Rc::from(key), value);
            }
        }
    }

    /// A copy of the entries, for walks during which the map may change.
    pub(super) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        let entries = self.read();
        entries
            .iter()
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn path(&self) -> PathId {
        self.0.path.get()
    }

    pub(super) fn set_path(&self, path: PathId) {
        self.0.path.set(path);
    }
}

impl From<Entries> for Map {
    fn from(entries: Entries) -> Self {
        Self(Rc::new(MapInner {
            entries: RefCell::new(entries),
            path: Cell::new(0),
        }))
    }
}

/// Values can be nested as deep as a template has steps, so they are taken apart without recursion.
impl Drop for MapInner {
    fn drop(&mut self) {
        let entries = std::mem::take(self.entries.get_mut());
        if entries.values().any(Value::holds_values) {
            take_apart(entries.into_values().collect());
        }
    }
}

impl Drop for ListInner {
    fn drop(&mut self) {
        if self.items.iter().any(Value::holds_values) {
            take_apart(std::mem::take(&mut self.items));
        }
    }
}

fn take_apart(mut rest: Vec<Value>) {
    while let Some(value) = rest.pop() {
        match value {
            Value::Map(mut map) => {
                if let Some(inner) = Rc::get_mut(&mut map.0) {
                    rest.extend(std::mem::take(inner.entries.get_mut()).into_values());
                }
            }
            Value::List(mut list) => {
                if let Some(inner) = Rc::get_mut(&mut list.0) {
                    rest.append(&mut inner.items);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_is_set_is_seen_by_every_holder() {
        let map = Map::new();
        let other = map.clone();
        map.insert("a", Value::Int(1));
        assert!(matches!(other.get("a"), Some(Value::Int(1))));
    }

    #[test]
    fn values_nested_beyond_every_stack_are_dropped() {
        let mut value = Value::Nil;
        for level in 0..200_000 {
            value = if level % 2 == 0 {
                Value::List(List::new(vec![value]))
            } else {
                Value::Map(Map::from(Entries::from([(Rc::from("a"), value)])))
            };
        }
        assert!(value.deep_copy(VALUE_LEVELS_MAX).is_none());
        drop(value);
    }
}
