//! Selectors of labels (Kubernetes API, `LabelSelector` of `meta/v1`).

use crate::manifest::Value;

/// Whether labels hold every pair of a map. A map without pairs fits all.
#[must_use]
pub fn has_labels(labels: Option<Value<'_>>, wanted: Value<'_>) -> bool {
    wanted.entries().all(|entry| {
        let found = labels.and_then(|labels| labels.get(&entry.name()));
        found.and_then(Value::text) == entry.value.text()
    })
}

/// Whether a LabelSelector selects labels: all of `matchLabels` and all of `matchExpressions`. An
/// operator that is not known selects nothing.
#[must_use]
pub fn selects(selector: Value<'_>, labels: Option<Value<'_>>) -> bool {
    let pairs = selector.get("matchLabels");
    let expressions = selector.get("matchExpressions");
    pairs.is_none_or(|pairs| has_labels(labels, pairs))
        && expressions
            .into_iter()
            .flat_map(Value::items)
            .all(|expression| fits(expression, labels))
}

/// Whether a LabelSelector asks for anything at all.
#[must_use]
pub fn is_empty(selector: Value<'_>) -> bool {
    let of = |key| selector.get(key).is_none_or(Value::is_empty);
    of("matchLabels") && of("matchExpressions")
}

fn fits(expression: Value<'_>, labels: Option<Value<'_>>) -> bool {
    let key = expression
        .get("key")
        .and_then(Value::text)
        .unwrap_or_default();
    let found = labels
        .and_then(|labels| labels.get(key))
        .and_then(Value::text);
    let values = || expression.get("values").into_iter().flat_map(Value::items);
    let is_in = || found.is_some_and(|found| values().any(|value| value.text() == Some(found)));
    match expression.get("operator").and_then(Value::text) {
        Some("In") => is_in(),
        Some("NotIn") => !is_in(),
        Some("Exists") => found.is_some(),
        Some("DoesNotExist") => found.is_none(),
        _ => false,
    }
}
