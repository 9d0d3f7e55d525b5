//! Fuzzes the target `terraform-hcl` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("terraform-hcl", bytes),
        "no such target"
    );
});
