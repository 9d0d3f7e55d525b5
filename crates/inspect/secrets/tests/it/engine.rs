//! Whole contents and pairs.

use seaworthy_model::Confidence;
use seaworthy_secrets::{
    AllowError, AllowList, ContentKind, Context, Engine, Place, Scanned, SecretFingerprint,
    Shortfall,
};

fn engine() -> Engine {
    Engine::builtin().expect("the built-in rules are read")
}

/// An access key id that belongs to nobody, put together here so that no file holds it whole.
fn key_id() -> String {
    ["AKIA", "Q3EGR7ZT", "W5XNB2KD"].concat()
}

#[test]
fn a_hit_tells_the_place_and_never_the_value() {
    let text = format!("first line\n  id = \"{}\"\n", key_id());
    let scanned = engine().scan(text.as_bytes(), Context::file("srv/app.ini"));
    let [hit] = &scanned.hits[..] else {
        panic!("{scanned:?}")
    };
    assert_eq!(
        (hit.rule, hit.line, hit.column),
        ("aws-access-key-id", 2, 9)
    );
    assert_eq!((hit.span.clone(), hit.length), (19..39, 20));
    assert_eq!(hit.fingerprint, SecretFingerprint::of(key_id().as_bytes()));
    assert!(!format!("{scanned:?}").contains("Q3EGR7ZT"));
}

#[test]
fn nothing_that_is_held_during_a_scan_tells_the_value() {
    let engine = engine();
    let mut stream = engine.stream(Context::default());
    stream.feed(key_id().as_bytes());
    assert!(!format!("{stream:?} {engine:?}").contains("Q3EGR7ZT"));
    assert_eq!(stream.finish().hits.len(), 1);
}

#[test]
fn values_in_test_folders_and_comments_have_less_confidence() {
    let text = format!("id = {}", key_id());
    let of = |path| engine().scan(text.as_bytes(), Context::file(path)).hits[0].confidence;
    assert_eq!(of("srv/app.ini"), Confidence::Medium);
    assert_eq!(of("srv/tests/app.ini"), Confidence::Low);
    let comment = format!("a = 1\n  # {text}");
    let hits = engine()
        .scan(comment.as_bytes(), Context::file("srv/app.ini"))
        .hits;
    assert_eq!(hits[0].confidence, Confidence::Low);
}

#[test]
fn utf16_text_is_decoded() {
    let text = format!("\u{feff}name\r\nid = {}\r\n", key_id());
    for big_endian in [false, true] {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| {
                if big_endian {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect();
        let scanned = engine().scan(&bytes, Context::default());
        assert_eq!(scanned.kind, ContentKind::Utf16);
        assert_eq!((scanned.hits.len(), scanned.hits[0].line), (1, 2));
    }
}

#[test]
fn binaries_are_searched_for_key_blocks_only() {
    let engine = engine();
    let key = engine
        .rules()
        .iter()
        .find(|rule| rule.id == "private-key")
        .unwrap();
    let text = format!("\u{7f}ELF\0\0{}\0{}", key.found()[0].text(), key_id());
    let scanned = engine.scan(text.as_bytes(), Context::file("usr/bin/server"));
    assert_eq!(scanned.kind, ContentKind::Binary);
    let rules: Vec<_> = scanned.hits.iter().map(|hit| hit.rule).collect();
    assert_eq!(rules, ["private-key"]);
}

#[test]
fn key_stores_are_known_by_their_heads() {
    let java = [
        &[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1][..],
        &[7; 64],
    ]
    .concat();
    let pkcs12 = [
        &[
            0x30, 0x82, 0x0a, 0x00, 0x02, 0x01, 0x03, 0x30, 0x82, 0x09, 0xc6,
        ][..],
        &[
            0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01,
        ],
        &[0; 64],
    ]
    .concat();
    for (content, rule) in [(java, "java-key-store"), (pkcs12, "pkcs12-store")] {
        let scanned = engine().scan(&content, Context::file("srv/store"));
        let rules: Vec<_> = scanned.hits.iter().map(|hit| hit.rule).collect();
        assert_eq!(rules, [rule]);
    }
}

#[test]
fn of_overlapping_hits_the_one_that_knows_most_stays() {
    let text = format!("api_key = \"{}\"", key_id());
    let hits = engine().scan(text.as_bytes(), Context::default()).hits;
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].rule, "aws-access-key-id");
}

