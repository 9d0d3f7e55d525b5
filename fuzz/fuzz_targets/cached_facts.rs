//! Fuzzes the target `cached-facts` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("cached-facts", bytes),
        "no such target"
    );
});
