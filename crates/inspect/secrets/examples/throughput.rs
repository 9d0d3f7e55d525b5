//! Measures the engine over the files of folders, and lists what it finds there.
//!
//! Usage: `cargo run --release -p seaworthy-secrets --example throughput -- FOLDER...` Text is read
//! first; only the search is timed, in processor time where the system tells it. Hits are told by
//! rule and place, never by value.

#![expect(clippy::print_stdout, reason = "a program for people who measure")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use seaworthy_secrets::{ContentKind, Engine};

/// LIMIT: bytes of one file that is measured; larger ones are left out.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Bytes that are read before they are searched together.
const BATCH_BYTES: usize = 64 << 20;

fn main() {
    let begin = processor_time();
    let Ok(engine) = Engine::builtin() else {
        return;
    };
    println!(
        "{} rules read in {:?}",
        engine.rules().len(),
        processor_time() - begin
    );
    let mut files = Vec::new();
    std::env::args()
        .skip(1)
        .for_each(|folder| gather(Path::new(&folder), &mut files));
    let mut sums = [
        (ContentKind::Text, Sum::default()),
        (ContentKind::Binary, Sum::default()),
    ];
    let mut per_rule: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files = files.into_iter().peekable();
    while files.peek().is_some() {
        let mut bytes = 0;
        let mut batch = Vec::new();
        while bytes < BATCH_BYTES
            && let Some(path) = files.next()
        {
            let content = std::fs::read(&path).unwrap_or_default();
            bytes += content.len();
            batch.push((path.to_string_lossy().into_owned(), content));
        }
        for (kind, sum) in &mut sums {
            let begin = processor_time();
            let of_kind = batch
                .iter()
                .filter(|(_, content)| ContentKind::of(content) == *kind);
            let results: Vec<_> = of_kind
                .map(|(path, content)| (path, content, engine.scan_file(content, path)))
                .collect();
            sum.time += processor_time() - begin;
            for (path, content, scanned) in results {
                sum.files += 1;
                sum.bytes += content.len();
                for hit in scanned.hits {
                    *per_rule.entry(hit.rule).or_default() += 1;
                    println!(
                        "{path}:{}:{} {} {}",
                        hit.line, hit.column, hit.rule, hit.confidence
                    );
                }
            }
        }
    }
    for (rule, count) in per_rule {
        println!("{count:>6} {rule}");
    }
    for (kind, sum) in sums {
        sum.print(&format!("{kind:?}"));
    }
}

/// Time on the processor, which a busy machine does not stretch; since the start elsewhere.
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
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
