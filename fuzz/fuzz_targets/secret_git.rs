//! Fuzzes the target `secret-git` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("secret-git", bytes),
        "no such target"
    );
});
