//! Push to and scan from a real registry: TLS, a password, and what is said when either is wrong.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use crate::scan::{program, read, refuse, scan};
use crate::server::{PASSWORD, Registry, USER};
use crate::{parts, storefront};

/// What a guarded registry needs.
const GUARDED: &[&str] = &["docker-registry", "htpasswd", "skopeo"];
/// The variable that holds the password.
const VARIABLE: &str = "SEAWORTHY_REGISTRY_PASSWORD";
/// The one check that looks at the tag: `1.0` in the registry and `latest` in the layout.
const NAMED: &[&str] = &["mutable-tag"];

/// `printf 'harbour:ebb-And-flow-4711' | base64`: how credentials stand in files and headers.
const ENCODED: &str = "aGFyYm91cjplYmItQW5kLWZsb3ctNDcxMQ==";

#[test]
fn an_image_of_a_guarded_registry_is_scanned_with_given_credentials() -> Result<()> {
    if !parts::present(GUARDED)? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::guarded(folder.path())?;
    let image = push(&registry, folder.path())?;
    let mut command = trusting(&registry, folder.path(), &image);
    command
        .args(["--registry-user", USER])
        .env(VARIABLE, PASSWORD);
    let pulled = read(&mut command)?;
    storefront::same_as_layout(folder.path(), &pulled, NAMED)?;
    assert!(!pulled.found("mutable-tag"), "1.0 is a version");
    assert_eq!(pulled.image()?.name, image);
    let layout = scan(folder.path(), &storefront::target())?;
    assert_eq!(pulled.image()?.config_digest, layout.image()?.config_digest);
    silent(&pulled.said);
    Ok(())
}

#[test]
fn an_image_of_a_guarded_registry_is_scanned_with_what_docker_noted() -> Result<()> {
    if !parts::present(GUARDED)? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::guarded(folder.path())?;
    let image = push(&registry, folder.path())?;
    let docker = docker_config(&registry, folder.path())?;
    let mut command = trusting(&registry, folder.path(), &image);
    let pulled = read(command.env("DOCKER_CONFIG", docker))?;
    storefront::same_as_layout(folder.path(), &pulled, NAMED)?;
    silent(&pulled.said);
    Ok(())
}

#[test]
fn a_wrong_password_is_an_error_that_tells_no_password() -> Result<()> {
    if !parts::present(GUARDED)? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::guarded(folder.path())?;
    let image = push(&registry, folder.path())?;
    let wrong = "spring-Tide-0815";
    let mut command = trusting(&registry, folder.path(), &image);
    command.args(["--registry-user", USER]).env(VARIABLE, wrong);
    let said = refuse(&mut command)?;
    assert!(said.contains(&registry.address), "which registry? {said}");
    assert!(said.contains("the credentials were not accepted"), "{said}");
    assert!(!said.contains(wrong), "the password is told: {said}");

    let none = refuse(&mut trusting(&registry, folder.path(), &image))?;
    assert!(none.contains("no credentials for it"), "{none}");
    assert!(
        none.contains("help: ") && none.contains("--registry-user"),
        "{none}"
    );
    Ok(())
}

#[test]
fn a_certificate_of_an_unknown_authority_is_an_error() -> Result<()> {
    if !parts::present(GUARDED)? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::guarded(folder.path())?;
    let image = format!("{}/shop/storefront:1.0", registry.address);
    let mut command = program(folder.path());
    command
        .args(["scan", &image, "--registry-user", USER])
        .env(VARIABLE, PASSWORD);
    let said = refuse(&mut command)?;
    assert!(said.contains("certificate: UnknownIssuer"), "{said}");
    assert!(
        said.contains("help: ") && said.contains("--ca-file"),
        "{said}"
    );
    silent(&said);
    Ok(())
}

