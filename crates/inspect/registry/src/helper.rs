//! Asking a credential helper: `docker-credential-NAME get`.
//!
//! The protocol of docker-credential-helpers: the server's address goes to standard input, a JSON
//! object with `Username` and `Secret` comes from standard output.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use seaworthy_http::Secret;
use serde::Deserialize;
use thiserror::Error;

use crate::docker_config::Credential;

/// LIMIT: time for a helper. Some ask a cloud for a fresh token; none should wait for a person.
pub const HELPER_TIME_MAX: Duration = Duration::from_secs(30);

/// LIMIT: longest answer of a helper in bytes. Tokens of clouds have a few KiB.
pub const HELPER_BYTES_MAX: u64 = 256 * 1024;

/// How long to wait between looks at a helper that has closed its output but has not ended.
const EXIT_POLL_TIME: Duration = Duration::from_millis(5);

/// The user name that marks the secret as an identity token.
const TOKEN_USER: &str = "<token>";

/// What helpers print when they have nothing for a server.
const NOT_FOUND: &[u8] = b"credentials not found";

/// Why a helper gave no credentials. What it printed is not shown: it may be a secret.
#[derive(Debug, Error)]
pub enum HelperError {
    /// It could not be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// The reason of the operating system.
        source: io::Error,
    },
    /// It did not answer in time.
    #[error("`{program}` did not answer within {limit:?}")]
    Time {
        /// The program.
        program: String,
        /// The limit.
        limit: Duration,
    },
    /// It printed more than [`HELPER_BYTES_MAX`].
    #[error("`{program}` printed more than {HELPER_BYTES_MAX} bytes")]
    TooLong {
        /// The program.
        program: String,
    },
    /// It ended with an error.
    #[error("`{program}` failed with {status}")]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: String,
    },
    /// What it printed is not of the protocol.
    #[error("`{program}` printed something else than credentials")]
    Malformed {
        /// The program.
        program: String,
    },
}

/// How to run helpers.
#[derive(Debug, Clone)]
pub struct Helpers {
    /// Folder in which the programs are; the search path when `None`.
    pub folder: Option<PathBuf>,
    /// Time for one of them.
    pub time_max: Duration,
}

impl Default for Helpers {
    fn default() -> Self {
        Self {
            folder: None,
            time_max: HELPER_TIME_MAX,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawAnswer {
    #[serde(default)]
    username: String,
    secret: String,
}

impl Helpers {
    /// Asks `docker-credential-NAME` for a server; `None` when it has nothing.
    ///
    /// # Errors
    /// See [`HelperError`].
    pub(crate) fn ask(&self, name: &str, server: &str) -> Result<Option<Credential>, HelperError> {
        let program = format!("docker-credential-{name}");
        let path = match &self.folder {
            Some(folder) => folder.join(&program),
            None => PathBuf::from(&program),
        };
        let started = Instant::now();
        let mut child = Command::new(path)
            .arg("get")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| HelperError::Start {
                program: program.clone(),
                source,
            })?;
        let result = self.converse(&mut child, &program, server, started);
        if result.is_err() {
            // It may still be running; nobody waits for it any more.
            let _ = child.kill();
            let _ = child.wait();
        }
        let (bytes, status) = result?;
        if bytes.len() as u64 > HELPER_BYTES_MAX {
            return Err(HelperError::TooLong { program });
        }
        if let Some(status) = status {
            let absent = bytes
                .windows(NOT_FOUND.len())
                .any(|window| window == NOT_FOUND);
            return if absent {
                Ok(None)
            } else {
                Err(HelperError::Failed { program, status })
            };
        }
        let answer: RawAnswer =
            serde_json::from_slice(&bytes).map_err(|_| HelperError::Malformed { program })?;
        Ok(Some(answer.into()))
    }

    /// What it printed, and how it ended when not well.
    fn converse(
        &self,
        child: &mut Child,
        program: &str,
        server: &str,
        started: Instant,
    ) -> Result<(Vec<u8>, Option<String>), HelperError> {
        if let Some(mut input) = child.stdin.take() {
            // A helper that does not read its input will show in what it prints.
            let _ = writeln!(input, "{server}");
        }
        let (sender, receiver) = mpsc::channel();
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || {
                let mut bytes = Vec::new();
                let _ = output.take(HELPER_BYTES_MAX + 1).read_to_end(&mut bytes);
                let _ = sender.send(bytes);
            });
        }
        let late = || HelperError::Time {
            program: program.to_owned(),
            limit: self.time_max,
        };
        let left = self.time_max.saturating_sub(started.elapsed());
        let bytes = receiver.recv_timeout(left).map_err(|_| late())?;
        if bytes.len() as u64 > HELPER_BYTES_MAX {
            return Err(HelperError::TooLong {
                program: program.to_owned(),
            });
        }
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok((bytes, None)),
                Ok(Some(status)) => return Ok((bytes, Some(status.to_string()))),
                Ok(None) if started.elapsed() < self.time_max => thread::sleep(EXIT_POLL_TIME),
                Ok(None) | Err(_) => return Err(late()),
            }
        }
    }
}

impl From<RawAnswer> for Credential {
    fn from(raw: RawAnswer) -> Self {
        let secret = Secret::new(raw.secret);
        if raw.username == TOKEN_USER {
            Self::IdentityToken(secret)
        } else {
            Self::Password {
                user: raw.username,
                password: secret,
            }
        }
    }
}
