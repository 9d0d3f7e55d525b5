//! SARIF logs give results as the standard says, whatever tool wrote them.

use seaworthy_facts::ImportedReport;
use seaworthy_model::{Digest, StatementStatus};

use crate::samples::{HUSH, lines, read, unread};

/// A log of one run of a tool `T` with these members.
fn log(members: &str) -> String {
    format!(r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}}}},{members}}}]}}"#)
}

fn results(list: &str) -> ImportedReport {
    read(&log(&format!("\"results\":[{list}]")))
}

const FULL: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json",
  "version":"2.1.0","runs":[{
  "results":[
    {"ruleId":"py/sql","ruleIndex":0,"level":"error","message":{"id":"default",
     "arguments":["name","hush"]},
     "locations":[{"physicalLocation":{"artifactLocation":{"uri":"app/db%20x.py",
      "uriBaseId":"SRCROOT"},
        "region":{"startLine":7,"startColumn":3,"snippet":{"text":"password = 'hush-4711'"}}}}],
     "relatedLocations":[{"physicalLocation":{"artifactLocation":{"index":1}}}],
     "codeFlows":[{"threadFlows":[{"locations":[{"state":{"x":{"text":"hush-4711"}}}]}]}],
     "partialFingerprints":{"primaryLocationLineHash":"39fa2ee980eb94b0:1","own/v1":"hush-4711"},
      "baselineState":"new"},
    {"rule":{"index":0,"toolComponent":{"index":0}},"message":{"text":"from an extension"},
     "rank":95,
     "locations":[{"logicalLocations":[{"fullyQualifiedName":"shop.pay.charge",
      "kind":"function"}]}],
     "suppressions":[{"kind":"inSource","justification":"checked by hand"}]},
    {"ruleId":"py/sql/inner","message":{"text":"sub-rule"},"locations":[
      {"physicalLocation":{"artifactLocation":{"uri":"lib.py","uriBaseId":"LIB"}}}]}],
  "tool":{"driver":{"name":"CodeQL","semanticVersion":"2.20.1","version":"2.20","rules":[
      {"id":"py/sql","name":"Sql","shortDescription":{"text":"SQL from user input"},
       "helpUri":"https://docs.example/sql",
       "messageStrings":{"default":{"text":"{0} reaches a query"}},
       "properties":{"security-severity":"8.8","precision":"high","tags":["security",
        "external/cwe/cwe-089"]}}]},
    "extensions":[{"name":"pack","rules":[{"id":"ext/1","fullDescription":{"text":"An extension"},
       "relationships":[{"target":{"id":"327","toolComponent":{"name":"CWE"}}}]}]}]},
  "artifacts":[{"location":{"uri":"a.py"}},{"location":{"uri":"b.py"}}],
  "originalUriBaseIds":{"SRCROOT":{"uri":"file:///builds/shop/"},"LIB":{"uri":"vendor/",
   "uriBaseId":"SRCROOT"}},
  "invocations":[{"executionSuccessful":true}]}]}"#;

#[test]
fn a_log_is_read_whatever_the_order_of_its_members() {
    let report = read(FULL);
    assert_eq!(
        lines(&report),
        [
            "py/sql high high by security-severity 8.8 at app/db x.py:7:3",
            "ext/1 critical medium by rank 95 at shop.pay.charge",
            "py/sql/inner high high by security-severity 8.8 at vendor/lib.py",
        ]
    );
    let first = &report.results[0];
    assert_eq!(first.message, "name reaches a query");
    assert_eq!(first.title.as_deref(), Some("SQL from user input"));
    assert_eq!(first.help.as_deref(), Some("https://docs.example/sql"));
    assert_eq!(first.weaknesses, ["CWE-89"]);
    assert_eq!(first.baseline.as_deref(), Some("new"));
    assert_eq!(first.related[0].to_string(), "b.py");
    assert!(first.identity.as_deref().unwrap().starts_with("own/v1="));
    assert_eq!(report.results[1].weaknesses, ["CWE-327"]);
    let stated = report.results[1].stated.as_ref().unwrap();
    assert_eq!(stated.status, StatementStatus::Accepted);
    assert_eq!(
        stated.text.as_deref(),
        Some("suppressed in the source: checked by hand")
    );
    assert_eq!(report.tools[0].version.as_deref(), Some("2.20.1"));
    assert_eq!(unread(&report), [""; 0]);
    let kept = serde_json::to_string(&report).unwrap();
    assert!(!kept.contains(HUSH), "{kept}");
}

/// "a Boolean that is true if the engineering system that started the process knows that the
/// process succeeded, and false if [it] knows that the process failed" (SARIF 2.1.0, 3.20.14).
#[test]
fn a_tool_that_failed_has_not_passed_anything() {
    let report = read(&log(
        r#""invocations":[{"executionSuccessful":false,"toolExecutionNotifications":[
            {"level":"error","message":{"text":"out of memory"}},
            {"level":"warning","message":{"text":"slow"}}]}],"results":[]"#,
    ));
    let unread = unread(&report);
    assert_eq!(unread.len(), 2, "{unread:?}");
    assert!(
        unread[0].contains("the tool says that it failed"),
        "{unread:?}"
    );
    assert_eq!(
        unread[1],
        "runs[0].invocations[0]: the tool reports an error: out of memory"
    );
}

