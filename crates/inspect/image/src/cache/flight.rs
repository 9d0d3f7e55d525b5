//! Nobody reads what another thread is reading: the second waits for the facts of the first.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, PoisonError};

use super::Key;

/// What is being read at this moment.
#[derive(Default)]
pub(crate) struct Flights {
    under_way: Mutex<HashSet<Key>>,
    ended: Condvar,
}

/// One reading; it ends when this is dropped.
pub(crate) struct Flight<'a> {
    flights: &'a Flights,
    identity: Key,
}

impl Flights {
    /// INVARIANT: a thread is in one flight at a time, so waiting ends.
    pub(crate) fn enter(&self, identity: Key) -> Flight<'_> {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while under_way.contains(&identity) {
            under_way = self
                .ended
                .wait(under_way)
                .unwrap_or_else(PoisonError::into_inner);
        }
        under_way.insert(identity);
        Flight {
            flights: self,
            identity,
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let under_way = &self.flights.under_way;
        let mut under_way = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.identity);
        self.flights.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn of_many_threads_one_works() {
        let flights = Flights::default();
        let identity = Key::new("layer").finish();
        let (known, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _flight = flights.enter(identity);
                    if !known.load(Ordering::SeqCst) {
                        reads.fetch_add(1, Ordering::SeqCst);
                        known.store(true, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(reads.into_inner(), 1);
    }
}
