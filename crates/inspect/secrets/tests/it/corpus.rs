//! The small corpus of the fuzz target runs with every test.

use std::path::Path;

use seaworthy_secrets::{Context, Engine};

#[test]
fn every_corpus_file_scans_whole_and_in_pieces_alike() {
    let engine = Engine::builtin().unwrap();
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../fuzz/corpus/secrets"
    ));
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let content = std::fs::read(entry.unwrap().path()).unwrap();
        let whole = engine.scan(&content, Context::default());
        let mut stream = engine.stream(Context::default());
        content.chunks(7).for_each(|piece| stream.feed(piece));
        assert_eq!(stream.finish(), whole);
        count += 1;
    }
    assert!(count >= 10, "only {count} corpus files");
}
