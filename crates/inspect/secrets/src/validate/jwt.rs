//! JSON Web Tokens in compact form (RFC 7519, RFC 7515).

use super::encoded::base64_url;

/// Whether it has a header with an algorithm, claims, and a signature, and is nobody's example.
pub(super) fn is_token(token: &[u8]) -> bool {
    let mut parts = token.split(|&byte| byte == b'.');
    let (Some(header), Some(claims), Some(signature)) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(header), Some(claims)) = (base64_url(header), base64_url(claims)) else {
        return false;
    };
    let object =
        |text: &[u8]| text.first() == Some(&b'{') && text.trim_ascii_end().last() == Some(&b'}');
    let has = |text: &[u8], part: &[u8]| memchr::memmem::find(text, part).is_some();
    // The subject of the example that half of all tutorials show; keys that are meant to be public.
    let example = has(&claims, b"\"some\":\"payload\"")
        || has(&claims, b"1234567890")
        || has(&claims, b"John Doe")
        || has(&claims, b"example");
    let public = has(&claims, b"\"role\":\"anon\"");
    object(&header)
        && has(&header, b"\"alg\"")
        && !has(&header, b"\"none\"")
        && object(&claims)
        && signature.len() >= 16
        && !example
        && !public
}
