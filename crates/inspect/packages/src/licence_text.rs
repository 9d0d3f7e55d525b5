//! Which licence a text is, by the words that only this licence has.
//!
//! Texts are compared as plain words: lower case, everything else than letters and digits one
//! space. A title counts at the beginning of a text only, for licences name each other further
//! down; a grant counts anywhere. What is not surely recognised is nothing.

use crate::licence_file::all_of;

/// Bytes of the plain text in which a title may stand; what comes before it are copyright lines.
const TITLE_BYTES: usize = 800;

/// Titles with their SPDX id. Of a licence whose text does not say whether later versions count,
/// only this version does.
const TITLES: &[(&str, &str)] = &[
    ("academic free license v 2 1", "AFL-2.1"),
    ("academic free license version 3 0", "AFL-3.0"),
    ("apache license version 2 0", "Apache-2.0"),
    ("apache software license version 1 1", "Apache-1.1"),
    ("attribution 3 0 unported", "CC-BY-3.0"),
    ("attribution 4 0 international", "CC-BY-4.0"),
    ("attribution sharealike 3 0 unported", "CC-BY-SA-3.0"),
    ("attribution sharealike 4 0 international", "CC-BY-SA-4.0"),
    ("blue oak model license version 1 0 0", "BlueOak-1.0.0"),
    ("boost software license version 1 0", "BSL-1.0"),
    ("business source license 1 1", "BUSL-1.1"),
    ("cc0 1 0 universal", "CC0-1.0"),
    (
        "common development and distribution license cddl version 1 0",
        "CDDL-1.0",
    ),
    (
        "common development and distribution license cddl version 1 1",
        "CDDL-1.1",
    ),
    ("common public license version 1 0", "CPL-1.0"),
    ("do what the fuck you want to public license", "WTFPL"),
    ("eclipse public license v 1 0", "EPL-1.0"),
    ("eclipse public license v 2 0", "EPL-2.0"),
    ("educational community license version 2 0", "ECL-2.0"),
    ("elastic license 2 0", "Elastic-2.0"),
    ("european union public licence v 1 2", "EUPL-1.2"),
    (
        "gnu affero general public license version 3",
        "AGPL-3.0-only",
    ),
    (
        "gnu free documentation license version 1 2",
        "GFDL-1.2-only",
    ),
    (
        "gnu free documentation license version 1 3",
        "GFDL-1.3-only",
    ),
    ("gnu general public license version 1", "GPL-1.0-only"),
    ("gnu general public license version 2", "GPL-2.0-only"),
    ("gnu general public license version 3", "GPL-3.0-only"),
    (
        "gnu lesser general public license version 2 1",
        "LGPL-2.1-only",
    ),
    (
        "gnu lesser general public license version 3",
        "LGPL-3.0-only",
    ),
    (
        "gnu library general public license version 2",
        "LGPL-2.0-only",
    ),
    (
        "licensed under the apache license version 2 0",
        "Apache-2.0",
    ),
    ("microsoft public license ms pl", "MS-PL"),
    ("mozilla public license version 1 1", "MPL-1.1"),
    ("mozilla public license version 2 0", "MPL-2.0"),
    (
        "mulan permissive software license version 2",
        "MulanPSL-2.0",
    ),
    ("python software foundation license version 2", "PSF-2.0"),
    ("server side public license version 1", "SSPL-1.0"),
    ("sil open font license version 1 1", "OFL-1.1"),
    ("the artistic license 2 0", "Artistic-2.0"),
    ("unicode license v3", "Unicode-3.0"),
    ("universal permissive license upl version 1 0", "UPL-1.0"),
];

/// A grant: the words that it has, those that it must not have, and its SPDX id.
type Grant = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const BSD: &str = "redistribution and use in source and binary forms with or without modification";
const MIT: &str = "permission is hereby granted free of charge to any person obtaining a copy of";
const ISC: &str = "distribute this software for any purpose with or without fee is hereby granted";
const KEEP: &str = "permission notice shall be included in";
const NAMED: &str = "used to endorse or promote products derived from";
const REPRODUCE: &str = "in binary form must reproduce the above copyright notice";
const ADVERTISE: &str = "all advertising materials mentioning features";

const GRANTS: &[Grant] = &[
    (
        &[MIT, KEEP],
        &["except as contained in this notice the name"],
        "MIT",
    ),
    (
        &[MIT, KEEP, "except as contained in this notice the name"],
        &[],
        "X11",
    ),
    (&[MIT], &[KEEP], "MIT-0"),
    (&[ISC, "provided that"], &[], "ISC"),
    (&[ISC], &["provided that"], "0BSD"),
    (&[BSD, REPRODUCE, NAMED], &[ADVERTISE], "BSD-3-Clause"),
    (&[BSD, REPRODUCE, NAMED, ADVERTISE], &[], "BSD-4-Clause"),
    (&[BSD, REPRODUCE], &[NAMED, ADVERTISE], "BSD-2-Clause"),
    (
        &[
            "in no event will the authors be held liable for any damages arising",
            "altered source versions must be plainly marked as such",
        ],
        &[],
        "Zlib",
    ),
    (
        &["this is free and unencumbered software released into the public domain"],
        &[],
        "Unlicense",
    ),
    (
        &["for any purpose without fee and without a written agreement is hereby granted"],
        &[],
        "PostgreSQL",
    ),
    (
        &["you may make and give away verbatim copies of the source form of the software"],
        &["artistic license"],
        "Ruby",
    ),
];

