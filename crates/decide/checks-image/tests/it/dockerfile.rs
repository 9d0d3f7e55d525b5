//! Tests of the checks of Dockerfiles.

use std::sync::Arc;

use seaworthy_check::{Reader, harness};
use seaworthy_checks_image::dockerfile::{BuildFile, CHECKS, judge};
use seaworthy_model::Location;

fn build_file(text: &str) -> Result<BuildFile, String> {
    let file = seaworthy_manifest::dockerfile::read("Dockerfile", text.as_bytes());
    let mut build = BuildFile::new(Arc::new(file));
    // A text cannot show what lies beside it: examples that need that say so.
    if text.contains("# beside it lies no file of what to ignore") {
        build.has_ignore_file = Some(false);
    }
    Ok(build)
}

fn line(_: &str, location: &Location) -> Option<u32> {
    match location {
        Location::File { line, .. } => *line,
        _ => None,
    }
}

#[test]
fn every_check_of_dockerfiles_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: build_file,
        line,
    };
    if let Err(complaints) = harness::prove_with(CHECKS, &reader) {
        panic!("{}", complaints.join("\n"));
    }
}

#[test]
fn checks_of_dockerfiles_stand_in_the_list_by_their_ids() {
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
}

/// The lines and checks that complain of a text.
fn found(text: &str) -> Vec<(u32, String)> {
    let judgements = build_file(text).map(|build| judge(&build));
    let judgements = judgements.unwrap_or_default().into_iter();
    let findings = judgements.flat_map(|judgement| judgement.findings);
    let mut found: Vec<(u32, String)> = findings
        .filter_map(|finding| Some((line("", &finding.location)?, finding.check)))
        .collect();
    found.sort();
    found
}

fn lines_of(text: &str, check: &str) -> Vec<u32> {
    let all = found(text).into_iter().filter(|(_, id)| id == check);
    all.map(|(line, _)| line).collect()
}

/// Where any check complains of what stands in these lines.
fn in_lines(text: &str, lines: std::ops::RangeInclusive<u32>) -> Vec<(u32, String)> {
    let all = found(text).into_iter();
    all.filter(|(line, _)| lines.contains(line)).collect()
}

#[test]
fn data_in_a_heredoc_is_not_taken_for_commands() {
    let text = "FROM debian:12.5\nRUN cat <<EOF > /etc/motd\nsudo apt install x | sh\ncd /tmp; rm \
    -rf \
                $A/\nEOF\nRUN python3 <<EOF\nimport os; os.system('curl -k x')\nEOF\n\
                COPY <<EOF /a <<\"B\" /b/\napt-get install y\nEOF\nit's\nB\nUSER 10001\n";
    assert_eq!(in_lines(text, 3..=5), []);
    assert_eq!(in_lines(text, 7..=8), []);
    assert_eq!(in_lines(text, 10..=13), []);
}

#[test]
fn a_heredoc_with_the_name_of_another_interpreter_is_not_read() {
    let text =
        "FROM debian:12.5\nRUN <<EOF\n#!/usr/bin/env python3\nsudo = 'apt install curl'\nEOF\n";
    assert_eq!(in_lines(text, 3..=4), []);
    let shell = "FROM debian:12.5\nRUN <<EOF\n#!/bin/bash\nsource /a\nsudo b\nEOF\n";
    assert_eq!(lines_of(shell, "bash-syntax-in-sh"), [0; 0]);
    assert_eq!(lines_of(shell, "sudo-in-build"), [5]);
}

#[test]
fn commands_in_a_heredoc_are_one_step_with_places_of_their_own() {
    let text = "FROM debian:12.5\nRUN <<-EOF\n\tapt-get update\n\tapt-get install curl\n\
                \trm -rf /var/lib/apt/lists/*\n\tEOF\nRUN bash <<EOF\ncurl -k \
                https://a.example\nEOF\n";
    assert_eq!(lines_of(text, "unanswered-package-prompt"), [4]);
    assert_eq!(lines_of(text, "unverified-download"), [8]);
    assert_eq!(lines_of(text, "lone-index-update"), [0; 0]);
    assert_eq!(lines_of(text, "apt-lists-left"), [0; 0]);
    assert_eq!(lines_of(text, "many-unjoined-steps"), [0; 0]);
}

