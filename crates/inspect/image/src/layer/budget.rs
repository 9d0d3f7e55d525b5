//! Back-pressure by bytes: how much file content all threads together may hold.

use std::sync::{Condvar, Mutex, PoisonError};

/// A number of bytes that threads take from and give back to.
pub(crate) struct Budget {
    free: Mutex<u64>,
    given_back: Condvar,
    total: u64,
}

/// Bytes that were taken; given back when it is dropped.
pub(crate) struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    pub(crate) fn new(bytes: u64) -> Self {
        Budget {
            free: Mutex::new(bytes),
            given_back: Condvar::new(),
            total: bytes,
        }
    }

    /// Takes `bytes`, waiting until they are free. `None` where there never will be so many.
    ///
    /// INVARIANT: a thread holds one share at a time, so waiting ends.
    pub(crate) fn take(&self, bytes: u64) -> Option<Share<'_>> {
        if bytes > self.total {
            return None;
        }
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free < bytes {
            free = self
                .given_back
                .wait(free)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        Some(Share {
            budget: self,
            bytes,
        })
    }
}

impl Share<'_> {
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut free = self
            .budget
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *free += self.bytes;
        self.budget.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_more_than_all_is_refused() {
        let budget = Budget::new(10);
        assert!(budget.take(11).is_none());
        drop(budget.take(10).unwrap());
        let first = budget.take(6).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| budget.take(5).is_some());
            drop(first);
            assert!(waiting.join().unwrap());
        });
    }
}
