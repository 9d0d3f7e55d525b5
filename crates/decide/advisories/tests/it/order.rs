//! Version order against third-party cases, and as an order in general.

use std::path::PathBuf;

use seaworthy_advisories::version::{OrderLine, check_order_line};

/// Where the shared material lies, if it does.
pub(crate) fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("SEAWORTHY_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared")),
        PathBuf::from,
    );
    path.is_dir().then_some(path)
}

fn ecosystem_of(file: &str) -> Option<&'static str> {
    Some(match file.split('-').next().unwrap_or("") {
        "alpine" => "Alpine",
        "cran" => "CRAN",
        "debian" => "Debian",
        "hackage" => "Hackage",
        "maven" => "Maven",
        "nuget" => "NuGet",
        "packagist" => "Packagist",
        "pub" => "Pub",
        "pypi" => "PyPI",
        "redhat" => "Red Hat",
        "rubygems" => "RubyGems",
        "semver" => "npm",
        _ => return None,
    })
}

#[test]
fn orders_of_third_parties_hold() {
    let Some(shared) = shared() else {
        println!("skipped: the shared material is absent");
        return;
    };
    let mut checked = 0;
    let mut misses = Vec::new();
    for entry in std::fs::read_dir(shared.join("truth/version-order")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ecosystem = ecosystem_of(&name).expect(&name);
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            match check_order_line(ecosystem, line) {
                OrderLine::Blank => continue,
                OrderLine::Holds => {}
                OrderLine::Fails(why) => misses.push(format!("{name}: {line}: {why}")),
            }
            checked += 1;
        }
    }
    assert!(checked > 20_000, "only {checked} lines were found");
    assert!(
        misses.is_empty(),
        "{} of {checked}:\n{}",
        misses.len(),
        misses.join("\n")
    );
}
