//! How values are taken that have another type than the API wants: what is dangerous counts in
//! quotes too, what protects does not.

use seaworthy_facts::manifest::Value;

/// Whether a dangerous switch is on, also as text: some readers of the file take `"true"`.
pub(crate) fn is_on(value: Value<'_>) -> bool {
    let as_text = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on");
    value.is_true() || value.as_str().is_some_and(as_text)
}

/// A whole number, also as text.
pub(crate) fn number(value: Value<'_>) -> Option<i64> {
    let as_text = || value.as_str()?.trim().parse().ok();
    value.as_i64().or_else(as_text)
}

/// Texts of a list, or of one text.
pub(crate) fn texts<'a>(value: Option<Value<'a>>) -> impl Iterator<Item = &'a str> {
    let single = value.filter(|value| !value.is_sequence());
    let items = value.into_iter().flat_map(Value::items);
    single.into_iter().chain(items).filter_map(Value::text)
}
