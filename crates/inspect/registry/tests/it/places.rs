//! Ways to a registry: mirrors, proxies, and authorities that the machine keeps for it.

use std::fs;

use seaworthy_http::{Proxies, Secret};
use seaworthy_registry::{Credential, Reference};
use seaworthy_testkit::proxy::FakeProxy;
use seaworthy_testkit::registry::{Access, FakeRegistry, Fault, Route};

use crate::setup::{NAME, Setup, chain, layer_bytes, put_image, read_blob};

/// The image `r.example/team/app:1`, which only a mirror or a proxy leads to.
fn elsewhere() -> Reference {
    format!("r.example/{NAME}:1")
        .parse()
        .expect("a valid reference")
}

fn status(code: u16) -> Fault {
    Fault::Status(code, Vec::new(), String::new())
}

#[test]
fn an_image_is_read_from_the_mirror_of_its_registry() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let host = setup.registry.host();
    setup.options.mirrors.add(&format!("r.example={host}"))?;
    let client = setup.client();
    let resolved = client.resolve(&elsewhere(), None)?;
    assert_eq!(resolved.layers().len(), 1);
    assert_eq!(
        read_blob(&client, &elsewhere(), &setup.layer())?,
        layer_bytes()
    );
    Ok(())
}

#[test]
fn the_registry_is_asked_when_its_mirrors_have_no_answer() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let busy = FakeRegistry::tls(&setup.authority)?;
    put_image(&busy, "1", "amd64", &layer_bytes());
    busy.fail(Route::Manifest, status(404), 1);
    busy.fail(Route::Blob, status(500), 9);
    let host = setup.registry.host();
    // Nobody listens on port 1.
    setup.options.mirrors.add(&format!("{host}=127.0.0.1:1"))?;
    setup
        .options
        .mirrors
        .add(&format!("{host}={}", busy.host()))?;
    let client = setup.client();
    client.resolve(&setup.reference(":1"), None)?;
    assert_eq!(
        read_blob(&client, &setup.reference(":1"), &setup.layer())?,
        layer_bytes()
    );
    assert!(busy.requests().len() >= 3, "it was asked each time");
    Ok(())
}

#[test]
fn a_mirror_is_not_given_the_credentials_of_the_registry() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let mirror = FakeRegistry::tls(&setup.authority)?;
    put_image(&mirror, "1", "amd64", &layer_bytes());
    let access = || Access::Basic {
        user: "ann".to_owned(),
        password: "pw".to_owned(),
    };
    mirror.set_access(access());
    setup.registry.set_access(access());
    let credential = Credential::Password {
        user: "ann".to_owned(),
        password: Secret::new("pw".to_owned()),
    };
    let host = setup.registry.host();
    setup
        .options
        .credentials
        .given
        .insert(host.clone(), credential);
    setup
        .options
        .mirrors
        .add(&format!("{host}={}", mirror.host()))?;
    setup.client().resolve(&setup.reference(":1"), None)?;
    assert!(!mirror.requests().is_empty());
    let requests = mirror.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.authorization().is_none())
    );
    Ok(())
}

#[test]
fn traffic_goes_through_the_proxy_and_is_protected_to_its_end() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let registry = FakeRegistry::tls_named(&setup.authority, &["r.example"])?;
    put_image(&registry, "1", "amd64", &layer_bytes());
    let proxy = FakeProxy::to(&registry.host())?;
    setup.options.http.proxies = Proxies {
        https: Some(Secret::new(proxy.base())),
        ..Proxies::default()
    };
    setup.client().resolve(&elsewhere(), None)?;
    let seen = proxy.seen();
    assert!(!seen.is_empty());
    for head in &seen {
        assert!(head.starts_with("CONNECT r.example:443 "), "{head}");
        assert!(
            !head.contains(NAME),
            "the proxy sees the host alone: {head}"
        );
    }

    // Loopback, and what NO_PROXY names, goes straight.
    setup.client().resolve(&setup.reference(":1"), None)?;
    assert_eq!(proxy.seen().len(), seen.len());
    setup.options.http.proxies.no_proxy = vec!["r.example".to_owned()];
    let error = setup
        .client()
        .resolve(&elsewhere(), None)
        .expect_err("no such host");
    assert!(chain(&error).contains("r.example"), "{}", chain(&error));
    assert_eq!(proxy.seen().len(), seen.len());
    Ok(())
}

#[test]
fn an_authority_kept_for_a_registry_is_trusted_for_it_alone() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let other = FakeRegistry::tls(&setup.authority)?;
    put_image(&other, "1", "amd64", &layer_bytes());
    setup.options.http.trust.texts.clear();
    let folder = tempfile::tempdir()?;
    let own = folder.path().join(setup.registry.host());
    fs::create_dir(&own)?;
    fs::write(own.join("ca.crt"), setup.authority.pem())?;
    setup.options.certificate_folders = vec![folder.path().to_owned()];
    let client = setup.client();
    client.resolve(&setup.reference(":1"), None)?;
    let elsewhere = crate::setup::reference(&other, ":1");
    let error = client.resolve(&elsewhere, None).expect_err("not trusted");
    assert!(
        chain(&error).contains("cannot establish trust"),
        "{}",
        chain(&error)
    );

    fs::write(own.join("ca.crt"), "no certificate")?;
    let error = setup
        .client()
        .resolve(&setup.reference(":1"), None)
        .expect_err("broken");
    assert!(
        chain(&error).contains("certificates that are kept"),
        "{}",
        chain(&error)
    );
    Ok(())
}

#[test]
fn hosts_of_containerd_are_asked_in_their_order_with_their_own_authorities() -> anyhow::Result<()> {
    let mut setup = Setup::new()?;
    let folder = tempfile::tempdir()?;
    let own = folder.path().join("r.example");
    fs::create_dir(&own)?;
    fs::write(own.join("ca.pem"), setup.authority.pem())?;
    let empty = FakeRegistry::tls(&setup.authority)?;
    let text = format!(
        "server = 'https://{}'\n[host.'https://127.0.0.1:1']\n[host.'https://{}']\n\
         capabilities = ['pull', 'resolve']\nca = 'ca.pem'\n",
        setup.registry.host(),
        empty.host()
    );
    fs::write(own.join("hosts.toml"), text)?;
    setup.options.mirrors.add_hosts(folder.path())?;
    let client = setup.client();
    // The last one answers: it stands for the registry, which nobody could reach.
    client.resolve(&elsewhere(), None)?;
    assert_eq!(
        read_blob(&client, &elsewhere(), &setup.layer())?,
        layer_bytes()
    );
    for registry in [&empty, &setup.registry] {
        let asked = registry.requests();
        assert!(!asked.is_empty());
        assert!(
            asked
                .iter()
                .all(|asked| asked.target.ends_with("?ns=r.example")),
            "{asked:?}"
        );
    }
    // Without the authority of the file nobody is trusted.
    setup.options.http.trust.texts.clear();
    let error = setup.client().resolve(&elsewhere(), None).unwrap_err();
    assert!(chain(&error).contains("certificate"), "{}", chain(&error));
    let before = empty.requests().len();
    put_image(&empty, "1", "amd64", &layer_bytes());
    setup.client().resolve(&elsewhere(), None)?;
    assert!(empty.requests().len() > before);
    Ok(())
}
