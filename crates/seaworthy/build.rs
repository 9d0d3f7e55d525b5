//! Asks the linker of a release to keep functions of the same code once, and no table of unwinding.
//!
//! Generic code repeats itself, for about a twenty-fifth of the program. Only the linker
//! that official toolchains bring for this target is asked; others may not know the options, and
//! make a program that differs in size alone.

use std::env;
use std::path::Path;
use std::process::Command;

/// The target for which official toolchains link with their own LLD (Rust 1.90, release notes).
const TARGET: &str = "x86_64-unknown-linux-gnu";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("TARGET", TARGET) && is("HOST", TARGET) && has_lld() {
        // Functions that are compared by address are not told apart by it: none are.
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        // Releases abort on a panic.
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
    }
}

/// Whether the toolchain brings the linker, as a wrapper that the C compiler calls.
fn has_lld() -> bool {
    let Some(rustc) = env::var_os("RUSTC") else {
        return false;
    };
    let Ok(told) = Command::new(rustc).args(["--print", "sysroot"]).output() else {
        return false;
    };
    let root = String::from_utf8_lossy(&told.stdout);
    let wrapper = format!("lib/rustlib/{TARGET}/bin/gcc-ld/ld.lld");
    Path::new(root.trim()).join(wrapper).is_file()
}
