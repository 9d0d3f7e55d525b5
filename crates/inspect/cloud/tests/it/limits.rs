//! Every limit is reached and told.

use seaworthy_cloud::{
    FILE_BYTES_MAX, INSTANCES_MAX, MODULE_CALLS_MAX, MODULE_LEVELS_MAX, PROBLEMS_MAX, STEPS_MAX,
};

use crate::reading::{facts, one, shown};

fn told(facts: &seaworthy_facts::cloud::CloudFacts, words: &str) -> bool {
    facts
        .problems
        .iter()
        .any(|problem| problem.reason.contains(words))
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_told() {
    let large = facts(&[("a.tf", &" ".repeat(FILE_BYTES_MAX + 1))]);
    assert!(told(&large, "bytes"));
    let file = seaworthy_cloud::CloudFile {
        path: "a.bicep".to_owned(),
        content: seaworthy_cloud::CloudContent::Bicep(vec![0xff, 0xfe, 0]),
    };
    assert!(told(&seaworthy_cloud::read(&[file], &|_| None), "UTF-8"));
}

#[test]
fn instances_are_bounded() {
    let read = facts(&[(
        "a.tf",
        "resource \"a\" \"b\" {\n  count = 1000000000000\n}\n",
    )]);
    assert_eq!(read.resources.len(), INSTANCES_MAX);
    assert!(told(&read, "instances"));
    let read = facts(&[(
        "a.bicep",
        "resource a 'b@1' = [for i in range(0, 4000): {\n  name: '${i}'\n}]\n",
    )]);
    assert_eq!(read.resources.len(), INSTANCES_MAX);
    assert!(told(&read, "instances"));
    let arm = "{\"$schema\": \"https://x/deploymentTemplate.json#\", \"resources\": [\
               {\"type\": \"A.B/c\", \"name\": \"n\",\
               \"copy\": {\"name\": \"l\", \"count\": 1e18}}]}";
    let read = facts(&[("a.json", arm)]);
    assert_eq!(read.resources.len(), INSTANCES_MAX);
    assert!(told(&read, "instances"));
}

#[test]
fn modules_that_call_themselves_end() {
    let read = facts(&[(
        "m/a.tf",
        "module \"m\" {\n  source = \"./\"\n}\nresource \"a\" \"b\" {}\n",
    )]);
    assert!(told(&read, &format!("{MODULE_LEVELS_MAX} levels")));
    let wide = "module \"m\" {\n  source = \"./\"\n  count = 20\n}\n";
    let read = facts(&[("a.tf", wide)]);
    assert!(told(&read, &format!("{MODULE_CALLS_MAX} times")) || told(&read, "levels"));
    let circle = "module a './b.bicep' = {\n  name: 'x'\n}\n";
    let back = "module b './a.bicep' = {\n  name: 'x'\n}\n";
    let read = facts(&[("a.bicep", circle), ("b.bicep", back)]);
    assert!(told(&read, &format!("{MODULE_LEVELS_MAX} levels")));
    let twice =
        "module a './a.bicep' = {\n  name: 'x'\n}\nmodule b './a.bicep' = {\n  name: 'x'\n}\n";
    assert!(told(
        &facts(&[("a.bicep", twice)]),
        &format!("{MODULE_CALLS_MAX} times")
    ));
}

#[test]
fn evaluation_ends_by_its_steps() {
    let mut text = "locals {\n  a0 = range(1000)\n".to_owned();
    for level in 0..4 {
        text.push_str(&format!(
            "  a{} = [for x in local.a{level} : [for y in range(1000) : x]]\n",
            level + 1
        ));
    }
    text.push_str("}\nresource \"a\" \"b\" {\n  x = local.a4\n}\n");
    let read = facts(&[("a.tf", &text)]);
    assert!(shown(one(&read, "a.b"), "x").starts_with('?'));
    let mut loops = "locals {\n  n = range(4000)\n}\nresource \"a\" \"b\" {\n".to_owned();
    for name in ["x", "y"] {
        loops.push_str(&format!(
            "  {name} = [for i in local.n : length([for j in local.n : j])]\n"
        ));
    }
    loops.push_str("}\n");
    let read = facts(&[("a.tf", &loops)]);
    assert!(told(&read, &format!("more than {STEPS_MAX} steps")));
}

#[test]
fn values_and_texts_do_not_grow_without_end() {
    let mut text = "locals {\n  a0 = \"aaaaaaaaaa\"\n  l0 = [1]\n".to_owned();
    for level in 0..60 {
        let next = level + 1;
        text.push_str(&format!(
            "  a{next} = \"${{local.a{level}}}${{local.a{level}}}\"\n"
        ));
        text.push_str(&format!("  l{next} = [local.l{level}, local.l{level}]\n"));
    }
    text.push_str("}\nresource \"a\" \"b\" {\n  x = local.a60\n  y = local.l60\n}\n");
    let read = facts(&[("a.tf", &text)]);
    let resource = one(&read, "a.b");
    assert!(shown(resource, "x").starts_with("?"));
    assert!(shown(resource, "y").contains("?"));
}

#[test]
fn a_chain_of_names_that_is_too_long_is_unknown() {
    let mut text = "locals {\n  a0 = 1\n".to_owned();
    for level in 0..5_000 {
        text.push_str(&format!("  a{} = [local.a{level}]\n", level + 1));
    }
    text.push_str("}\nresource \"a\" \"b\" {\n  x = local.a5000\n}\n");
    let read = facts(&[("a.tf", &text)]);
    assert!(shown(one(&read, "a.b"), "x").contains('?'));
}

#[test]
fn problems_are_bounded() {
    let text = "var x = = 1\n".repeat(200);
    let paths: Vec<String> = (0..30).map(|at| format!("{at}.bicep")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), &*text)).collect();
    assert_eq!(facts(&files).problems.len(), PROBLEMS_MAX);
}

#[test]
fn damaged_files_never_end_in_a_panic() {
    let hcl = "resource \"a\" \"b\" {\n  x = [for k, v in { a = \"${1 + 2}\" } : k => v if v]\n  \
               y = <<-E\n    %{ if true }x%{ endif }\n  E\n}\n";
    let bicep = "param a array = [for (x, i) in b: { c: '${d!.e[0]}' }]\nresource a 'b@1' = if \
    (c) {\n  \
                 name: a ? b : c\n  resource d 'e' = { name: 'f' }\n}\n";
    for (path, text) in [("a.tf", hcl), ("a.bicep", bicep)] {
        for at in 0..text.len() {
            let cut = text.get(..at).unwrap_or_default();
            let _ = facts(&[(path, cut)]);
            for wrong in ["{", "'", "\"", "${", "\n", "é", "]"] {
                let (before, after) = text.split_at_checked(at).unwrap_or_default();
                let _ = facts(&[(path, &format!("{before}{wrong}{after}"))]);
            }
        }
    }
}
