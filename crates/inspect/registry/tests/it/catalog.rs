//! Lists of repositories, and patterns over them.

use seaworthy_registry::{ListError, OCI_MANIFEST, Pattern, Registry, RequestError};
use seaworthy_testkit::registry::{Access, Fault, Route};

use crate::setup::Setup;

fn filled() -> anyhow::Result<(Setup, Registry)> {
    let setup = Setup::new()?;
    for name in ["team/web", "team/web/debug", "other/app", "base"] {
        setup.registry.put_manifest(name, "v1", OCI_MANIFEST, b"{}");
    }
    let registry = setup.registry.host().parse()?;
    Ok((setup, registry))
}

#[test]
fn repositories_are_listed_over_all_pages_and_chosen_by_patterns() -> anyhow::Result<()> {
    let (setup, registry) = filled()?;
    setup.registry.set_tags_page_size(2);
    let client = setup.client();
    let all = [
        "base",
        "other/app",
        "team/app",
        "team/web",
        "team/web/debug",
    ];
    assert_eq!(client.catalog(&registry)?, all);
    assert_eq!(setup.registry.requests().len(), 3);

    let pattern: Pattern = "team/*".parse()?;
    assert_eq!(
        client.catalog_like(&registry, &pattern)?,
        ["team/app", "team/web"]
    );
    let image = registry.image("team/web", "latest")?;
    setup
        .registry
        .put_manifest("team/web", "2", OCI_MANIFEST, b"{}");
    assert_eq!(client.tags_like(&image, &"v*".parse()?)?, ["v1"]);
    Ok(())
}

#[test]
fn a_list_of_repositories_is_asked_for_with_a_token() -> anyhow::Result<()> {
    let (setup, registry) = filled()?;
    setup.registry.set_access(Access::Token { realm: None });
    assert_eq!(setup.client().catalog(&registry)?.len(), 5);
    Ok(())
}

#[test]
fn a_registry_without_a_list_and_one_with_a_wrong_list_are_told() -> anyhow::Result<()> {
    let (setup, registry) = filled()?;
    let client = setup.client();
    let status = |status, body: &str| Fault::Status(status, Vec::new(), body.to_owned());
    setup.registry.fail(Route::Catalog, status(404, ""), 1);
    let error = client.catalog(&registry).expect_err("no list");
    assert!(
        matches!(error, ListError::Request(RequestError::NotFound { .. })),
        "{error}"
    );
    setup.registry.fail(Route::Catalog, status(200, "[]"), 1);
    let error = client.catalog(&registry).expect_err("no list");
    assert!(matches!(error, ListError::Malformed { .. }), "{error}");

    let odd = r#"{"repositories":["ok","../x","A","a b","x//y","\u001b"]}"#;
    setup.registry.fail(Route::Catalog, status(200, odd), 1);
    assert_eq!(client.catalog(&registry)?, ["ok"]);
    Ok(())
}

#[test]
fn a_list_of_repositories_without_end_ends() -> anyhow::Result<()> {
    let (setup, registry) = filled()?;
    let link = ("Link".to_owned(), "</v2/_catalog>; rel=\"next\"".to_owned());
    let names: Vec<String> = (0..60_000).map(|n| format!("\"a{n}\"")).collect();
    let body = format!(r#"{{"repositories":[{}]}}"#, names.join(","));
    // Every page is the same: names that were seen count once, so pages are what ends it.
    setup.registry.fail(
        Route::Catalog,
        Fault::Status(200, vec![link.clone()], body),
        1,
    );
    let more: Vec<String> = (60_000..120_000).map(|n| format!("\"a{n}\"")).collect();
    let body = format!(r#"{{"repositories":[{}]}}"#, more.join(","));
    setup
        .registry
        .fail(Route::Catalog, Fault::Status(200, vec![link], body), 1);
    let error = setup.client().catalog(&registry).expect_err("too many");
    assert!(matches!(error, ListError::TooMany { .. }), "{error}");
    Ok(())
}
