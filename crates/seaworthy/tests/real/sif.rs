//! A Debian root as an image file of Singularity, in the squashfs that `mksquashfs` makes of it.

use std::fs;

use anyhow::{Context as _, Result};
use seaworthy_testkit::squashfs::{SifObject, sif};

use crate::lists::differences;
use crate::scan::scan;
use crate::{debian, parts};

#[test]
fn a_sif_holds_what_the_root_holds_that_it_was_made_of() -> Result<()> {
    if !parts::present(&["mksquashfs"])? {
        return Ok(());
    }
    let Some(root) = debian::root()? else {
        return Ok(());
    };
    let root = root.to_str().context("a path in UTF-8")?;
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let unpacked = scan(folder, &format!("rootfs:{root}"))?;
    for compression in ["gzip", "zstd"] {
        let squash = folder.join(compression);
        let mut command = parts::command("mksquashfs", folder)?;
        command.arg(root).arg(&squash);
        command.args(["-comp", compression, "-noappend", "-no-progress", "-quiet"]);
        parts::output(&mut command)?;
        let image = folder.join(format!("{compression}.sif"));
        fs::write(&image, sif(&[SifObject::root(fs::read(&squash)?)]))?;
        let packed = scan(folder, image.to_str().context("a path in UTF-8")?)?;
        let packages = differences(&unpacked.packages()?, &packed.packages()?);
        assert!(packages.is_empty(), "{compression}: {packages:#?}");
        assert_eq!(packed.findings(), unpacked.findings(), "{compression}");
    }
    Ok(())
}