#[test]
fn pairs_are_judged_by_name_and_by_value() {
    let engine = engine();
    let rules = |name: &str, value: &str| -> Vec<&'static str> {
        let scanned = engine.scan_pair(name, value, Context::place(Place::Environment));
        scanned.hits.iter().map(|hit| hit.rule).collect()
    };
    assert_eq!(rules("WHATEVER", &key_id()), ["aws-access-key-id"]);
    assert_eq!(
        rules("MYSQL_ROOT_PASSWORD", "Sommer-24"),
        ["generic-password"]
    );
    assert_eq!(
        rules("DB_PASSWORD", ["k9#mPq", "2$vL!x"].concat().as_str()),
        ["generic-password"]
    );
    for (name, value) in [
        ("DB_PASSWORD_FILE", "/run/secrets/db"),
        ("DB_PASSWORD", "/run/secrets/db"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "changeme"),
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/bin"),
        ("GPG_KEY", "E3FF2839C048B25C084DEBE9B26995E310250568"),
        (
            "PYTHON_SHA256",
            "f9a2e1bd3f1b4d9ba6d2b1e0a4c5e6f7089a1b2c3d4e5f60718293a4b5c6d7e8",
        ),
        ("TOKEN_URL", "https://login.internal/oauth/v2/token"),
    ] {
        assert_eq!(rules(name, value), Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn an_allow_list_silences_paths_rules_and_values() {
    let text = format!("id = {}", key_id());
    let print = SecretFingerprint::of(key_id().as_bytes()).to_string();
    let scan = |list: AllowList, path| -> Scanned {
        let engine = engine().with_allow_list(list).unwrap();
        engine.scan(text.as_bytes(), Context::file(path))
    };
    let by_path = || AllowList::new(&["srv/**"], &[], &[]).unwrap();
    assert!(scan(by_path(), "srv/app.ini").hits.is_empty());
    assert_eq!(scan(by_path(), "etc/app.ini").hits.len(), 1);
    let by_rule = AllowList::new(&[], &["aws-access-key-id"], &[]).unwrap();
    assert!(scan(by_rule, "etc/app.ini").hits.is_empty());
    let by_value = AllowList::new(&[], &[], &[print.as_str()]).unwrap();
    assert!(scan(by_value, "etc/app.ini").hits.is_empty());
    let unknown = AllowList::new(&[], &["aws-acess-key"], &[]).unwrap();
    assert!(matches!(
        engine().with_allow_list(unknown),
        Err(AllowError::Rule(_))
    ));
}

#[test]
fn too_many_hits_are_reported_as_a_shortfall() {
    let mut text = String::new();
    for number in 0..=Scanned::HITS_MAX {
        // Digits of base 32 make each id another one.
        let tail: String = (0..4)
            .map(|place| char::from(b'A' + (number >> (4 * place) & 15) as u8))
            .collect();
        text.push_str(&format!(
            "id = {}{tail}\n",
            ["AKIA", "Q3EGR7ZTW5XN"].concat()
        ));
    }
    let scanned = engine().scan(text.as_bytes(), Context::default());
    assert_eq!(scanned.hits.len(), Scanned::HITS_MAX);
    assert_eq!(scanned.shortfall, Some(Shortfall::Hits));
}

#[test]
fn too_many_keywords_are_reported_as_a_shortfall() {
    let text = "passwd ".repeat(2_000_001);
    let scanned = engine().scan(text.as_bytes(), Context::default());
    assert_eq!(scanned.shortfall, Some(Shortfall::Candidates));
}

#[test]
fn one_long_line_is_like_any_other_text() {
    let text = format!("{}id=\"{}\"", "var a=1;".repeat(200_000), key_id());
    let scanned = engine().scan(text.as_bytes(), Context::file("srv/app.min.js"));
    assert_eq!((scanned.hits.len(), scanned.hits[0].line), (1, 1));
    assert_eq!(scanned.hits[0].column, 1_600_005);
}
