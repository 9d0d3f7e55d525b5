//! Installed Ruby gems: `specifications/*.gemspec`.
//!
//! Format: the Ruby source that RubyGems writes on installation, one assignment a line. It is read
//! by its lines and never run. The line `# stub: NAME VERSION PLATFORM PATHS` comes first where
//! present.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::lines::lines;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "gemspec",
    title: "Installed Ruby gems",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("gemspec", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: a gem that lists all its files in one line has 500 kB.
    file_bytes_max: 8 * 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    match folders.next() {
        Some("specifications") => true,
        Some("default") => folders.next() == Some("specifications"),
        _ => false,
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut gem = Gem::default();
    for line in lines(content) {
        gem.line(&String::from_utf8_lossy(line));
    }
    if gem.name.is_empty() || gem.version.is_empty() {
        let file = found.path().rsplit('/').next().unwrap_or_default();
        let stem = file.strip_suffix(".gemspec").unwrap_or(file);
        match stem.rsplit_once('-') {
            Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => {
                found.unread("name or version do not stand in the file; its name was taken");
                gem.name = name.to_owned();
                gem.version = version.to_owned();
            }
            _ => return found.unread("no gem specification: it states no name or version"),
        }
    }
    let mut package = found.new_package(PackageKind::Gem, gem.name, gem.version);
    package.licences = gem.licences;
    package.depends = gem.needs;
    found.push(package);
}

#[derive(Default)]
struct Gem {
    name: String,
    version: String,
    licences: Vec<String>,
    needs: Vec<String>,
}

impl Gem {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(stub) = line.strip_prefix("# stub: ") {
            let mut words = stub.split(' ');
            self.name = words.next().unwrap_or_default().to_owned();
            self.version = words.next().unwrap_or_default().to_owned();
            return;
        }
        let Some(member) = line.strip_prefix("s.") else {
            return;
        };
        if let Some(value) = member.strip_prefix("name = ") {
            fill(&mut self.name, value);
        } else if let Some(value) = member.strip_prefix("version = ") {
            fill(&mut self.version, value);
        } else if let Some(value) = member
            .strip_prefix("licenses = ")
            .or_else(|| member.strip_prefix("license = "))
        {
            self.licences.extend(quoted(value).map(str::to_owned));
        } else if let Some(value) = member
            .strip_prefix("add_runtime_dependency(")
            .or_else(|| member.strip_prefix("add_dependency("))
        {
            let name = value
                .strip_prefix("%q<")
                .and_then(|value| value.split_once('>'));
            let name = name.map(|(name, _)| name).or_else(|| quoted(value).next());
            if let Some(name) = name {
                // Older RubyGems write each need twice, for older readers.
                if self.needs.last().is_none_or(|last| last != name) {
                    self.needs.push(name.to_owned());
                }
            }
        }
    }
}

fn fill(field: &mut String, value: &str) {
    if field.is_empty()
        && let Some(text) = quoted(value).next()
    {
        *field = text.to_owned();
    }
}

/// The texts in quotation marks.
fn quoted(value: &str) -> impl Iterator<Item = &str> {
    let mark = if value.contains('"') { '"' } else { '\'' };
    value.split(mark).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PATH: &str = "var/lib/gems/3.1.0/specifications/rails-7.0.1.gemspec";

    #[test]
    fn a_specification_becomes_a_package() {
        let text = b"# -*- encoding: utf-8 -*-\n# stub: rails 7.0.1 ruby lib\n\n\
            Gem::Specification.new do |s|\n  s.name = \"rails\".freeze\n  s.version = \"7.0.1\"\n\
            \x20 s.licenses = [\"MIT\".freeze, \"Ruby\".freeze]\n\
            \x20 s.add_runtime_dependency(%q<actionpack>.freeze, [\"= 7.0.1\"])\n\
            \x20 s.add_development_dependency(%q<rake>.freeze, [\">= 0\"])\nend\n";
        let facts = parsed(&UNIT, PATH, text);
        let package = &facts.packages[0];
        assert_eq!((&*package.name, &*package.version), ("rails", "7.0.1"));
        assert_eq!(package.licences, ["MIT", "Ruby"]);
        assert_eq!(package.depends, ["actionpack"]);
    }

    #[test]
    fn assignments_serve_where_there_is_no_stub() {
        let text = b"  s.name = 'a'\n  s.version = Gem::Version.new(\"1.2\")\n";
        let facts = parsed(&UNIT, PATH, text);
        assert_eq!(
            (&*facts.packages[0].name, &*facts.packages[0].version),
            ("a", "1.2")
        );
    }

    #[test]
    fn the_file_name_serves_where_nothing_else_does_and_is_said() {
        let facts = parsed(&UNIT, PATH, b"\xff\xfe rubbish");
        assert_eq!(facts.packages[0].version, "7.0.1");
        assert_eq!(facts.unread.len(), 1);
        let facts = parsed(&UNIT, "specifications/x.gemspec", b"");
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 1);
    }
}
