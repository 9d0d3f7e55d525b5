//! The table as a person reads it.

use expect_test::{Expect, expect, expect_file};
use seaworthy_facts::Facts;
use seaworthy_model::Assessment;
use seaworthy_report::{ColorChoice, RenderOptions};

use crate::builder::{clean, everything, folder, render, secret, unknown_only, weakness};

fn check_at_80(assessment: &Assessment<Facts>, expected: &Expect) {
    expected.assert_eq(&render("table", assessment, &RenderOptions::default()));
}

#[test]
fn a_clean_image_is_a_short_page() {
    check_at_80(
        &clean(),
        &expect![[r#"
        ALLOW  registry.example/shop/web:1.4
          image linux/amd64 sha256:05b3abf2579a · gate ci · policy baseline

        Advisory data
          Debian:12  newest advisory 2026-09-01

        0 findings · 3 packages · 38 ms
        advisories: embedded pack, newest 2026-09-01, 12 days before this scan
    "#]],
    );
}

#[test]
fn an_image_that_could_not_be_read_says_so() {
    check_at_80(
        &unknown_only(),
        &expect![[r#"
            WARN  registry.example/shop/web:1.4
              image linux/amd64 sha256:05b3abf2579a · gate ci · policy baseline
              warn  something could not be read

            Not known  2
              - layer 1: gzip stream ends after 4096 of 9000 bytes (leaves IMG-01, IMG-02
                open)
              - /opt/app/huge.jar in layer 1: larger than the 256 MiB that are read as a
                whole; scan it by itself

            Advisory data  1 of 1 not covered
              Wolfi  no data: packages of this kind were not matched

            0 findings · 2 not known · 3 packages · 1.2 s
            advisories: embedded pack, no dated data for this target
        "#]],
    );
}

#[test]
fn everything_at_80_columns() {
    check_at_80(
        &everything(),
        &expect![[r#"
            DENY  registry.example/shop/web:1.4
              image linux/amd64 sha256:05b3abf2579a · gate ci · policy baseline
              deny  a critical vulnerability has a fix (2 findings)
              warn  the container runs as root

            Fix this first
              1  openssl 3.0.11-1~deb12u2 → 3.0.15-1~deb12u1
                 removes 3 (2 critical, 2 exploited)
              2  Revoke the token, take the file out of the build context and rebuild
                 removes 1 (1 critical)
              3  lodash 4.17.20 → 4.17.21  removes 1 (1 high)
              4  Add `USER app` at the end of the Dockerfile
                 removes 1 (1 medium)

            Vulnerabilities  7 in 2 packages: 2 critical, 2 high, 2 medium, 1 negligible
              package  installed         fixed in          crit  high  med  other
              openssl  3.0.11-1~deb12u2  3.0.15-1~deb12u1     2     1    2      1
                CVE-2024-5535  critical  CVSS 7.5 · exploited since 2024-07-09 · EPSS 4.2 %
                CVE-2023-5678  high      CVSS 7.5 · EPSS 4.2 %
                … and 3 more
                installed as libssl3, openssl
                layer 1 (RUN apt-get update && apt-get install -y openssl) · base image
              lodash   4.17.20           4.17.21              ·     1    ·      ·
                CVE-2021-23337  high      CVSS 7.5 · EPSS 4.2 %
                layer 1 (RUN apt-get update && apt-get install -y openssl) · base image

            Secrets  1 critical
              critical    app/.env holds a GitHub personal access token
                          /app/.env:3 in layer 2 (COPY . /app) · own layers
                          fix: Revoke the token, take the file out of the build context and
                               rebuild.
                          [github-token]

            Configuration  1 medium
              medium      the container runs as root
                          config.User
                          fix: Add `USER app` at the end of the Dockerfile.
                          [root-user]

            Policy  1 low
              low         the waiver of latest-tag by shop team ended on 2026-08-31
                          seaworthy.yaml:14:3
                          fix: Renew it with a new reason, or remove it.
                          [expired-waiver]

            Waived  1 high
              high        CVE-2020-8203 in lodash
                          until 2026-12-31, shop team: the function is not reachable from
                          our routes

            Stated not to matter  1 high
              high        CVE-2022-3602 in libssl3
                          not affected (vulnerable code not present) according to shop
                          security: built without punycode (web.openvex.json, 2026-09-02)

            Not known  2
              - layer 1: gzip stream ends after 4096 of 9000 bytes (leaves IMG-01, IMG-02
                open)
              - /opt/app/huge.jar in layer 1: larger than the 256 MiB that are read as a
                whole; scan it by itself

            Advisory data  1 of 3 not covered
              Wolfi      no data: packages of this kind were not matched; the image's own
                         vendor publishes none that the pack holds
              Debian:12  newest advisory 2026-09-01
              npm        newest advisory 2026-09-11

            10 findings (3 critical, 2 high, 3 medium, 1 low, 1 negligible) · 1 waived
            1 stated not to matter · 7 from the base image, 1 own · 2 not known · 3 packages
            38 ms
            advisories: embedded pack, newest 2026-09-11, 2 days before this scan
        "#]],
    );
}

#[test]
fn everything_at_120_columns() {
    let options = RenderOptions {
        width: 120,
        ..RenderOptions::default()
    };
    // A file, as its lines are longer than those of a source file may be.
    expect_file!["table_120.txt"].assert_eq(&render("table", &everything(), &options));
}

#[test]
fn a_folder_has_a_part_for_each_image() {
    let text = render("table", &folder(), &RenderOptions::default());
    expect_file!["table_folder.txt"].assert_eq(&text);
}

#[test]
fn colour_adds_nothing_but_colour() {
    let colored = RenderOptions {
        color: ColorChoice::Always,
        ..RenderOptions::default()
    };
    let text = render("table", &everything(), &colored);
    assert!(text.contains("\u{1b}[1;31mDENY\u{1b}[0m"));
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(
        plain,
        render("table", &everything(), &RenderOptions::default())
    );
}

#[test]
fn a_long_list_is_capped_counted_and_shown_when_asked() {
    let mut assessment = clean();
    for n in 0..40 {
        let id = format!("CVE-2024-{n:04}");
        assessment
            .findings
            .push(weakness(&id, &format!("package{n}"), "1", Some("2")));
        let mut found = secret();
        found.rule = Some(format!("rule-{n}"));
        found.message = format!("file{n} holds a secret");
        assessment.findings.push(found);
    }
    let capped = render("table", &assessment, &RenderOptions::default());
    assert!(
        capped.contains("… and 30 more packages (use --all or --output json)"),
        "{capped}"
    );
    assert!(
        capped.contains("… and 30 more (use --all or --output json)"),
        "{capped}"
    );
    assert!(!capped.contains("CVE-2024-0039"));
    let options = RenderOptions {
        all: true,
        ..RenderOptions::default()
    };
    let all = render("table", &assessment, &options);
    assert!(!all.contains("more"), "{all}");
    for n in 0..40 {
        assert!(all.contains(&format!("CVE-2024-{n:04}")));
        assert!(all.contains(&format!("file{n} holds a secret")));
    }
}

#[test]
fn a_heap_of_harmless_findings_does_not_hide_the_one_that_matters() {
    let mut assessment = clean();
    for n in 0..50 {
        let mut low = weakness(
            &format!("CVE-2020-{n:04}"),
            "linux-libc-dev",
            "6.1",
            Some("6.2"),
        );
        low.risk = seaworthy_model::Risk::new(2.0);
        low.severity = seaworthy_model::Severity::Low;
        assessment.findings.push(low);
    }
    let mut worst = weakness("CVE-2024-1", "xz-utils", "5.6.0", Some("5.6.2"));
    worst.risk = seaworthy_model::Risk::new(10.0);
    assessment.findings.push(worst);
    let text = render("table", &assessment, &RenderOptions::default());
    assert!(text.contains("  1  xz-utils 5.6.0 → 5.6.2"), "{text}");
}
