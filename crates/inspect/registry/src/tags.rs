//! The tags of a repository.

use serde::Deserialize;

use crate::client::Client;
use crate::error::ListError;
use crate::pages::List;
use crate::pattern::Pattern;
use crate::reference::{Reference, TAG_BYTES_MAX};

/// LIMIT: most tags that are listed. The busiest public repositories have some ten thousand.
pub const TAGS_MAX: usize = 100_000;

#[derive(Deserialize)]
struct RawTags {
    tags: Option<Vec<String>>,
}

impl Client {
    /// Lists the tags of the repository of `image`, in the order of the registry. What is no tag
    /// is left out.
    ///
    /// # Errors
    /// See [`ListError`].
    pub fn tags(&self, image: &Reference) -> Result<Vec<String>, ListError> {
        let mut tags: Vec<String> = Vec::new();
        let list = List {
            image,
            first: self.url(image, "tags/list")?,
            what: &format!("the tags of {}/{}", image.registry(), image.repository()),
            accept: "application/json",
            entries_max: TAGS_MAX,
        };
        self.read_pages(&list, |page: RawTags| {
            let valid = |tag: &String| {
                tag.len() <= TAG_BYTES_MAX && tag.bytes().all(|byte| byte.is_ascii_graphic())
            };
            tags.extend(page.tags.unwrap_or_default().into_iter().filter(valid));
            tags.len()
        })?;
        Ok(tags)
    }

    /// The tags of the repository of `image` that a pattern names.
    ///
    /// # Errors
    /// See [`ListError`].
    pub fn tags_like(
        &self,
        image: &Reference,
        pattern: &Pattern,
    ) -> Result<Vec<String>, ListError> {
        let mut tags = self.tags(image)?;
        tags.retain(|tag| pattern.matches(tag));
        Ok(tags)
    }
}
