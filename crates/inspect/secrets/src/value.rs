//! Judges values: stand-ins, references, words and other things that are no secret.

use serde::Deserialize;

use crate::entropy;
use crate::reference;
use crate::words;

/// Further judgement for values whose form says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Filter {
    /// A generated token: long, mixed, not made of words.
    Random,
    /// A password that a person may have chosen.
    Password,
}

/// Parts of a value, in lower case, that only stand-ins have.
const STAND_IN_PARTS: &[&str] = &[
    "example",
    "changeme",
    "change_me",
    "change-me",
    "changethis",
    "changeit",
    "change_it",
    "put_your",
    "put-your",
    "enter_your",
    "enter-your",
    "some_secret",
    "some-secret",
    "some_token",
    "some-token",
    "myapikey",
    "my_api_key",
    "my-api-key",
    "not-secret",
    "notsecret",
    "not_secret",
    "thisisa",
    "this_is_",
    "this-is-",
    "password_here",
    "password-here",
    "passwordhere",
    "placeholder",
    "your_",
    "your-",
    "yourtoken",
    "yourkey",
    "yoursecret",
    "yourpass",
    "yourapi",
    "insert_",
    "insert-",
    "replace_",
    "replace-",
    "replaceme",
    "replace_me",
    "redacted",
    "dummy",
    "notreal",
    "not_real",
    "not-real",
    "notasecret",
    "not-a-secret",
    "fake_",
    "fake-",
    "fakekey",
    "faketoken",
    "fakesecret",
    "sample",
    "todo_",
    "fixme",
    "xxxx",
    "****",
    "....",
    "____",
    "----",
    "<your",
    "my_secret",
    "my-secret",
    "mysecret",
    "mytoken",
    "mypassword",
    "my_password",
    "my_token",
    "my-token",
    "foobar",
    "deadbeef",
    "testtest",
    "test_key",
    "test-key",
    "testkey",
    "test_secret",
    "test-secret",
    "test_token",
    "test-token",
    "testtoken",
    "goes_here",
    "goes-here",
    "gohere",
    "goeshere",
    "0123456789abcdef",
    "1234567890",
    "lorem",
    "hidden",
    "removed",
    "masked",
    "secret_here",
    "key_here",
    "token_here",
    "keyhere",
    "tokenhere",
    "secrethere",
];

/// Values that RFC 5849, RFC 6749 and RFC 6750 print, in lower case; they are in every library's
/// texts.
const PUBLISHED: &[&str] = &[
    "ad180jjd733klru7",
    "2yotnfzfejr1zcsicmwpaa",
    "tgzv3jokf0xg5qx2tlkwia",
    "gx1fbat3bv",
    "7fjfp0zbr1ktdrbnfvdmiw",
    "splxlobezqqybys6wxsbia",
    "mf_9.b5f-4.1jqm",
    "kd94hf93k423kf44",
    "pfkkdhi9sl3r4s00",
    "hh5s93j4hdidpola",
];

/// Whether a value stands in for a secret or points to one. `quoted` says that it stood between
/// quotes, where a word behind `!` is no tag.
pub(crate) fn is_placeholder(value: &[u8], quoted: bool) -> bool {
    let lower = String::from_utf8_lossy(value.get(..512).unwrap_or(value)).to_ascii_lowercase();
    reference::is_reference(value, &lower, quoted)
        || STAND_IN_PARTS.iter().any(|part| lower.contains(part))
        || PUBLISHED.contains(&lower.as_str())
        || is_repetitive(value)
}

/// One byte over and over, few different bytes, or a run up the alphabet.
fn is_repetitive(value: &[u8]) -> bool {
    let (mut same, mut same_max, mut up, mut up_max) = (1, 1, 1, 1);
    for pair in value.windows(2) {
        let &[first, second] = pair else { continue };
        same = if first == second { same + 1 } else { 1 };
        up = if second == first.wrapping_add(1) {
            up + 1
        } else {
            1
        };
        same_max = same_max.max(same);
        up_max = up_max.max(up);
    }
    let mut seen = [false; 256];
    for &byte in value {
        if let Some(flag) = seen.get_mut(usize::from(byte)) {
            *flag = true;
        }
    }
    let different = seen.iter().filter(|&&flag| flag).count();
    let length = value.len();
    // Random base64 of 1,000 bytes has runs of three; key files with zero bytes have long runs of
    // A.
    (length < 200 && same_max >= 6) || up_max >= 8 || length >= 12 && different <= 4
}

/// Whether a word may start at `place`: what stands before does not belong to it.
pub(crate) fn starts_word(text: &[u8], place: usize) -> bool {
    let Some(before) = place.checked_sub(1).and_then(|last| text.get(last)) else {
        return true;
    };
    if !before.is_ascii_alphanumeric() && *before != b'_' {
        return true;
    }
    let two = place.checked_sub(2).and_then(|first| text.get(first));
    let three = place.checked_sub(3).and_then(|first| text.get(first));
    // `\n` of a string in a string, and `%3D` of a URL.
    two == Some(&b'\\') && matches!(before, b'n' | b'r' | b't')
        || three == Some(&b'%')
            && two.is_some_and(u8::is_ascii_hexdigit)
            && before.is_ascii_hexdigit()
}

