//! What functions a program holds, as evidence for or against a flaw being in it.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// LIMIT: bytes of one filter. Kubernetes' largest programs have 150,000 functions, which take
/// 190 kB; a program with more than this holds says "present" more often than it should.
pub const SYMBOL_FILTER_BYTES_MAX: usize = 512 * 1024;

/// Bits for one symbol; with [`HASHES`] questions, one in a hundred absent symbols seems present.
const SYMBOL_BITS: usize = 10;
/// Bits that each symbol sets.
const HASHES: u64 = 7;

/// A program whose table of functions was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProgramFact {
    /// Path, cleaned.
    pub path: String,
    /// Number of the layer that brought it, from 0; set when layers are merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<u32>,
    /// Its functions.
    pub symbols: SymbolFilter,
}

/// The set of function symbols of a program as a Bloom filter (Bloom, "Space/time trade-offs in
/// hash coding with allowable errors", 1970).
///
/// What it says to be absent is absent; of what it says to be present about one in a hundred is
/// not, which is the safe side: nobody is calmed by mistake. Serialised as base64 of its bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SymbolFilter {
    bits: Box<[u8]>,
}

impl std::fmt::Debug for SymbolFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SymbolFilter({} bytes)", self.bits.len())
    }
}

impl SymbolFilter {
    /// An empty filter for so many symbols and their packages, at most
    /// [`SYMBOL_FILTER_BYTES_MAX`] large.
    #[must_use]
    pub fn for_symbols(symbols: usize) -> Self {
        let bytes = symbols.saturating_mul(2 * SYMBOL_BITS).div_ceil(8);
        let bytes = bytes.clamp(64, SYMBOL_FILTER_BYTES_MAX);
        SymbolFilter {
            bits: vec![0; bytes].into_boxed_slice(),
        }
    }

    /// Takes a symbol as the Go linker writes it: `net/http.(*Server).Serve`,
    /// `gopkg.in/yaml%2ev3.Unmarshal`, `slices.Sort[...]`. Its package is taken with it.
    pub fn insert(&mut self, symbol: &str) {
        let plain = plain(symbol);
        let (package, name) = split(&plain);
        let package = &*unescape(package);
        self.set(package, name);
        self.set(package, "");
        // Before modules, copies of packages stood below the program that used them.
        if let Some((_, package)) = package.rsplit_once("/vendor/") {
            self.set(package, name);
            self.set(package, "");
        }
    }

    /// Whether the program may hold this function. `symbol` is as the Go vulnerability database
    /// writes it: `Unmarshal`, `Server.Serve`, with or without `(*Server)`. A package that is the
    /// program itself is called `main` in its table, so that `main` is asked too.
    #[must_use]
    pub fn contains(&self, package_path: &str, symbol: &str) -> bool {
        let symbol = plain(symbol);
        self.is_set(package_path, &symbol) || self.is_set("main", &symbol)
    }

    /// Whether the program may hold any function of this package.
    #[must_use]
    pub fn contains_package(&self, package_path: &str) -> bool {
        self.is_set(package_path, "")
    }

    /// Bytes that the filter takes.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.bits.len()
    }

    fn set(&mut self, package: &str, name: &str) {
        for bit in places(self.bits.len(), package, name) {
            if let Some(byte) = self.bits.get_mut(bit / 8) {
                *byte |= 1 << (bit % 8);
            }
        }
    }

    fn is_set(&self, package: &str, name: &str) -> bool {
        places(self.bits.len(), package, name).all(|bit| {
            let byte = self.bits.get(bit / 8).copied().unwrap_or(u8::MAX);
            byte & (1 << (bit % 8)) != 0
        })
    }
}

/// The bits of one symbol: two hashes, and sums of them (Kirsch and Mitzenmacher, 2008).
fn places(bytes: usize, package: &str, name: &str) -> impl Iterator<Item = usize> + use<> {
    let text = package.bytes().chain([b'.']).chain(name.bytes());
    let one = text.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let one = mix(one);
    let two = mix(one) | 1;
    let bits = (bytes as u64 * 8).max(1);
    (0..HASHES).map(move |turn| {
        // INVARIANT: less than `bits`, which is eight times a `usize` of at most half a million.
        (one.wrapping_add(turn.wrapping_mul(two)) % bits) as usize
    })
}

/// The finaliser of SplitMix64: makes every bit depend on all.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A symbol without what differs between places that name it: the type arguments of generic code,
/// the pointer of a receiver, and the mark of a method value.
fn plain(symbol: &str) -> String {
    let mut plain = String::with_capacity(symbol.len());
    let mut depth = 0_u32;
    for c in symbol.strip_suffix("-fm").unwrap_or(symbol).chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '(' | ')' | '*' => {}
            _ if depth > 0 => {}
            _ => plain.push(c),
        }
    }
    plain
}

