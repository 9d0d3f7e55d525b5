//! What a user reads when the file is wrong: place, problem, next step.

use expect_test::{Expect, expect};

use crate::samples::{folded, parse};

fn check(text: &str, expected: &Expect) {
    let message = match parse(text) {
        Ok(_) => "no error".to_owned(),
        Err(errors) => errors.to_string(),
    };
    expected.assert_eq(&folded(&message));
}

#[test]
fn syntax() {
    check(
        "version: 1\ngates:\n  ci: [\n",
        &expect![[r#"
            seaworthy.yaml:3:7: the file is not readable as YAML: unclosed bracket '['
              help: compare the line with `seaworthy policy init`; indent with spaces
        "#]],
    );
    check(
        "version: 1\nversion: 1\n",
        &expect![[r#"
            seaworthy.yaml:2:1: the file is not readable as YAML: the field `version` stands
                  there twice
              help: keep one of the two
        "#]],
    );
    check(
        "",
        &expect![[r#"
            seaworthy.yaml:1:1: expected a mapping, found nothing
              help: write a mapping here
        "#]],
    );
    check(
        "- version\n",
        &expect![[r#"
            seaworthy.yaml:1:1: expected a mapping, found a list
              help: write a mapping here
        "#]],
    );
    check(
        "version: 1\nwaivers: [[root-user, me]]\ngates: [ci]\n",
        &expect![[r#"
            seaworthy.yaml:2:11: waivers[0]: expected a mapping, found a list
              help: write a mapping here
            seaworthy.yaml:3:8: gates: expected a mapping, found a list
              help: write a mapping here
        "#]],
    );
    check(
        "version: 7\n",
        &expect![[r#"
            seaworthy.yaml:1:10: version: version 7 of the policy format is unknown
              help: write `version: 1`, or use a newer seaworthy
        "#]],
    );
}

#[test]
fn fields_and_words() {
    check(
        "version: 1
extend: baseline
gates:
  ci:
    deny:
      - severty: high
        fixable: true
      - severity: severe
    wran: []
  build: {}
",
        &expect![[r#"
            seaworthy.yaml:2:1: extend: unknown field `extend`
              help: did you mean `extends`?
            seaworthy.yaml:6:9: gates.ci.deny[0].severty: unknown field `severty`
              help: did you mean `severity`?
            seaworthy.yaml:8:19: gates.ci.deny[1].severity: unknown word `severe`
              help: use one of unknown, negligible, low, medium, high, critical
            seaworthy.yaml:9:5: gates.ci.wran: unknown field `wran`
              help: use one of deny, warn, unknowns, without
            seaworthy.yaml:10:3: gates.build: unknown field `build`
              help: use one of all, ci, registry, promotion, admission, runtime
        "#]],
    );
}

#[test]
fn types_numbers_and_dates() {
    check(
        "version: 1
gates:
  ci:
    deny:
      - checks: root-user
      - cvss: 9,5
      - cvss: 95
      - fixable: yes
      - fix_age_days: -1
      - {}
waivers:
  - check: root-user
    reason: because
    owner: 12
    expires: 2027-02-30
  - check: root-user
    reason: because
    owner: me
  - reason: because
    owner: me
    expires: 2027-02-28
",
        &expect![[r#"
            seaworthy.yaml:5:17: gates.ci.deny[0].checks: expected a list, found the text
                  "root-user"
              help: write a list, such as [one, two]
            seaworthy.yaml:6:15: gates.ci.deny[1].cvss: expected a number, found the text "9,5"
              help: write a number here
            seaworthy.yaml:7:15: gates.ci.deny[2].cvss: 95 is not between 0 and 10
              help: give a number from 0 to 10
            seaworthy.yaml:8:18: gates.ci.deny[3].fixable: expected `true` or `false`, found the
                  text "yes"
              help: write `true` or `false` here
            seaworthy.yaml:9:23: gates.ci.deny[4].fix_age_days: expected a whole number from 0,
                  found the number -1
              help: write a whole number from 0 here
            seaworthy.yaml:10:9: gates.ci.deny[5]: a rule without selectors matches every
                  finding
              help: add a selector; `severity: unknown` if every finding is meant
            seaworthy.yaml:14:12: waivers[0].owner: expected a text, found the number 12
              help: put quotes around it if it is meant as text
            seaworthy.yaml:15:14: waivers[0].expires: `2027-02-30` is no date
              help: write a day as YEAR-MONTH-DAY, such as 2027-01-31
            seaworthy.yaml:16:5: waivers[1]: the field `expires` is missing
              help: add `expires:` with the last day on which it holds, such as 2027-01-31
            seaworthy.yaml:19:5: waivers[2]: a waiver names neither `check` nor `cve`
              help: add `check: ID`, `cve: ID` or both
        "#]],
    );
}

#[test]
fn names_that_do_not_exist() {
    check(
        "version: 1
extends: baseline
gates:
  ci:
    without: [root-usr]
    deny:
      - checks: [root-usr, \"image-*\"]
      - controls: [IMG-03, IMG-99]
waivers:
  - check: root-users
    reason: because
    owner: me
    expires: 2027-01-01
",
        &expect![[r#"
            seaworthy.yaml:5:15: gates.ci.without[0]: there is no inherited rule `root-usr`
              help: did you mean `root-user`?
            seaworthy.yaml:7:18: gates.ci.deny[0].checks[0]: there is no check `root-usr`
              help: did you mean `root-user`?
            seaworthy.yaml:7:28: gates.ci.deny[0].checks[1]: there is no check `image-*`
              help: `seaworthy checks` lists them
            seaworthy.yaml:8:28: gates.ci.deny[1].controls[1]: there is no control `IMG-99`
              help: `seaworthy controls` lists them
            seaworthy.yaml:10:12: waivers[0].check: there is no check `root-users`
              help: did you mean `root-user`?
        "#]],
    );
}

#[test]
fn patterns_and_conditions() {
    check(
        "version: 1
gates:
  ci:
    deny:
      - packages: [fine, \"[\"]
      - when: finding.severity == == 'high'
      - when: 'finding.sevrity == \"high\"'
      - when: finding.severity
      - when: >
          finding.cvss > 'x'
waivers:
  - cve: CVE-2026-1
    scope: { paths: [\"{a\"] }
    reason: ' '
    owner: me
    expires: 2027-01-01
",
        &expect![[r#"
            seaworthy.yaml:5:26: gates.ci.deny[0].packages[1]: `[` is no pattern: unclosed
                  character class; missing ']'
              help: use `*`, `**`, `?`, `[a-z]` and `{a,b}`; at most 512 bytes and 1000 patterns
                  a list
            seaworthy.yaml:6:35: gates.ci.deny[1].when: the condition cannot be used: Syntax
                  error: extraneous input '=='
              help: a condition is CEL over `finding` and `image` that yields true or false: at
                  most 2048 bytes, 400 steps, 1 loop deep
            seaworthy.yaml:7:15: gates.ci.deny[2].when: the condition cannot be used: `finding`
                  has no field `sevrity`; did you mean `severity`?
              help: a condition is CEL over `finding` and `image` that yields true or false: at
                  most 2048 bytes, 400 steps, 1 loop deep
            seaworthy.yaml:8:15: gates.ci.deny[3].when: the condition cannot be used: it yields
                  a string instead of true or false
              help: a condition is CEL over `finding` and `image` that yields true or false: at
                  most 2048 bytes, 400 steps, 1 loop deep
            seaworthy.yaml:10:11: gates.ci.deny[4].when: the condition cannot be used: `>` does
                  not fit double and string
              help: a condition is CEL over `finding` and `image` that yields true or false: at
                  most 2048 bytes, 400 steps, 1 loop deep
            seaworthy.yaml:13:22: waivers[0].scope.paths[0]: `{a` is no pattern: unclosed
                  alternate group; missing '}' (maybe escape '{' with '[{]'?)
              help: use `*`, `**`, `?`, `[a-z]` and `{a,b}`; at most 512 bytes and 1000 patterns
                  a list
            seaworthy.yaml:14:13: waivers[0].reason: `reason` is empty
              help: fill `waivers[0].reason` in, or remove it
        "#]],
    );
}

#[test]
fn contradictions() {
    check(
        "version: 1
cves:
  allow:
    - { id: cve-2021-44228, reason: none, owner: me, expires: 2027-01-01 }
  deny: [CVE-2021-44228]
",
        &expect![[r#"
            seaworthy.yaml:4:13: cves.allow[0].id: `cve-2021-44228` is on the deny list too
              help: keep one of the two
        "#]],
    );
}
