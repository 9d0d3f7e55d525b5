//! Plug-ins of WordPress: the comment at the beginning of `wp-content/plugins/NAME/*.php`.
//!
//! Format: developer.wordpress.org, "Header Requirements". WordPress looks for `Plugin Name:` and
//! its like in the first 8 KiB of each PHP file of the folder (`get_file_data`), and so does this.
//! A plug-in is known by its folder, which is its name in the directory of WordPress.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "wordpress-plugin",
    title: "Plug-ins of WordPress",
    evidence: Evidence::Installed,
    recognise: &[Recognise::HeadOfExtension("php", is_plugin)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: WordPress itself reads no more.
    file_bytes_max: 8 * 1024,
    parse,
};

/// The name of the plug-in that a file would be the main file of.
fn name_of(path: &str) -> Option<&str> {
    let folders = "wp-content/plugins/";
    let at = path.rfind(folders)?;
    let rooted = at == 0 || path.get(..at).is_some_and(|before| before.ends_with('/'));
    let rest = path.get(at + folders.len()..).filter(|_| rooted)?;
    match rest.split_once('/') {
        Some((folder, file)) => (!file.contains('/')).then_some(folder),
        None => rest.strip_suffix(".php"),
    }
}

fn is_plugin(path: &str) -> bool {
    name_of(path).is_some()
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let name = name_of(found.path()).unwrap_or_default().to_owned();
    let (mut title, mut version, mut licence, mut needs) = (None, None, None, None);
    for line in lines(content) {
        let Some(colon) = memchr::memchr(b':', line) else {
            continue;
        };
        let (field, value) = line.split_at(colon);
        // A line of a comment may begin with stars, slashes or the mark of PHP.
        let field = name_in(field);
        let field = match field.strip_prefix(b"php") {
            Some(rest) => name_in(rest),
            None => field,
        };
        let value = value.get(1..).unwrap_or_default();
        let end = memchr::memmem::find(value, b"*/").unwrap_or(value.len());
        let value = crate::found::text(value.get(..end).unwrap_or_default());
        let slot = match field.to_ascii_lowercase().as_slice() {
            b"plugin name" => &mut title,
            b"version" => &mut version,
            b"license" => &mut licence,
            b"requires plugins" => &mut needs,
            _ => continue,
        };
        *slot = slot.take().or(Some(value));
    }
    // Most files of a plug-in are not its main file.
    let Some(title) = title else { return };
    let name = if name.is_empty() { title } else { name };
    let version = version.unwrap_or_default();
    let mut package = found.new_package(PackageKind::Wordpress, name, version);
    package.licences.extend(licence);
    let needs = needs.unwrap_or_default();
    let needs = needs.split(',').map(str::trim);
    package.depends = needs
        .filter(|need| !need.is_empty())
        .map(str::to_owned)
        .collect();
    found.push(package);
}

/// What begins with a letter.
fn name_in(text: &[u8]) -> &[u8] {
    let start = text.iter().position(u8::is_ascii_alphabetic);
    text.get(start.unwrap_or(text.len())..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "var/www/html/wp-content/plugins/akismet/akismet.php";

    #[test]
    fn the_header_of_a_main_file_becomes_a_package() {
        let php = b"<?php\n/**\n * @package Akismet\n */\n/*\nPlugin Name: Akismet Anti-spam\n\
            Version: 5.1\n * License: GPLv2 or later\nRequires Plugins: jetpack, woo\n*/\n\
            $x = 'Version: 9';\n";
        let facts = parsed(&UNIT, PATH, php);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("akismet", "5.1"));
        assert_eq!(package.licences, ["GPLv2 or later"]);
        assert_eq!(package.depends, ["jetpack", "woo"]);
        let one = b"<?php /* Plugin Name: Hello Dolly */\n/* Version: 1.7.2 */";
        let facts = parsed(&UNIT, "wp-content/plugins/hello.php", one);
        assert_eq!(
            (&*facts.packages[0].name, &*facts.packages[0].version),
            ("hello", "1.7.2")
        );
    }

    #[test]
    fn other_files_say_nothing_and_endless_ones_are_read_at_their_head_only() {
        assert_eq!(parsed(&UNIT, PATH, b"<?php echo 1;").packages.len(), 0);
        let mut late = vec![b' '; 8 * 1024];
        late.extend_from_slice(b"\nPlugin Name: late\n");
        let facts = parsed(&UNIT, PATH, &late);
        assert!(facts.packages.is_empty() && facts.unread.is_empty());
        for path in [
            "wp-content/plugins/a/b/c.php",
            "x-wp-content/plugins/a/b.php",
            "wp-content/themes/a/b.php",
        ] {
            assert!(!is_plugin(path), "{path}");
        }
    }
}
