//! When a request is tried again, and how long to wait before.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::limits::Limits;

/// How a client waits. The default sleeps; tests record the wait instead.
#[derive(Clone)]
pub struct Pause(Arc<dyn Fn(Duration) + Send + Sync>);

impl Pause {
    /// Waits by calling `wait`.
    pub fn new(wait: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        Self(Arc::new(wait))
    }

    pub(crate) fn wait(&self, time: Duration) {
        (self.0)(time);
    }
}

impl Default for Pause {
    fn default() -> Self {
        Self::new(std::thread::sleep)
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Pause(..)")
    }
}

/// Whether a status says "later" (RFC 9110 sections 15.6.3 to 15.6.5, RFC 6585 section 4).
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

/// The wait that a server asks for with `Retry-After` (RFC 9110 section 10.2.3): seconds, or a
/// date. A date is taken against the `Date` of the same answer where there is one, so that clocks
/// that differ do no harm.
pub(crate) fn retry_after(asked: Option<&str>, date: Option<&str>) -> Option<Duration> {
    let asked = asked?.trim();
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let instant = |text: &str| {
        jiff::fmt::rfc2822::DateTimeParser::new()
            .parse_timestamp(text.trim())
            .ok()
    };
    let now = date.and_then(instant).unwrap_or_else(jiff::Timestamp::now);
    let seconds = instant(asked)?.as_second().saturating_sub(now.as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// The wait before the try that follows try number `attempt` (from 1), or `None` when there is no
/// further one. `asked` is what the server asks for.
pub(crate) fn wait_before_next(
    attempt: u32,
    asked: Option<Duration>,
    limits: &Limits,
) -> Option<Duration> {
    if attempt >= limits.attempts_max {
        return None;
    }
    let doubled = 2_u32
        .checked_pow(attempt.saturating_sub(1))
        .unwrap_or(u32::MAX);
    let backoff = limits
        .backoff_first
        .saturating_mul(doubled)
        .min(limits.retry_after_max);
    match asked {
        Some(asked) if asked > limits.retry_after_max => None,
        Some(asked) => Some(asked.max(backoff)),
        None => Some(backoff),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let limits = Limits::default();
        let waits: Vec<_> = (1..=4)
            .map(|n| wait_before_next(n, None, &limits))
            .collect();
        let expected = [Some(500), Some(1_000), Some(2_000), None];
        assert_eq!(waits, expected.map(|ms| ms.map(Duration::from_millis)));
    }

    #[test]
    fn retry_after_is_honoured_up_to_the_bound() {
        let limits = Limits::default();
        let date = Some("Fri, 31 Dec 1999 23:59:50 GMT");
        let asked = |text| wait_before_next(1, retry_after(Some(text), date), &limits);
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("0"), Some(limits.backoff_first));
        assert_eq!(asked("30"), Some(limits.retry_after_max));
        assert_eq!(asked("31"), None);
        assert_eq!(
            asked("Fri, 31 Dec 1999 23:59:59 GMT"),
            Some(Duration::from_secs(9))
        );
        // A moment that has passed, one too far away, and what is neither.
        assert_eq!(
            asked("Fri, 31 Dec 1999 23:00:00 GMT"),
            Some(limits.backoff_first)
        );
        assert_eq!(asked("Sat, 01 Jan 2000 01:00:00 GMT"), None);
        assert_eq!(asked("soon"), Some(limits.backoff_first));
        assert_eq!(asked("99999999999999999999"), Some(limits.backoff_first));
    }
}
