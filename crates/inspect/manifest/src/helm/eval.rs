//! Runs the tree of a template.

use std::collections::HashMap;
use std::rc::Rc;

use regex::Regex;

use super::ast::{Branch, Node, NodeKind, Pipeline, Template};
use super::budget::{Budget, Meter};
use super::fault::{Fault, Outcome};
use super::output::{Output, Reads};
use super::parser;
use super::print;
use super::text::{LineMark, Text};
use super::value::{List, Map, Value};

/// How a list of nodes ended.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

/// The templates of a chart and everything that their run needs.
pub(super) struct Engine {
    pub(super) templates: HashMap<Rc<str>, Rc<Template>>,
    pub(super) meter: Meter,
    pub(super) reads: Reads,
    /// What `now` answers.
    pub(super) now: jiff::Timestamp,
    /// Compiled expressions, and the steps of a search for each byte.
    pub(super) regexes: HashMap<String, (Regex, u64)>,
    /// Templates made by `tpl`, by their text.
    texts: HashMap<Rc<str>, Rc<Vec<Rc<Template>>>>,
    /// Maps into which maps were set: they may hold themselves.
    cyclic: Vec<Map>,
}

/// Variables of a template that runs, and its place.
pub(super) struct Frame {
    pub(super) template: Rc<Template>,
    variables: Vec<Variable>,
}

struct Variable {
    name: Rc<str>,
    value: Value,
    /// What was read to make it.
    reads: u32,
}

/// Different texts of `tpl` that are remembered.
/// LIMIT: further ones are parsed each time.
const TEXTS_KEPT_MAX: usize = 4096;

impl Engine {
    pub(super) fn new(budget: Budget, now: jiff::Timestamp) -> Self {
        Self {
            templates: HashMap::new(),
            meter: Meter::new(budget),
            reads: Reads::default(),
            now,
            regexes: HashMap::new(),
            texts: HashMap::new(),
            cyclic: Vec::new(),
        }
    }

    /// Adds a template; one that writes nothing does not replace another, as in Go.
    pub(super) fn define(&mut self, template: Rc<Template>) {
        if parser::is_blank(&template.body) && self.templates.contains_key(&template.name) {
            return;
        }
        self.templates.insert(template.name.clone(), template);
    }

