//! What the registry takes: blobs in one piece, and manifests.

use super::route::{Answer, Resource, path, query};
use super::{Recorded, State, sha256};

/// Takes a blob or a manifest, or begins an upload.
pub(super) fn answer(state: &mut State, request: &Recorded, content: &[u8], base: &str) -> Answer {
    let empty = |status| Answer::new(status, "text/plain", Vec::new());
    let digest = sha256(content);
    match (request.method.as_str(), Resource::of(path(request))) {
        ("POST", Resource::Upload { name }) => empty(202).with(
            "Location",
            &format!("{base}/v2/{name}/blobs/uploads/1?state=x"),
        ),
        ("PUT", Resource::Upload { .. }) => {
            let named = query(request).remove("digest").unwrap_or_default();
            if named.replace("%3A", ":") != digest {
                return Answer::error(400, "DIGEST_INVALID");
            }
            state.blobs.insert(digest, content.to_vec());
            empty(201)
        }
        ("PUT", Resource::Manifest { name, reference }) => {
            let media_type = request
                .headers
                .get("content-type")
                .cloned()
                .unwrap_or_default();
            for reference in [reference, &digest] {
                let key = (name.to_owned(), reference.to_owned());
                let kept = (media_type.clone(), content.to_vec());
                state.manifests.insert(key, kept);
            }
            empty(201).with("Docker-Content-Digest", &digest)
        }
        _ => Answer::error(404, "NOT_FOUND"),
    }
}
