//! Tokens, passwords and helpers.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use seaworthy_http::Secret;
use seaworthy_registry::{
    Credential, CredentialSources, Held, Helpers, RequestError, ResolveError,
};
use seaworthy_testkit::registry::{Access, FakeRegistry, Fault, Route, TokenAccess};
use seaworthy_testkit::tls::Authority;

use crate::setup::{Setup, chain};

/// Gives the client a user name and password for the registry of the set-up.
pub(crate) fn give(setup: &mut Setup, user: &str, password: &str) {
    let credential = Credential::Password {
        user: user.to_owned(),
        password: Secret::new(password),
    };
    setup
        .options
        .credentials
        .given
        .insert(setup.registry.host(), credential);
}

fn basic(user: &str, password: &str) -> Access {
    Access::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    }
}

fn asks_for(user: &str, password: &str) -> TokenAccess {
    TokenAccess {
        user: Some((user.to_owned(), password.to_owned())),
        refresh_token: None,
    }
}

fn resolve(setup: &Setup) -> Result<(), ResolveError> {
    setup
        .client()
        .resolve(&setup.reference(":1"), None)
        .map(|_| ())
}

#[test]
fn basic_is_used_when_asked_for() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.registry.set_access(basic("ann", "pw"));
    give(&mut setup, "ann", "pw");
    resolve(&setup)?;
    let sent: Vec<_> = setup
        .registry
        .requests()
        .iter()
        .map(|r| r.authorization().is_some())
        .collect();
    // Nothing is sent before it is asked for, and it is not asked for twice.
    assert_eq!(sent, [false, true, true]);
    Ok(())
}

#[test]
fn an_anonymous_token_is_fetched_with_service_and_scope() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.set_access(Access::Token { realm: None });
    resolve(&setup)?;
    let targets: Vec<_> = setup
        .registry
        .requests()
        .into_iter()
        .map(|r| r.target)
        .collect();
    assert_eq!(
        targets[1],
        "/token?scope=repository%3Ateam%2Fapp%3Apull&service=fake"
    );
    assert_eq!(targets.len(), 4);
    Ok(())
}

#[test]
fn a_password_is_exchanged_for_a_token_at_another_host() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let realm = FakeRegistry::tls(&setup.authority)?;
    realm.set_token_access(asks_for("ann", "pw"));
    setup.registry.set_access(Access::Token {
        realm: Some(realm.base()),
    });
    give(&mut setup, "ann", "pw");
    resolve(&setup)?;
    assert_eq!(realm.requests().len(), 1);
    let sent = setup.registry.requests();
    let seen = sent.iter().filter_map(|request| request.authorization());
    assert!(seen.clone().count() == 2 && seen.clone().all(|text| text.starts_with("Bearer ")));
    Ok(())
}

#[test]
fn an_identity_token_is_posted() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.registry.set_access(Access::Token { realm: None });
    let refresh_token = Some("idt".to_owned());
    setup.registry.set_token_access(TokenAccess {
        user: None,
        refresh_token,
    });
    let credential = Credential::IdentityToken(Secret::new("idt"));
    setup
        .options
        .credentials
        .given
        .insert(setup.registry.host(), credential);
    resolve(&setup)?;
    let requests = setup.registry.requests();
    let post = requests
        .iter()
        .find(|request| request.method == "POST")
        .expect("a POST");
    assert_eq!(
        post.body,
        "scope=repository%3Ateam%2Fapp%3Apull&service=fake&grant_type=refresh_token\
         &client_id=seaworthy&refresh_token=idt"
    );
    Ok(())
}

#[test]
fn an_expired_token_is_replaced_once() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.set_access(Access::Token { realm: None });
    let client = setup.client();
    client.resolve(&setup.reference(":1"), None)?;
    setup.registry.revoke_tokens();
    client.resolve(&setup.reference(":1"), None)?;
    let tokens = setup.registry.requests();
    let tokens = tokens
        .iter()
        .filter(|request| request.target.starts_with("/token"))
        .count();
    assert_eq!(tokens, 2);
    Ok(())
}

