//! Labels of third parties against the full pack.

use seaworthy_advisories::labels::{Answer, check_labels};
use seaworthy_advisories::pack::{Form, Pack, Releases};

use crate::order::shared;
use crate::real_pack::{build, options};

#[test]
fn labels_are_answered_as_the_data_allows() {
    let Some(shared) = shared() else {
        println!("skipped: the shared material is absent");
        return;
    };
    let bytes = match std::env::var_os("SEAWORTHY_FULL_PACK") {
        Some(path) => std::fs::read(path).unwrap(),
        None => build(
            &shared.join("advisories"),
            options(Form::Raw, Releases::All),
            &[],
        ),
    };
    if let Some(out) = std::env::var_os("SEAWORTHY_PACK_OUT") {
        std::fs::write(out, &bytes).unwrap();
    }
    let table = std::fs::read_to_string(shared.join("truth/vulnerability-labels.tsv")).unwrap();
    let report = check_labels(&table, &Pack::open(&bytes).unwrap()).unwrap();
    println!(
        "vulnerability-labels: {}/{}",
        report.passed(),
        report.decidable()
    );
    for (reason, count) in report.reasons() {
        println!("{count:6} {reason}");
    }
    for (label, answer) in &report.answers {
        if matches!(answer, Answer::Missed(_))
            || (matches!(answer, Answer::DataDisagrees(_)))
            || (label.distribution.starts_with("ubuntu") && matches!(answer, Answer::NotInData(_)))
        {
            println!(
                "{} {} {} {} {answer:?}",
                label.distribution, label.package, label.version, label.cve
            );
        }
    }
    let ubuntu = |wanted: fn(&Answer) -> bool| {
        let of = report
            .answers
            .iter()
            .filter(|(label, _)| label.distribution.starts_with("ubuntu"));
        of.filter(|(_, answer)| wanted(answer)).count()
    };
    println!("ubuntu found {}", ubuntu(|answer| *answer == Answer::Found));
    assert_eq!(
        report.count(|answer| matches!(answer, Answer::Missed(_))),
        0
    );
}
