//! The page for a browser: what stands in it, and what can never run in it.

use std::sync::Arc;

use seaworthy_report::RenderOptions;

use crate::builder::{clean, docs, everything, folder, render, unknown_only, weakness};

fn page(assessment: &seaworthy_model::Assessment<seaworthy_facts::Facts>) -> String {
    let options = RenderOptions {
        docs: &docs,
        ..RenderOptions::default()
    };
    render("html", assessment, &options)
}

#[test]
fn a_page_leads_with_the_verdict_and_names_layer_origin_and_answer() {
    let page = page(&everything());
    for part in [
        "<span class=\"verdict deny\">Denied</span> registry.example/shop/web:1.4",
        "<li class=\"critical\"><b>3</b> critical</li>",
        "a critical vulnerability has a fix <span class=\"faint\">(2 findings)</span>",
        "<strong>openssl</strong> 3.0.11-1~deb12u2 → 3.0.15-1~deb12u1",
        "<code>COPY . /app</code> <span class=\"tag own\">own layers</span>",
        "accepted by shop team until 2026-12-31",
        "not affected (vulnerable code not present) according to shop security",
        "Who breaks out of a process of root is root outside as well.",
        "known since 2024-07-09 (CISA KEV)",
        "larger than the 256 MiB that are read as a whole; scan it by itself",
        "<strong>no data</strong>: packages of this kind were not matched",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

/// Content Security Policy 3: nothing loads, and what runs is named by its hash.
#[test]
fn a_page_loads_nothing_and_has_no_code_beside_its_own() {
    for assessment in [clean(), unknown_only(), everything(), folder()] {
        let page = page(&assessment);
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("<style").count(), 1);
        for way_out in [
            " src=", "<link", "<img", "<iframe", " style=", "@import", "<base",
        ] {
            assert!(!page.contains(way_out), "{way_out}");
        }
        let inside = page.split_once("<body>").unwrap().1;
        assert!(!inside.contains(" on") || !inside.contains(" onclick="));
        for link in inside.split("href=\"").skip(1) {
            assert!(
                link.starts_with('#') || link.starts_with("https://osv.dev/"),
                "{link:.60}"
            );
        }
    }
}

#[test]
fn a_name_stays_text() {
    let mut assessment = everything();
    let name = "</title></script><script>alert(1)</script>\"' onload=\"alert(1)";
    assessment.target.name = name.into();
    for finding in &mut assessment.findings {
        finding.message = name.into();
        if let Some(weakness) = &mut finding.vulnerability {
            let weakness = Arc::make_mut(weakness);
            weakness.id = name.into();
            weakness.package = name.into();
        }
    }
    let page = page(&assessment);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("\" onload="));
}

/// What a reader of the page aloud needs: a language, one main heading, named fields, heads of
/// columns, and pictures that are either told or left out.
#[test]
fn a_page_can_be_read_without_seeing_it() {
    let page = page(&folder());
    assert!(page.contains("<html lang=\"en\">"));
    assert_eq!(page.matches("<h1").count(), 1);
    let fields = page.matches("<input").count() + page.matches("<select").count();
    assert_eq!(page.matches("<label").count(), fields);
    let heads = page.matches("<th").count() - page.matches("<thead").count();
    assert_eq!(page.matches("<th scope=\"col\"").count(), heads);
    assert_eq!(
        page.matches("<svg").count(),
        page.matches("aria-hidden=\"true\"").count()
    );
}

#[test]
fn a_page_ends_and_says_what_it_leaves_out() {
    let mut assessment = clean();
    assessment.findings = vec![weakness("CVE-2024-1", "zlib1g", "1", None); 5_007];
    let page = page(&assessment);
    assert_eq!(page.matches("<details class=\"finding").count(), 5_000);
    assert!(page.contains("The 7 least severe findings are left out"));
}
