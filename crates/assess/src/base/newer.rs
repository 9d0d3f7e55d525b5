//! Whether a registry has a newer base image than the one in use.

use std::cmp::Ordering;

use seaworthy_advisories::version;
use seaworthy_model::{BaseImage, NewerBase};
use seaworthy_registry::{Client, Reference};

/// Asks the registry of the base: for a higher version among the tags of the same form, else for
/// another digest under the same tag. A registry that does not answer tells nothing.
pub(super) fn newer(base: &BaseImage, client: &Client) -> Option<NewerBase> {
    let reference: Reference = base.name.as_deref()?.parse().ok()?;
    let tag = reference.tag()?;
    if let Some(higher) = client
        .tags(&reference)
        .ok()
        .and_then(|tags| highest(tag, &tags))
    {
        let found = reference.at_tag(&higher).ok()?;
        let digest = client.head(&found).ok().map(|head| head.digest);
        return Some(NewerBase {
            reference: found.to_string(),
            digest,
            reason: format!("{higher} is a higher version than {tag}"),
        });
    }
    let used = base.digest.as_ref()?;
    let now = client.head(&reference.at_tag(tag).ok()?).ok()?.digest;
    (now != *used).then(|| NewerBase {
        reference: reference.to_string(),
        digest: Some(now),
        reason: format!("{tag} was published anew since"),
    })
}

/// The highest tag above `tag` that has its form: the same words, and as many numbers. The first
/// number stays where there are several, since another major version is another base.
fn highest(tag: &str, tags: &[String]) -> Option<String> {
    let form = Form::of(tag)?;
    let mut best: Option<&str> = None;
    for other in tags {
        let Some(seen) = Form::of(other) else {
            continue;
        };
        let same = seen.before == form.before
            && seen.after == form.after
            && seen.parts() == form.parts()
            && (form.parts() == 1 || seen.major() == form.major());
        let above = |one: &str, two: &str| {
            let [one, two] = [one, two].map(|tag| Form::of(tag).map_or("", |form| form.version));
            version::compare("npm", one, two).is_ok_and(|order| order == Ordering::Greater)
        };
        // Dates and build numbers, as long as they are, are versions of another kind than `12`.
        let alike = seen.version.len().abs_diff(form.version.len()) <= 2;
        if same && alike && above(other, best.unwrap_or(tag)) {
            best = Some(other);
        }
    }
    best.map(str::to_owned)
}

/// A tag taken apart: `v12.4-slim` is `v`, `12.4`, `-slim`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form<'t> {
    before: &'t str,
    version: &'t str,
    after: &'t str,
}

impl<'t> Form<'t> {
    fn of(tag: &'t str) -> Option<Self> {
        let before = if tag.starts_with('v') { 1 } else { 0 };
        let rest = tag.get(before..)?;
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let version = rest.get(..end)?;
        let sound = version.starts_with(|c: char| c.is_ascii_digit())
            && version.ends_with(|c: char| c.is_ascii_digit())
            && !version.contains("..");
        sound.then_some(Form {
            before: tag.get(..before)?,
            version,
            after: rest.get(end..)?,
        })
    }

    fn parts(&self) -> usize {
        self.version.split('.').count()
    }

    fn major(&self) -> &'t str {
        self.version.split('.').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_tag_has_the_same_form() {
        let tags: Vec<String> = [
            "12",
            "12.4",
            "12.4-slim",
            "12.5",
            "12.5-slim",
            "12.10-slim",
            "13.0-slim",
            "12.99.1-slim",
            "latest",
            "12.7-fat",
            "12.20240101-slim",
            "v12.9",
        ]
        .map(str::to_owned)
        .to_vec();
        assert_eq!(highest("12.4-slim", &tags).as_deref(), Some("12.10-slim"));
        assert_eq!(highest("12.4", &tags).as_deref(), Some("12.5"));
        assert_eq!(highest("12.10-slim", &tags), None);
        assert_eq!(highest("latest", &tags), None);
        assert_eq!(highest("bookworm-slim", &tags), None);
        let numbers = ["22.04", "24.04", "20240101"].map(str::to_owned);
        assert_eq!(highest("22.04", &numbers), None);
    }
}
