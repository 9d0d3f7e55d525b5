//! The tags of a repository.

use seaworthy_http::Method;
use serde::Deserialize;

use crate::client::{Ask, Client, DOCUMENT_TIME_MAX};
use crate::error::{ListTagsError, RequestError};
use crate::reference::{Reference, TAG_BYTES_MAX};

/// LIMIT: most tags that are listed. The busiest public repositories have some ten thousand.
pub const TAGS_MAX: usize = 100_000;

/// LIMIT: most pages that are read. Registries give 50 to 1,000 tags a page.
pub const TAG_PAGES_MAX: usize = 1_000;

/// LIMIT: longest page in bytes: a few tens of thousands of tags.
pub const TAG_PAGE_BYTES_MAX: u64 = 4 * 1024 * 1024;

#[derive(Deserialize)]
struct RawTags {
    tags: Option<Vec<String>>,
}

impl Client {
    /// Lists the tags of the repository of `image`, in the order of the registry. What is no tag
    /// is left out.
    ///
    /// # Errors
    /// See [`ListTagsError`].
    pub fn tags(&self, image: &Reference) -> Result<Vec<String>, ListTagsError> {
        let repository = || format!("{}/{}", image.registry(), image.repository());
        let what = format!("the tags of {}", repository());
        let first = self.url(image, "tags/list")?;
        let mut next = Some(first.clone());
        let mut tags: Vec<String> = Vec::new();
        for _ in 0..TAG_PAGES_MAX {
            let Some(url) = next else { return Ok(tags) };
            let ask = Ask {
                method: Method::Get,
                url,
                headers: vec![("Accept", "application/json".to_owned())],
                body_bytes_max: TAG_PAGE_BYTES_MAX,
                total_time_max: Some(DOCUMENT_TIME_MAX),
                what: &what,
            };
            let response = self.ask(image, &ask)?;
            next = match response.header("link").and_then(next_page) {
                // Relative to the address asked, not to one that a redirect led to.
                Some(link) => match ask.url.join(link) {
                    Ok(url) if url.same_origin(&first) => Some(url),
                    _ => {
                        return Err(ListTagsError::NextPage {
                            repository: repository(),
                        });
                    }
                },
                None => None,
            };
            let bytes = response.read_all().map_err(RequestError::Http)?;
            let page: RawTags =
                serde_json::from_slice(&bytes).map_err(|source| ListTagsError::Malformed {
                    repository: repository(),
                    source,
                })?;
            let valid = |tag: &String| {
                tag.len() <= TAG_BYTES_MAX && tag.bytes().all(|byte| byte.is_ascii_graphic())
            };
            tags.extend(page.tags.unwrap_or_default().into_iter().filter(valid));
            if tags.len() > TAGS_MAX {
                return Err(ListTagsError::TooMany {
                    repository: repository(),
                    limit: TAGS_MAX,
                });
            }
        }
        match next {
            None => Ok(tags),
            Some(_) => Err(ListTagsError::TooMany {
                repository: repository(),
                limit: TAG_PAGES_MAX,
            }),
        }
    }
}

/// The address in `<address>; rel="next"` (RFC 8288).
fn next_page(link: &str) -> Option<&str> {
    let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
    let is_next = |parameter: &str| {
        let bare = parameter.trim().to_ascii_lowercase();
        bare == "rel=next" || bare == "rel=\"next\""
    };
    parameters.split(';').any(is_next).then_some(address)
}

#[cfg(test)]
mod tests {
    use seaworthy_http::Url;

    use super::*;

    #[test]
    fn the_next_page_is_taken_from_the_link() {
        let cases = [
            (
                "</v2/a/tags/list?last=x>; rel=\"next\"",
                Some("/v2/a/tags/list?last=x"),
            ),
            (" <x>;rel=next", Some("x")),
            ("<x>; rel=\"prev\"", None),
            ("<x", None),
            ("x; rel=next", None),
        ];
        for (link, address) in cases {
            assert_eq!(next_page(link), address, "{link}");
        }
    }

    #[test]
    fn a_page_elsewhere_is_another_origin() {
        let first = Url::parse("https://r.io/v2/a/tags/list").expect("valid");
        let other = first.join("//evil.example/v2/a/tags/list").expect("valid");
        assert!(!other.same_origin(&first));
    }
}
