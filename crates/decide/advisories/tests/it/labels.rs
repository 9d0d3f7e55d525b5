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
    let bytes = build(
        &shared.join("advisories"),
        options(Form::Raw, Releases::All),
        &[],
    );
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
    assert_eq!(
        report.count(|answer| matches!(answer, Answer::Missed(_))),
        0
    );
    let of_ubuntu = report
        .answers
        .iter()
        .filter(|(l, _)| l.distribution.starts_with("ubuntu "));
    let of_ubuntu: Vec<&Answer> = of_ubuntu.map(|(_, answer)| answer).collect();
    // Ubuntu states what it does not fix, so every affected package can be found.
    let missing = of_ubuntu
        .iter()
        .filter(|a| matches!(a, Answer::Missed(_) | Answer::NotInData(_)));
    assert_eq!(missing.count(), 0);
    assert!(of_ubuntu.iter().filter(|a| ***a == Answer::Found).count() >= 988);
    // What the data says against the label; each is listed with what the data says.
    assert!(report.count(|answer| matches!(answer, Answer::DataDisagrees(_))) <= 179);
}
