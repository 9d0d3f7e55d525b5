//! Measures the engine over the files of folders, and lists what it finds there.
//!
//! Usage: `cargo run --release -p seaworthy-secrets --example throughput -- FOLDER...`
//! Text is read first; only the search is timed. Hits are told by rule and place, never by value.

#![expect(clippy::print_stdout, reason = "a program for people who measure")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use seaworthy_secrets::{ContentKind, Context, Engine};

/// LIMIT: bytes of one file that is measured; larger ones are left out.
const FILE_BYTES_MAX: u64 = 64 << 20;

fn main() {
    let begin = Instant::now();
    let Ok(engine) = Engine::builtin() else {
        return;
    };
    println!(
        "{} rules read in {:?}",
        engine.rules().len(),
        begin.elapsed()
    );
    let mut files = Vec::new();
    std::env::args()
        .skip(1)
        .for_each(|folder| gather(Path::new(&folder), &mut files));
    let (mut text, mut binary) = (Sum::default(), Sum::default());
    let mut per_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for path in files {
        let Ok(content) = std::fs::read(&path) else {
            continue;
        };
        let name = path.to_string_lossy();
        let begin = Instant::now();
        let scanned = engine.scan(&content, Context::file(&name));
        let sum = if scanned.kind == ContentKind::Binary {
            &mut binary
        } else {
            &mut text
        };
        sum.time += begin.elapsed();
        sum.bytes += content.len();
        sum.files += 1;
        for hit in scanned.hits {
            *per_rule.entry(hit.rule).or_default() += 1;
            println!(
                "{name}:{}:{} {} {}",
                hit.line, hit.column, hit.rule, hit.confidence
            );
        }
    }
    for (rule, count) in per_rule {
        println!("{count:>6} {rule}");
    }
    text.print("text");
    binary.print("binary");
}

#[derive(Default)]
struct Sum {
    files: usize,
    bytes: usize,
    time: Duration,
}

impl Sum {
    fn print(&self, kind: &str) {
        let rate = self.bytes as f64 / 1e6 / self.time.as_secs_f64().max(1e-9);
        println!(
            "{kind}: {} files, {} bytes, {rate:.0} MB/s",
            self.files, self.bytes
        );
    }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let small = entry
            .metadata()
            .is_ok_and(|data| data.len() <= FILE_BYTES_MAX);
        if kind.is_dir() {
            gather(&entry.path(), files);
        } else if kind.is_file() && small {
            files.push(entry.path());
        }
    }
}
