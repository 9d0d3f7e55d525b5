//! Loops over lists and maps, round by round.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Evaluated, Evaluation, no_overload, truth};
use crate::error::EvaluationError;
use crate::node::{Fold, FoldKind};
use crate::value::{Key, Value};

/// What a loop goes through: each time its one or two variables.
type Round = (Value, Option<Value>);

impl Evaluation<'_, '_> {
    pub(super) fn fold(&mut self, fold: &Fold) -> Evaluated {
        let range = self.node(&fold.range)?;
        let rounds = self.rounds(&range, fold.is_double)?;
        match fold.kind {
            FoldKind::All => self.quantify(fold, &rounds, false),
            FoldKind::Exists => self.quantify(fold, &rounds, true),
            FoldKind::ExistsOne => self.exists_one(fold, &rounds),
            FoldKind::List => self.transform_list(fold, &rounds),
            FoldKind::Filter => self.filter(fold, &rounds),
            FoldKind::TransformMap | FoldKind::TransformMapEntry => {
                self.transform_map(fold, &rounds)
            }
            FoldKind::SortBy => self.sort_by(fold, &rounds),
        }
    }

    fn rounds(&mut self, range: &Value, is_double: bool) -> Result<Vec<Round>, EvaluationError> {
        let rounds: Vec<Round> = match (range, is_double) {
            (Value::List(items), false) => items.iter().map(|item| (item.clone(), None)).collect(),
            (Value::List(items), true) => (0_i64..)
                .zip(items.iter())
                .map(|(index, item)| (Value::Int(index), Some(item.clone())))
                .collect(),
            (Value::Map(entries), false) => entries.keys().map(|key| (key.value(), None)).collect(),
            (Value::Map(entries), true) => {
                let entries = entries.iter();
                entries
                    .map(|(key, value)| (key.value(), Some(value.clone())))
                    .collect()
            }
            _ => return Err(no_overload("a loop", std::slice::from_ref(range))),
        };
        self.budget.take(rounds.len() as u64)?;
        Ok(rounds)
    }

    /// Evaluates a part of a loop with the variables of one round.
    fn round(&mut self, (one, other): &Round, node: &crate::node::Node) -> Evaluated {
        let outer = self.locals.len();
        self.locals.push(one.clone());
        self.locals.extend(other.clone());
        let value = self.node(node);
        self.locals.truncate(outer);
        value
    }

    /// `all` and `exists`: a round that decides does so whatever others fail with.
    fn quantify(&mut self, fold: &Fold, rounds: &[Round], decides: bool) -> Evaluated {
        let mut failed = None;
        for round in rounds {
            match truth(self.round(round, &fold.body)) {
                Ok(answer) if answer == decides => return Ok(Value::Bool(decides)),
                Ok(_) => {}
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(Value::Bool(!decides)), Err)
    }

    fn exists_one(&mut self, fold: &Fold, rounds: &[Round]) -> Evaluated {
        let mut found = 0_u32;
        for round in rounds {
            found += u32::from(truth(self.round(round, &fold.body))?);
        }
        Ok(Value::Bool(found == 1))
    }

    fn passes(&mut self, fold: &Fold, round: &Round) -> Result<bool, EvaluationError> {
        match &fold.filter {
            Some(filter) => truth(self.round(round, filter)),
            None => Ok(true),
        }
    }

    fn transform_list(&mut self, fold: &Fold, rounds: &[Round]) -> Evaluated {
        let mut list = Vec::new();
        for round in rounds {
            if self.passes(fold, round)? {
                list.push(self.round(round, &fold.body)?);
            }
        }
        Ok(Value::list(list))
    }

    fn filter(&mut self, fold: &Fold, rounds: &[Round]) -> Evaluated {
        let mut list = Vec::new();
        for round in rounds {
            if truth(self.round(round, &fold.body))? {
                list.push(round.0.clone());
            }
        }
        Ok(Value::list(list))
    }

    fn transform_map(&mut self, fold: &Fold, rounds: &[Round]) -> Evaluated {
        let mut map: BTreeMap<Key, Value> = BTreeMap::new();
        for round in rounds {
            if !self.passes(fold, round)? {
                continue;
            }
            let value = self.round(round, &fold.body)?;
            if fold.kind == FoldKind::TransformMap {
                let key = round
                    .0
                    .key()
                    .ok_or_else(|| no_overload("a key", std::slice::from_ref(&round.0)))?;
                map.insert(key, value);
                continue;
            }
            let Value::Map(entries) = &value else {
                return Err(no_overload("transformMapEntry", &[value]));
            };
            self.budget.take(entries.len() as u64)?;
            for (key, value) in entries.iter() {
                if map.insert(key.clone(), value.clone()).is_some() {
                    let reason = format!("insert failed: key {key} already exists");
                    return Err(EvaluationError::Failed(reason));
                }
            }
        }
        Ok(Value::Map(Arc::new(map)))
    }

    fn sort_by(&mut self, fold: &Fold, rounds: &[Round]) -> Evaluated {
        let mut keyed = Vec::with_capacity(rounds.len());
        for round in rounds {
            keyed.push((self.round(round, &fold.body)?, round.0.clone()));
        }
        // Sorting compares each item about log2 times; 16 is enough for what the budget allows.
        self.budget.take(keyed.len() as u64 * 16)?;
        if let Some((first, _)) = keyed.first()
            && let Some((odd, _)) = keyed.iter().find(|(key, _)| first.order(key).is_none())
        {
            return Err(no_overload("sortBy", &[first.clone(), odd.clone()]));
        }
        keyed.sort_by(|(a, _), (b, _)| a.order(b).unwrap_or(Ordering::Equal));
        Ok(Value::list(
            keyed.into_iter().map(|(_, item)| item).collect(),
        ))
    }
}
