//! Installed rocks of Lua: `*.rockspec` in the tree of LuaRocks.
//!
//! Format: a Lua program that only assigns (github.com/luarocks/luarocks/wiki/Rockspec-format). It
//! is never run: texts that stand behind a name, and the tables `description` and `dependencies`,
//! are picked out of its tokens.

use seaworthy_facts::PackageKind;

use crate::found::{FIELD_ENTRIES_MAX, Found};
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "rockspec",
    title: "Installed rocks of Lua",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("rockspec", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest known have 30 kB.
    file_bytes_max: 1024 * 1024,
    parse,
};

/// `lib/luarocks/rocks-5.1/NAME/VERSION/NAME-VERSION.rockspec`; the rockspec of a project is no
/// proof that it is installed.
fn is_installed(path: &str) -> bool {
    let tree = path.rsplit('/').nth(3);
    tree.is_some_and(|folder| folder == "rocks" || folder.starts_with("rocks-"))
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let (mut name, mut version) = (None, None);
    let mut licences = Vec::new();
    let mut needs: Vec<String> = Vec::new();
    for text in Texts::new(content) {
        match (text.table.as_slice(), text.name.as_slice()) {
            (b"", b"package") => name = name.or(Some(text.value)),
            (b"", b"version") => version = version.or(Some(text.value)),
            (b"description", b"license") => licences.push(text.value),
            (b"dependencies", b"") if needs.len() < FIELD_ENTRIES_MAX => {
                let end = text.value.find([' ', '<', '>', '=', '~']);
                let need = text.value.get(..end.unwrap_or(text.value.len()));
                // `lua` is the language.
                let need = need.filter(|need| !need.is_empty() && *need != "lua");
                needs.extend(need.map(str::to_owned));
            }
            _ => {}
        }
    }
    let (Some(name), Some(version)) = (name, version) else {
        return found.unread("a rockspec without name or version");
    };
    let mut package = found.new_package(PackageKind::Luarocks, name, version);
    package.licences = licences;
    package.depends = needs;
    found.push(package);
}

/// A text of the program.
struct Text {
    /// The name of the outermost table that it stands in.
    table: Vec<u8>,
    /// The name that it is assigned to, if any.
    name: Vec<u8>,
    value: String,
}

/// The texts of a Lua program (Lua 5.1 reference manual, 2.1) that are assigned or listed in the
/// outermost tables.
struct Texts<'a> {
    rest: &'a [u8],
    table: Vec<u8>,
    name: Vec<u8>,
    /// The last word, which becomes a name when `=` follows.
    word: Vec<u8>,
    depth: usize,
}

impl<'a> Texts<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Texts {
            rest,
            table: Vec::new(),
            name: Vec::new(),
            word: Vec::new(),
            depth: 0,
        }
    }

    fn skip(&mut self, count: usize) -> &'a [u8] {
        let (start, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        start
    }

    /// What stands up to this end, which is skipped as well.
    fn until(&mut self, end: &[u8]) -> &'a [u8] {
        let at = memchr::memmem::find(self.rest, end).unwrap_or(self.rest.len());
        let text = self.skip(at);
        self.skip(end.len());
        text
    }

    /// The closing bracket of `[[` or `[==[`, if a long text begins here.
    fn long_bracket(&self, at: usize) -> Option<Vec<u8>> {
        let rest = self.rest.get(at..)?.strip_prefix(b"[")?;
        let level = rest.iter().take_while(|byte| **byte == b'=').count();
        (rest.get(level) == Some(&b'[')).then(|| {
            let mut end = vec![b'='; level + 2];
            end[0] = b']';
            end[level + 1] = b']';
            end
        })
    }

    fn short(&mut self, quote: u8) -> String {
        self.skip(1);
        let mut escaped = false;
        let end = self.rest.iter().position(|byte| {
            let ends = !escaped && (*byte == quote || *byte == b'\n');
            escaped = *byte == b'\\' && !escaped;
            ends
        });
        let text = self.skip(end.unwrap_or(self.rest.len()));
        self.skip(1);
        String::from_utf8_lossy(text).into_owned()
    }

    fn take(&mut self, value: String) -> Option<Text> {
        let name = std::mem::take(&mut self.name);
        (self.depth < 2).then(|| Text {
            table: self.table.clone(),
            name,
            value,
        })
    }

    fn punctuation(&mut self, byte: u8) {
        match byte {
            b'=' => self.name = std::mem::take(&mut self.word),
            b'{' => {
                if self.depth == 0 {
                    self.table = std::mem::take(&mut self.name);
                }
                self.name.clear();
                self.depth += 1;
            }
            b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.table.clear();
                }
                self.name.clear();
            }
            b',' | b';' => self.name.clear(),
            _ => {}
        }
        self.skip(1);
    }
}

impl Iterator for Texts<'_> {
    type Item = Text;

    fn next(&mut self) -> Option<Text> {
        loop {
            let byte = *self.rest.first()?;
            if self.rest.starts_with(b"--") {
                match self.long_bracket(2) {
                    Some(end) => {
                        self.skip(2 + end.len());
                        self.until(&end);
                    }
                    None => {
                        self.until(b"\n");
                    }
                }
                continue;
            }
            let text = match byte {
                b'"' | b'\'' => self.short(byte),
                b'[' => match self.long_bracket(0) {
                    Some(end) => {
                        self.skip(end.len());
                        String::from_utf8_lossy(self.until(&end).trim_ascii()).into_owned()
                    }
                    None => {
                        self.skip(1);
                        continue;
                    }
                },
                _ if byte.is_ascii_alphanumeric() || byte == b'_' => {
                    let is_inner = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
                    let length = self.rest.iter().take_while(is_inner).count();
                    self.word = self.skip(length).to_vec();
                    continue;
                }
                _ => {
                    self.punctuation(byte);
                    continue;
                }
            };
            if let Some(text) = self.take(text) {
                return Some(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "usr/lib/luarocks/rocks-5.1/luasocket/3.0-1/luasocket-3.0-1.rockspec";

    const SPEC: &str = r#"
rockspec_format = "3.0" -- "package = 'other'"
--[==[ version = "0" ]==]
package = "LuaSocket"
version = '3.0-1'
source = { url = "git://example.com/x", package = "inner" }
description = {
   summary = [[Network "support"]],
   license = "MIT/X11",
}
dependencies = { "lua >= 5.1", "lpeg~> 1.0", 'luafilesystem' }
build = { type = "builtin", modules = { socket = { sources = { "a.c" } } } }
"#;

    #[test]
    fn a_rockspec_becomes_a_package() {
        let facts = parsed(&UNIT, PATH, SPEC.as_bytes());
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("LuaSocket", "3.0-1"));
        assert_eq!(package.licences, ["MIT/X11"]);
        assert_eq!(package.depends, ["lpeg", "luafilesystem"]);
    }

    #[test]
    fn only_installed_rocks_count() {
        assert!(is_installed(PATH));
        assert!(!is_installed("app/app-1.0-1.rockspec"));
    }

    #[test]
    fn what_does_not_end_is_survived() {
        for odd in [
            &b"package = \"a"[..],
            b"[[",
            b"--[[",
            b"{{{{{{{",
            b"}}}}",
            b"package = [==[",
            b"\xff\xfe\\",
        ] {
            let facts = parsed(&UNIT, PATH, odd);
            assert_eq!(facts.unread.len(), 1, "{odd:?}");
        }
        let deep = "{".repeat(500_000);
        assert_eq!(parsed(&UNIT, PATH, deep.as_bytes()).unread.len(), 1);
    }
}
