//! Debian's `docker-registry` on loopback, on a port that the kernel gives.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Stdio};
use std::thread;

use anyhow::{Context as _, Result, bail};
use seaworthy_testkit::tls::Authority;
use serde_json::{Value, json};

use crate::parts;

/// Who may use the registry.
pub(crate) const USER: &str = "harbour";
/// Their password; it opens only this registry.
pub(crate) const PASSWORD: &str = "ebb-And-flow-4711";

/// A running registry; it ends when dropped.
pub(crate) struct Registry {
    process: Child,
    /// Where it listens: `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// The authority that signed its certificate, where it speaks TLS.
    pub(crate) authority: PathBuf,
}

impl Registry {
    /// A registry in plain HTTP that lets everybody in.
    pub(crate) fn plain(folder: &Path) -> Result<Self> {
        let http = json!({"addr": "127.0.0.1:0"});
        Self::start(folder, &http, None)
    }

    /// A registry with TLS and a password.
    pub(crate) fn guarded(folder: &Path) -> Result<Self> {
        let authority = Authority::new()?;
        let server = authority.server_pem(&["127.0.0.1"])?;
        fs::write(folder.join("ca.crt"), authority.pem())?;
        fs::write(folder.join("server.crt"), server.certificate)?;
        fs::write(folder.join("server.key"), server.key)?;
        // The registry takes bcrypt only; a low work factor is enough for a minute of life.
        let mut htpasswd = parts::command("htpasswd", folder)?;
        let users = parts::output(htpasswd.args(["-n", "-b", "-B", "-C", "5", USER, PASSWORD]))?;
        fs::write(folder.join("users"), users)?;
        let http = json!({
            "addr": "127.0.0.1:0",
            "tls": {
                "certificate": folder.join("server.crt"),
                "key": folder.join("server.key"),
            },
        });
        let auth = json!({"htpasswd": {"realm": "harbour", "path": folder.join("users")}});
        Self::start(folder, &http, Some(&auth))
    }

    fn start(folder: &Path, http: &Value, auth: Option<&Value>) -> Result<Self> {
        // Its configuration is YAML, of which JSON is a part.
        let mut config = json!({
            "version": "0.1",
            "log": {"level": "info", "formatter": "json"},
            "storage": {"filesystem": {"rootdirectory": folder.join("storage")}},
            "http": http,
        });
        if let Some(auth) = auth {
            config["auth"] = auth.clone();
        }
        let file = folder.join("registry.yaml");
        fs::write(&file, config.to_string())?;
        let mut command = parts::command("docker-registry", folder)?;
        command
            .arg("serve")
            .arg(&file)
            .env("OTEL_TRACES_EXPORTER", "none");
        let log = File::create(folder.join("registry.out"))?;
        command.stdout(log).stderr(Stdio::piped());
        let mut process = command.spawn().context("start docker-registry")?;
        let log = process.stderr.take();
        // From here on the guard ends the process, whatever happens.
        let mut registry = Registry {
            process,
            address: String::new(),
            authority: folder.join("ca.crt"),
        };
        registry.address = listening(log.context("the log of docker-registry")?)?;
        Ok(registry)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // It may have ended by itself; nothing is left to end then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads the log until it tells the address, then reads on in the background so that the registry
/// never waits for a reader; that ends with the process.
fn listening(log: ChildStderr) -> Result<String> {
    let mut log = BufReader::new(log);
    let mut seen = String::new();
    loop {
        let start = seen.len();
        if log.read_line(&mut seen)? == 0 {
            bail!("docker-registry ended: {seen}");
        }
        let line = seen.get(start..).unwrap_or_default();
        if let Some((_, rest)) = line.split_once("listening on ") {
            let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ':';
            let address: String = rest.chars().take_while(|c| digits(*c)).collect();
            thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return Ok(address);
        }
    }
}
