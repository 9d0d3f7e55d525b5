//! Lists that registries give page by page.

use seaworthy_http::{Method, Url};
use serde::de::DeserializeOwned;

use crate::client::{Ask, Client, DOCUMENT_TIME_MAX};
use crate::error::{ListError, RequestError};
use crate::reference::Reference;

/// LIMIT: most pages of one list that are read. Registries give 50 to 1,000 entries a page.
pub const PAGES_MAX: usize = 1_000;

/// LIMIT: longest page in bytes: a few tens of thousands of names.
pub const PAGE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// A list to read.
pub(crate) struct List<'a> {
    /// Whose credentials count.
    pub(crate) image: &'a Reference,
    /// The first page.
    pub(crate) first: Url,
    /// For messages: `the tags of r.io/app`.
    pub(crate) what: &'a str,
    /// The media type that is asked for.
    pub(crate) accept: &'static str,
    /// Most entries.
    pub(crate) entries_max: usize,
}

impl Client {
    /// Reads all pages. `take` is given each one and tells how many entries there are so far.
    pub(crate) fn read_pages<P: DeserializeOwned>(
        &self,
        list: &List<'_>,
        mut take: impl FnMut(P) -> usize,
    ) -> Result<(), ListError> {
        let what = || list.what.to_owned();
        let mut next = Some(list.first.clone());
        for _ in 0..PAGES_MAX {
            let Some(url) = next else { return Ok(()) };
            let ask = Ask {
                headers: vec![("Accept", list.accept.to_owned())],
                body_bytes_max: PAGE_BYTES_MAX,
                total_time_max: Some(DOCUMENT_TIME_MAX),
                ..Ask::new(Method::Get, url, list.what)
            };
            let response = self.ask(list.image, &ask)?;
            next = match response.header("link").and_then(next_page) {
                // Relative to the address asked, not to one that a redirect led to.
                Some(link) => match ask.url.join(link) {
                    Ok(url) if url.same_origin(&list.first) => Some(url),
                    _ => return Err(ListError::NextPage { what: what() }),
                },
                None => None,
            };
            let bytes = response.read_all().map_err(RequestError::Http)?;
            let page = serde_json::from_slice(&bytes).map_err(|source| ListError::Malformed {
                what: what(),
                source,
            })?;
            if take(page) > list.entries_max {
                return Err(ListError::TooMany {
                    what: what(),
                    limit: list.entries_max,
                });
            }
        }
        match next {
            None => Ok(()),
            Some(_) => Err(ListError::TooMany {
                what: what(),
                limit: PAGES_MAX,
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
