//! `seaworthy lsp`: findings, explanations and fixes while somebody types, over the Language Server
//! Protocol 3.17 on standard input and output.

use std::io::Write;
use std::sync::mpsc::{self, Receiver};
use std::thread;

mod documents;
mod folders;
mod offers;
mod protocol;
mod session;
mod text;
mod uri;
mod wire;

use anyhow::Context as _;

use self::folders::Rules;
use self::session::Session;
use self::wire::{Frame, ReadFrameError};
use crate::cli::LspArgs;
use crate::configuration;
use crate::failure::{Code, Failure};

/// LIMIT: messages that wait to be served. Who writes faster waits.
const WAITING_MAX: usize = 16;

/// Serves one editor until it ends or goes away.
pub(super) fn run(args: LspArgs) -> Result<Code, Failure> {
    let rules = Rules {
        options: configuration::options(&args.configuration)?,
        policy: args.gate.policy,
        gate: args.gate.gate,
        at: args.gate.at,
        threads: thread::available_parallelism().map_or(1, std::num::NonZero::get),
    };
    let (sender, receiver) = mpsc::sync_channel(WAITING_MAX);
    // It ends with the stream or with the program.
    thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let frame = wire::read(&mut input);
            let is_last = matches!(frame, Ok(Frame::End) | Err(_));
            if sender.send(frame).is_err() || is_last {
                return;
            }
        }
    });
    serve(
        &receiver,
        &mut std::io::stdout().lock(),
        Session::new(rules),
    )
}

/// Serves message by message. Texts are judged when no message waits, so that only the last of
/// several changes is.
fn serve(
    receiver: &Receiver<Result<Frame, ReadFrameError>>,
    out: &mut dyn Write,
    mut session: Session,
) -> Result<Code, Failure> {
    let mut send = |session: &mut Session| -> Result<(), Failure> {
        let sent = session.take_outbox();
        let sent = sent
            .iter()
            .try_for_each(|message| wire::write(out, message));
        Ok(sent.context("cannot answer the editor")?)
    };
    while let Ok(first) = receiver.recv() {
        let mut next = Some(first);
        while let Some(frame) = next {
            match frame.map_err(anyhow::Error::from)? {
                Frame::Message(content) => {
                    if let Some(code) = session.take(&content) {
                        send(&mut session)?;
                        return Ok(code);
                    }
                }
                Frame::TooLarge(bytes) => session.passed_over(bytes),
                Frame::End => return Ok(session.ending()),
            }
            send(&mut session)?;
            next = receiver.try_recv().ok();
        }
        session.settle();
        send(&mut session)?;
    }
    Ok(session.ending())
}
