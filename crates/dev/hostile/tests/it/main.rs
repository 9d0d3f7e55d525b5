//! The committed corpora, each input through its target.

use std::fs;
use std::path::Path;

use seaworthy_hostile::targets;

#[test]
fn every_input_of_every_corpus_is_answered() {
    let corpora = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus"));
    for target in targets() {
        (target.run)(b"");
        let folder = corpora.join(target.name);
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} has no corpus", target.name));
        let mut inputs = 0;
        for entry in entries {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            (target.run)(&fs::read(&path).unwrap());
            inputs += 1;
        }
        assert!(inputs > 0, "the corpus of {} is empty", target.name);
    }
}

#[test]
fn every_target_has_its_own_name() {
    let names: Vec<&str> = targets().map(|target| target.name).collect();
    for (index, name) in names.iter().enumerate() {
        assert!(
            !names.iter().take(index).any(|other| other == name),
            "`{name}` stands twice"
        );
    }
}