#[test]
fn a_refusal_tells_whether_there_were_credentials() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    for access in [basic("ann", "pw"), Access::Token { realm: None }] {
        setup.registry.set_access(access);
        setup.registry.set_token_access(asks_for("ann", "pw"));
        setup.options.credentials.given.clear();
        let error = resolve(&setup).expect_err("nothing to send");
        let ResolveError::Request(RequestError::Unauthorized { held, .. }) = &error else {
            panic!("{error}")
        };
        assert_eq!(*held, Held::Missing);
        give(&mut setup, "ann", "hunter2");
        let error = resolve(&setup).expect_err("the wrong password");
        let ResolveError::Request(RequestError::Unauthorized { held, .. }) = &error else {
            panic!("{error}")
        };
        assert_eq!(*held, Held::Rejected);
        let text = format!("{} {error:?}", chain(&error));
        assert!(
            !text.contains("hunter2") && !text.contains("token-"),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn an_answer_without_a_way_in_is_an_error() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    give(&mut setup, "ann", "pw");
    for challenge in ["", "Negotiate", "Bearer realm=\"x", "Bearer service=\"x\""] {
        let header = ("WWW-Authenticate".to_owned(), challenge.to_owned());
        let fault = Fault::Status(401, vec![header], String::new());
        setup.registry.fail(Route::Manifest, fault, 1);
        let error = resolve(&setup).expect_err(challenge);
        assert!(
            matches!(
                error,
                ResolveError::Request(RequestError::Challenge { .. } | RequestError::Realm { .. })
            ),
            "{error}"
        );
    }
    assert!(
        setup
            .registry
            .requests()
            .iter()
            .all(|r| r.authorization().is_none())
    );
    Ok(())
}

#[test]
fn a_token_endpoint_without_tls_is_not_trusted() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let realm = FakeRegistry::plain()?;
    setup.registry.set_access(Access::Token {
        realm: Some(realm.base()),
    });
    give(&mut setup, "ann", "pw");
    let error = resolve(&setup).expect_err("plain HTTP");
    assert!(
        matches!(error, ResolveError::Request(RequestError::Realm { .. })),
        "{error}"
    );
    assert!(realm.requests().is_empty());
    Ok(())
}

#[test]
fn a_token_endpoint_that_fails_is_an_error() -> anyhow::Result<()> {
    let setup = Setup::new()?;
    setup.registry.set_access(Access::Token { realm: None });
    let bodies = [
        "",
        "{}",
        r#"{"token":""}"#,
        r#"{"token":"secret\n"}"#,
        r#"{"token":{"secret":1}}"#,
    ];
    for body in bodies {
        let fault = Fault::Status(200, Vec::new(), body.to_owned());
        setup.registry.fail(Route::Token, fault, 1);
        let error = resolve(&setup).expect_err(body);
        let text = format!("{} {error:?}", chain(&error));
        assert!(
            matches!(error, ResolveError::Request(_)) && !text.contains("secret"),
            "{text}"
        );
    }
    setup.registry.fail(
        Route::Token,
        Fault::Status(500, Vec::new(), String::new()),
        1,
    );
    let error = resolve(&setup).expect_err("a failing endpoint");
    assert!(
        matches!(
            error,
            ResolveError::Request(RequestError::Status { status: 500, .. })
        ),
        "{error}"
    );
    setup.registry.fail(Route::Token, Fault::Endless, 1);
    let error = resolve(&setup).expect_err("an endless token");
    assert!(
        matches!(error, ResolveError::Request(RequestError::Http(_))),
        "{error}"
    );
    Ok(())
}

#[test]
fn credentials_of_one_registry_are_not_sent_to_another() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let credential = Credential::Password {
        user: "ann".to_owned(),
        password: Secret::new("pw"),
    };
    setup
        .options
        .credentials
        .given
        .insert("other.example".to_owned(), credential);
    setup.registry.set_access(basic("ann", "pw"));
    assert!(resolve(&setup).is_err());
    assert!(
        setup
            .registry
            .requests()
            .iter()
            .all(|r| r.authorization().is_none())
    );
    Ok(())
}

#[test]
fn credentials_come_from_a_file() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.registry.set_access(basic("ann", "pw"));
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("config.json");
    let host = setup.registry.host();
    fs::write(
        &file,
        format!(r#"{{"auths":{{"{host}":{{"auth":"YW5uOnB3"}}}}}}"#),
    )?;
    let missing = folder.path().join("absent.json");
    setup.options.credentials.files = vec![missing, file.clone()];
    resolve(&setup)?;

    fs::write(&file, "hunter2")?;
    let error = resolve(&setup).expect_err("a broken file");
    let text = chain(&error);
    assert!(
        text.contains("config.json") && !text.contains("hunter2"),
        "{text}"
    );
    Ok(())
}

