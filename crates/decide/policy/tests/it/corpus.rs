//! The small corpus of the fuzz target runs with the ordinary tests.

use std::path::Path;

use seaworthy_policy::Policy;

use crate::samples::known;

#[test]
fn every_file_of_the_corpus_ends_in_a_policy_or_in_errors_with_places() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus/policy");
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        if let Err(errors) = Policy::parse(&String::from_utf8_lossy(&bytes), "fuzz", &known()) {
            assert!(
                errors
                    .errors
                    .iter()
                    .all(|error| error.line > 0 && error.column > 0)
            );
        }
    }
    assert!(files >= 10, "the corpus has only {files} files");
}
