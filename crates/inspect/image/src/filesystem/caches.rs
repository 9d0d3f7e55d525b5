//! Caches of package managers: bytes that every pull carries and no program reads.

use seaworthy_facts::{CacheFact, LayerFacts};

/// LIMIT: different cache folders of one layer. Real layers have a handful; one more user is one
/// more.
pub(crate) const CACHES_MAX: usize = 256;

/// Folders below the root that are caches as a whole.
const OF_SYSTEM: &[(&str, &str)] = &[
    ("etc/apk/cache", "apk"),
    ("opt/conda/pkgs", "conda"),
    ("usr/local/bundle/cache", "bundler"),
    ("usr/local/cargo/registry", "cargo"),
    ("usr/local/share/.cache", "yarn"),
    ("var/cache/apk", "apk"),
    ("var/cache/apt", "apt"),
    ("var/cache/dnf", "dnf"),
    ("var/cache/libdnf5", "dnf"),
    ("var/cache/pacman/pkg", "pacman"),
    ("var/cache/yum", "yum"),
    ("var/cache/zypp", "zypper"),
    ("var/lib/apt/lists", "apt"),
];

/// Folders below the home of any account that are caches as a whole.
const OF_HOME: &[(&str, &str)] = &[
    (".bundle/cache", "bundler"),
    (".cache/Cypress", "cypress"),
    (".cache/composer", "composer"),
    (".cache/go-build", "go"),
    (".cache/node-gyp", "node-gyp"),
    (".cache/pip", "pip"),
    (".cache/pnpm", "pnpm"),
    (".cache/pypoetry", "poetry"),
    (".cache/uv", "uv"),
    (".cache/yarn", "yarn"),
    (".cargo/registry", "cargo"),
    (".composer/cache", "composer"),
    (".gradle/caches", "gradle"),
    (".ivy2/cache", "ivy"),
    (".m2/repository", "maven"),
    (".npm/_cacache", "npm"),
    (".yarn/berry/cache", "yarn"),
];

/// Adds a regular file to the cache that it lies in, if it lies in one.
pub(super) fn note(path: &str, size_bytes: u64, facts: &mut LayerFacts) {
    let Some((folder, tool)) = cache_of(path) else {
        return;
    };
    if size_bytes == 0 || path.ends_with("/lock") {
        return;
    }
    // Files of one folder stand together in an archive.
    let known = facts
        .caches
        .iter()
        .rposition(|known| known.folder == folder);
    // Beyond the limit the last folder stands for all others, so that no byte is lost.
    let full = (facts.caches.len() >= CACHES_MAX).then(|| facts.caches.len() - 1);
    if let Some(at) = known.or(full) {
        if let Some(known) = facts.caches.get_mut(at) {
            known.files += 1;
            known.bytes = known.bytes.saturating_add(size_bytes);
        }
        return;
    }
    facts.caches.push(CacheFact {
        folder: folder.to_owned(),
        tool: tool.to_owned(),
        files: 1,
        bytes: size_bytes,
    });
}

fn cache_of(path: &str) -> Option<(&str, &'static str)> {
    let below = |folder: &str| {
        path.strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    if let Some((folder, tool)) = OF_SYSTEM.iter().find(|(folder, _)| below(folder)) {
        return Some((path.get(..folder.len())?, tool));
    }
    // A home has its hidden folder at its top: `root/.npm`, `home/app/.npm`, `app/.npm`.
    let at = path.find("/.")? + 1;
    let rest = path.get(at..)?;
    let (folder, tool) = OF_HOME.iter().find(|(folder, _)| {
        rest.strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    })?;
    Some((path.get(..at + folder.len())?, tool))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(files: &[(&str, u64)]) -> Vec<(String, u64, u64)> {
        let mut facts = LayerFacts::default();
        for (path, bytes) in files {
            note(path, *bytes, &mut facts);
        }
        let caches = facts.caches.into_iter();
        caches
            .map(|cache| (cache.folder, cache.files, cache.bytes))
            .collect()
    }

    #[test]
    fn files_of_caches_are_added_up_by_folder() {
        let found = noted(&[
            (
                "var/lib/apt/lists/deb.debian.org_dists_bookworm_InRelease",
                5,
            ),
            ("var/lib/apt/lists/lock", 0),
            ("var/lib/apt/lists/partial/x", 7),
            ("var/lib/apt/listsx", 7),
            ("home/app/.cache/pip/http/a", 11),
            ("root/.npm/_cacache/content-v2/b", 2),
            ("root/.npmrc", 2),
        ]);
        let expected = [
            ("var/lib/apt/lists".to_owned(), 2, 12),
            ("home/app/.cache/pip".to_owned(), 1, 11),
            ("root/.npm/_cacache".to_owned(), 1, 2),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn bytes_beyond_the_limit_of_folders_are_counted_still() {
        let paths: Vec<String> = (0..CACHES_MAX + 2)
            .map(|number| format!("home/u{number}/.cache/pip/a"))
            .collect();
        let files: Vec<(&str, u64)> = paths.iter().map(|path| (path.as_str(), 1)).collect();
        let found = noted(&files);
        assert_eq!(found.len(), CACHES_MAX);
        assert_eq!(found.last().map(|last| last.2), Some(3));
    }
}
