//! Reports of dynamic tests.

use seaworthy_facts::ImportFormat;
use seaworthy_model::StatementStatus;

use crate::samples::{BURP, HUSH, NIKTO, NUCLEI, WAPITI, ZAP_JSON, ZAP_XML, lines, read, unread};

#[test]
fn zap_tells_each_request_of_an_alert() {
    let report = read(ZAP_JSON);
    assert_eq!(report.format, ImportFormat::ZapJson);
    assert_eq!(
        lines(&report),
        [
            "40012-1 high medium by riskcode 3 at GET https://shop.example:8443/find?q&page (q)",
            "40012-1 high medium by riskcode 3 at POST https://shop.example:8443/find (q)",
            "10096 negligible low by riskcode 0 at https://shop.example:8443",
        ]
    );
    let first = &report.results[0];
    assert_eq!(first.message, "Cross Site Scripting (Reflected)");
    assert_eq!(first.weaknesses, ["CWE-79"]);
    assert_eq!(
        first.remedy.as_deref(),
        Some("Encode & escape what is printed.")
    );
    assert_eq!(first.help.as_deref(), Some("https://owasp.example/xss"));
    let marked = report.results[2].stated.as_ref().unwrap();
    assert_eq!(marked.status, StatementStatus::NotAffected);
    assert_eq!(
        unread(&report),
        ["site[0].alerts[2]: it names no rule: No id"]
    );
    assert_eq!(
        (
            report.tools[0].name.as_str(),
            report.tools[0].version.as_deref()
        ),
        ("ZAP", Some("2.16.0"))
    );
}

#[test]
fn zap_says_the_same_in_xml() {
    let (json, xml) = (read(ZAP_JSON), read(ZAP_XML));
    assert_eq!(xml.format, ImportFormat::ZapXml);
    assert_eq!(json.results[..2], xml.results[..2]);
    assert_eq!(json.tools, xml.tools);
}

#[test]
fn zap_without_a_site_is_no_pass() {
    for text in [
        r#"{"@programName":"ZAP","@version":"2","site":[]}"#,
        r#"{"@programName":"ZAP","@version":"2"}"#,
        r#"<OWASPZAPReport version="2"></OWASPZAPReport>"#,
    ] {
        let report = read(text);
        assert!(unread(&report)[0].contains("not reached"), "{report:?}");
    }
}

#[test]
fn nuclei_tells_each_match_and_the_line_that_is_broken() {
    let report = read(NUCLEI);
    assert_eq!(
        lines(&report),
        [
            "CVE-2021-44228 critical high by severity critical at https://shop.example/?x",
            "security-headers:csp negligible high by severity info at https://shop.example/",
            "security-headers:hsts negligible high by severity info at https://shop.example/",
            "odd medium high by cvss-score 5.3 at shop.example:443",
        ]
    );
    let first = &report.results[0];
    assert_eq!(first.vulnerabilities, ["CVE-2021-44228"]);
    assert_eq!(first.weaknesses, ["CWE-502"]);
    assert_eq!(first.help.as_deref(), Some("https://advisory.example/1"));
    assert_eq!(report.passed, 1);
    assert!(
        unread(&report)[0].starts_with("line 7: "),
        "{:?}",
        report.unread
    );
    let list: Vec<&str> = NUCLEI.lines().filter(|line| line.ends_with('}')).collect();
    let list = read(&format!("[{}]", list.join(",")));
    assert_eq!(list.results, report.results);
}

#[test]
fn an_empty_file_of_nuclei_is_no_pass() {
    for text in ["", "\n", "[]"] {
        let report = seaworthy_imports::read("r", text.as_bytes(), Some(ImportFormat::Nuclei));
        let report = report.unwrap();
        assert!(unread(&report)[0].contains("ran to its end"), "{report:?}");
    }
}

#[test]
fn burp_tells_issues_with_their_parameter() {
    let report = read(BURP);
    assert_eq!(
        lines(&report),
        [
            "2097920 high high by severity high at POST https://shop.example/find (q)",
            "5 unknown low by severity false positive at https://shop.example/",
        ]
    );
    let first = &report.results[0];
    assert_eq!(first.weaknesses, ["CWE-79"]);
    assert_eq!(first.remedy.as_deref(), Some("Encode output."));
    assert_eq!(
        first.help.as_deref(),
        Some("https://portswigger.example/xss")
    );
    let marked = report.results[1].stated.as_ref().unwrap();
    assert_eq!(marked.status, StatementStatus::NotAffected);
}

#[test]
fn nikto_rates_nothing() {
    let report = read(NIKTO);
    assert_eq!(
        lines(&report),
        ["999986 unknown medium by not rated by Nikto at GET https://shop.example/admin/"]
    );
    assert_eq!(
        unread(&report),
        ["[0].vulnerabilities[1]: it names no test: no id"]
    );
    let single = NIKTO.trim_start_matches('[').trim_end_matches(']');
    assert_eq!(read(single).results, report.results);
}

#[test]
fn wapiti_tells_by_category() {
    let report = read(WAPITI);
    assert_eq!(
        lines(&report),
        [
            "SQL Injection critical medium by level 4 at GET https://shop.example/item?id (id)",
            "Internal Server Error medium medium by level 2 at POST https://shop.example/pay",
        ]
    );
    assert_eq!(
        report.results[0].remedy.as_deref(),
        Some("Use bound parameters.")
    );
    assert_eq!(report.tools[0].version.as_deref(), Some("3.2.4"));
}

#[test]
fn nothing_that_was_sent_or_seen_is_kept() {
    for text in [ZAP_JSON, ZAP_XML, NUCLEI, BURP, NIKTO, WAPITI] {
        let report = read(text);
        assert!(!report.results.is_empty());
        let kept = serde_json::to_string(&report).unwrap();
        assert!(!kept.contains(HUSH) && !kept.contains("aHVzaC"), "{kept}");
    }
}
