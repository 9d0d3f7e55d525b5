//! Fuzzes the target `maven-pom` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("maven-pom", bytes), "no such target");
});