#[test]
fn a_run_without_results_says_nothing() {
    for (members, words) in [
        ("\"results\":null", "has no results"),
        ("\"columnKind\":\"utf16CodeUnits\"", "has no results"),
        (
            r#""externalPropertyFileReferences":{"results":[{"location":{"uri":"r.json"}}]}"#,
            "other files",
        ),
    ] {
        let report = read(&log(members));
        assert!(unread(&report)[0].contains(words), "{:?}", report.unread);
    }
    assert_eq!(unread(&read(&log("\"results\":[]"))), [""; 0]);
    let none = read(r#"{"version":"2.1.0","runs":[]}"#);
    assert!(unread(&none)[0].contains("no run"), "{none:?}");
}

#[test]
fn what_passed_or_is_gone_is_no_finding_and_what_is_open_is_unknown() {
    let report = results(
        r#"{"ruleId":"a","kind":"pass"},{"ruleId":"a","kind":"notApplicable"},
           {"ruleId":"a","kind":"informational"},{"ruleId":"a","baselineState":"absent"},
           {"ruleId":"a","kind":"open",
            "locations":[{"physicalLocation":{"artifactLocation":{"uri":"x.c"}}}]},
           {"ruleId":"a","kind":"review"},{"ruleId":"a","kind":"dreadful"},
           {"message":{"text":"who says so?"}}, 7, {"ruleId":"b","kind":"fail","message":{}}"#,
    );
    assert_eq!(report.passed, 4);
    assert_eq!(
        lines(&report),
        ["b medium medium by no level, which means warning at -"]
    );
    assert_eq!(
        unread(&report),
        [
            "runs[0].results[4]: the tool could not decide: rule `a` at x.c",
            "runs[0].results[5]: the tool leaves it to a person to decide: rule `a`",
            "runs[0].results[6]: it is of a kind that the standard does not know: rule `a`",
            "runs[0].results[7]: it names no rule: who says so?",
            "runs[0].results[8]: it is no object",
        ]
    );
}

#[test]
fn a_result_of_a_dynamic_test_stands_at_its_address() {
    let report = results(
        r#"{"ruleId":"1","message":{"text":"m"},
            "locations":[{"physicalLocation":{"artifactLocation":{"uri":"https://u:p@shop.example/a?t=1"}}}],
            "webRequest":{"method":"PUT","target":"https://shop.example/a?t=1",
             "headers":{"Cookie":"hush-4711"},
              "body":{"text":"hush-4711"}},"properties":{"parameter":"t"}},
           {"ruleId":"2","message":{"text":"m"},"webRequest":{"method":"GET",
            "target":"http://shop.example/b"}}"#,
    );
    assert_eq!(
        lines(&report),
        [
            "1 medium medium by no level, which means warning at PUT https://shop.example/a?t (t)",
            "2 medium medium by no level, which means warning at GET http://shop.example/b",
        ]
    );
    assert!(!serde_json::to_string(&report).unwrap().contains(HUSH));
}

#[test]
fn images_are_named_by_scanners_in_three_ways() {
    let digest = Digest::sha256(b"image");
    let hex = digest.hex();
    for members in [
        format!(r#""properties":{{"imageID":"{digest}"}}"#),
        format!(r#""properties":{{"repoDigests":["shop/web@{digest}"]}}"#),
        format!(r#""automationDetails":{{"id":"seaworthy/shop/web@{digest}/"}}"#),
        format!(
            r#""artifacts":[{{"mimeType":"application/vnd.oci.image.manifest.v1+json","hashes":{{"sha-256":"{hex}"}}}}]"#
        ),
    ] {
        let report = read(&log(&format!("{members},\"results\":[]")));
        assert_eq!(report.named, std::slice::from_ref(&digest), "{members}");
    }
    let source = format!(r#""artifacts":[{{"hashes":{{"sha-256":"{hex}"}}}}],"results":[]"#);
    assert!(
        read(&log(&source)).named.is_empty(),
        "a source file is no image"
    );
}

#[test]
fn what_a_shell_of_windows_writes_is_read() {
    let text = log("\"results\":[{\"ruleId\":\"ä\",\"message\":{\"text\":\"m\"}}]");
    let mut bytes = vec![0xff, 0xfe];
    text.encode_utf16()
        .for_each(|unit| bytes.extend(unit.to_le_bytes()));
    let report = seaworthy_imports::read("r", &bytes, None).unwrap();
    assert_eq!(report.results[0].rule, "ä");
    let marked = format!("\u{feff}{text}");
    assert_eq!(read(&marked).results.len(), 1);
}
