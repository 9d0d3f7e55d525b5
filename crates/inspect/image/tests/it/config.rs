//! The configuration reaches the facts only through the redaction.

use seaworthy_image::{ConfigText, ReadOptions, read};
use seaworthy_testkit::image::{Image, Layer, Packing, archive, docker_files};

use crate::probe::docker_archive;

#[test]
fn no_guarded_text_passes_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.tar");
    let image = Image::new()
        .layer(
            Layer::new(),
            Packing::Gzip,
            "RUN login --password opensesame",
        )
        .set("Env", serde_json::json!(["TOKEN=opensesame", "PATH=/bin"]))
        .set("Labels", serde_json::json!({"note": "opensesame"}))
        .set("Cmd", serde_json::json!(["serve", "--password=opensesame"]));
    std::fs::write(&path, archive(&docker_files(&[image]))).unwrap();
    let read = read(&docker_archive(&path), &[], &ReadOptions::default()).unwrap();
    assert!(!format!("{read:?}").contains("opensesame"));
    let mut places = Vec::new();
    let facts = read.into_facts(&mut |text: ConfigText<'_>, value| {
        value.contains("opensesame").then(|| {
            places.push(format!("{text:?}"));
            value.replace("opensesame", "[secret]")
        })
    });
    assert_eq!(
        places,
        [
            "Environment { name: \"TOKEN\" }",
            "Label { name: \"note\" }",
            "History { index: 0 }",
            "Argument",
        ]
    );
    assert!(
        !serde_json::to_string(&facts)
            .unwrap()
            .contains("opensesame")
    );
    assert_eq!(
        facts.layers[0].created_by.as_deref(),
        Some("RUN login --password [secret]")
    );
}
