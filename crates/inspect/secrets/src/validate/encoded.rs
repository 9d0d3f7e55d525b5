//! Values that are something else in base64.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Decodes the standard alphabet (RFC 4648 section 4), padded or not.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Decodes the alphabet for URLs (RFC 4648 section 5), padded or not.
pub(super) fn base64_url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE.decode(text).ok()
}

/// Whether it is `user:password` as in HTTP Basic authentication (RFC 7617) and Docker's
/// `config.json`, with a password that is not a stand-in.
pub(super) fn is_user_password(text: &[u8]) -> bool {
    let Some(plain) = base64(text) else {
        return false;
    };
    let Some(colon) = plain.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let (user, password) = plain.split_at(colon);
    let password = password.get(1..).unwrap_or_default();
    let printable = plain.iter().all(|byte| (b' '..=b'~').contains(byte));
    let known = matches!(
        password,
        b"password" | b"pass" | b"secret" | b"open sesame" | b"opensesame"
    );
    printable
        && !user.is_empty()
        && password.len() >= 3
        && !known
        && !crate::value::is_placeholder(password, true)
}

/// Whether the part before the first dot is base64 of a decimal number of 17 to 20 digits.
pub(super) fn starts_with_number(token: &[u8]) -> bool {
    let first = token.split(|&byte| byte == b'.').next().unwrap_or_default();
    base64_url(first)
        .is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit))
}
