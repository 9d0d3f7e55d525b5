//! A compiled expression.

use crate::compile::{self, Scope};
use crate::error::{CompileError, EvaluationError};
use crate::evaluate::{Budget, Context, Evaluation};
use crate::node::Node;
use crate::types::Type;
use crate::value::Value;

/// An expression that can be evaluated.
#[derive(Debug)]
pub struct Program {
    pub(crate) source: String,
    pub(crate) node: Node,
    pub(crate) kind: Type,
}

impl Program {
    /// Reads an expression and checks its names, its functions and, as far as they are known, its
    /// types.
    ///
    /// # Errors
    /// What an API server would refuse, what is not supported, and what is too large.
    pub fn compile(source: &str, scope: &Scope) -> Result<Self, CompileError> {
        compile::compile(source, scope)
    }

    /// The text of the expression.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Evaluates it.
    ///
    /// # Errors
    /// The failure of the expression, the end of its budget, or what nobody knows here.
    pub fn evaluate(
        &self,
        context: &Context<'_>,
        budget: &mut Budget,
    ) -> Result<Value, EvaluationError> {
        Evaluation::new(context, budget).program(&self.node)
    }
}

impl Scope {
    /// Adds a variable that the next expressions may name.
    pub fn declare(&mut self, name: impl Into<String>, program: &Program) {
        self.variables.push((name.into(), program.kind.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_NODES_MAX};

    fn evaluate(source: &str) -> Result<Value, EvaluationError> {
        let program = Program::compile(source, &Scope::default()).unwrap();
        let object = serde_json::json!({"spec": {"items": [1, 2, 3], "name": "web"}});
        let context = Context::new(Value::of_json(&object), Value::Null, &[]);
        program.evaluate(&context, &mut Budget::new(100_000))
    }

    fn refused(source: &str) -> CompileError {
        Program::compile(source, &Scope::default()).unwrap_err()
    }

    fn holds(source: &str) {
        assert!(
            matches!(evaluate(source), Ok(Value::Bool(true))),
            "{source}"
        );
    }

    #[test]
    fn errors_are_absorbed_by_what_decides_and_by_nothing_else() {
        holds("object.spec.missing == 1 || true");
        holds("!(object.spec.missing == 1 && false)");
        holds("object.spec.items.exists(x, 1 / (x - 1) == 1)");
        holds("object.?spec.?name.orValue(object.none) == 'web'");
        assert!(evaluate("object.spec.missing == 1 || false").is_err());
        assert!(evaluate("object.spec.items.all(x, 1 / (x - 1) >= 0)").is_err());
        assert!(evaluate("object.spec.name && true").is_err());
    }

    #[test]
    fn loops_of_every_kind_are_read() {
        holds("object.spec.items.map(x, x > 1, x * 2) == [4, 6]");
        holds("object.spec.items.all(i, x, x == i + 1)");
        holds("object.spec.items.existsOne(i, x, x == 2)");
        holds("object.spec.transformList(k, v, k == 'name', k) == ['name']");
        holds("{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'}");
        holds("['bb', 'a'].sortBy(x, x.size()) == ['a', 'bb']");
        holds("cel.bind(x, 2, x * x) == 4");
        holds("optional.of([1]).optFlatMap(x, x.first()).value() == 1");
        // A variable of a loop hides what stands outside of it.
        holds("[1].all(object, object == 1)");
        holds("['a'].exists(type, type == 'a')");
    }

    #[test]
    fn what_is_missing_is_named_before_anything_is_evaluated() {
        assert_eq!(
            refused("authorizer.path('/x').check('get').allowed()"),
            CompileError::Unsupported("`authorizer`".to_owned())
        );
        assert!(
            matches!(refused("object.frobnicate()"), CompileError::Rejected(reason)
            if reason.contains("'frobnicate'"))
        );
        assert!(matches!(
            refused("true || math.greatest(1, 2) == 2"),
            CompileError::Rejected(_)
        ));
        assert!(matches!(
            refused("request.user == 'x'"),
            CompileError::Rejected(_)
        ));
        assert!(matches!(refused("params.x"), CompileError::Rejected(_)));
        assert!(matches!(
            refused("object.spec =="),
            CompileError::Rejected(_)
        ));
        assert!(matches!(
            refused("'a'.matches('(')"),
            CompileError::Rejected(_)
        ));
        assert!(matches!(refused("A{b: 1}"), CompileError::Unsupported(_)));
    }

    #[test]
    fn size_and_depth_have_limits() {
        let long = format!("'{}'", "x".repeat(EXPRESSION_BYTES_MAX));
        assert!(matches!(refused(&long), CompileError::TooLarge(_)));
        let deep = format!("{}1{}", "(".repeat(70), ")".repeat(70));
        assert!(matches!(refused(&deep), CompileError::TooLarge(_)));
        let wide = format!("[{}]", vec!["1"; EXPRESSION_NODES_MAX + 1].join(","));
        assert!(matches!(refused(&wide), CompileError::TooLarge(_)));
        let chain = vec!["1"; 400].join("+");
        assert!(matches!(
            refused(&chain),
            CompileError::TooLarge(_) | CompileError::Rejected(_)
        ));
    }

    #[test]
    fn steps_have_a_limit_that_nothing_absorbs() {
        for source in [
            "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))",
            "lists.range(100000000).size() > 0 || true",
            "lists.range(20000).map(x, object.spec.name + 'aaaaaaaaaaaaaaaa').join().size() > 0",
        ] {
            let error = evaluate(source).unwrap_err();
            assert_eq!(error, EvaluationError::Budget(100_000), "{source}");
        }
        let doubled = (0..30).fold("'xxxxxxxx'".to_owned(), |inner, _| {
            format!("cel.bind(x, {inner}, x + x)")
        });
        assert!(evaluate(&format!("({doubled}).size() > 0")).is_err());
    }

    #[test]
    fn an_unknown_value_fails_whatever_asks_about_it() {
        let program = Program::compile("object.labels.team == 'a' || true", &Scope::default());
        let object = Value::map([("labels", Value::Unknown("labels".into()))]);
        let context = Context::new(object, Value::Null, &[]);
        let answer = program.unwrap().evaluate(&context, &mut Budget::new(100));
        assert_eq!(
            answer.unwrap_err(),
            EvaluationError::Unknown("labels".to_owned())
        );
    }
}