/// A package path with `%2e` and its like turned back: dots of its last part, control characters,
/// quotes and what is not ASCII are written so (cmd/internal/objabi of Go, `PathToPrefix`).
fn unescape(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// Package path and the rest. The path ends at the first dot of its last part, for its own dots are
/// escaped there; `gopkg.in/yaml.v3.Unmarshal` without escapes is understood as well.
fn split(symbol: &str) -> (&str, &str) {
    let slash = symbol.rfind('/').map_or(0, |at| at + 1);
    let last = symbol.get(slash..).unwrap_or_default();
    let mut dots = last.match_indices('.').map(|(at, _)| at);
    let dot = dots.find(|at| !starts_version(last, *at));
    match dot {
        Some(at) => (
            symbol.get(..slash + at).unwrap_or_default(),
            symbol.get(slash + at + 1..).unwrap_or_default(),
        ),
        None => (symbol, ""),
    }
}

/// Whether `.v3` or another part of a domain name stands behind this dot, and not a function.
fn starts_version(text: &str, dot: usize) -> bool {
    let rest = text.get(dot + 1..).unwrap_or_default();
    let part = rest.split('.').next().unwrap_or_default();
    let digits = part.strip_prefix('v').unwrap_or_default();
    part.len() < rest.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Serialize for SymbolFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD_NO_PAD.encode(&self.bits))
    }
}

impl<'de> Deserialize<'de> for SymbolFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        if text.len() > SYMBOL_FILTER_BYTES_MAX * 4 / 3 + 4 {
            return Err(D::Error::custom("a symbol filter that is too large"));
        }
        let bits = STANDARD_NO_PAD
            .decode(text.as_bytes())
            .map_err(|_| D::Error::custom("a symbol filter that is no base64"))?;
        if bits.is_empty() {
            return Err(D::Error::custom("a symbol filter without bits"));
        }
        Ok(SymbolFilter {
            bits: bits.into_boxed_slice(),
        })
    }
}

impl JsonSchema for SymbolFilter {
    fn schema_name() -> Cow<'static, str> {
        "SymbolFilter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A Bloom filter over function symbols: its bits in base64, no padding.",
            "type": "string",
            "pattern": "^[A-Za-z0-9+/]+$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(symbols: &[&str]) -> SymbolFilter {
        let mut filter = SymbolFilter::for_symbols(symbols.len());
        for symbol in symbols {
            filter.insert(symbol);
        }
        filter
    }

    #[test]
    fn symbols_are_found_as_the_vulnerability_database_writes_them() {
        let filter = filter(&[
            "net/http.(*Server).Serve",
            "golang.org/x/text/language.Parse",
            "gopkg.in/yaml%2ev3.Unmarshal",
            "gopkg.in/ini.v1.Load",
            "github.com/a/b%2ego.Open",
            "example.com/list.Map[...].Get",
            "github.com/a/b.(*T).Close-fm",
            "github.com/old/app/vendor/golang.org/x/net/html.Parse",
            "main.run",
        ]);
        for (package, symbol) in [
            ("net/http", "Server.Serve"),
            ("net/http", "(*Server).Serve"),
            ("golang.org/x/text/language", "Parse"),
            ("gopkg.in/yaml.v3", "Unmarshal"),
            ("gopkg.in/ini.v1", "Load"),
            ("github.com/a/b.go", "Open"),
            ("example.com/list", "Map.Get"),
            ("github.com/a/b", "T.Close"),
            ("golang.org/x/net/html", "Parse"),
            ("example.com/program", "run"),
        ] {
            assert!(filter.contains(package, symbol), "{package} {symbol}");
        }
        for (package, symbol) in [
            ("net/http", "Server.Shutdown"),
            ("golang.org/x/text/language", "ParseAcceptLanguage"),
            ("gopkg.in/yaml.v2", "Unmarshal"),
            ("golang.org/x/text", "Parse"),
        ] {
            assert!(!filter.contains(package, symbol), "{package} {symbol}");
        }
        assert!(filter.contains_package("net/http"));
        assert!(filter.contains_package("gopkg.in/yaml.v3"));
        assert!(!filter.contains_package("net/url"));
    }

    #[test]
    fn few_absent_symbols_seem_present() {
        let names: Vec<String> = (0..20_000).map(|n| format!("example.com/p.F{n}")).collect();
        let mut filter = SymbolFilter::for_symbols(names.len());
        names.iter().for_each(|name| filter.insert(name));
        assert!((0..20_000).all(|n| filter.contains("example.com/p", &format!("F{n}"))));
        let wrong = (0..20_000)
            .filter(|n| filter.contains("example.com/p", &format!("G{n}")))
            .count();
        assert!(wrong < 400, "{wrong} of 20000");
    }

    #[test]
    fn a_filter_has_a_limit_and_then_only_says_present_more_often() {
        let mut filter = SymbolFilter::for_symbols(usize::MAX);
        assert_eq!(filter.size_bytes(), SYMBOL_FILTER_BYTES_MAX);
        filter.insert("a/b.C");
        assert!(filter.contains("a/b", "C"));
        let mut small = SymbolFilter::for_symbols(0);
        (0..1000).for_each(|n| small.insert(&format!("a/b.F{n}")));
        assert!(small.contains("a/b", "F999"));
        assert!(
            small.contains("x/y", "Anything"),
            "a full filter denies nothing"
        );
    }

    #[test]
    fn a_filter_survives_its_text_form() {
        let filter = filter(&["net/http.(*Server).Serve"]);
        let text = serde_json::to_string(&filter).unwrap();
        let back: SymbolFilter = serde_json::from_str(&text).unwrap();
        assert_eq!(back, filter);
        let long = format!("\"{}\"", "A".repeat(SYMBOL_FILTER_BYTES_MAX * 4 / 3 + 8));
        for broken in ["\"\"", "\"%\"", "7", &long] {
            assert!(serde_json::from_str::<SymbolFilter>(broken).is_err());
        }
    }
}
