//! The policy in words, the template, and the summary of `policy check`.

use expect_test::expect;
use jiff::civil::date;
use seaworthy_model::{Decision, Gate};
use seaworthy_policy::{Builtin, Policy, template};

use crate::samples::{TODAY, folded, parse, policy};

const OWN: &str = "version: 1
description: The web shop.
extends: baseline
gates:
  all:
    without: [high-severity]
  ci:
    warn:
      - name: old
        severity: medium
        fix_age_days: 30
        when: finding.epss > 0.1
    unknowns: deny
cves:
  deny: [CVE-2021-44228]
registries:
  trusted: [registry.example.com]
waivers:
  - check: root-user
    scope: { images: [\"registry.example.com/legacy/**\"] }
    reason: The vendor ships
      no other user.
    owner: platform-team
    expires: 2026-06-10
secrets:
  allow: { paths: [\"srv/test/**\"] }
";

#[test]
fn a_policy_is_told_with_what_it_inherits_and_where_each_rule_stands() {
    expect![[r#"
        policy seaworthy.yaml
          The web shop.
          extends baseline

        gate ci
          denies:
          - known-exploited: the weakness is known to be exploited [baseline:
              gates.all.deny[0]]
            check vulnerable-package, known exploited
          - critical-with-fix: an upgrade removes a critical weakness [baseline:
              gates.all.deny[1]]
            check vulnerable-package, severity critical, with a fix
          - proven-secret: a secret lies in the image [baseline: gates.all.deny[2]]
            check hard-coded-secret, severity high or worse, confidence at least high
          - critical-configuration: the configuration hands over the node or the cluster
              [baseline: gates.all.deny[3]]
            about a resource, severity critical, confidence at least high
          warns of:
          - possible-secret: a secret may lie in the image [baseline: gates.all.warn[1]]
            check hard-coded-secret
          - root-user: the container would run as root [baseline: gates.all.warn[2]]
            check root-user or unresolved-user
          - unsupported-distribution: the distribution gets no more security updates
              [baseline: gates.all.warn[3]]
            check end-of-life-distribution
          - expired-waiver: a waiver has expired [baseline: gates.all.warn[4]]
            check expired-waiver
          - untrusted-registry: the image comes from a registry that is not trusted
              [baseline: gates.all.warn[5]]
            check untrusted-registry
          - old: severity medium or worse, a fix exists for 30 days or more, when
              `finding.epss > 0.1` [gates.ci.warn[0]]
          what could not be read or decided: deny [gates.ci.unknowns]

        denied at every gate
          - CVE-2021-44228 [cves.deny[0]]

        trusted registries
          - registry.example.com/** [registries.trusted]

        waivers
          - root-user, until 2026-06-10 by platform-team [waivers[0]]
            The vendor ships no other user.
            only images registry.example.com/legacy/**

        not searched for secrets
          - paths srv/test/**
    "#]]
    .assert_eq(&folded(&policy(OWN).explain(&[Gate::Ci])));
}

#[test]
fn the_template_is_a_policy_and_so_is_each_of_its_examples() {
    for builtin in Builtin::GRADED {
        let text = template(builtin);
        assert!(text.contains(&format!("\nextends: {builtin}\n")));
        parse(&text).unwrap_or_else(|errors| panic!("{errors}"));
        let all: String = text
            .lines()
            .filter(|line| !line.starts_with("## "))
            .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line)))
            .collect();
        let read = parse(&all).unwrap_or_else(|errors| panic!("{errors}\n{all}"));
        assert_eq!(read.waivers(TODAY).count(), 2);
    }
}

#[test]
fn a_check_counts_rules_and_notes_what_is_worth_a_look() {
    let check = policy(OWN).check(TODAY);
    let base = Policy::builtin(Builtin::Baseline).check(TODAY);
    assert_eq!(check.inherits, [Builtin::Baseline]);
    let ci = |check: &seaworthy_policy::PolicyCheck| check.gates[0];
    assert_eq!(ci(&base).0, Gate::Ci);
    assert_eq!(ci(&check).1, ci(&base).1);
    // One left out, one added.
    assert_eq!(ci(&check).2, ci(&base).2);
    assert_eq!(check.waivers, 1);
    assert_eq!(check.notes.len(), 1, "{:?}", check.notes);
    assert_eq!(
        check.notes[0].message,
        "the waiver of root-user expires on 2026-06-10"
    );
    assert_eq!(check.notes[0].line, Some(19));
    let later = policy(OWN).check(date(2026, 7, 1));
    assert_eq!(
        later.notes[0].message,
        "the waiver of root-user expired on 2026-06-10"
    );
    assert_eq!(later.waivers, 0);
}

#[test]
fn a_policy_without_effect_is_noted() {
    let silent = policy("version: 1\n").check(TODAY);
    assert_eq!(silent.notes.len(), Gate::ALL.len());
    let deaf = policy(
        "version: 1\ngates: {all: {deny: [{checks: [root-user]}]}}\nregistries: {trusted: [a.b]}\n",
    );
    assert_eq!(deaf.check(TODAY).notes.len(), Gate::ALL.len());
    assert!(
        deaf.check(TODAY).notes[0]
            .message
            .contains("no rule of `ci`")
    );
}

#[test]
fn a_verdict_carries_the_digest_of_the_text() {
    let policy = policy(OWN);
    let verdict = policy.decide(Gate::Registry, &mut Vec::new(), &[], &[], TODAY);
    assert_eq!(
        verdict.policy_digest,
        seaworthy_model::Digest::sha256(OWN.as_bytes())
    );
    assert_eq!(verdict.decision, Decision::Allow);
}
