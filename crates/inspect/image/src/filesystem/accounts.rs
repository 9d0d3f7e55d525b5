//! Accounts and groups: passwd(5) and group(5).

use seaworthy_facts::Account;

/// Where accounts stand.
pub(crate) const PASSWD: &str = "etc/passwd";
/// Where groups stand.
pub(crate) const GROUP: &str = "etc/group";

/// LIMIT: images with directories of a whole company hold some thousands.
const ACCOUNTS_MAX: usize = 10_000;

/// What a file says.
pub(crate) struct AccountsRead {
    pub(crate) accounts: Vec<Account>,
    /// Lines that are no account, and those beyond the limit.
    pub(crate) skipped: usize,
}

/// Reads `name:password:uid:gid:comment:home:shell` lines.
pub(crate) fn read_passwd(content: &[u8], path: &str) -> AccountsRead {
    read(content, |fields| {
        let [name, _, uid, gid, ..] = fields else {
            return None;
        };
        Some(Account {
            name: (*name).to_owned(),
            uid: uid.parse().ok()?,
            gid: gid.parse().ok()?,
            shell: fields.get(6).copied().unwrap_or_default().to_owned(),
            path: path.to_owned(),
        })
    })
}

/// Reads `name:password:gid:members` lines.
pub(crate) fn read_group(content: &[u8], path: &str) -> AccountsRead {
    read(content, |fields| {
        let [name, _, gid, ..] = fields else {
            return None;
        };
        let gid = gid.parse().ok()?;
        Some(Account {
            name: (*name).to_owned(),
            uid: gid,
            gid,
            shell: String::new(),
            path: path.to_owned(),
        })
    })
}

fn read(content: &[u8], account: impl Fn(&[&str]) -> Option<Account>) -> AccountsRead {
    let mut read = AccountsRead {
        accounts: Vec::new(),
        skipped: 0,
    };
    for line in content.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        // `+` and `-` lines hand over to NIS.
        if line.is_empty() || matches!(line.first(), Some(b'#' | b'+' | b'-')) {
            continue;
        }
        let text = String::from_utf8_lossy(line);
        let fields: Vec<&str> = text.splitn(8, ':').collect();
        let named = fields
            .first()
            .is_some_and(|name| !name.is_empty() && name.len() <= 256);
        match account(&fields).filter(|_| named && read.accounts.len() < ACCOUNTS_MAX) {
            Some(account) => read.accounts.push(account),
            None => read.skipped += 1,
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_groups_are_read() {
        let text = b"root:x:0:0:root:/root:/bin/bash\n# no\n\napp:x:1000:1000::/:\n";
        let read = read_passwd(text, PASSWD);
        assert_eq!(read.skipped, 0);
        let seen: Vec<_> = read
            .accounts
            .iter()
            .map(|a| (a.name.as_str(), a.uid, a.shell.as_str()))
            .collect();
        assert_eq!(seen, [("root", 0, "/bin/bash"), ("app", 1000, "")]);
        let groups = read_group(b"wheel:x:10:a,b\n", GROUP);
        assert_eq!(groups.accounts[0].gid, 10);
    }

    #[test]
    fn lines_that_are_no_account_are_counted() {
        let read = read_passwd(
            b"root\n:x:0:0\na:x:many:0:::\nb:x:-1:0:::\n\xff\xfe",
            PASSWD,
        );
        assert_eq!((read.accounts.len(), read.skipped), (0, 5));
    }

    #[test]
    fn no_more_than_the_limit_are_kept() {
        let text = "a:x:1:1:::\n".repeat(ACCOUNTS_MAX + 3);
        let read = read_passwd(text.as_bytes(), PASSWD);
        assert_eq!((read.accounts.len(), read.skipped), (ACCOUNTS_MAX, 3));
    }
}
