//! Our documents as programs of others judge them: SPDX, CycloneDX and JUnit.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::scan::program;
use crate::{debian, parts, storefront};

/// A Python package that `cargo xtask test` installs; none, with the reason said, where it is not.
fn installed(name: &str) -> Result<Option<PathBuf>> {
    let variable = format!("SEAWORTHY_{}", name.to_ascii_uppercase());
    let found = parts::named_by(&variable);
    if found.is_none() {
        let reason = format!("{variable} names no {name}; `cargo xtask test` installs it");
        parts::skip(name, &reason)?;
    }
    Ok(found)
}

/// What the documents are made of: an image, a folder with images, and real ones where they are.
fn targets() -> Result<Vec<String>> {
    let shop = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/storefront");
    let mut targets = vec![storefront::target(), shop.to_owned()];
    let alpine = parts::shared("corpora/images/alpine-310.tar.gz");
    if alpine.is_file() {
        targets.push(alpine.display().to_string());
    }
    if let Some(root) = debian::root()? {
        targets.push(format!("rootfs:{}", root.display()));
    }
    Ok(targets)
}

/// Writes one document with `sbom`.
fn bill(folder: &Path, target: &str, format: &str) -> Result<PathBuf> {
    let path = folder.join(format!("bill.{format}.json"));
    let output = format!("{format}={}", path.display());
    parts::output(program(folder).args(["sbom", target, "-o", &output]))?;
    Ok(path)
}

/// Writes one document with `scan`, whatever the gate says.
fn report(folder: &Path, target: &str, format: &str) -> Result<PathBuf> {
    let path = folder.join(format!("scan.{format}"));
    let output = format!("{format}={}", path.display());
    let ended = program(folder)
        .args(["scan", target, "-o", &output])
        .output()?;
    ensure!(
        matches!(ended.status.code(), Some(0 | 1)),
        "{target}: {}",
        String::from_utf8_lossy(&ended.stderr)
    );
    Ok(path)
}

/// Puts another value at a pointer, to see that a validator does not accept everything.
fn damaged(path: &Path, pointer: &str, value: &str) -> Result<PathBuf> {
    let mut document: Value = serde_json::from_slice(&fs::read(path)?)?;
    *document.pointer_mut(pointer).context("a member")? = value.into();
    let damaged = path.with_extension("damaged.json");
    fs::write(&damaged, document.to_string())?;
    Ok(damaged)
}

#[test]
fn the_tools_of_spdx_find_nothing_wrong() -> Result<()> {
    let Some(validator) = installed("pyspdxtools")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let judge = |file: &Path| {
        let mut command = parts::clean(&validator, folder.path());
        parts::output(command.arg("-i").arg(file))
    };
    for target in targets()? {
        let written = bill(folder.path(), &target, "spdx")?;
        judge(&written).with_context(|| target.clone())?;
        let broken = damaged(
            &written,
            "/packages/0/licenseDeclared",
            "LicenseRef-nowhere",
        )?;
        ensure!(judge(&broken).is_err(), "the validator accepts everything");
    }
    Ok(())
}

const CYCLONEDX: &str = "
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
with open(sys.argv[1], encoding='utf-8') as file:
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
if wrong is not None:
    sys.exit(str(wrong)[:2000])
";

/// Every case is counted once, in its suite and in all.
const JUNIT: &str = "
import sys
from junitparser import JUnitXml
page = JUnitXml.fromfile(sys.argv[1])
suites = list(page)
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(one.__class__.__name__ == 'Failure' for one in case.result)]
if not cases or page.tests != len(cases) or page.failures != len(failed):
    sys.exit(f'{page.tests} tests, {page.failures} failures; {len(cases)}, {len(failed)} counted')
for suite in suites:
    if suite.tests != len(list(suite)):
        sys.exit(f'{suite.name}: {suite.tests} tests, {len(list(suite))} counted')
";

/// Runs a script over a file, with the packages beside `package` (`NAME/__init__.py`).
fn python(folder: &Path, package: &Path, script: &str, file: &Path) -> Result<String> {
    let packages = package.ancestors().nth(2).context("site-packages")?;
    let mut command = parts::command("python3", folder)?;
    command.env("PYTHONPATH", packages).args(["-c", script]);
    parts::output(command.arg(file))
}

#[test]
fn the_library_of_cyclonedx_finds_nothing_wrong() -> Result<()> {
    let Some(library) = installed("cyclonedx")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    for target in targets()? {
        let written = bill(folder, &target, "cyclonedx")?;
        python(folder, &library, CYCLONEDX, &written).with_context(|| target.clone())?;
        let broken = damaged(&written, "/metadata/component/type", "ship")?;
        let judged = python(folder, &library, CYCLONEDX, &broken);
        ensure!(judged.is_err(), "the validator accepts everything");
    }
    let with_weaknesses = report(folder, &storefront::target(), "cyclonedx")?;
    python(folder, &library, CYCLONEDX, &with_weaknesses)?;
    Ok(())
}

#[test]
fn a_reader_of_junit_counts_what_we_state() -> Result<()> {
    let Some(library) = installed("junitparser")? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    for target in targets()? {
        let written = report(folder, &target, "junit")?;
        python(folder, &library, JUNIT, &written).with_context(|| target.clone())?;
        let text = fs::read_to_string(&written)?;
        let broken = folder.join("broken.xml");
        fs::write(&broken, text.replacen("tests=\"", "tests=\"9", 1))?;
        let judged = python(folder, &library, JUNIT, &broken);
        ensure!(judged.is_err(), "the reader accepts everything");
    }
    Ok(())
}