/// Writes `docker-credential-NAME` and a file that names it for all registries.
fn sources(folder: &Path, script: &str) -> anyhow::Result<CredentialSources> {
    let program = folder.join("docker-credential-test");
    fs::write(&program, format!("#!/bin/sh\n{script}\n"))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let file = folder.join("config.json");
    fs::write(&file, r#"{"credsStore":"test"}"#)?;
    let helpers = Helpers {
        folder: Some(folder.to_owned()),
        time_max: Duration::from_secs(20),
    };
    Ok(CredentialSources {
        files: vec![file],
        helpers,
        ..CredentialSources::default()
    })
}

#[test]
fn a_helper_is_asked_for_the_registry() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.registry.set_access(basic("ann", "pw"));
    let folder = tempfile::tempdir()?;
    let script = format!(
        r#"read server; test "$1 $server" = "get {}" && echo '{{"Username":"ann","Secret":"pw"}}'"#,
        setup.registry.host()
    );
    setup.options.credentials = sources(folder.path(), &script)?;
    resolve(&setup)?;
    Ok(())
}

#[test]
fn a_broken_helper_is_named_only_when_access_is_refused() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let folder = tempfile::tempdir()?;
    let cases = [
        (
            "cat > /dev/null; echo hunter2; exit 3",
            "failed with exit status: 3",
        ),
        (
            "cat > /dev/null; echo hunter2",
            "printed something else than credentials",
        ),
        (
            "cat > /dev/null; head -c 300000 /dev/zero",
            "printed more than 262144 bytes",
        ),
        ("exec sleep 60", "did not answer within 100ms"),
    ];
    for (script, expected) in cases {
        setup.options.credentials = sources(folder.path(), script)?;
        if script.contains("sleep") {
            setup.options.credentials.helpers.time_max = Duration::from_millis(100);
        }
        setup.registry.set_access(basic("ann", "pw"));
        let text = chain(&resolve(&setup).expect_err(script));
        assert!(
            text.contains(expected) && !text.contains("hunter2"),
            "{text}"
        );
        setup.registry.set_access(Access::Open);
        resolve(&setup)?;
    }
    setup.options.credentials.helpers.folder = Some("/nonexistent".into());
    setup.registry.set_access(basic("ann", "pw"));
    let text = chain(&resolve(&setup).expect_err("no helper"));
    assert!(
        text.contains("cannot start `docker-credential-test`"),
        "{text}"
    );
    Ok(())
}

#[test]
fn a_helper_without_an_entry_leaves_the_file() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    setup.registry.set_access(basic("ann", "pw"));
    let folder = tempfile::tempdir()?;
    let script = "cat > /dev/null; echo 'credentials not found in native keychain'; exit 1";
    setup.options.credentials = sources(folder.path(), script)?;
    let error = resolve(&setup).expect_err("no entry");
    let ResolveError::Request(RequestError::Unauthorized { held, source, .. }) = &error else {
        panic!("{error}")
    };
    assert!(*held == Held::Missing && source.is_none());
    let host = setup.registry.host();
    let both = format!(r#"{{"credsStore":"test","auths":{{"{host}":{{"auth":"YW5uOnB3"}}}}}}"#);
    fs::write(folder.path().join("config.json"), both)?;
    resolve(&setup)?;
    Ok(())
}

#[test]
fn a_certificate_of_nobody_known_is_refused() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    give(&mut setup, "ann", "pw");
    setup.options.http.trust.texts = vec![Authority::new()?.pem()];
    let error = resolve(&setup).expect_err("an unknown authority");
    assert!(
        chain(&error).contains("cannot establish trust"),
        "{}",
        chain(&error)
    );
    let named = FakeRegistry::tls_named(&setup.authority, &["registry.example"])?;
    setup.options.http.trust.texts = vec![setup.authority.pem()];
    let image = crate::setup::reference(&named, ":1");
    let error = setup
        .client()
        .resolve(&image, None)
        .expect_err("another name");
    assert!(
        chain(&error).contains("cannot establish trust"),
        "{}",
        chain(&error)
    );
    assert!(named.requests().is_empty());
    Ok(())
}
