//! The socket of a container engine: `GET /images/{name}/get` and nothing else.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};

/// How the engine sends archives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sending {
    /// In chunks, as engines do.
    #[default]
    Chunked,
    /// As a whole, until the connection ends.
    Closed,
    /// In chunks, and broken off after so many bytes.
    CutAfter(usize),
}

#[derive(Default)]
struct State {
    images: HashMap<String, Vec<u8>>,
    sending: Sending,
    asked: Vec<String>,
}

/// A container engine in a folder. Its thread ends with the process.
pub struct FakeEngine {
    socket: PathBuf,
    state: Arc<Mutex<State>>,
}

impl FakeEngine {
    /// Opens `engine.sock` in a folder.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn start(folder: &Path) -> Result<Self> {
        let socket = folder.join("engine.sock");
        let listener = UnixListener::bind(&socket).context("binding the socket of the engine")?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away in the middle is no concern of an engine.
                let _ = answer(&stream, &shared);
            }
        });
        Ok(FakeEngine { socket, state })
    }

    /// The address as `DOCKER_HOST` has it.
    #[must_use]
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// Gives the engine an image: what `docker save` would write.
    pub fn put(&self, name: &str, archive: &[u8]) {
        self.state()
            .images
            .insert(name.to_owned(), archive.to_vec());
    }

    /// Changes how archives are sent.
    pub fn send(&self, sending: Sending) {
        self.state().sending = sending;
    }

    /// The paths that were asked for.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(stream: &UnixStream, state: &Mutex<State>) -> Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().context("a request")??;
    // The headers up to the empty line.
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (archive, sending) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(path.clone());
        let name = path
            .strip_prefix("/images/")
            .and_then(|rest| rest.strip_suffix("/get"));
        (
            name.and_then(|name| state.images.get(name)).cloned(),
            state.sending,
        )
    };
    let mut out = stream;
    let Some(archive) = archive else {
        let body = format!("{{\"message\":\"No such image: {path}\"}}");
        let length = body.len();
        write!(
            out,
            "HTTP/1.1 404 Not Found\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        return Ok(());
    };
    write!(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\n"
    )?;
    if sending == Sending::Closed {
        write!(out, "\r\n")?;
        return Ok(out.write_all(&archive)?);
    }
    write!(out, "Transfer-Encoding: chunked\r\n\r\n")?;
    let (sent, whole) = match sending {
        Sending::CutAfter(bytes) => (archive.get(..bytes).unwrap_or(&archive), false),
        _ => (archive.as_slice(), true),
    };
    for chunk in sent.chunks(40_000) {
        write!(out, "{:x}\r\n", chunk.len())?;
        out.write_all(chunk)?;
        write!(out, "\r\n")?;
    }
    if whole {
        write!(out, "0\r\n\r\n")?;
    }
    Ok(())
}
