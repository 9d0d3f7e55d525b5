//! Measures the bare pass: `pass SOURCE` reads an image with the reader's own analyser only and
//! prints what it found. `pass layer FILE` does one layer.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use seaworthy_image::{Limits, ReadOptions, Source, detect, fuzz, read};

#[expect(clippy::print_stdout, reason = "an example that prints its result")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let start = Instant::now();
    match arguments.as_slice() {
        [word, file] if word == "layer" => {
            let bytes = std::fs::read(file).context("reading the layer")?;
            let start = Instant::now();
            let (facts, problems) = fuzz::layer(&bytes, &[], &Limits::default());
            println!("{} entries, {} bytes in files", facts.entries, facts.bytes);
            println!("{problems:?}, {:?}", start.elapsed());
        }
        [text] => {
            let source = match Source::parse(text, Path::exists) {
                Some(source) => source,
                None => detect(Path::new(text))?.context("no image")?,
            };
            let facts = read(&source, &[], &ReadOptions::default())?.into_facts(&mut |_, _| None);
            println!(
                "{}: {} layers, {:?}",
                facts.name,
                facts.layers.len(),
                facts.distro
            );
            println!(
                "{} files that matter, {:?}",
                facts.files.len(),
                start.elapsed()
            );
            for file in &facts.files {
                println!(
                    "  {:o} {} {:?}",
                    file.file.mode, file.file.path, file.file.purposes
                );
            }
            println!("unread: {:#?}", facts.unread);
        }
        _ => bail!("usage: pass SOURCE | pass layer FILE"),
    }
    Ok(())
}
