//! Bounds of what a policy may cost, each with its reason.

/// LIMIT: bytes of one expression. The longest of the published libraries has less than 4 KiB.
pub const EXPRESSION_BYTES_MAX: usize = 64 * 1024;

/// LIMIT: levels of nesting in one expression; the parser and the evaluator call themselves once
/// for each.
pub const EXPRESSION_DEPTH_MAX: u16 = 64;

/// LIMIT: nodes of one expression, so that reading a policy stays quick.
pub const EXPRESSION_NODES_MAX: usize = 10_000;

/// LIMIT: steps that one evaluation may take: nodes that are visited, and items and bytes that
/// functions walk over. An API server stops an expression at a million as well (`PerCallLimit` of
/// its CEL environment), although it counts in another way.
pub const EVALUATION_STEPS_MAX: u64 = 1_000_000;

/// LIMIT: steps that all policies may take for all objects that are judged together: some seconds.
/// Objects beyond it stay unjudged, and are named.
pub const SET_STEPS_MAX: u64 = 500_000_000;

/// LIMIT: bytes of a compiled regular expression.
pub const REGEX_BYTES_MAX: usize = 256 * 1024;

/// LIMIT: policies that are read. A cluster with more than some hundred is not known.
pub const POLICIES_MAX: usize = 2_000;

/// LIMIT: bindings that are read.
pub const BINDINGS_MAX: usize = 4_000;

/// LIMIT: expressions of one policy. Kubernetes takes up to 64 match conditions, and no policy that
/// was seen has more than 20 validations.
pub const EXPRESSIONS_MAX: usize = 500;

/// LIMIT: objects of parameters that one binding selects.
pub const PARAMS_MAX: usize = 100;

/// LIMIT: levels of an object that is judged.
pub const OBJECT_DEPTH_MAX: usize = 128;

/// LIMIT: values in one object that is judged: an alias that stands for much is copied each time
/// it is named. An object of Kubernetes has at most 1.5 MiB.
pub const OBJECT_VALUES_MAX: usize = 200_000;

/// LIMIT: bytes of a message that a policy computes (`messageExpression` is cut at 5 KiB by an API
/// server).
pub const MESSAGE_BYTES_MAX: usize = 5 * 1024;
