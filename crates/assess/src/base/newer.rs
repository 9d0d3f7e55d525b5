//! Whether a registry has a newer base image than the one in use.

use std::cmp::Ordering;

use seaworthy_advisories::version;
use seaworthy_model::{BaseImage, NewerBase};
use seaworthy_registry::{Client, Reference};

use crate::assessor::chain;

/// What a registry says.
pub(super) enum Answer {
    /// It was not asked, since it is not known for what.
    NotAsked,
    /// It has none.
    None,
    /// It has this one.
    Newer(NewerBase),
    /// It gave no answer that can be used, and why.
    Unanswered(String),
}

/// Asks the registry of the base: for a higher version among the tags of the same form, else for
/// another digest under the same tag.
pub(super) fn newer(base: &BaseImage, client: &Client) -> Answer {
    let reference = base.name.as_deref().and_then(|name| name.parse().ok());
    let Some((reference, tag)) = reference
        .as_ref()
        .and_then(|reference: &Reference| Some((reference, reference.tag()?)))
    else {
        return Answer::NotAsked;
    };
    let listed = client.tags(reference);
    if let Ok(tags) = &listed
        && let Some(higher) = highest(tag, tags)
        && let Ok(found) = reference.at_tag(&higher)
    {
        // The list may name a tag that is gone since, or that nobody may read.
        return match client.head(&found) {
            Ok(head) => Answer::Newer(NewerBase {
                reference: found.to_string(),
                digest: Some(head.digest),
                reason: format!("{higher} is a higher version than {tag}"),
                effect: None,
            }),
            Err(error) => Answer::Unanswered(chain(&error)),
        };
    }
    match (anew(base, reference, tag, client), listed) {
        (Ok(Some(newer)), _) => Answer::Newer(newer),
        (_, Err(error)) => Answer::Unanswered(chain(&error)),
        (Err(reason), _) => Answer::Unanswered(reason),
        (Ok(None), Ok(_)) => Answer::None,
    }
}

/// The same tag, if it stands for another manifest than the one in use.
fn anew(
    base: &BaseImage,
    reference: &Reference,
    tag: &str,
    client: &Client,
) -> Result<Option<NewerBase>, String> {
    let Some(used) = &base.digest else {
        return Ok(None);
    };
    let same = reference.at_tag(tag).map_err(|error| chain(&error))?;
    let now = client.head(&same).map_err(|error| chain(&error))?.digest;
    Ok((now != *used).then(|| NewerBase {
        reference: same.to_string(),
        digest: Some(now),
        reason: format!("{tag} was published anew since"),
        effect: None,
    }))
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
