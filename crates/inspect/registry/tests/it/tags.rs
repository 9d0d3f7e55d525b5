//! Lists of tags.

use seaworthy_registry::ListError;
use seaworthy_testkit::registry::{Fault, Route};

use crate::setup::{Setup, layer_bytes, put_image};

#[test]
fn tags_are_listed_over_all_pages() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    for tag in ["2", "3", "4", "5"] {
        put_image(&setup.registry, tag, "amd64", &layer_bytes());
    }
    setup.registry.set_tags_page_size(2);
    let tags = setup.client().tags(&setup.reference(""))?;
    assert_eq!(tags, ["1", "2", "3", "4", "5"]);
    assert_eq!(setup.registry.requests().len(), 3);
    Ok(())
}

#[test]
fn a_list_that_goes_on_elsewhere_is_refused() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let link = (
        "Link".to_owned(),
        "<https://evil.example/v2/>; rel=\"next\"".to_owned(),
    );
    let fault = Fault::Status(200, vec![link], r#"{"tags":["a"]}"#.to_owned());
    setup.registry.fail(Route::Tags, fault, 1);
    let error = setup
        .client()
        .tags(&setup.reference(""))
        .expect_err("elsewhere");
    assert!(matches!(error, ListError::NextPage { .. }), "{error}");
    Ok(())
}

#[test]
fn a_list_without_end_ends() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    let link = (
        "Link".to_owned(),
        "</v2/team/app/tags/list>; rel=\"next\"".to_owned(),
    );
    let tags = vec!["\"a\""; 60_000].join(",");
    let fault = Fault::Status(200, vec![link], format!(r#"{{"tags":[{tags}]}}"#));
    setup.registry.fail(Route::Tags, fault, usize::MAX);
    let error = setup
        .client()
        .tags(&setup.reference(""))
        .expect_err("too many");
    assert!(matches!(error, ListError::TooMany { .. }), "{error}");
    assert_eq!(setup.registry.requests().len(), 2);
    Ok(())
}

#[test]
fn what_is_no_list_is_refused() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    for body in ["", "[]", r#"{"tags":[1]}"#] {
        setup.registry.fail(
            Route::Tags,
            Fault::Status(200, Vec::new(), body.to_owned()),
            1,
        );
        let error = setup.client().tags(&setup.reference("")).expect_err(body);
        assert!(matches!(error, ListError::Malformed { .. }), "{error}");
    }
    let odd = r#"{"tags":["ok","a b","x\u001b","\u00e9"]}"#;
    setup.registry.fail(
        Route::Tags,
        Fault::Status(200, Vec::new(), odd.to_owned()),
        1,
    );
    assert_eq!(setup.client().tags(&setup.reference(""))?, ["ok"]);
    Ok(())
}