/// Whether the word that ends at `place` goes on.
pub(crate) fn continues_word(text: &[u8], place: usize) -> bool {
    text.get(place)
        .is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Filter {
    /// Whether the value is likely a secret. `environment` says that its name came from a process
    /// environment, where nobody writes prose.
    pub(crate) fn accepts(self, value: &[u8], environment: bool) -> bool {
        match self {
            Filter::Random => is_random(value),
            Filter::Password => is_password(value, environment),
        }
    }
}

fn is_random(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let hex = value.iter().all(u8::is_ascii_hexdigit);
    let least = if hex { 3.0 } else { 3.5 };
    if digits < 2 || letters < 2 || entropy::bits_per_byte(value) < least || is_uuid(value) {
        return false;
    }
    if hex {
        // Short hexadecimal values are colours, versions and identifiers.
        return value.len() >= 32;
    }
    !is_worded(value) && !is_dated_or_versioned(value)
}

/// Made of words rather than of random letters.
fn is_worded(value: &[u8]) -> bool {
    let (share, pairs) = words::common_pairs(value);
    let breaks = value
        .iter()
        .filter(|byte| matches!(byte, b'-' | b'_' | b'.' | b'/' | b':'))
        .count();
    pairs >= 4 && share > 0.62 || breaks * 6 >= value.len() && share > 0.45
}

/// Dotted or dashed groups of digits, as in versions, dates, addresses and paths.
fn is_dated_or_versioned(value: &[u8]) -> bool {
    let plain = value
        .iter()
        .filter(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':'));
    plain.count() * 4 >= value.len() * 3
}

fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Passwords that stand in every manual and protect nothing. They are told apart from secrets
/// because finding them tells nobody anything new; in a process environment they are reported.
const KNOWN_TO_ALL: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "admin",
    "root",
    "test",
    "guest",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "undefined",
    "default",
    "string",
    "required",
    "optional",
    "empty",
    "unset",
    "user",
    "hunter2",
    "letmein",
    "foo",
    "bar",
    "baz",
    "pass",
    "disabled",
    "enabled",
    "prompt",
    "value",
    "yes",
    "no",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "pass123",
    "test123",
    "test1234",
    "secret123",
    "admin123",
    "topsecret",
    "abc123",
    "qwerty",
    "s3cret",
    "s3cr3t",
];

fn is_password(value: &[u8], environment: bool) -> bool {
    let Ok(text) = std::str::from_utf8(value) else {
        return false;
    };
    let lower = text.to_ascii_lowercase();
    // Paths, addresses, sentences, calls, and names of other settings.
    let points = lower.starts_with('/')
        || lower.starts_with("./")
        || lower.starts_with("../")
        || lower.starts_with('-')
        || lower.contains("://")
        || lower.contains(' ')
        || lower.ends_with(':')
        || lower.ends_with('=')
        || lower.contains("()")
        || lower.contains("password}")
        || is_uuid(value);
    if points
        || matches!(
            lower.as_str(),
            "none" | "null" | "nil" | "true" | "false" | "yes" | "no"
        )
    {
        return false;
    }
    if environment {
        return value.len() >= 4 && !value.iter().all(|&byte| byte == b'x' || byte == b'*');
    }
    if KNOWN_TO_ALL.contains(&lower.as_str()) || value.len() < 8 {
        return false;
    }
    let has = |test: fn(&u8) -> bool| value.iter().any(test);
    let letters = has(u8::is_ascii_alphabetic);
    let digits = has(u8::is_ascii_digit);
    let signs = value
        .iter()
        .any(|byte| byte.is_ascii_punctuation() && !matches!(byte, b'_' | b'-' | b'.'));
    let mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let kinds = usize::from(letters) + usize::from(digits) + usize::from(signs);
    let (share, pairs) = words::common_pairs(value);
    letters
        && (kinds >= 2 || mixed && pairs >= 8 && share < 0.5)
        && entropy::bits_per_byte(value) >= 2.5
        && (digits && signs || !lower.contains("password") && !lower.contains("passwd"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_and_references_are_recognised() {
        let texts = [
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "${DB_PASSWORD}",
            "{{ .Values.token }}",
            "<your token>",
            "$(cat /run/secrets/x)",
            "xxxxxxxxxxxxxxxx",
            "abcdefghijklmnop",
            "aaaaaaaaaaaaaaaaaaaa",
            "changeme",
            "arn:aws:secretsmanager:eu-west-1:1:secret:x",
            "ENC[AES256_GCM,data:abc]",
            "%(password)s",
            "process.env.TOKEN",
        ];
        for text in texts {
            assert!(is_placeholder(text.as_bytes(), true), "{text}");
        }
        assert!(!is_placeholder(b"q7Zp0VbX2mKc9TgR", true));
    }

    #[test]
    fn random_values_are_told_from_words_dates_and_digests() {
        for random in ["q7Zp0VbX2mKc9TgRw4Ls", "9f86d081884c7d659a2feaa0c55ad015"] {
            assert!(is_random(random.as_bytes()), "{random}");
        }
        let texts = [
            "my-service-account-token-2",
            "2024-01-02T03:04:05.678Z",
            "urn:ietf:params:oauth:1.0",
            "123e4567-e89b-12d3-a456-426614174000",
            "com.example.security.token.Service2",
            "getAccessTokenFromRequest22",
        ];
        for text in texts {
            assert!(!is_random(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn passwords_are_told_from_names_and_sentences() {
        for text in [
            "Tr0ub4dor&3",
            "AdminPassword123!",
            "k9#mPq2$vL",
            "Winter2024!x",
        ] {
            assert!(is_password(text.as_bytes(), false), "{text}");
        }
        for text in [
            "password",
            "user_password1",
            "/run/secrets/db",
            "Enter it twice",
            "hunter2",
        ] {
            assert!(!is_password(text.as_bytes(), false), "{text}");
        }
        assert!(is_password(b"postgres", true));
        assert!(!is_password(b"/run/secrets/db", true));
    }

    #[test]
    fn words_start_behind_escapes_too() {
        assert!(starts_word(b"=key", 1));
        assert!(starts_word(b"\\nkey", 2));
        assert!(starts_word(b"%3Dkey", 3));
        assert!(!starts_word(b"monkey", 3));
    }
}
