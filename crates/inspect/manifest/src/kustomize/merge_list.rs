//! Lists whose items are told apart by their fields: items of a patch meet those of an object.
//!
//! The steps are those of kustomize one by one, because their order shows in the result where keys
//! are missing or stand twice.

use super::budget::Budget;
use super::merge::{DIRECTIVE, Merged, Walk, merge, scalar};
use super::node::Node;
use super::problem::Outcome;

/// An item of the list that is made.
#[derive(Clone, Debug)]
enum Slot {
    /// One of the object, by its number.
    Old(usize),
    /// One of the patch.
    New(Node),
}

/// The items of an object with their changes.
struct Items {
    /// Those that were there.
    old: Vec<Node>,
    /// Those of them that still are.
    live: Vec<Slot>,
}

impl Items {
    fn node<'n>(&'n self, slot: &'n Slot) -> Option<&'n Node> {
        match slot {
            Slot::Old(at) => self.old.get(*at),
            Slot::New(node) => Some(node),
        }
    }
}

/// Merges the items of a patch into those of an object.
pub(super) fn merge_items(
    old: Vec<Node>,
    mut patch: Vec<Node>,
    keys: &[&str],
    walk: Walk,
    budget: &mut Budget,
) -> Outcome<Vec<Node>> {
    let mut rows = values_of(&patch, keys);
    for row in values_of(&old, keys) {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    budget.steps((rows.len() as u64).saturating_mul(rows.len() as u64))?;
    if keys.len() > 1 {
        complete(&mut rows);
    }
    let mut items = Items {
        live: (0..old.len()).map(Slot::Old).collect(),
        old,
    };
    let mut made: Vec<Slot> = Vec::new();
    let used = used_keys(&rows, keys);
    for row in &rows {
        let values: Vec<String> = if used.len() == keys.len() {
            row.clone()
        } else {
            let pairs = row.iter().zip(keys);
            let kept = pairs.filter(|(value, key)| !value.is_empty() || used.contains(key));
            kept.map(|(value, _)| value.clone()).collect()
        };
        budget.steps((items.live.len() + patch.len() + made.len()) as u64)?;
        merge_row(
            &mut items, &mut made, &mut patch, &used, &values, walk, budget,
        )?;
    }
    if rows.is_empty() {
        return Ok(resolve(&items.live, &items));
    }
    for slot in items.live.clone() {
        budget.steps(made.len() as u64)?;
        append(&items, &mut made, &slot, &used);
    }
    Ok(resolve(&made, &items))
}

/// Merges the items that have these values.
fn merge_row(
    items: &mut Items,
    made: &mut Vec<Slot>,
    patch: &mut [Node],
    keys: &[&str],
    values: &[String],
    walk: Walk,
    budget: &mut Budget,
) -> Outcome<()> {
    let (wanted, texts): (Vec<&str>, Vec<&str>) = {
        let pairs = keys
            .iter()
            .zip(values)
            .filter(|(_, value)| !value.is_empty());
        let some: Vec<(&str, &str)> = pairs.map(|(key, value)| (*key, value.as_str())).collect();
        if some.is_empty() {
            (keys.to_vec(), values.iter().map(String::as_str).collect())
        } else {
            some.into_iter().unzip()
        }
    };
    let fits = |node: &Node| has_all(node, &wanted, &texts);
    let held = items.live.iter().find_map(|slot| match slot {
        Slot::Old(at) if items.old.get(*at).is_some_and(fits) => Some(*at),
        _ => None,
    });
    let over = patch.iter_mut().find(|node| fits(node));
    let below = held.and_then(|at| items.old.get(at)).cloned();
    if below.is_none() && over.is_none() {
        return Ok(());
    }
    if below.is_none() {
        budget.values(over.as_ref().map_or(0, |over| over.size()))?;
    }
    let merged = merge(below, over.as_deref(), walk, budget)?;
    // Heard once: the same values may stand for the item once more.
    if let Some(over) = over {
        over.remove(DIRECTIVE);
    }
    if let Some(old) = held
        .filter(|_| walk.is_self)
        .and_then(|at| items.old.get_mut(at))
    {
        old.remove(DIRECTIVE);
    }
    let is_changed = walk.is_self || matches!(merged, Merged::Changed(_));
    let mut node = merged.into_node();
    let is_gone = node
        .as_ref()
        .is_none_or(|node| node.is_null() || (node.is_empty() && node.items().is_empty()));
    if is_gone {
        let mut live = std::mem::take(&mut items.live);
        set(items, &mut live, None, keys, values);
        items.live = live;
        return Ok(());
    }
    if let Some(node) = &mut node {
        for (key, value) in keys.iter().zip(values) {
            if node.get(key).is_none() && !value.is_empty() {
                let value = scalar(node, value);
                node.set(key, value);
            }
        }
    }
    let slot = match (held, node) {
        (Some(at), Some(node)) if is_changed => {
            if let Some(old) = items.old.get_mut(at) {
                *old = node;
            }
            Slot::Old(at)
        }
        (_, Some(node)) => Slot::New(node),
        (_, None) => return Ok(()),
    };
    set(items, made, Some(&slot), keys, values);
    Ok(())
}

/// Puts an item of the object behind or over those that were made.
fn append(items: &Items, made: &mut Vec<Slot>, slot: &Slot, keys: &[&str]) {
    let Some(node) = items.node(slot) else {
        return;
    };
    let mut values = Vec::new();
    for key in keys {
        match node.get(key) {
            Some(value) => values.push(value.key_text().to_owned()),
            None => made.push(slot.clone()),
        }
    }
    if keys.len() > 1 {
        set(items, made, None, keys, &values);
    }
    set(items, made, Some(slot), keys, &values);
}

/// Sets the items that have these values to another one, or takes them away; one that nobody has
/// is added.
fn set(items: &Items, list: &mut Vec<Slot>, slot: Option<&Slot>, keys: &[&str], values: &[String]) {
    let by_key = values.first().is_some_and(|value| !value.is_empty());
    let mut is_found = false;
    let mut kept = Vec::with_capacity(list.len() + 1);
    for held in list.drain(..) {
        let Some(node) = items.node(&held) else {
            continue;
        };
        if node.is_null() || (node.is_empty() && node.items().is_empty()) {
            continue;
        }
        if node.is_scalar() && by_key {
            kept.push(held);
            continue;
        }
        if !is_meant(node, keys, values) {
            if !values.is_empty() {
                kept.push(held);
            }
            continue;
        }
        is_found = true;
        kept.extend(slot.cloned());
    }
    if !is_found {
        kept.extend(slot.cloned());
    }
    *list = kept;
}

/// Whether an item has the values; a key without one is as good as the one before it.
fn is_meant(node: &Node, keys: &[&str], values: &[String]) -> bool {
    let mut is_held = false;
    for (at, key) in keys.iter().enumerate() {
        if let Some(value) = values.get(at) {
            is_held = has(node, key, value);
        }
        if !is_held {
            return false;
        }
    }
    true
}

fn has_all(node: &Node, keys: &[&str], values: &[&str]) -> bool {
    !node.is_scalar()
        && keys
            .iter()
            .zip(values)
            .all(|(key, value)| has(node, key, value))
}

/// Whether the value of a key has that text; no text stands for any.
fn has(node: &Node, key: &str, value: &str) -> bool {
    let held = node.get(key);
    held.is_some_and(|held| value.is_empty() || held.key_text() == value)
}

fn resolve(slots: &[Slot], items: &Items) -> Vec<Node> {
    slots
        .iter()
        .filter_map(|slot| items.node(slot))
        .cloned()
        .collect()
}

/// The values of the keys of each item, each row once; no text where one has none.
fn values_of(items: &[Node], keys: &[&str]) -> Vec<Vec<String>> {
    let mut seen = std::collections::BTreeSet::new();
    let rows = items.iter().map(|item| {
        let values = keys.iter().map(|key| match item.get(key) {
            Some(value) if !value.is_empty() => value.key_text().to_owned(),
            _ => String::new(),
        });
        values.collect::<Vec<String>>()
    });
    rows.filter(|row| seen.insert(row.clone())).collect()
}

/// Rows that differ only in what one of them leaves out become the same. A row is held against all
/// others as it was before any of them completed it.
fn complete(rows: &mut [Vec<String>]) {
    for one in 0..rows.len() {
        let Some(first) = rows.get(one).cloned() else {
            continue;
        };
        for two in 0..rows.len() {
            let joined = rows.get(two).and_then(|second| join(&first, second));
            let Some(joined) = joined else {
                continue;
            };
            for at in [one, two] {
                if let Some(row) = rows.get_mut(at) {
                    row.clone_from(&joined);
                }
            }
        }
    }
}

fn join(one: &[String], two: &[String]) -> Option<Vec<String>> {
    let mut is_common = false;
    let mut joined = Vec::with_capacity(one.len());
    for (one, two) in one.iter().zip(two) {
        if one == two {
            is_common = true;
        } else if !one.is_empty() && !two.is_empty() {
            return None;
        }
        joined.push(if one.is_empty() {
            two.clone()
        } else {
            one.clone()
        });
    }
    is_common.then_some(joined)
}

/// The keys that any item has; all of them where none has one.
fn used_keys<'k>(rows: &[Vec<String>], keys: &[&'k str]) -> Vec<&'k str> {
    let is_used = |at: usize| {
        let mut rows = rows.iter();
        rows.any(|row| row.get(at).is_some_and(|value| !value.is_empty()))
    };
    let used = keys.iter().zip(0..).filter(|(_, at)| is_used(*at));
    let used: Vec<&str> = used.map(|(key, _)| *key).collect();
    if used.is_empty() { keys.to_vec() } else { used }
}
