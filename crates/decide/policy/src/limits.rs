//! The limits of a policy file: it is written by people, and may come with a repository that is not
//! trusted.

/// LIMIT: bytes of a policy file. A thousand waivers with long reasons stay far below it.
pub const POLICY_BYTES_MAX: usize = 1 << 20;

/// LIMIT: nesting of lists and mappings. The format itself needs seven.
pub const DEPTH_MAX: usize = 16;

/// LIMIT: aliases (`*name`) in one file; people repeat a list or two.
pub const ALIASES_MAX: usize = 64;

/// LIMIT: parser events that aliases may add, so that nested aliases do not multiply.
pub const ALIAS_EVENTS_MAX: usize = 20_000;

/// LIMIT: values in one file, aliases not counted. It is above what all other limits allow.
pub const NODES_MAX: usize = 200_000;

/// LIMIT: errors reported of one file. Nobody reads more at once, and each costs one reading.
pub const ERRORS_MAX: usize = 20;

/// LIMIT: rules of one file. Every rule is asked for every finding.
pub const RULES_MAX: usize = 512;

/// LIMIT: waivers and allowed CVEs of one file. Every one is compared with every finding.
pub const WAIVERS_MAX: usize = 5_000;

/// LIMIT: patterns of one list.
pub const PATTERNS_MAX: usize = 1_000;

/// LIMIT: bytes of one pattern; it becomes a regular expression.
pub const PATTERN_BYTES_MAX: usize = 512;

/// LIMIT: bytes of one CEL condition. The longest in our own policies has a tenth of it.
pub const CONDITION_BYTES_MAX: usize = 2_048;

/// LIMIT: nodes of one CEL condition after its macros are expanded: the cost of evaluating it once.
pub const CONDITION_NODES_MAX: usize = 400;

/// LIMIT: nesting of one CEL condition.
pub const CONDITION_DEPTH_MAX: u16 = 32;

/// LIMIT: loops (`all`, `exists`, `map`, `filter`) inside each other. With one the cost stays
/// linear in the length of the list.
pub const CONDITION_LOOPS_MAX: usize = 1;

/// LIMIT: entries of a list or map that a condition may see. An image with more labels, or a
/// weakness with more aliases, makes the condition fail to the safe side.
pub const CONDITION_ITEMS_MAX: usize = 1_000;

/// LIMIT: bytes of a compiled pattern of `matches`.
pub const REGEX_BYTES_MAX: usize = 256 << 10;
