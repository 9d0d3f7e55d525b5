//! The variables of a container, as its manifest writes them.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Container;

/// One entry of `env`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable<'a> {
    /// Its name; empty where none is written.
    pub name: &'a str,
    /// The entry.
    pub value: Value<'a>,
}

/// The entries of `env`.
pub(crate) fn variables<'a>(container: &Container<'a>) -> impl Iterator<Item = Variable<'a>> {
    let list = container.value.get("env");
    let items = list.into_iter().flat_map(Value::items);
    items.map(|value| Variable {
        name: value.get("name").and_then(Value::text).unwrap_or_default(),
        value,
    })
}