/// The licences of a text, as an SPDX expression.
#[must_use]
pub fn recognise(text: &[u8]) -> Option<String> {
    let plain = plain(text);
    let head = plain.get(..TITLE_BYTES).unwrap_or(&plain);
    let mut found: Vec<&str> = Vec::new();
    // Of several titles the first is that of the text.
    let titles = TITLES
        .iter()
        .filter_map(|(title, id)| Some((at_words(head, title)?, title.len(), *id)));
    if let Some((_, _, id)) = titles.min_by_key(|(at, length, _)| (*at, usize::MAX - length)) {
        found.push(id);
    }
    for (needs, without, id) in GRANTS {
        let has = |words: &&str| memchr::memmem::find(plain.as_bytes(), words.as_bytes()).is_some();
        if !found.contains(id) && needs.iter().all(has) && !without.iter().any(has) {
            found.push(id);
        }
    }
    (!found.is_empty()).then(|| all_of(&found))
}

/// Where these whole words stand.
fn at_words(text: &str, words: &str) -> Option<usize> {
    let at = memchr::memmem::find(text.as_bytes(), words.as_bytes())?;
    let next = text.as_bytes().get(at + words.len());
    next.is_none_or(|byte| *byte == b' ').then_some(at)
}

/// The words of a text.
fn plain(text: &[u8]) -> String {
    let mut plain = String::with_capacity(text.len());
    for byte in text {
        if byte.is_ascii_alphanumeric() {
            plain.push(char::from(byte.to_ascii_lowercase()));
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_in_the_list_of_spdx_and_every_word_is_plain() {
        for (title, id) in TITLES {
            assert!(spdx::license_id(id).is_some(), "{id}");
            assert_eq!(plain(title.as_bytes()), *title);
        }
        for (needs, without, id) in GRANTS {
            assert!(spdx::license_id(id).is_some(), "{id}");
            for words in needs.iter().chain(*without) {
                assert_eq!(plain(words.as_bytes()), *words);
            }
        }
    }

    #[test]
    fn titles_and_grants_are_recognised() {
        let mit = format!("Copyright (c) 2020 Me\n\n{MIT} this.\n{KEEP} all copies");
        for (text, expected) in [
            (
                "                 Apache License\n        Version 2.0, January 2004",
                "Apache-2.0",
            ),
            (
                "GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991",
                "GPL-2.0-only",
            ),
            (
                "GNU LESSER GENERAL PUBLIC LICENSE Version 2.1, February 1999",
                "LGPL-2.1-only",
            ),
            (&mit, "MIT"),
            (&format!("{ISC}, provided that x"), "ISC"),
            (&format!("{ISC}."), "0BSD"),
            (&format!("{BSD} {REPRODUCE}"), "BSD-2-Clause"),
            (&format!("{BSD} {REPRODUCE} {NAMED}"), "BSD-3-Clause"),
            (&format!("{mit} {BSD} {REPRODUCE}"), "MIT AND BSD-2-Clause"),
        ] {
            assert_eq!(
                recognise(text.as_bytes()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_surely_recognised_is_nothing() {
        for text in [
            &b""[..],
            b"\xff\xfe\0",
            b"All rights reserved. See the Apache License for nothing.",
            b"GNU General Public License version 25",
        ] {
            assert_eq!(recognise(text), None);
        }
        let late = format!("{} Mozilla Public License Version 2.0", "x ".repeat(1000));
        assert_eq!(recognise(late.as_bytes()), None);
    }

    #[test]
    fn the_texts_of_this_machine_are_recognised() {
        let folder = std::path::Path::new("/usr/share/common-licenses");
        for (name, expected) in [
            ("Apache-2.0", "Apache-2.0"),
            ("GPL-2", "GPL-2.0-only"),
            ("GPL-3", "GPL-3.0-only"),
            ("LGPL-2.1", "LGPL-2.1-only"),
            ("MPL-2.0", "MPL-2.0"),
            ("CC0-1.0", "CC0-1.0"),
            ("GFDL-1.3", "GFDL-1.3-only"),
        ] {
            let Ok(text) = std::fs::read(folder.join(name)) else {
                println!(
                    "skipped: this machine has no {}",
                    folder.join(name).display()
                );
                continue;
            };
            let text = text
                .get(..crate::licence_file::TEXT_BYTES_MAX)
                .unwrap_or(&text);
            assert_eq!(recognise(text).as_deref(), Some(expected), "{name}");
        }
    }
}
