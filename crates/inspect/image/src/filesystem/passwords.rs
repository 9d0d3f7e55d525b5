//! Which accounts are open, and how their passwords are kept: shadow(5) and passwd(5). No password
//! and no hash leaves this file.

use seaworthy_facts::{PasswordFact, PasswordState};

/// Where passwords are kept.
pub(crate) const SHADOW: &str = "etc/shadow";

/// LIMIT: as many accounts as are read of `etc/passwd`.
const PASSWORDS_MAX: usize = 10_000;

/// What a file says.
pub(crate) struct PasswordsRead {
    pub(crate) passwords: Vec<PasswordFact>,
    /// Accounts beyond the limit.
    pub(crate) skipped: usize,
}

/// Reads the second field of `name:password:...` lines; locked accounts are left out.
pub(crate) fn read(content: &[u8], path: &str) -> PasswordsRead {
    let mut read = PasswordsRead {
        passwords: Vec::new(),
        skipped: 0,
    };
    for line in content.split(|byte| *byte == b'\n') {
        let mut fields = line.trim_ascii().split(|byte| *byte == b':');
        let (Some(name), Some(password)) = (fields.next(), fields.next()) else {
            continue;
        };
        let Some(state) = state(password) else {
            continue;
        };
        // Comments, and lines that hand over to NIS.
        if name.is_empty() || name.len() > 256 || matches!(name.first(), Some(b'#' | b'+' | b'-')) {
            continue;
        }
        if read.passwords.len() == PASSWORDS_MAX {
            read.skipped += 1;
            continue;
        }
        read.passwords.push(PasswordFact {
            name: String::from_utf8_lossy(name).into_owned(),
            path: path.to_owned(),
            state,
        });
    }
    read
}

/// How a field keeps a password; `None` where nobody can sign in by one, or another file keeps it.
fn state(field: &[u8]) -> Option<PasswordState> {
    match field {
        b"" => Some(PasswordState::Empty),
        b"x" => None,
        // `!` locks what stands behind it; `*` and words such as `NP` are no hash.
        [b'!' | b'*', ..] | b"NP" | b"LK" => None,
        _ if field.starts_with(b"$1$") => Some(PasswordState::Weak),
        [b'$', ..] => Some(PasswordState::Hashed),
        // DES has 13 letters, BSDi's form of it 20 behind an underscore.
        [b'_', ..] if field.len() == 20 => Some(PasswordState::Weak),
        _ if field.len() == 13 => Some(PasswordState::Weak),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_accounts_are_told_and_locked_ones_are_not() {
        let text = b"root::19000:0:99999:7:::\nold:$1$ab$0123456789012345678901:1\n\
                     new:$y$j9T$x:1\ndes:ab0123456789c:1\nlocked:!:1\nnone:*:1\nx:!$6$a$b:1\n\
                     shadowed:x:1:1\n#c::\n+::\nhalf\n";
        let read = read(text, SHADOW);
        let seen: Vec<_> = read
            .passwords
            .iter()
            .map(|fact| (fact.name.as_str(), fact.state))
            .collect();
        let expected = [
            ("root", PasswordState::Empty),
            ("old", PasswordState::Weak),
            ("new", PasswordState::Hashed),
            ("des", PasswordState::Weak),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn no_more_than_the_limit_are_kept() {
        let text = "a::1\n".repeat(PASSWORDS_MAX + 2);
        let read = read(text.as_bytes(), SHADOW);
        assert_eq!((read.passwords.len(), read.skipped), (PASSWORDS_MAX, 2));
    }
}
