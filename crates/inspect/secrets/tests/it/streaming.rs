//! Pieces give the same result as the whole.

use proptest::prelude::*;
use seaworthy_secrets::{Context, Engine, Scanned};

fn streamed(engine: &Engine, content: &[u8], cuts: &[usize], context: Context<'_>) -> Scanned {
    let mut stream = engine.stream(context);
    let mut rest = content;
    for cut in cuts {
        let (piece, tail) = rest.split_at((*cut).min(rest.len()));
        stream.feed(piece);
        rest = tail;
    }
    stream.feed(rest);
    stream.finish()
}

/// Examples of all rules with filling between them.
fn mixture(engine: &Engine, picks: &[(usize, usize)]) -> Vec<u8> {
    let mut content = Vec::new();
    for &(pick, filling) in picks {
        let rule = &engine.rules()[pick % engine.rules().len()];
        if let Some(example) = rule.found().first() {
            content.extend_from_slice(example.text().as_bytes());
        }
        for line in 0..filling {
            content.extend_from_slice(format!("\nlet value_{line} = compute();\n").as_bytes());
        }
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn any_pieces_give_the_hits_of_the_whole(
        picks in prop::collection::vec((0_usize..1_000, 0_usize..2_000), 1..16),
        cuts in prop::collection::vec(1_usize..70_000, 0..40),
    ) {
        let engine = Engine::builtin().unwrap();
        let content = mixture(&engine, &picks);
        let context = Context::file("srv/settings.ini");
        let whole = engine.scan(&content, context);
        prop_assert_eq!(streamed(&engine, &content, &cuts, context), whole);
    }

    #[test]
    fn any_bytes_end_without_a_panic(content in prop::collection::vec(any::<u8>(), 0..4_096)) {
        let engine = Engine::builtin().unwrap();
        let whole = engine.scan(&content, Context::default());
        prop_assert_eq!(streamed(&engine, &content, &[1, 2, 3, 500], Context::default()), whole);
    }
}

#[test]
fn single_bytes_give_the_hits_of_the_whole() {
    let engine = Engine::builtin().unwrap();
    let picks: Vec<_> = (0..engine.rules().len()).map(|pick| (pick, 3)).collect();
    let content = mixture(&engine, &picks);
    let whole = engine.scan(&content, Context::default());
    assert!(whole.hits.len() > 100, "{}", whole.hits.len());
    let cuts = vec![1; content.len()];
    assert_eq!(
        streamed(&engine, &content, &cuts, Context::default()),
        whole
    );
}

#[test]
fn utf16_in_pieces_is_like_the_whole() {
    let engine = Engine::builtin().unwrap();
    let picks: Vec<_> = (0..40).map(|pick| (pick, 20)).collect();
    let text = String::from_utf8(mixture(&engine, &picks)).unwrap();
    let content: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let whole = engine.scan(&content, Context::default());
    assert!(!whole.hits.is_empty());
    for size in [1, 7, 4_096, 8_191, 100_001] {
        let cuts = vec![size; content.len() / size];
        assert_eq!(
            streamed(&engine, &content, &cuts, Context::default()),
            whole,
            "{size}"
        );
    }
}
