//! Damage, and input that wants to be endless.

use seaworthy_facts::ImportFormat;
use seaworthy_imports::{
    IMPORT_BYTES_MAX, RESULTS_MAX, RUNS_MAX, ReadImportError, UNREAD_MAX, read,
};

use crate::samples::{BURP, HUSH, NIKTO, NUCLEI, WAPITI, ZAP_JSON, ZAP_XML, unread};

const SARIF: &str = r#"{"version":"2.1.0","runs":[
    {"tool":{"driver":{"name":"T","rules":[{"id":"r"}]}},
    "results":[{"ruleId":"r","message":{"text":"m"},"locations":[{"physicalLocation":
    {"artifactLocation":{"uri":"a%2"},"region":{"startLine":1}}}]}]}]}"#;

fn all() -> [(&'static str, ImportFormat); 7] {
    [
        (SARIF, ImportFormat::Sarif),
        (ZAP_JSON, ImportFormat::ZapJson),
        (ZAP_XML, ImportFormat::ZapXml),
        (NUCLEI, ImportFormat::Nuclei),
        (BURP, ImportFormat::Burp),
        (NIKTO, ImportFormat::Nikto),
        (WAPITI, ImportFormat::Wapiti),
    ]
}

#[test]
fn a_cut_is_an_error_or_an_unknown_and_never_a_clean_report() {
    for (text, format) in all() {
        let whole = read("r", text.as_bytes(), Some(format)).unwrap();
        let end = text.trim_end().len();
        for at in 0..end {
            let Some(cut) = text.as_bytes().get(..at) else {
                continue;
            };
            let Ok(report) = read("r", cut, Some(format)) else {
                continue;
            };
            let told = report.results.len() + usize::from(report.passed > 0);
            // Lines of Nuclei end anywhere; what is lost with the file's end nobody can know.
            let fine = format == ImportFormat::Nuclei
                || !report.unread.is_empty()
                || told >= whole.results.len();
            assert!(fine, "{format} cut at {at}: {report:?}");
        }
    }
}

#[test]
fn a_changed_byte_never_panics_and_errors_do_not_quote() {
    for (text, format) in all() {
        for at in (0..text.len()).step_by(3) {
            for byte in [b'"', b'<', b'9', 0, 0xff] {
                let mut bytes = text.as_bytes().to_vec();
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
                let result = read("r", &bytes, Some(format));
                let shown = format!("{result:?}");
                if result.is_err() {
                    assert!(!shown.contains(HUSH), "{shown}");
                }
            }
        }
    }
}

#[test]
fn every_format_read_as_every_other_ends() {
    for (text, _) in all() {
        for format in ImportFormat::ALL {
            let _ = read("r", text.as_bytes(), Some(format));
        }
    }
    let other = read("r", SARIF.as_bytes(), Some(ImportFormat::ZapXml));
    assert!(
        matches!(other, Err(ReadImportError::Xml { .. })),
        "{other:?}"
    );
    let other = read("r", BURP.as_bytes(), Some(ImportFormat::ZapXml));
    assert!(
        matches!(other, Err(ReadImportError::OtherForm { .. })),
        "{other:?}"
    );
    for none in ["", "{}", "[]", "<a/>", "hello"] {
        let error = read("r", none.as_bytes(), None).unwrap_err();
        assert!(
            matches!(error, ReadImportError::Unrecognised),
            "{none}: {error}"
        );
    }
    let old = r#"{"version":"2.0.0","runs":[]}"#;
    let error = read("r", old.as_bytes(), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "it is SARIF of the version 2.0.0; 2.1.0 is read"
    );
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let bytes = vec![b' '; IMPORT_BYTES_MAX + 1];
    let error = read("r", &bytes, None).unwrap_err();
    assert!(matches!(error, ReadImportError::Large), "{error}");
}

#[test]
fn results_runs_and_unknowns_beyond_the_limits_are_counted() {
    let head = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":["#;
    let one = r#"{"ruleId":"r"},"#;
    let many = format!(
        "{head}{}{{\"ruleId\":\"r\"}}]}}]}}",
        one.repeat(RESULTS_MAX + 1)
    );
    let report = read("r", many.as_bytes(), None).unwrap();
    assert_eq!(report.results.len(), RESULTS_MAX);
    assert!(
        unread(&report)[0].contains("2 results beyond"),
        "{:?}",
        report.unread
    );
    let many = format!("{head}{}1]}}]}}", "1,".repeat(UNREAD_MAX + 9));
    let report = read("r", many.as_bytes(), None).unwrap();
    assert_eq!(report.unread.len(), UNREAD_MAX + 1);
    assert!(
        unread(&report)[UNREAD_MAX].contains("10 more"),
        "{:?}",
        report.unread.last()
    );
    let run = r#"{"tool":{},"results":[]},"#;
    let many = format!(
        "{{\"version\":\"2.1.0\",\"runs\":[{}{{}}]}}",
        run.repeat(RUNS_MAX + 1)
    );
    let report = read("r", many.as_bytes(), None).unwrap();
    assert!(
        unread(&report)
            .iter()
            .any(|one| one.contains("2 runs beyond")),
        "{:?}",
        report.unread
    );
}

#[test]
fn depth_ends_in_an_error() {
    for (open, format) in [
        ("{\"runs\":", ImportFormat::Sarif),
        ("[", ImportFormat::Nuclei),
        ("{\"site\":[{\"x\":", ImportFormat::ZapJson),
    ] {
        let deep = open.repeat(100_000);
        assert!(
            read("r", deep.as_bytes(), Some(format)).is_err(),
            "{format}"
        );
    }
    let deep = format!("<issues>{}", "<a>".repeat(100_000));
    let report = read("r", deep.as_bytes(), None).unwrap();
    assert!(
        unread(&report)[0].contains("inside each other"),
        "{:?}",
        report.unread
    );
}

#[test]
fn long_texts_are_cut() {
    let long = "é".repeat(100_000);
    let text = SARIF
        .replace("\"m\"", &format!("\"{long}\""))
        .replace("a%2", &long);
    let report = read("r", text.as_bytes(), None).unwrap();
    let kept = serde_json::to_string(&report).unwrap();
    assert!(kept.len() < 16_000, "{}", kept.len());
}

#[test]
fn bases_that_lead_to_each_other_end() {
    let text = r#"{"version":"2.1.0","runs":[{"tool":{},"originalUriBaseIds":{
        "A":{"uri":"a/","uriBaseId":"B"},"B":{"uri":"b/","uriBaseId":"A"}},"results":[{"ruleId":"r",
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"x","uriBaseId":"A"}}}]}]}]}"#;
    let report = read("r", text.as_bytes(), None).unwrap();
    let place = report.results[0].place.as_ref().unwrap().to_string();
    assert!(place.ends_with("b/a/x"), "{place}");
}
