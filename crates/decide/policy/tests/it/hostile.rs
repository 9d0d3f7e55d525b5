//! Files that mean harm: each ends in an error within its limit.

use seaworthy_policy::limits::{
    ERRORS_MAX, PATTERN_BYTES_MAX, PATTERNS_MAX, POLICY_BYTES_MAX, RULES_MAX, WAIVERS_MAX,
};
use seaworthy_policy::{Policy, Problem};

use crate::samples::{known, parse};

fn problem(text: &str) -> Problem {
    parse(text).unwrap_err().errors.remove(0).problem
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let text = format!("version: 1\n#{}", "x".repeat(POLICY_BYTES_MAX));
    assert!(matches!(problem(&text), Problem::TooLarge { .. }));
}

#[test]
fn aliases_do_not_multiply() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (from, to) in ('a'..='i').zip('b'..='j') {
        let many = vec![format!("*{from}"); 10].join(",");
        bomb.push_str(&format!("{to}: &{to} [{many}]\n"));
    }
    assert!(matches!(problem(&bomb), Problem::Syntax { .. }));
    // Few aliases of something large are a bomb as well.
    let large = vec!["x"; 5_000].join(",");
    let bomb = format!("a: &a [{large}]\nb: [{}]\n", vec!["*a"; 20].join(","));
    assert!(matches!(problem(&bomb), Problem::Syntax { .. }));
    assert!(matches!(problem("a: &a [*a]\n"), Problem::Syntax { .. }));
}

#[test]
fn depth_ends() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        for depth in [17, 100, 20_000] {
            let text = format!("a: {}{}", open.repeat(depth), close.repeat(depth));
            assert!(
                matches!(problem(&text), Problem::Syntax { .. }),
                "{open} {depth}"
            );
        }
    }
    let block: String = (0..100)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    assert!(matches!(problem(&block), Problem::Syntax { .. }));
}

#[test]
fn rules_waivers_and_patterns_are_counted() {
    let too_many = |text: &str, expected: &str| match problem(text) {
        Problem::TooMany { what, .. } => assert_eq!(what, expected),
        other => panic!("{other}"),
    };
    let rules = "      - {severity: high}\n".repeat(RULES_MAX + 1);
    too_many(
        &format!("version: 1\ngates:\n  ci:\n    deny:\n{rules}"),
        "rules",
    );
    let waiver = "  - {cve: CVE-1, reason: r, owner: o, expires: 2027-01-01}\n";
    let waivers = waiver.repeat(WAIVERS_MAX + 1);
    too_many(
        &format!("version: 1\nwaivers:\n{waivers}"),
        "waivers and allowed CVEs",
    );
    let list = vec!["x"; PATTERNS_MAX + 1].join(",");
    let rule = format!("version: 1\ngates: {{ci: {{deny: [{{packages: [{list}]}}]}}}}\n");
    too_many(&rule, "patterns");
    let scope = "reason: r, owner: o, expires: 2027-01-01";
    let waiver =
        format!("version: 1\nwaivers: [{{cve: C, {scope}, scope: {{paths: [{list}]}}}}]\n");
    too_many(&waiver, "patterns");
    let long = "x".repeat(PATTERN_BYTES_MAX + 1);
    let rule = format!("version: 1\ngates: {{ci: {{deny: [{{packages: [{long}]}}]}}}}\n");
    assert!(matches!(problem(&rule), Problem::Pattern { .. }));
}

#[test]
fn as_many_rules_and_waivers_as_allowed_are_read() {
    let rules = "      - {severity: high}\n".repeat(RULES_MAX);
    let waiver = "  - {cve: CVE-1, reason: r, owner: o, expires: 2027-01-01}\n";
    let waivers = waiver.repeat(WAIVERS_MAX);
    let text = format!("version: 1\ngates:\n  ci:\n    deny:\n{rules}waivers:\n{waivers}");
    assert!(parse(&text).is_ok());
}

#[test]
fn errors_are_counted() {
    let fields: String = (0..200)
        .map(|number| format!("field-{number}: 1\n"))
        .collect();
    let errors = parse(&format!("version: 1\n{fields}")).unwrap_err().errors;
    assert_eq!(errors.len(), ERRORS_MAX + 1);
    assert_eq!(errors.last().unwrap().problem, Problem::TooManyErrors);
}

#[test]
fn no_text_makes_the_reader_panic() {
    for text in [
        "",
        " ",
        "\0",
        "\u{feff}version: 1\n",
        "---\n---\n",
        "- 1\n",
        "version",
        "version: [",
        "version: 99999999999999999999",
        "version: -1",
        "version: 1.0",
        "version: .nan",
        "version: !!binary x",
        "!x version: 1",
        "? [a]\n: b\n",
        "<<: 1\n",
        "version: 1\nversion: 1\n",
        "version: 1\n\twaivers: []\n",
        "version: 1\r\nwaivers: []\r\n",
        "%YAML 9.9\n---\nversion: 1\n",
        "version: 1\ngates: ~\n",
        "version: 1\nextends: ~\n",
        "1: 2\n",
        "~: 1\n",
        "[a, b]: 1\n",
        "version: 1\ngates: {ci: {deny: [{when: \"\\u0000\"}]}}\n",
    ] {
        // Whether it is an error is said elsewhere; here it must only end.
        let read = Policy::parse(text, "x", &known());
        if let Err(errors) = read {
            assert!(!errors.errors.is_empty(), "{text:?}");
            assert!(
                errors
                    .errors
                    .iter()
                    .all(|error| error.line > 0 && error.column > 0)
            );
            assert!(errors.errors.iter().all(|error| !error.help().is_empty()));
        }
    }
}
