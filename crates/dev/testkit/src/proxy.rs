//! An HTTP proxy on loopback that leads every `CONNECT` to one address, whatever name it is for.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};

/// LIMIT: the head of a request in bytes; tests send far less.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// A running proxy. Its threads end with the connections.
pub struct FakeProxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl FakeProxy {
    /// Starts a proxy that leads to `target`, `127.0.0.1:PORT`.
    ///
    /// # Errors
    /// No loopback port is to be had.
    pub fn to(target: &str) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("bind a loopback port")?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (kept, target) = (Arc::clone(&seen), target.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, target) = (Arc::clone(&kept), target.clone());
                // A client that hangs up in the middle is no fault of the test.
                thread::spawn(move || drop(serve(stream, &target, &kept)));
            }
        });
        Ok(Self { address, seen })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of the requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<String> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn serve(mut client: TcpStream, target: &str, seen: &Mutex<Vec<String>>) -> Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < HEAD_BYTES_MAX {
        client.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let connects = head.starts_with("CONNECT ");
    seen.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(head);
    if !connects {
        client.write_all(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")?;
        return Ok(());
    }
    let mut server = TcpStream::connect(target)?;
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    io::copy(&mut server, &mut client)?;
    client.shutdown(Shutdown::Both)?;
    Ok(())
}
