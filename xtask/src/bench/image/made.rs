//! Images of one kind of software each, made here: 500 jars, and 40,000 files of npm packages.
//!
//! What is in them is the same at every making, so that figures of different days compare.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::build;
use crate::{process, workspace};

const JARS: usize = 500;
/// Class files in a jar: half a million bytes together, as in a middling library.
const CLASSES: usize = 80;
const CLASS_BYTES: usize = 6_000;

const NPM_PACKAGES: usize = 4_000;
/// Files of an npm package: its manifest, its licence, its readme and its code.
const NPM_FILES: usize = 10;

/// An OCI layout with 500 jars.
pub(super) fn java() -> Result<PathBuf> {
    provide("java", |root| {
        let folder = root.join("opt/app/lib");
        let scratch = root.with_extension("jar");
        for number in 0..JARS {
            let _ = fs::remove_dir_all(&scratch);
            write_jar_content(&scratch, number)?;
            fs::create_dir_all(&folder).context("creating the folder of jars")?;
            let jar = folder.join(format!("library-{number}-1.{number}.0.jar"));
            let mut zip = process::command("zip");
            // -X leaves out what differs between file systems.
            zip.current_dir(&scratch)
                .args(["-q", "-X", "-r"])
                .arg(&jar)
                .arg(".");
            anyhow::ensure!(process::succeeds(&mut zip), "zip cannot write a jar");
        }
        fs::remove_dir_all(&scratch).context("removing the scratch folder")
    })
}

fn write_jar_content(folder: &Path, number: usize) -> Result<()> {
    let group = format!("org.example.group{}", number % 50);
    let maven = format!("META-INF/maven/{group}/library-{number}");
    write(
        &folder.join("META-INF/MANIFEST.MF"),
        format!(
            "Manifest-Version: 1.0\r\nImplementation-Title: library-{number}\r\n\
             Implementation-Version: 1.{number}.0\r\n\r\n"
        ),
    )?;
    write(
        &folder.join(&maven).join("pom.properties"),
        format!("groupId={group}\nartifactId=library-{number}\nversion=1.{number}.0\n"),
    )?;
    write(
        &folder.join(&maven).join("pom.xml"),
        format!(
            "<project><groupId>{group}</groupId><artifactId>library-{number}</artifactId>\
             <version>1.{number}.0</version></project>\n"
        ),
    )?;
    let mut noise = Noise::new(number);
    for class in 0..CLASSES {
        let mut bytes = vec![0xca, 0xfe, 0xba, 0xbe];
        bytes.extend((0..CLASS_BYTES).map(|_| noise.next_byte()));
        let path = folder.join(format!("org/example/group{}/C{class}.class", number % 50));
        write(&path, bytes)?;
    }
    Ok(())
}

/// An OCI layout with 40,000 files below `node_modules`.
pub(super) fn node() -> Result<PathBuf> {
    provide("node", |root| {
        for number in 0..NPM_PACKAGES {
            let folder = root.join(format!("app/node_modules/package-{number}"));
            let needs = (number + 1) % NPM_PACKAGES;
            write(
                &folder.join("package.json"),
                format!(
                    "{{\n  \"name\": \"package-{number}\",\n  \"version\": \"1.{number}.0\",\n  \
                     \"license\": \"MIT\",\n  \"main\": \"lib/0.js\",\n  \
                     \"dependencies\": {{ \"package-{needs}\": \"^1.0.0\" }}\n}}\n"
                ),
            )?;
            write(&folder.join("LICENSE"), "Copyright the authors\n")?;
            write(&folder.join("README.md"), code(number, 40))?;
            for file in 3..NPM_FILES {
                let path = folder.join(format!("lib/{}.js", file - 3));
                write(&path, code(number * NPM_FILES + file, 60))?;
            }
        }
        Ok(())
    })
}

/// Text as programs have it: words, numbers and signs in lines.
fn code(seed: usize, lines: usize) -> String {
    const WORDS: [&str; 8] = [
        "function",
        "return",
        "const",
        "options",
        "callback",
        "module",
        "length",
        "prototype",
    ];
    let mut noise = Noise::new(seed);
    let mut text = String::new();
    for line in 0..lines {
        let word = |noise: &mut Noise| {
            let at = usize::from(noise.next_byte()) % WORDS.len();
            WORDS.get(at).copied().unwrap_or_default()
        };
        let (a, b, c) = (word(&mut noise), word(&mut noise), word(&mut noise));
        let number = noise.next_byte();
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "  {a} {b}_{line} = {c}({number}, \"{b}/{c}\"); // {a} {c}"
        );
    }
    text
}

/// Builds a layout below `target/bench` unless it is there.
fn provide(name: &str, fill: impl Fn(&Path) -> Result<()>) -> Result<PathBuf> {
    let folder = workspace::target().join("bench").join(name);
    let layout = folder.join("oci");
    if folder.join("done").is_file() {
        return Ok(layout);
    }
    let _ = fs::remove_dir_all(&folder);
    println!("making the {name} image");
    let root = folder.join("root");
    fs::create_dir_all(&root).with_context(|| format!("creating {}", root.display()))?;
    fill(&root)?;
    let layer = folder.join("layer.tar");
    let mut tar = process::command("tar");
    tar.args(["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "-C"])
        .arg(&root)
        .arg("-cf")
        .arg(&layer)
        .arg(".");
    process::run(&mut tar)?;
    let config = build::config(&build::sha256(&layer)?);
    process::run(process::command("gzip").args(["-6", "-n"]).arg(&layer))?;
    let gzip = folder.join("layer.tar.gz");
    build::write_oci_layout(&layout, &gzip, "gzip", &config)?;
    fs::remove_dir_all(&root).context("removing the unpacked image")?;
    fs::write(folder.join("done"), "").context("noting that the image is complete")?;
    Ok(layout)
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}

/// Bytes without order, the same for the same seed (the generator of Numerical Recipes, ranqd1).
struct Noise(u32);

impl Noise {
    fn new(seed: usize) -> Self {
        Noise(u32::try_from(seed % 1_000_000).unwrap_or(0).wrapping_add(1))
    }

    fn next_byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0.to_be_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_text() {
        assert_eq!(code(7, 3), code(7, 3));
        assert_ne!(code(7, 3), code(8, 3));
        assert_eq!(code(7, 3).lines().count(), 3);
    }
}