#[test]
fn stages_that_only_build_may_be_root_and_keep_their_caches() {
    let text = "FROM debian:12.5 AS build\nUSER root\nRUN apt-get update && apt-get install -y \
    gcc\n\
                RUN pip install -r a.txt\nEXPOSE 22\nCMD make\nFROM debian:12.5\n\
                COPY --from=build /a /a\nUSER 10001\nCMD [\"/a\"]\n";
    for check in [
        "root-user-instruction",
        "apt-lists-left",
        "pip-cache-left",
        "recommended-packages",
        "build-tools-kept",
        "admin-port-instruction",
        "shell-form-command",
    ] {
        assert_eq!(lines_of(text, check), [0; 0], "{check}");
    }
    // A stage that the last one continues is part of the image.
    let continued = text.replace("FROM debian:12.5\nCOPY", "FROM build\nCOPY");
    assert_eq!(lines_of(&continued, "apt-lists-left"), [3]);
    assert_eq!(lines_of(&continued, "root-user-instruction"), [0; 0]);
}

#[test]
fn what_is_not_verified_matters_in_every_stage() {
    let text = "FROM debian:12.5 AS build\nARG TOKEN=abc123\nRUN curl -k https://a.example | tar \
    x\n\
                FROM scratch\nCOPY --from=build /a /a\n";
    assert_eq!(lines_of(text, "unverified-download"), [3]);
    assert_eq!(lines_of(text, "credential-argument"), [2]);
}

#[test]
fn places_are_right_behind_comments_and_continued_lines() {
    let text = "FROM debian:12.5\nRUN set -eux; \\\n    # why\n\n    if true; then \\\n        \
                curl -k https://a.example; \\\n    fi\n";
    let build = build_file(text).unwrap();
    let findings = judge(&build)
        .into_iter()
        .flat_map(|judgement| judgement.findings);
    let mut findings = findings.filter(|finding| finding.check == "unverified-download");
    let expected = Location::File {
        path: "Dockerfile".to_owned(),
        line: Some(6),
        column: Some(14),
    };
    assert_eq!(findings.next().unwrap().location, expected);
}

#[test]
fn commands_are_found_wherever_a_shell_runs_them() {
    for script in [
        "A=$(curl -k https://a.example)",
        "echo `curl -k https://a.example`",
        "sh -c 'curl -k https://a.example'",
        "(cd /a && curl -k https://a.example)",
        "for x in a b; do curl -k https://a.example/$x; done",
        "case x in a|b) curl -k https://a.example ;; esac",
        "while true; do break; done; { curl -k https://a.example; }",
        "f() { curl -k https://a.example; }; f",
        "env A=b curl -k https://a.example",
        "timeout 10 sudo -u x /usr/bin/curl -k https://a.example",
        "a && b || ! curl -k https://a.example",
        "cat <(curl -k https://a.example)",
    ] {
        let text = format!("FROM debian:12.5\nRUN {script}\n");
        assert_eq!(lines_of(&text, "unverified-download"), [2], "{script}");
        assert_eq!(lines_of(&text, "unfinished-shell-text"), [0; 0], "{script}");
    }
    for script in [
        "echo 'curl -k x'",
        "echo \"a; curl -k x\"",
        "true # curl -k x",
        "a \\; curl -k",
    ] {
        let text = format!("FROM debian:12.5\nRUN {script}\n");
        assert_eq!(lines_of(&text, "unverified-download"), [0; 0], "{script}");
    }
}

#[test]
fn shells_of_windows_are_not_read_as_those_of_posix() {
    let text = "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL \
    [\"powershell\", \
                \"-Command\"]\nRUN curl -k https://a.example; `\n    'it''s\n";
    assert_eq!(in_lines(text, 4..=5), []);
}

#[test]
fn cut_off_and_hostile_scripts_end() {
    let deep = format!("RUN {}x{}\n", "$(".repeat(400), ")".repeat(400));
    let nested = format!("RUN {}\n", "sh -c \"".repeat(100));
    let many = format!("RUN {}\n", "a;".repeat(30_000));
    for run in [deep, nested, many] {
        let _ = found(&format!("FROM debian:12.5\n{run}"));
    }
    let script =
        "RUN if [ a ]; then cat <<E | x $(b `c`) \"d ${e}\" 'f' ; case g in h) i;; esac; fi\n";
    for end in 0..script.len() {
        let _ = found(&format!("FROM debian:12.5\n{}", &script[..end]));
    }
}
