//! Numbers this version of the pass and of the facts, so that no cache serves what an older one
//! found.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let mut number = FNV_START;
    for folder in ["src", "../../base/facts/src"] {
        println!("cargo::rerun-if-changed={folder}");
        for path in files(Path::new(folder))? {
            number = fnv(number, &fs::read(path)?);
        }
    }
    println!("cargo::rustc-env=PASS_VERSION={number:016x}");
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