#[test]
fn plain_http_is_spoken_only_when_asked_for() -> Result<()> {
    if !parts::present(&["docker-registry", "skopeo"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::plain(folder.path())?;
    let image = format!("{}/shop/storefront:1.0", registry.address);
    let mut copy = storefront::skopeo(folder.path())?;
    copy.args(["copy", "--dest-tls-verify=false", &storefront::target()]);
    parts::output(copy.arg(format!("docker://{image}")))?;

    let mut command = program(folder.path());
    let said = refuse(command.args(["scan", &image]))?;
    assert!(said.contains(&registry.address), "which registry? {said}");
    assert!(said.contains("does not speak TLS"), "{said}");
    assert!(
        said.contains("help: ") && said.contains("--plain-http"),
        "{said}"
    );

    let mut command = program(folder.path());
    let pulled = read(command.args(["scan", &image, "--plain-http"]))?;
    storefront::same_as_layout(folder.path(), &pulled, NAMED)
}

#[test]
fn a_pack_goes_through_a_guarded_registry() -> Result<()> {
    if !parts::present(GUARDED)? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let registry = Registry::guarded(folder.path())?;
    let name = format!("{}/security/advisories:daily", registry.address);
    let db = |home: &Path, verb: &str| {
        let mut command = program(home);
        command
            .args(["db", verb, &name, "--registry-user", USER, "--ca-file"])
            .arg(&registry.authority)
            .env(VARIABLE, PASSWORD);
        parts::output(&mut command)
    };
    let pushed = db(folder.path(), "push")?;
    assert!(pushed.starts_with("sha256:"), "{pushed}");
    // What is there already is not sent again, and the name stays the same.
    assert_eq!(db(folder.path(), "push")?, pushed);
    let other = tempfile::tempdir()?;
    assert_eq!(db(other.path(), "pull")?, pushed);
    let status = |home: &Path| {
        let mut command = program(home);
        parts::output(command.args(["db", "status", "--format", "json"]))
    };
    let digest = |text: &str| -> Result<String> {
        let value: serde_json::Value = serde_json::from_str(text)?;
        Ok(value["digest"].to_string())
    };
    let (here, there) = (status(folder.path())?, status(other.path())?);
    assert_eq!(digest(&here)?, digest(&there)?);
    assert!(
        there.contains(".local/share/seaworthy/advisories.pack"),
        "{there}"
    );
    Ok(())
}

/// Pushes the example and returns the reference of the image.
fn push(registry: &Registry, folder: &Path) -> Result<String> {
    let image = format!("{}/shop/storefront:1.0", registry.address);
    let docker = docker_config(registry, folder)?;
    let certificates = folder.join("certificates");
    fs::create_dir_all(&certificates)?;
    fs::copy(&registry.authority, certificates.join("ca.crt"))?;
    let mut copy = storefront::skopeo(folder)?;
    copy.args(["copy", "--dest-tls-verify=true", "--dest-cert-dir"])
        .arg(certificates);
    copy.arg("--dest-authfile").arg(docker.join("config.json"));
    parts::output(
        copy.arg(storefront::target())
            .arg(format!("docker://{image}")),
    )?;
    Ok(image)
}

/// The folder of Docker's configuration after `docker login`.
fn docker_config(registry: &Registry, folder: &Path) -> Result<std::path::PathBuf> {
    let docker = folder.join("docker");
    fs::create_dir_all(&docker)?;
    let config = json!({"auths": {&registry.address: {"auth": ENCODED}}});
    fs::write(docker.join("config.json"), config.to_string())?;
    Ok(docker)
}

/// A scan that trusts the registry's certificate.
fn trusting(registry: &Registry, folder: &Path, image: &str) -> Command {
    let mut command = program(folder);
    command
        .args(["scan", image, "--ca-file"])
        .arg(&registry.authority);
    command
}

/// That nothing tells the password, in any form in which it went around.
fn silent(said: &str) {
    for secret in [PASSWORD, ENCODED] {
        assert!(!said.contains(secret), "the password is told");
    }
}