    /// Runs a template into an output.
    pub(super) fn execute(
        &mut self,
        template: &Rc<Template>,
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<()> {
        self.meter.enter()?;
        let root = Variable {
            name: Rc::from(""),
            value: dot.clone(),
            reads: 0,
        };
        let mut frame = Frame {
            template: template.clone(),
            variables: vec![root],
        };
        self.walk(&mut frame, &template.body, dot, out)?;
        self.meter.leave();
        Ok(())
    }

    /// The text of a named template.
    pub(super) fn include(&mut self, name: &str, dot: &Value) -> Outcome<Text> {
        let Some(template) = self.templates.get(name).cloned() else {
            return Err(Fault::new(format!("no template {name:?}")));
        };
        let mut out = Output::default();
        self.execute(&template, dot, &mut out)?;
        self.meter.make(out.text.len())?;
        // Whoever uses this text, without its lines, has read what made it.
        let mut before = 0;
        for mark in &out.marks {
            if mark.reads != before {
                self.reads.note_set(mark.reads);
                before = mark.reads;
            }
        }
        Ok(out.into_text())
    }

    /// The text of a template that is itself a value.
    pub(super) fn tpl(&mut self, text: &Text, dot: &Value) -> Outcome<Text> {
        if !text.contains("{{") {
            return Ok(without_no_value(text.clone()));
        }
        self.meter.step(1 + text.len() as u64)?;
        let templates = match self.texts.get(text.as_str()) {
            Some(templates) => templates.clone(),
            None => {
                let parsed = parser::parse(&Rc::from("tpl"), 0, text)?;
                let parsed: Rc<Vec<Rc<Template>>> =
                    Rc::new(parsed.into_iter().map(Rc::new).collect());
                if self.texts.len() < TEXTS_KEPT_MAX {
                    self.texts.insert(Rc::from(text.as_str()), parsed.clone());
                }
                parsed
            }
        };
        let Some((main, defined)) = templates.split_last() else {
            return Ok(text.clone());
        };
        // What the text defines is seen only while it runs.
        let mut hidden = Vec::new();
        for template in defined {
            let old = self
                .templates
                .insert(template.name.clone(), template.clone());
            hidden.push((template.name.clone(), old));
        }
        let mut out = Output::default();
        let outcome = self.execute(main, dot, &mut out);
        for (name, old) in hidden.into_iter().rev() {
            match old {
                Some(old) => self.templates.insert(name, old),
                None => self.templates.remove(&name),
            };
        }
        outcome?;
        self.meter.make(out.text.len())?;
        for mark in &out.marks {
            self.reads.note_set(mark.reads);
        }
        Ok(without_no_value(out.into_text()))
    }

    /// Remembers a map that may now hold itself.
    pub(super) fn may_be_cyclic(&mut self, map: &Map, value: &Value) {
        if value.holds_values() && !self.cyclic.iter().rev().take(8).any(|one| one.same(map)) {
            self.cyclic.push(map.clone());
        }
    }

    fn walk(
        &mut self,
        frame: &mut Frame,
        nodes: &[Node],
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<Flow> {
        self.meter.enter()?;
        for node in nodes {
            let flow = self.node(frame, node, dot, out);
            let flow = flow.map_err(|fault| fault.at(&frame.template.file, node.line))?;
            if flow != Flow::Next {
                self.meter.leave();
                return Ok(flow);
            }
        }
        self.meter.leave();
        Ok(Flow::Next)
    }

    fn node(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<Flow> {
        match &node.kind {
            NodeKind::Text(text) => {
                self.meter.write(text.len())?;
                out.literal(text, frame.template.file_number, node.line);
            }
            NodeKind::Action(pipeline) => self.action(frame, pipeline, dot, out)?,
            NodeKind::If(branch) | NodeKind::With(branch) => {
                let rebinds = matches!(node.kind, NodeKind::With(_));
                return self.branch(frame, branch, dot, out, rebinds);
            }
            NodeKind::Range(branch) => return self.range(frame, branch, dot, out),
            NodeKind::Template { name, argument } => {
                self.template(frame, name, argument.as_ref(), dot, out)?;
            }
            NodeKind::Break => return Ok(Flow::Break),
            NodeKind::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn action(
        &mut self,
        frame: &mut Frame,
        pipeline: &Pipeline,
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<()> {
        let from = self.reads.current.len();
        let value = self.pipeline(frame, dot, pipeline)?;
        if pipeline.variables.is_empty() {
            let mark = LineMark {
                file: frame.template.file_number,
                line: pipeline.line,
                reads: self.reads.set_since(from),
                path: 0,
            };
            let text = match &value {
                Value::Str(text) => text.clone(),
                Value::Nil | Value::Absent => Text::from("<no value>"),
                other => print::display(other)?.into(),
            };
            self.meter.write(text.len())?;
            out.value(&text, mark, &mut self.reads);
        }
        self.reads.current.truncate(from);
        Ok(())
    }

    fn branch(
        &mut self,
        frame: &mut Frame,
        branch: &Branch,
        dot: &Value,
        out: &mut Output,
        rebinds: bool,
    ) -> Outcome<Flow> {
        let from = self.reads.current.len();
        let depth = frame.variables.len();
        let value = self.pipeline(frame, dot, &branch.pipeline)?;
        self.reads.current.truncate(from);
        let flow = if value.truth() {
            let dot = if rebinds { &value } else { dot };
            self.walk(frame, &branch.body, dot, out)
        } else {
            self.walk(frame, &branch.otherwise, dot, out)
        };
        frame.variables.truncate(depth);
        flow
    }

    fn template(
        &mut self,
        frame: &mut Frame,
        name: &str,
        argument: Option<&Pipeline>,
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<()> {
        let Some(template) = self.templates.get(name).cloned() else {
            return Err(Fault::new(format!("template {name:?} not defined")));
        };
        let from = self.reads.current.len();
        let dot = match argument {
            Some(pipeline) => self.pipeline(frame, dot, pipeline)?,
            None => Value::Absent,
        };
        self.reads.current.truncate(from);
        self.execute(&template, &dot, out)
    }

    fn range(
        &mut self,
        frame: &mut Frame,
        branch: &Branch,
        dot: &Value,
        out: &mut Output,
    ) -> Outcome<Flow> {
        let from = self.reads.current.len();
        let depth = frame.variables.len();
        let value = self.pipeline(frame, dot, &branch.pipeline)?;
        let reads = self.reads.set_since(from);
        self.reads.current.truncate(from);
        let mut source = Source::new(&value)?;
        let mut any = false;
        while let Some((key, item)) = source.next() {
            any = true;
            self.meter.step(1)?;
            let mark = frame.variables.len();
            self.bind(frame, &branch.pipeline, depth, key, &item, reads)?;
            let flow = self.walk(frame, &branch.body, &item, out)?;
            frame.variables.truncate(mark);
            if flow == Flow::Break {
                break;
            }
        }
        if !any {
            frame
                .variables
                .truncate(depth + branch.pipeline.variables.len());
            let flow = self.walk(frame, &branch.otherwise, dot, out)?;
            frame.variables.truncate(depth);
            return Ok(flow);
        }
        frame.variables.truncate(depth);
        Ok(Flow::Next)
    }

    /// Sets the variables of a `range` for one item.
    fn bind(
        &self,
        frame: &mut Frame,
        pipeline: &Pipeline,
        depth: usize,
        key: Value,
        item: &Value,
        reads: u32,
    ) -> Outcome<()> {
        let mut values = match pipeline.variables.len() {
            0 => return Ok(()),
            1 => vec![item.clone()],
            _ => vec![key, item.clone()],
        };
        for (at, name) in pipeline.variables.iter().enumerate().rev() {
            let Some(value) = values.pop() else { break };
            if pipeline.assigns {
                frame.assign(name, value, reads)?;
            } else if let Some(variable) = frame.variables.get_mut(depth + at) {
                variable.value = value;
                variable.reads = reads;
            }
        }
        Ok(())
    }

    /// Runs a pipeline and sets its variables.
    pub(super) fn pipeline(
        &mut self,
        frame: &mut Frame,
        dot: &Value,
        pipeline: &Pipeline,
    ) -> Outcome<Value> {
        self.meter.enter()?;
        let from = self.reads.current.len();
        let mut last = None;
        for command in &pipeline.commands {
            let value = self.command(frame, dot, command, last.take())?;
            last = Some(match value {
                Value::Nil => Value::Absent,
                value => value,
            });
        }
        let value = last.unwrap_or_default();
        if !pipeline.variables.is_empty() {
            let reads = self.reads.set_since(from);
            for name in &pipeline.variables {
                if pipeline.assigns {
                    frame.assign(name, value.clone(), reads)?;
                } else {
                    frame.variables.push(Variable {
                        name: name.clone(),
                        value: value.clone(),
                        reads,
                    });
                }
            }
        }
        self.meter.leave();
        Ok(value)
    }
}

/// Maps that hold themselves would never be freed.
impl Drop for Engine {
    fn drop(&mut self) {
        for map in self.cyclic.drain(..) {
            let entries = std::mem::take(&mut *map.write());
            drop(entries);
        }
    }
}

impl Frame {
    /// The value of a variable, and what was read to make it.
    pub(super) fn variable(&self, name: &str) -> Outcome<(&Value, u32)> {
        let mut variables = self.variables.iter().rev();
        match variables.find(|variable| *variable.name == *name) {
            Some(variable) => Ok((&variable.value, variable.reads)),
            None => Err(Fault::new(format!("undefined variable: ${name}"))),
        }
    }

    fn assign(&mut self, name: &str, value: Value, reads: u32) -> Outcome<()> {
        let mut variables = self.variables.iter_mut().rev();
        match variables.find(|variable| *variable.name == *name) {
            Some(variable) => {
                variable.value = value;
                variable.reads = reads;
                Ok(())
            }
            None => Err(Fault::new(format!("undefined variable: ${name}"))),
        }
    }
}

/// What a `range` goes over.
enum Source {
    Count(i64, i64),
    List(List, usize),
    Entries(std::vec::IntoIter<(Rc<str>, Value)>),
}

impl Source {
    fn new(value: &Value) -> Outcome<Self> {
        Ok(match value {
            Value::Nil | Value::Absent => Self::Count(0, 0),
            Value::Int(count) | Value::Int64(count) => Self::Count(0, *count),
            Value::List(list) => Self::List(list.clone(), 0),
            Value::Map(map) => Self::Entries(map.entries().into_iter()),
            Value::Object(object) => match object.entries() {
                Some(entries) => Self::Entries(entries.into_iter()),
                None => return Err(cannot_range(value)),
            },
            other => return Err(cannot_range(other)),
        })
    }

    fn next(&mut self) -> Option<(Value, Value)> {
        match self {
            Self::Count(at, count) => {
                let value = Value::Int(*at);
                *at += 1;
                (*at <= *count).then(|| (value.clone(), value))
            }
            Self::List(list, at) => {
                let item = list.get(*at)?.clone();
                let key = Value::Int(i64::try_from(*at).ok()?);
                *at += 1;
                Some((key, item))
            }
            Self::Entries(entries) => {
                let (key, value) = entries.next()?;
                Some((Value::Str(key.into()), value))
            }
        }
    }
}

fn cannot_range(value: &Value) -> Box<Fault> {
    let kind = value.type_name();
    Fault::new(format!("range can't iterate over {kind}"))
}

/// Helm removes what Go prints for nothing.
pub(super) fn without_no_value(text: Text) -> Text {
    if text.contains("<no value>") {
        return text.relined(text.replace("<no value>", ""), 0);
    }
    text
}
