//! Every scheme gives a total order, over texts that look like versions and texts that do not.

use std::cmp::Ordering;

use proptest::prelude::*;
use seaworthy_advisories::version::{Scheme, VERSION_BYTES_MAX, VersionError, compare};

const ECOSYSTEMS: [&str; 13] = [
    "Debian:12",
    "Alpine:v3.17",
    "AlmaLinux:9",
    "npm",
    "PyPI",
    "RubyGems",
    "Maven",
    "NuGet",
    "Packagist",
    "CRAN",
    "Hackage",
    "Pub",
    "Bitnami",
];

fn version() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[0-9]{1,3}",
        2 => Just(".".to_owned()),
        1 => "[-_+~^:!]",
        1 => prop::sample::select(vec![
            "alpha", "beta", "rc", "RC", "dev", "post", "pre", "p", "sp", "final", "snapshot", "r",
            "-r", "_p", "_git", "a", "b", "m", "x", "esm", "ubuntu", "el8", "00", "0.0",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,3}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparing_the_other_way_round_gives_the_reverse(
        left in version(), right in version(), at in 0..ECOSYSTEMS.len(),
    ) {
        let ecosystem = ECOSYSTEMS[at];
        if let Ok(order) = compare(ecosystem, &left, &right) {
            prop_assert_eq!(compare(ecosystem, &right, &left), Ok(order.reverse()));
        }
        if compare(ecosystem, &left, &left).is_ok() {
            prop_assert_eq!(compare(ecosystem, &left, &left), Ok(Ordering::Equal));
        }
    }

    #[test]
    fn keys_decide_as_compare_does(
        left in version(), right in version(), at in 0..ECOSYSTEMS.len(),
    ) {
        let ecosystem = ECOSYSTEMS[at];
        let scheme = Scheme::for_ecosystem(ecosystem).unwrap();
        if scheme != Scheme::Maven
            && let (Ok(l), Ok(r)) = (scheme.key(&left), scheme.key(&right))
        {
            prop_assert_eq!(compare(ecosystem, &left, &right), Ok(l.as_bytes().cmp(r.as_bytes())));
        }
    }

    #[test]
    fn a_number_more_is_never_less(
        base in "[1-9][0-9]{0,2}(\\.[0-9]{1,2}){0,3}",
        last in 0_u32..2000,
        at in 0..ECOSYSTEMS.len(),
    ) {
        let (lower, upper) = (format!("{base}.{last}"), format!("{base}.{}", last + 1));
        // Beyond its components a SemVer-like scheme reads pre-release fields, which also ascend.
        prop_assert_eq!(compare(ECOSYSTEMS[at], &lower, &upper), Ok(Ordering::Less));
    }

    #[test]
    fn no_text_makes_a_scheme_fail_badly(text in "\\PC{0,40}", at in 0..ECOSYSTEMS.len()) {
        let _ = Scheme::for_ecosystem(ECOSYSTEMS[at]).unwrap().key(&text);
    }
}

#[test]
fn a_version_over_the_limit_is_refused_and_one_at_the_limit_is_not() {
    for ecosystem in ECOSYSTEMS {
        let scheme = Scheme::for_ecosystem(ecosystem).unwrap();
        let longest = "1".repeat(VERSION_BYTES_MAX);
        assert!(scheme.key(&longest).is_ok(), "{ecosystem}");
        let longer = format!("{longest}1");
        let bytes = longer.len();
        assert_eq!(
            scheme.key(&longer),
            Err(VersionError::TooLong { bytes }),
            "{ecosystem}"
        );
    }
}

#[test]
fn runs_of_zeros_up_to_the_limit_keep_their_order() {
    for ecosystem in ["Maven", "RubyGems"] {
        let zeros = |count: usize| format!("1{}.1", ".0".repeat(count));
        for (more, fewer) in [(200, 199), (248, 247), (2, 1), (1, 0)] {
            let order = compare(ecosystem, &zeros(more), &zeros(fewer));
            assert_eq!(order, Ok(Ordering::Less), "{ecosystem} {more}");
        }
    }
}

#[test]
fn what_has_no_place_is_an_error_and_not_an_order() {
    assert_eq!(compare("npm", " ", "1"), Err(VersionError::Empty));
    assert_eq!(compare("npm", "1\0", "1"), Err(VersionError::Nul));
    assert!(compare("Debian", "a:1", "1").is_err());
    assert!(compare("Hackage", "1.0-beta", "1").is_err());
    assert!(matches!(
        compare("Atari", "1", "2"),
        Err(VersionError::UnknownEcosystem { ecosystem }) if ecosystem == "Atari"
    ));
}

#[test]
fn maven_pairs_follow_the_specification_where_it_is_circular() {
    let circle = ["2.9.0.RC1", "2.9.0", "2.9.0-1", "2.9.0.RC1"];
    for pair in circle.windows(2) {
        assert_eq!(
            compare("Maven", pair[0], pair[1]),
            Ok(Ordering::Less),
            "{pair:?}"
        );
    }
    let scheme = Scheme::for_ecosystem("Maven").unwrap();
    assert!(scheme.key("2.9.0.RC1").unwrap() < scheme.key("2.9.0").unwrap());
    assert!(scheme.key("2.9.0").unwrap() < scheme.key("2.9.0-1").unwrap());
}

#[test]
fn rules_that_the_public_cases_do_not_reach() {
    for (ecosystem, left, right) in [
        // apk-tools: a further number is more; no suffix sorts before cvs.
        ("Alpine", "1", "1.0"),
        ("Alpine", "1.2", "1.2_cvs"),
        // pub_semver: numbers in build metadata compare as numbers.
        ("Pub", "1.0.0+9", "1.0.0+10"),
        // Gem::Version: a dash opens a pre-release.
        ("RubyGems", "1.0-1", "1.0"),
        // SemVer 2.0.0 item 11: a dash makes an identifier text.
        ("npm", "1.0.0-1", "1.0.0--1"),
        // PEP 440: development release before pre-release before final before post-release.
        ("PyPI", "1.0.dev1", "1.0a1"),
        ("PyPI", "1.0", "1.0.post1.dev1"),
        ("PyPI", "1.0.post1.dev1", "1.0.post1"),
        // PHP: other words before dev.
        ("Packagist", "1.0-foo", "1.0-dev"),
    ] {
        assert_eq!(
            compare(ecosystem, left, right),
            Ok(Ordering::Less),
            "{ecosystem} {left} {right}"
        );
    }
}
