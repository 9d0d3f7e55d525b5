//! Joins the rule files into one JSON document, which is read several times faster than TOML at
//! the start of every scan, and their examples into another, which no scan reads. Numbers this
//! version of rules and engine. A file that is no TOML fails the build.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("rules");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=src");
    let (mut rules, mut examples) = (Vec::new(), Vec::new());
    for path in files(folder)? {
        let text = fs::read_to_string(&path)?;
        let mut rule: toml::Table =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut shown = toml::Table::new();
        for key in ["id", "found", "silent"] {
            let value = match key {
                "id" => rule.get(key).cloned(),
                _ => rule.remove(key),
            };
            shown.extend(value.map(|value| (key.to_owned(), value)));
        }
        rules.push(rule);
        examples.push(shown);
    }
    let joined = serde_json::to_vec(&rules)?;
    let mut number = fnv(FNV_START, &joined);
    for path in files(Path::new("src"))? {
        number = fnv(number, &fs::read(path)?);
    }
    // The version of an analyser has 32 bits; both halves count.
    let version = (number >> 32) as u32 ^ number as u32;
    println!("cargo::rustc-env=SECRETS_VERSION={version}");
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("rules.json"), joined)?;
    let examples = serde_json::to_vec(&examples)?;
    fs::write(Path::new(&out).join("examples.json"), examples)?;
    Ok(())
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a with 64 bits. It only tells versions apart, nobody gains by making two of them equal.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
